"""The Python source of the typed event classes; the same contracts always give the same text."""

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from simpul.contracts._python_types import OF_THE_BASE, Names, TypeNames
from simpul.contracts.avsc import Json, Schema, fields_of, without_null
from simpul.contracts.collection import Contracts
from simpul.contracts.contract import Contract

LINE_LENGTH = 120
INDENT = "    "


def class_files(contracts: Contracts) -> dict[PurePosixPath, str]:
    """The text of each generated file, by its path below the folder of the contracts.

    Raises:
        ContractError: two contracts of an owner give one name two meanings.
    """
    owners: dict[str, list[Contract]] = {}
    for event_type in contracts.event_types:
        contract = contracts.latest(event_type)
        owners.setdefault(contract.owner, []).append(contract)
    return {
        PurePosixPath(owner.lower(), "__init__.py"): render_module(owner, members) for owner, members in owners.items()
    }


def render_module(owner: str, contracts: Iterable[Contract]) -> str:
    """The module of one owner: its enums, formats, nested records and event classes.

    Raises:
        ContractError: two contracts give one name two meanings.
    """
    members = sorted(contracts, key=lambda contract: contract.event_type)
    names = Names()
    classes = [_event_class(contract, TypeNames(names, contract)) for contract in members]
    records = [_record_class(name, schema, types) for name, (schema, types) in sorted(names.records.items())]
    aliases = [_enum(name, symbols) for name, symbols in sorted(names.enums.items())]
    aliases += [_pattern(name, pattern) for name, pattern in sorted(names.patterns.items())]
    public = sorted([*names.enums, *names.patterns, *names.records, *(contract.event_type for contract in members)])
    head = (
        f'"""The event types of {owner}; written by `simpul contracts generate` from the .avsc files beside it."""\n\n'
    )
    exported = "".join(f'{INDENT}"{name}",\n' for name in public)
    parts = [head + _imports(names) + f"\n__all__ = [\n{exported}]\n"]
    if aliases:
        parts[0] += "\n" + "".join(aliases)
    return "\n\n".join([*parts, *records, *classes])


def _imports(names: Names) -> str:
    typing = ["ClassVar"] + ["Annotated"] * bool(names.patterns) + ["Literal"] * bool(names.enums)
    pydantic = ["AwareDatetime"] * ("AwareDatetime" in names.used) + ["Field"] * bool(names.patterns)
    standard = [
        "from datetime import date\n" * ("date" in names.used),
        f"from typing import {', '.join(sorted(typing))}\n",
        "from uuid import UUID\n" * ("UUID" in names.used),
    ]
    foreign = [
        f"from pydantic import {', '.join(pydantic)}\n" if pydantic else "",
        "from typing_extensions import TypedDict\n" * bool(names.records),
    ]
    base = ["Event", *sorted(OF_THE_BASE & names.used)]
    blocks = ["".join(standard), "".join(foreign), f"from simpul.events import {', '.join(base)}\n"]
    return "\n".join(block for block in blocks if block)


def _enum(name: str, symbols: tuple[str, ...]) -> str:
    line = f"{name} = Literal[{', '.join(_text(symbol) for symbol in symbols)}]\n"
    if len(line) <= LINE_LENGTH + 1:
        return line
    return f"{name} = Literal[\n" + "".join(f"{INDENT}{_text(symbol)},\n" for symbol in symbols) + "]\n"


def _pattern(name: str, pattern: str) -> str:
    return f'{name} = Annotated[str, Field(pattern=r"{pattern}")]\n'


def _event_class(contract: Contract, types: TypeNames) -> str:
    key = ", ".join(_text(name) for name in contract.key)
    lines = [
        f"class {contract.event_type}(Event):",
        *_docstring(contract.doc),
        "",
        f'{INDENT}event_type: ClassVar[str] = "{contract.event_type}"',
        f"{INDENT}schema_version: ClassVar[int] = {contract.version}",
        f'{INDENT}owner: ClassVar[str] = "{contract.owner}"',
        f"{INDENT}key_fields: ClassVar[tuple[str, ...]] = ({key}{',' * (len(contract.key) == 1)})",
        "",
        *_fields(contract.schema, types, defaults=True),
    ]
    return "\n".join(lines) + "\n"


def _record_class(name: str, schema: Schema, types: TypeNames) -> str:
    lines = [
        f"class {name}(TypedDict):",
        *_docstring(str(schema["doc"])),
        "",
        *_fields(schema, types, defaults=False),
    ]
    return "\n".join(lines) + "\n"


def _fields(schema: Schema, types: TypeNames, *, defaults: bool) -> Iterator[str]:
    for field in fields_of(schema):
        kind = types.annotation(field)
        given = f" = {_default(field)}" if defaults and "default" in field else ""
        yield f"{INDENT}{field['name']}: {kind}{given}"
        yield from _docstring(f"{field['doc']} ({field['class']})")


def _default(field: dict[str, Json]) -> str:
    default = field["default"]
    kind, _ = without_null(field["type"])
    if isinstance(default, str):
        return _text(default)
    if isinstance(default, list | dict) and kind is not None:
        return repr(default)
    return str(default)


def _docstring(text: str) -> Iterator[str]:
    quoted = text.replace("\\", "\\\\").replace('"""', "'''")
    quoted = quoted + " " if quoted.endswith('"') else quoted
    width = LINE_LENGTH - len(INDENT)
    if len(quoted) + 6 <= width:
        yield f'{INDENT}"""{quoted}"""'
        return
    first, *rest = textwrap.wrap(quoted, width=width - 6, break_long_words=False)
    yield f'{INDENT}"""{first}'
    for line in rest:
        yield INDENT + line
    yield f'{INDENT}"""'


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
