"""Runs folders of join vectors: sequences of records, and the results that Kafka Streams gave for them."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NotRequired, TypedDict

from simpul.joins import (
    ForeignKeyLeft,
    ForeignKeyRight,
    Joined,
    Kind,
    Record,
    Side,
    StreamStreamJoin,
    StreamTableJoin,
    StreamVersionedTableJoin,
    TableTableJoin,
    Window,
)
from simpul.state import MemoryStore, Part

VECTORS = Path(__file__).parent / "vectors"

Params = Mapping[str, int]
Join = Callable[[Side, Record], Sequence[Joined]]
Result = tuple[int, str | None, tuple[str | None, str | None] | None, int]  # at, key, values, ts


class Input(TypedDict):
    """A record, or an advance of the wall clock, which no join hears of."""

    topic: NotRequired[str]
    key: NotRequired[str | None]
    value: NotRequired[str | None]
    ts_ms: NotRequired[int]
    advance_ms: NotRequired[int]


class Expected(TypedDict):
    """A result, and the index of the input that brought it."""

    at: int
    key: str | None
    value: list[str | None] | None
    ts_ms: int


class Vector(TypedDict):
    """One sequence and what comes of it."""

    name: str
    note: str
    params: dict[str, int]
    inputs: list[Input]
    expected: list[Expected]


class Case(NamedTuple):
    """A vector and the kind of join that it is for."""

    kind: str
    vector: Vector

    @property
    def name(self) -> str:
        """What the case is called, alone of its name."""
        return f"{self.kind}/{self.vector['name']}"


def load(folder: Path) -> Iterator[Case]:
    """Every vector of every file of a folder.

    Raises:
        SystemExit: the folder has no vector file.
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        sys.exit(f"simpul: {folder} has no *.json with join vectors; give the folder that holds them, DIR=...")
    for file in files:
        document = json.loads(file.read_text(encoding="utf-8"))
        for vector in document["vectors"]:
            yield Case(document["kind"], vector)


def results_of(case: Case) -> list[Result]:
    """What our join gives for a vector."""
    join = join_of(case.kind, case.vector["params"])
    found: list[Result] = []
    for at, given in enumerate(case.vector["inputs"]):
        if "advance_ms" in given:
            continue
        record = Record(_bytes(given["key"]), _bytes(given["value"]), given["ts_ms"])
        found += [_result(at, joined) for joined in join(Side(given["topic"]), record)]
    return found


def expected_of(case: Case) -> list[Result]:
    """What the vector says."""
    return [
        (one["at"], one["key"], None if one["value"] is None else (one["value"][0], one["value"][1]), one["ts_ms"])
        for one in case.vector["expected"]
    ]


def join_of(name: str, params: Params) -> Join:
    """The join of a vector file's kind, on an empty store.

    Raises:
        SystemExit: there is no such kind.
    """
    shape, _, kind = name.rpartition("_")
    builders = {
        "stream_table": _stream_table,
        "stream_table_versioned": _stream_versioned_table,
        "stream_stream": _stream_stream,
        "table_table": _table_table,
        "fk_table_table": _foreign_key,
    }
    if shape not in builders:
        sys.exit(
            f"simpul: {name} is no kind of join; the kinds are {', '.join(sorted(builders))} with _inner and so on"
        )
    return builders[shape](Kind(kind), params)


def _stream_table(kind: Kind, _: Params) -> Join:
    return StreamTableJoin(kind, table=MemoryStore()).join


def _stream_versioned_table(kind: Kind, params: Params) -> Join:
    history_ms, grace_ms = params["history_retention_ms"], params.get("grace_ms")
    store = MemoryStore()
    return StreamVersionedTableJoin(kind, store=store, history_retention_ms=history_ms, grace_ms=grace_ms).join


def _stream_stream(kind: Kind, params: Params) -> Join:
    window = Window(before_ms=params["before_ms"], after_ms=params["after_ms"], grace_ms=params["grace_ms"])
    return StreamStreamJoin(kind, window, store=MemoryStore()).join


def _table_table(kind: Kind, _: Params) -> Join:
    store = MemoryStore()
    return TableTableJoin(kind, left=Part(store, "left"), right=Part(store, "right")).join


def _foreign_key(kind: Kind, _: Params) -> Join:
    """Both sides in one task, so that each message between them arrives at once."""
    left = ForeignKeyLeft(kind, store=MemoryStore(), foreign_key=foreign_key_of)
    right = ForeignKeyRight(store=MemoryStore())

    def join(side: Side, record: Record) -> list[Joined]:
        results: list[Joined] = []
        if side is Side.RIGHT:
            answers = right.change(record)
        else:
            subscriptions, known = left.change(record)
            results += known
            answers = [answer for one in subscriptions for answer in right.subscribe(one)]
        return [*results, *(joined for answer in answers for joined in left.answered(answer))]

    return join


def foreign_key_of(value: bytes) -> bytes | None:
    """The foreign key of a vector's left value: the text before the first bar, if there is any."""
    key, bar, _ = value.partition(b"|")
    return key if bar and key else None


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _text(packed: bytes | None) -> str | None:
    return None if packed is None else packed.decode()


def _result(at: int, joined: Joined) -> Result:
    is_tombstone = joined.left is None and joined.right is None
    values = None if is_tombstone else (_text(joined.left), _text(joined.right))
    return at, _text(joined.key), values, joined.ts


def main(arguments: Sequence[str]) -> int:
    """Run a folder, print a line for each failure and the count; 1 if anything failed."""
    folder = Path(arguments[0]) if arguments else VECTORS
    passed = failed = 0
    for case in load(folder):
        found, expected = results_of(case), expected_of(case)
        if found == expected:
            passed += 1
            continue
        failed += 1
        place = next((n for n, pair in enumerate(zip(found, expected, strict=False)) if pair[0] != pair[1]), None)
        place = min(len(found), len(expected)) if place is None else place
        print(f"{case.name}: result {place} is {found[place:][:1]} and should be {expected[place:][:1]}")  # noqa: T201
    print(f"{passed} passed, {failed} failed")  # noqa: T201  # what the command is for
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
