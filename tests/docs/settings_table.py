"""The table of docs/settings.md, from the settings themselves: `.venv/bin/python -m tests.docs.settings_table`."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, MinLen
from pydantic.fields import FieldInfo

from simpul.settings import PREFIX, Settings
from tests.docs.pages import PROJECT

UNITS = {"_ms": "milliseconds", "_s": "seconds", "_bytes": "bytes", "_events": "events", "_window": "events"}
HEAD = ("| variable | default | unit | allowed | meaning |", "| --- | --- | --- | --- | --- |")
PAGE = PROJECT / "docs" / "settings.md"

_TABLE = re.compile(r"^\|.*\|\n(?:^\|.*\|\n)*", re.MULTILINE)


def table() -> str:
    """The table of the page, as the settings are now."""
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    return "".join(f"{line}\n" for line in (*HEAD, *rows))


def printed_table() -> str:
    """The table that stands on the page."""
    [found] = _TABLE.findall(PAGE.read_text(encoding="utf-8"))
    return str(found)


def _row(name: str, field: FieldInfo) -> str:
    default = "none" if field.default is None else f"`{field.default}`"
    unit = next((unit for suffix, unit in UNITS.items() if name.endswith(suffix)), "")
    allowed = ", ".join(_allowed(field))
    return f"| `{PREFIX}{name.upper()}` | {default} | {unit} | {allowed} | {field.description} |"


def _allowed(field: FieldInfo) -> Iterator[str]:
    if get_origin(field.annotation) is Literal:
        yield " or ".join(f"`{choice}`" for choice in get_args(field.annotation))
    yield from _limits(field.metadata)


def _limits(metadata: Sequence[object]) -> Iterator[str]:
    for limit in metadata:
        if isinstance(limit, Ge):
            yield f"from {limit.ge}"
        elif isinstance(limit, Gt):
            yield f"above {limit.gt}"
        elif isinstance(limit, Le):
            yield f"up to {limit.le}"
        elif isinstance(limit, MinLen):
            yield f"at least {limit.min_length} characters"
        else:
            raise TypeError(f"the settings page does not know how to say {limit!r}")


if __name__ == "__main__":
    PAGE.write_text(PAGE.read_text(encoding="utf-8").replace(printed_table(), table()), encoding="utf-8")
