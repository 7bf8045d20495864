"""What a flow keeps and what its tasks send each other, as bytes: Avro, by schemas of the engine's own.

These are not contracts: nobody else reads them. A first byte names their version, so that a later one can read them.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TypedDict, cast

from fastavro import parse_schema, schemaless_reader, schemaless_writer

from simpul.errors import StateError
from simpul.flows.cases import Case, Trigger
from simpul.flows.rows import Chain, Member, RowData

VERSION = b"\x01"


class LookedUp(TypedDict):
    """What a cell has asked of another address; `question` tells its answers from those to an earlier question."""

    name: str
    key: str
    question: int
    is_answered: bool
    rows: list[RowData]


class Cell(TypedDict):
    """One address: its rows, what it has looked up elsewhere, the cases made there, and what it has flagged.

    `asked` counts its questions; `timer_ms` is when its next deadline is, 0 for none.
    """

    rows: list[RowData]
    looked_up: list[LookedUp]
    asked: int
    cases: list[Case]
    flagged: list[str]
    timer_ms: int
    day: int


class Told(TypedDict):
    """To the chain of an event: the event itself, or (no member) its cancellation."""

    chain: str
    member: Member | None


class Moves(TypedDict):
    """To the chain of an event: a correction of it, with what had come for the correction."""

    chain: str
    is_cancelled: bool
    members: list[Member]
    shown: RowData | None


class Changed(TypedDict):
    """To an address: a row that stands there now, and ids of rows that do not any more."""

    name: str
    key: str
    row: RowData | None
    gone: list[str]


class Asked(TypedDict):
    """To an address: the cell that wants to know its rows from now on; question 0 wants to hear no more."""

    name: str
    key: str
    by_name: str
    by_key: str
    question: int


class Answered(TypedDict):
    """To a cell: the rows of an address it has asked about."""

    name: str
    key: str
    of_name: str
    of_key: str
    question: int
    rows: list[RowData]


Item = tuple[str, Mapping[str, object]]  # the name of one of the five above, and it


class Message(TypedDict):
    """Items for one place, and what led to them; `hops` is how many tasks they have come through."""

    cause: str
    event_id: str
    hops: int
    items: Sequence[Item]


Json = dict[str, object]


def _record(record: str, /, **fields: object) -> Json:
    return {"type": "record", "name": record, "fields": [{"name": key, "type": value} for key, value in fields.items()]}


def _array(items: object) -> Json:
    return {"type": "array", "items": items}


_ROW = _record(
    "Row", id="string", event_id="string", value="bytes", registered_ms="long", published_ms="long", offset="long"
)
_MEMBER = _record(
    "Member",
    event_id="string",
    names=["null", "string"],
    value="bytes",
    registered_ms="long",
    published_ms="long",
    offset="long",
)
_LOOKED_UP = _record(
    "LookedUp", name="string", key="string", question="long", is_answered="boolean", rows=_array("Row")
)
_CASE = _record(
    "Case",
    event_type="string",
    key="string",
    state="string",
    n="int",
    value="bytes",
    event_id="string",
    used=_array(_record("Used", row_id="string", event_id="string")),
    stood=_array(_array("string")),
    was="Row",
    opened_ms="long",
    resolved_by="string",
)
_ITEMS = [
    _record("Told", chain="string", member=["null", _MEMBER]),
    _record("Moves", chain="string", is_cancelled="boolean", members=_array("Member"), shown=["null", _ROW]),
    _record("Changed", name="string", key="string", row=["null", "Row"], gone=_array("string")),
    _record("Asked", name="string", key="string", by_name="string", by_key="string", question="long"),
    _record(
        "Answered", name="string", key="string", of_name="string", of_key="string", question="long", rows=_array("Row")
    ),
]

MESSAGE = parse_schema(_record("Message", cause="string", event_id="string", hops="int", items=_array(_ITEMS)))
CHAIN = parse_schema(
    _record(
        "Chain",
        root=["null", "string"],
        is_cancelled="boolean",
        members=_array(_MEMBER),
        shown=["null", _ROW],
        day="int",
    )
)
CELL = parse_schema(
    _record(
        "Cell",
        rows=_array(_ROW),
        looked_up=_array(_LOOKED_UP),
        asked="long",
        cases=_array(_CASE),
        flagged=_array("string"),
        timer_ms="long",
        day="int",
    )
)


def new_cell() -> Cell:
    """A cell in which nothing has happened yet."""
    return Cell(rows=[], looked_up=[], asked=0, cases=[], flagged=[], timer_ms=0, day=0)


def write_message(trigger: Trigger, items: Sequence[Item], *, hops: int) -> bytes:
    """A message as bytes."""
    return _written(MESSAGE, Message(cause=trigger.cause, event_id=trigger.event_id, hops=hops, items=items))


def read_message(kept: bytes) -> Message:
    """The message of `write_message`."""
    return cast("Message", _read(MESSAGE, kept, names=True))


def write_chain(chain: Chain) -> bytes:
    """A chain as bytes."""
    return _written(CHAIN, chain)


def read_chain(kept: bytes) -> Chain:
    """The chain of `write_chain`."""
    return cast("Chain", _read(CHAIN, kept))


def write_cell(cell: Cell) -> bytes:
    """A cell as bytes."""
    return _written(CELL, cell)


def read_cell(kept: bytes) -> Cell:
    """The cell of `write_cell`."""
    return cast("Cell", _read(CELL, kept))


def _written(schema: object, data: Mapping[str, object]) -> bytes:
    out = BytesIO(VERSION)
    out.seek(len(VERSION))
    schemaless_writer(out, schema, data)  # type: ignore[arg-type]  # a parsed schema has no type of its own
    return out.getvalue()


def _read(schema: object, kept: bytes, *, names: bool = False) -> object:
    if kept[: len(VERSION)] != VERSION:
        raise StateError(f"kept in version {kept[0]} of the flows' own format, this program reads {VERSION[0]}")
    body = BytesIO(kept)
    body.seek(len(VERSION))
    return schemaless_reader(body, schema, None, return_record_name=names, return_record_name_override=names)  # type: ignore[arg-type]  # as above
