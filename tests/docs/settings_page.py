"""docs/settings.md from the settings themselves: `.venv/bin/python -m tests.docs.settings_page > docs/settings.md`."""

import sys
from collections.abc import Iterator, Sequence
from typing import Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, MinLen
from pydantic.fields import FieldInfo

from simpul.settings import PREFIX, Settings

UNITS = {"_ms": "milliseconds", "_s": "seconds", "_bytes": "bytes", "_events": "events", "_window": "events"}
HEAD = """\
# Settings

Every process of Simpul is told from outside by environment variables only. An option of the command line wins over its variable: `--bootstrap-servers` over `SIMPUL_BOOTSTRAP_SERVERS`. A `SIMPUL_` variable that is not in this table, or a value out of its range, ends the process with a sentence before anything connects.

| variable | default | unit | allowed | meaning |
| --- | --- | --- | --- | --- |
"""
TAIL = """
`SIMPUL_TOKEN_KEY` is a secret: it is never printed or logged, and whoever has it can tell which token belongs to which person. It is given to the adapters, which make tokens, and to the workers of the distribution, which re-key them; nobody else needs it. Every machine of a bus has the same key and version. `make demo` and `make up` take a test key unless one is set.

Not a setting of ours, but heeded: `XDG_CACHE_HOME`, below which the jars of the local Kafka are cached (`~/.cache` by default).
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"{_row(name, field)}\n" for name, field in Settings.model_fields.items()) + TAIL


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
    sys.stdout.write(page())
