"""The text of a new adapter's module, in the parts that every adapter has: source, mapping, declaration."""

from collections.abc import Iterable, Iterator
from typing import Final

from simpul.adapters.skeleton.entry import said_of
from simpul.adapters.skeleton.reading import REGISTERED_AT, Argument, Number, Reading
from simpul.adapters.skeleton.wanted import Labels, Wanted, Way, snake
from simpul.contracts import Field
from simpul.tokens import TokenDomain

LINE_LENGTH: Final = 120
STEP: Final = "    "

_READERS: Final = {TokenDomain.NIK: "nik", TokenDomain.KK: "kk"}

_READY: Final = '''"""{said}"""

from simpul.adapters import Setup
from simpul.adapters.{package} import {source}


def source(setup: Setup) -> {source}:
    """{what}"""
    return {source}(setup)
'''
_SOURCES: Final = {
    Way.FILES: ("FileDrop", "EXPORT", "The folder of this export."),
    Way.TABLE: ("SnapshotDifference", "TABLE", "The database of this table."),
    Way.PULL: ("Pull", "PAGES", "The service at this address."),
}


def module_text(wanted: Wanted, *, labels: Labels) -> str:
    """The module, formatted as the project's own are.

    Raises:
        ContractError: a field of the event type cannot be read out of a row.
    """
    said = said_of(wanted)
    if wanted.way is Way.OUTBOX:
        what = "The outbox of this database; its payloads are the data of the contract already."
        return _READY.format(said=said, package="outbox", source="Outbox", what=what)
    if wanted.way is Way.HTTP:
        what = "An HTTP server; what comes over it are the data of the contract already."
        return _READY.format(said=said, package="http", source="HttpWayIn", what=what)
    reading = Reading(wanted, labels=labels)
    mapping = "\n".join(_mapping(reading))
    constants = _constants(reading)
    head = f'"""{said}"""\n\n{_imports(reading, body=mapping)}' + (f"\n{constants}" if constants else "")
    return "\n\n".join([head, _source(reading), mapping + "\n", "\n".join(_declaration(reading)) + "\n"])


def _imports(reading: Reading, *, body: str) -> str:
    wanted, event = reading.wanted, reading.contract.event_type
    days = ["start_of"] if "start_of(" in body else []
    tokens = ["TokenDomain"] if "TokenDomain." in body else []
    facts = ["Said"] if wanted.way is Way.TABLE else ["Row", "Said"]
    sources = {
        Way.FILES: ("files", ["FileDrop", "TableExport"]),
        Way.TABLE: ("snapshot", ["Change", "SnapshotDifference", "WatchedTable"]),
        Way.PULL: ("pull", ["NextLink", "Pull", "PulledPages"]),
    }
    package, names = sources[wanted.way]
    typing = ["Final"] * bool(_constants(reading)) + ["get_args"] * bool(reading.labelled)
    standard = [
        "import re\n" if reading.patterned else "",
        _import("collections.abc", [] if wanted.way is Way.TABLE else ["Iterator"]),
        _import("typing", typing),
    ]
    own = [
        _import(f"{wanted.contracts}.{reading.contract.owner.lower()}", [event, *reading.enums, *reading.labelled]),
        _import("simpul.adapters", ["Setup", *days]),
        *sorted([_import("simpul.adapters.mapping", facts), _import(f"simpul.adapters.{package}", names)]),
        _import("simpul.numbers", ["ReasonCode"] if reading.patterned else []),
        _import("simpul.tokens", tokens),
    ]
    return "\n".join(block for block in ("".join(standard), "".join(own)) if block)


def _import(module: str, names: Iterable[str]) -> str:
    """One import, in as many lines as it needs; none without names."""
    ordered = sorted(names, key=lambda name: (name[0].islower(), name))
    line = f"from {module} import {', '.join(ordered)}\n"
    if len(line) <= LINE_LENGTH + 1:
        return line if ordered else ""
    return f"from {module} import (\n" + "".join(f"{STEP}{name},\n" for name in ordered) + ")\n"


def _constants(reading: Reading) -> str:
    """What the words of an export mean that no code table knows, and the forms of codes."""
    words = "".join(_words(name, symbols) for name, symbols in sorted(reading.enums.items()))
    if any("YES_OR_NO" in argument.value for argument in reading.arguments):
        words += f"YES_OR_NO: Final = {{{_yes_or_no(reading.wanted.way)}}}\n"
    forms = [f'{field.name.upper()}: Final = re.compile(r"{field.pattern}", re.ASCII)\n' for field in reading.patterned]
    told = "# On the left the words of your system, in capitals; put in all that it has.\n" if words else ""
    return told + words + "".join(forms)


def _words(name: str, symbols: Iterable[str]) -> str:
    words = {"" if symbol == "UNKNOWN" else symbol: symbol for symbol in symbols}
    lines = "".join(f'{STEP}"{word}": "{symbol}",\n' for word, symbol in words.items())
    return f"{snake(name).upper()}: Final[dict[str, {name}]] = {{\n{lines}}}\n"


def _yes_or_no(way: Way) -> str:
    yes, no = ("TRUE", "FALSE") if way is Way.PULL else ("YA", "TIDAK")
    return f'"{yes}": True, "{no}": False'


def _source(reading: Reading) -> str:
    source, declared, what = _SOURCES[reading.wanted.way]
    generic = f"[{reading.contract.event_type}]" if reading.wanted.way is Way.TABLE else ""
    return (
        f"def source(setup: Setup) -> {source}{generic}:\n"
        f'{STEP}"""{what}"""\n'
        f"{STEP}return {source}.of({declared}, setup=setup)\n"
    )


def _mapping(reading: Reading) -> Iterator[str]:
    event, is_table = reading.contract.event_type, reading.wanted.way is Way.TABLE
    if is_table:
        yield f"def {snake(event)}(change: Change[{event}]) -> Said:"
    else:
        yield f"def {snake(event)}(row: Row) -> Iterator[Said]:"
    yield f'{STEP}"""What a row says."""'
    if is_table:
        cells = any("cells[" in argument.value for argument in reading.arguments)
        yield f"{STEP}row, cells = change.row, change.cells" if cells else f"{STEP}row = change.row"
    for number in reading.numbers:
        yield f"{STEP}{_number(number, reading)}"
    for field in reading.patterned:
        yield f"{STEP}if {_wrong(field, reading)}:"
        yield f"{STEP * 2}raise row.rejected(ReasonCode.LABEL_UNKNOWN, {reading.column(field.name)})"
    yield f"{STEP}event = {event}("
    for argument in reading.arguments:
        yield from _argument(argument)
    yield f"{STEP})"
    yield from _says(reading)


def _number(number: Number, reading: Reading) -> str:
    column = reading.column(number.column)
    read = f"row.{_READERS.get(number.domain, 'key')}({column})"
    return f"{number.column} = {read}" + ("" if number.required else f" if row.has({column}) else None")


def _wrong(field: Field, reading: Reading) -> str:
    """The condition under which a code has another form than its contract says."""
    form, column = field.name.upper(), reading.column(field.name)
    if reading.is_list(field):
        return f"not all({form}.fullmatch(code) for code in row.text({column}).split())"
    if field.required:
        return f"not {form}.fullmatch(row.key({column}))"
    return f"row.has({column}) and not {form}.fullmatch(row.text({column}))"


def _argument(argument: Argument) -> Iterator[str]:
    """An argument on one line, or broken as the formatter breaks it: before `if` and `else`, then within the call."""
    line = f"{STEP * 2}{argument.field}={argument.before}{argument.value}{argument.after},"
    if len(line) <= LINE_LENGTH or not argument.after:
        yield line
        return
    first = f"{STEP * 2}{argument.field}={argument.value}"
    word, _, within = first.partition("(")
    yield from [first] if len(first) <= LINE_LENGTH else [f"{word}(", f"{STEP * 3}{within[:-1]}", f"{STEP * 2})"]
    condition, _, otherwise = argument.after.strip().partition(" else ")
    yield f"{STEP * 2}{condition}"
    yield f"{STEP * 2}else {otherwise},"


def _says(reading: Reading) -> Iterator[str]:
    is_table, happened = reading.wanted.way is Way.TABLE, reading.happened
    registered = "change.noticed_at" if is_table else f"row.instant({reading.column(REGISTERED_AT)})"
    occurred = registered if happened is None else f"event.{happened.name}"
    if happened is not None and reading.kind_of(happened)["logicalType"] == "date":
        occurred = f"start_of({occurred})"
    yield f"{STEP}{'return' if is_table else 'yield'} row.says("
    yield f"{STEP * 2}event,"
    yield f"{STEP * 2}document=event.{reading.document.name},"
    yield f"{STEP * 2}occurred_at={occurred},"
    yield f"{STEP * 2}registered_at={registered},"
    if any(field.name == "village_code" and field.required for field in reading.contract.fields):
        yield f"{STEP * 2}region_code=event.village_code,"
    yield f"{STEP})"


def _declaration(reading: Reading) -> Iterator[str]:
    wanted, function = reading.wanted, snake(reading.contract.event_type)
    match wanted.way:
        case Way.TABLE:
            yield "TABLE = WatchedTable("
            special = ['key=("id",)', 'place="id"', f"event={reading.contract.event_type}", f"says={function}"]
        case Way.PULL:
            yield "PAGES = PulledPages("
            special = ['items="data"', 'key=("id",)', 'place="id"', f"says={function}", 'paging=NextLink(field="next")']
        case _:
            yield "EXPORT = TableExport("
            special = [*_of_export(reading), f"mapping={function}"]
    for line in (f"system={wanted.system}", f'table="{wanted.table}"', *special):
        yield f"{STEP}{line},"
    yield ")"


def _of_export(reading: Reading) -> Iterator[str]:
    columns = "".join(f"{STEP * 2}{reading.column(name)},\n" for name in reading.columns)
    yield f"columns=(\n{columns}{STEP})"
    needed = [number.column for number in reading.numbers if number.required]
    yield f"told_by={_tuple(reading, [reading.column_of_document, *needed])}"
    niks = [number.column for number in reading.numbers if number.domain is TokenDomain.NIK]
    if niks:
        yield f"niks={_tuple(reading, niks)}"


def _tuple(reading: Reading, names: Iterable[str]) -> str:
    written = [reading.column(name) for name in dict.fromkeys(names)]
    return f"({', '.join(written)}{',' * (len(written) == 1)})"
