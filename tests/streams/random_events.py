"""Random data that fit a contract, each text of its own and long enough to be recognised."""

import hashlib
from datetime import UTC, date, datetime
from functools import partial
from typing import cast
from uuid import UUID

from hypothesis import strategies as st

from simpul.contracts import Contract, Field

DIGITS = {"nik": 16, "kk": 16, "nip": 18, "nop": 18, "nib": 13, "bps_village": 10}

LOGICAL: dict[str, st.SearchStrategy[object]] = {
    "date": st.dates(date(1900, 1, 1), date(2090, 1, 1)),
    "timestamp-millis": st.datetimes(datetime(1900, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001  # the zone is drawn
        lambda instant: instant.replace(microsecond=0)
    ),
    "uuid": st.binary(min_size=16, max_size=16).map(lambda random: UUID(bytes=random)),
}


@st.composite
def event_data(draw: st.DrawFn, contract: Contract) -> dict[str, object]:
    """Data of one event, in Avro's Python form."""
    return {field.name: draw(_of(field.schema, field)) for field in contract.fields}


def _of(schema: object, field: Field) -> st.SearchStrategy[object]:
    if isinstance(schema, list):
        return st.one_of([_of(branch, field) for branch in schema])
    if isinstance(schema, dict):
        return _of_complex(cast("dict[str, object]", schema), field)
    simple: dict[str, st.SearchStrategy[object]] = {
        "null": st.none(),
        "string": _text(field),
        "int": st.integers(0, 2**31 - 1),
        "long": st.integers(0, 2**62),
        "boolean": st.booleans(),
        "double": st.floats(0, 1e6),
    }
    return simple[str(schema)]


def _of_complex(schema: dict[str, object], field: Field) -> st.SearchStrategy[object]:
    logical = LOGICAL.get(str(schema.get("logicalType")))
    if logical is not None:
        return logical
    if schema["type"] == "enum":
        return st.sampled_from(cast("list[str]", schema["symbols"]))
    if schema["type"] == "array":
        return st.lists(_of(schema["items"], field), min_size=1, max_size=2)
    if schema["type"] == "record":
        parts = cast("list[dict[str, object]]", schema["fields"])
        return st.fixed_dictionaries({str(part["name"]): _of(part["type"], _part(part)) for part in parts})
    return _of(schema["type"], field)


def _part(part: dict[str, object]) -> Field:
    form = part.get("format")
    return Field(
        name=str(part["name"]),
        data_class="P3",
        required=True,
        doc="",
        schema=None,
        format=str(form) if form else None,
    )


def _text(field: Field) -> st.SearchStrategy[object]:
    form = field.format or ""
    if form == "village":
        return st.integers(0, 999).map(lambda number: f"35.08.10.2{number:03d}")
    if form == "month":
        return st.sampled_from(["2026-01", "2026-12"])
    return st.integers(0, 2**32).map(partial(_recognisable, field.name, form))


def _recognisable(name: str, form: str, number: int) -> str:
    """A text that no other field has by chance, however small hypothesis makes the number behind it."""
    digest = hashlib.sha256(f"{name}/{number}".encode())
    if form == "tok":
        return f"t1.{digest.hexdigest()[:32]}"
    if form in DIGITS:
        return str(int(digest.hexdigest(), 16))[: DIGITS[form]]
    return digest.hexdigest()[:20]
