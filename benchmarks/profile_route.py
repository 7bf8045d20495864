"""`python -m benchmarks.profile_route`: where an event's microseconds go in the engine, step by step, without Kafka."""

import gc
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from rich.console import Console
from rich.table import Table

from avro_schemas.bprd import TaxPaymentReceived
from benchmarks.catalogue import PACKAGE, write_catalogue
from benchmarks.payments import payments
from benchmarks.records import InputRecord
from benchmarks.routing import FLOW, derived_headers
from benchmarks.streams_route import build
from simpul.contracts import Contracts, decode_body, encode, key_text, load_contracts
from simpul.ids import uuid5_text
from simpul.metrics import Metrics
from simpul.runtime.app import pipeline_of, plan_application
from simpul.runtime.measure import TaskMeasure
from simpul.runtime.pipeline import Pipeline, Record
from simpul.settings import read_settings
from simpul.wire import unframe

EVENTS = 20_000
REPEATS = 5
BATCH_BYTES = 900_000
WHOLE = "pipeline: all of it but parse, count and append"

Step = Callable[[], Iterable[object]]


def main(events: int = EVENTS) -> dict[str, float]:
    """Print the table, and give the microseconds an event by step."""
    contracts = load_contracts()
    records = list(payments(events, contracts=contracts, seed=2026))
    with _pipeline(contracts) as (pipeline, topic):
        steps = dict(_steps(contracts, records, pipeline=pipeline, topic=topic))
        gc.freeze()  # what was made for the measurement is not walked in it
        spent = {name: _microseconds(step, events=events) for name, step in steps.items()}
    gc.unfreeze()
    _print(spent)
    return spent


def _steps(
    contracts: Contracts, records: Sequence[InputRecord], *, pipeline: Pipeline, topic: str
) -> Iterator[tuple[str, Step]]:
    contract = contracts.latest(TaxPaymentReceived.event_type)
    now = datetime.now(UTC)
    fetched = _batches(records)
    parsed = list(_parsed(fetched))
    data = [decode_body(contract, record.value) for record in records]
    keys = [key_text(contract, one) for one in data]
    answers = [pipeline.answer(topic, 0, record, now=now) for record in parsed]
    outputs = [output for answer in answers for output in answer.outputs]
    measure = TaskMeasure(Metrics(), FLOW, "0of6")
    yield "parse: a fetched batch into records", lambda: _parsed(fetched)
    yield "frame: the contract by its schema id", lambda: (contracts.by_id(unframe(one.value)) for one in records)
    yield "decode: Avro", lambda: (decode_body(contract, record.value) for record in records)
    yield "typed: the event's object", lambda: (TaxPaymentReceived.from_avro(one) for one in data)
    yield "key: its text", lambda: (key_text(contract, one) for one in data)
    yield "derive: the headers, two UUIDv5 among them", lambda: map(_derived, keys, records)
    yield "of that the two UUIDv5", lambda: ((uuid5_text(key), uuid5_text(key)) for key in keys)
    yield "encode: Avro", lambda: (encode(contract, one) for one in data)
    yield WHOLE, lambda: (pipeline.answer(topic, 0, record, now=now) for record in parsed)
    yield "count: metrics", lambda: map(measure.answered, answers)
    yield "append: a record into its batch", lambda: _filled((one.key, one.value, one.headers) for one in outputs)


def _derived(key: str, record: InputRecord) -> list[tuple[str, bytes]]:
    return derived_headers(key, key.encode(), dict(record.headers))


@contextmanager
def _pipeline(contracts: Contracts) -> Iterator[tuple[Pipeline, str]]:
    with tempfile.TemporaryDirectory(prefix="simpul-profile-") as folder:
        reads = TaxPaymentReceived.event_type
        topic = write_catalogue(Path(folder), application=FLOW, reads=[reads], contracts=contracts).topic_of(reads)
        sys.path.insert(0, folder)
        try:
            plan = plan_application(FLOW, build, read_settings({}, catalogue=PACKAGE))
            yield pipeline_of(FLOW, plan), topic.name
        finally:
            sys.path.remove(folder)


def _filled(records: Iterator[tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]]) -> list[BatchBuilder]:
    batches = [BatchBuilder(BATCH_BYTES, 0, is_transactional=1)]
    for key, value, headers in records:
        while batches[-1].append(key=key, value=value, timestamp=1, headers=headers) is None:
            batches.append(BatchBuilder(BATCH_BYTES, 0, is_transactional=1))
    return batches


def _batches(records: Sequence[InputRecord]) -> list[bytes]:
    batches = _filled((record.key, record.value, record.headers) for record in records)
    for batch in batches:
        batch._set_producer_state(producer_id=1, producer_epoch=0, base_sequence=0)  # noqa: SLF001  # as aiokafka does
    return [bytes(batch._build()) for batch in batches]  # noqa: SLF001  # the same


def _parsed(batches: Sequence[bytes]) -> Iterator[Record]:
    for fetched in batches:
        records = MemoryRecords(fetched)
        while (batch := records.next_batch()) is not None:
            yield from batch


def _microseconds(step: Step, *, events: int) -> float:
    """The least of some repeats: what disturbs a run only ever adds to it."""
    least = float("inf")
    for _ in range(REPEATS):
        begun = time.perf_counter()
        deque(step(), maxlen=0)  # nothing is kept, as in a worker: the collector would walk it
        least = min(least, time.perf_counter() - begun)
    return least / events * 1_000_000


def _print(spent: dict[str, float]) -> None:
    table = Table(title="microseconds an event, without Kafka")
    table.add_column("step")
    table.add_column("us", justify="right")
    for name, microseconds in spent.items():
        table.add_row(name, f"{microseconds:.2f}", end_section=name.startswith(("parse", "encode", "pipeline")))
    Console(highlight=False).print(table)


if __name__ == "__main__":
    main()
