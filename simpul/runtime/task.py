"""A task: one partition number of an application's inputs, the unit of order, of state and of transaction."""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka import TopicPartition

from simpul.errors import DeadLetterFlood, StreamError
from simpul.runtime.dead_letters import FloodGate
from simpul.runtime.inputs import ByTime, Chunk, InArrival, Inputs
from simpul.runtime.measure import TaskMeasure
from simpul.runtime.messages import Outbound
from simpul.runtime.pipeline import Pipeline
from simpul.runtime.task_state import TaskState
from simpul.runtime.transaction import Writer

log = logging.getLogger(__name__)

HIGH_WATER = 5_000  # records a task holds before the fetcher is held back
FIRST_TRANSACTION = 500  # records, before it is known how long one takes
LARGEST_TRANSACTION = 5_000  # records
MOST_TIMERS = 1_000  # in one transaction
CLOCK_WATCH_S = 0.5  # a bus clock may be set, so it is looked at this often while a timer is to come
BREATH = 250  # records answered before other tasks get the loop


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a task keeps to, the bus clock among it."""

    commit_interval_s: float
    dead_letter_share: float
    dead_letter_window: int
    max_idle_s: float = 0.0  # how long a partition that lags is waited for
    transaction_s: float = 2.0  # how long a transaction should take at most; Kafka aborts one that takes too long
    clock: Callable[[], float] = time.time  # seconds since 1970 UTC: the bus clock


class Task:
    """Gathers chunks, answers them, and commits outputs and offsets together, at most once every interval."""

    def __init__(
        self,
        *,
        pipeline: Pipeline,
        writer: Writer,
        measure: TaskMeasure,
        limits: Limits,
        on_failure: Callable[[BaseException], None],
        state: TaskState | None = None,
    ) -> None:
        self.name = f"{measure.stream}-{measure.task}"
        self.writer = writer
        self.state = state
        self.measure = measure
        self.room = asyncio.Event()
        self.halted: StreamError | None = None
        self._pipeline = pipeline
        self._gate = FloodGate(share=limits.dead_letter_share, window=limits.dead_letter_window)
        self._limits = limits
        self._ends: Mapping[TopicPartition, int] = {}
        self._on_failure = on_failure
        self._clock = limits.clock
        self._partition = 0 if state is None else state.changelog.partition
        self._inputs: Inputs = InArrival()
        self._most = FIRST_TRANSACTION  # records or timers that fit into a transaction
        self._committed: dict[TopicPartition, int] = {}
        self._reached_ms: dict[TopicPartition, int] = {}  # when the last record answered was published
        self._received: dict[TopicPartition, int] = {}
        self._wake = asyncio.Event()
        self._busy = asyncio.Lock()
        self._active = False
        self._runner: asyncio.Task[None] | None = None
        self._last_round = 0.0
        self.room.set()

    @property
    def positions(self) -> Mapping[TopicPartition, int]:
        """The committed position of each partition the task owns."""
        return self._committed

    def oldest_held_ms(self, source: TopicPartition) -> int | None:
        """When the oldest record that waits here of a partition was published; None when none waits here."""
        return self._inputs.oldest_ms(source)

    # -- ownership

    async def open(self) -> None:
        """Take over from whoever had the task, and bring its state to where the last transaction left it."""
        await self.writer.open()
        if self.state is not None:
            await self.state.restore(self.writer.bootstrap_servers, restoring=self.measure.restoring)

    def resume(self, positions: Mapping[TopicPartition, int], *, ends: Mapping[TopicPartition, int]) -> None:
        """Start, or start again, from these positions; what was held is forgotten and will be fetched again.

        `ends` tells where each partition ends, as soon as that is known and as it changes.
        """
        self._committed = dict(positions)
        self._ends = ends
        self._forget()
        self._received = dict(positions)
        self._active = True
        self._wake.set()  # a timer may be due
        if self._runner is None:
            self._runner = asyncio.create_task(self._run(), name=f"task {self.name}")

    async def pause(self) -> None:
        """Wait for the transaction in flight, and begin no other until `resume`."""
        self._active = False
        async with self._busy:
            self._forget()

    async def close(self) -> None:
        """Stop for good and let go of the producer."""
        await self.pause()
        if self._runner is not None:
            self._runner.cancel()
            await asyncio.gather(self._runner, return_exceptions=True)
        await self.writer.close()
        if self.state is not None:
            self.state.close()

    def _forget(self) -> None:
        self._inputs = self._empty_inputs(self._committed)
        self.room.set()

    def _empty_inputs(self, sources: Collection[TopicPartition]) -> Inputs:
        """Whatever the order of arrival, state must see the same: by time, where there are several partitions."""
        if self.state is None or len(sources) <= 1:
            return InArrival()
        return ByTime(sources, lags=self._lags, max_idle_s=self._limits.max_idle_s)

    def _lags(self, source: TopicPartition) -> bool:
        """Whether Kafka has records of a partition that were not put here; yes while nobody knows."""
        end = self._ends.get(source)
        return end is None or end > self._received.get(source, 0)

    # -- intake

    def put(self, chunk: Chunk) -> None:
        """Take a chunk that was fetched.

        Raises:
            StreamError: it does not begin where the last one ended.
        """
        if not self._active or self.halted:
            return
        received = self._received.get(chunk.source)
        if chunk.start != received:
            raise StreamError(
                f"task {self.name} received {chunk.source.topic}[{chunk.source.partition}] up to offset {received} and "
                f"then from {chunk.start}: records would be lost or doubled, so the worker must start again"
            )
        self._received[chunk.source] = chunk.end
        self._inputs.put(chunk)
        self.measure.waiting(self._inputs.held)
        self._wake.set()
        if self._inputs.held > HIGH_WATER and not self._inputs.waits:
            self.room.clear()

    # -- work

    async def _run(self) -> None:
        try:
            while True:
                await self._round()
        except Exception as failure:  # noqa: BLE001  # fenced, timed out, no broker: never guess
            self._active = False
            self._on_failure(failure)

    async def _round(self) -> None:
        await self._work_to_do()
        await asyncio.sleep(max(0.0, self._last_round + self._limits.commit_interval_s - time.monotonic()))
        self._last_round = time.monotonic()
        async with self._busy:
            try:
                await self._transact()
            except DeadLetterFlood as flood:
                self._halt(flood)
            except Exception:
                self._active = False
                await self._give_up()
                raise
        if self._inputs.is_empty:
            self._wake.clear()

    async def _work_to_do(self) -> None:
        """Return when a chunk has come, or the next timer is due."""
        due_ms = self._next_timer_ms()
        if due_ms is None:
            await self._wake.wait()
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), min(CLOCK_WATCH_S, max(0.0, due_ms / 1000 - self._clock())))

    async def _transact(self) -> None:
        chunks = self._take()
        if not chunks and not self._has_due_timer():
            return
        begun = time.monotonic()
        positions: dict[TopicPartition, int] = {}
        outcomes: list[bool] = []
        await self.writer.begin()
        for chunk in chunks:
            await self._answer(chunk, outcomes)
            positions[chunk.source] = chunk.end
        fired = await self._fire()
        self._gate.admit(outcomes, task=self.name)
        await self._commit(positions)
        self._committed.update(positions)
        seconds = time.monotonic() - begun
        self.measure.committed(positions, events=len(outcomes), seconds=seconds)
        self._learn(len(outcomes) + fired, seconds)

    def _learn(self, answered: int, seconds: float) -> None:
        """Take so much into the next transaction that it ends in time, however slow the functions and the machine are.

        It grows by doubling and shrinks at once: a transaction that Kafka aborts would be tried again for ever.
        """
        if answered >= self._most:
            fits = int(answered * self._limits.transaction_s / max(seconds, 1e-3))
            self._most = max(1, min(fits, 2 * self._most, LARGEST_TRANSACTION))
        elif seconds > self._limits.transaction_s:
            self._most = max(1, self._most // 2)

    async def _commit(self, positions: Mapping[TopicPartition, int]) -> None:
        state = self.state
        if state is None:
            await self.writer.commit(positions)
            return
        timestamp_ms = int(time.time() * 1000)
        for record in state.records():
            await self._write(record, timestamp_ms)
        reached = await self.writer.commit(positions)
        state.committed(reached.get(state.changelog))

    async def _write(self, out: Outbound, timestamp_ms: int) -> None:
        while not self.writer.append(out, timestamp_ms):
            await self.writer.spill(out.topic, out.partition)

    def _take(self) -> list[Chunk]:
        chunks = self._inputs.take(self._most) if self._active else []
        self.measure.waiting(self._inputs.held)
        if self._inputs.held <= HIGH_WATER or self._inputs.waits:
            self.room.set()
        return chunks

    async def _answer(self, chunk: Chunk, outcomes: list[bool]) -> None:
        now = datetime.fromtimestamp(self._clock(), UTC)
        timestamp_ms = int(time.time() * 1000)  # also under another bus clock: by it Kafka deletes what is old
        topic, partition = chunk.source
        pipeline_answer, append, answered = self._pipeline.answer, self.writer.append, self.measure.answered
        for record in chunk.records:
            if record.offset < chunk.start:  # Kafka gives whole batches, also of a position within one
                continue
            answer = pipeline_answer(topic, partition, record, now=now)
            answered(answer)
            outcomes.append(answer.dead is not None)
            for out in answer.outputs:
                if not append(out, timestamp_ms):
                    await self._write(out, timestamp_ms)
            if not len(outcomes) % BREATH:  # counted over chunks, which may be of a record each
                await asyncio.sleep(0)
        if chunk.records:
            self._reached_ms[chunk.source] = chunk.records[-1].timestamp
            self.measure.reached(chunk.source, chunk.records[-1].timestamp)

    def _next_timer_ms(self) -> int | None:
        return self._pipeline.next_timer_ms() if self._active and self.state is not None else None

    def _has_due_timer(self) -> bool:
        due_ms = self._next_timer_ms()
        return due_ms is not None and due_ms <= min(self._clock() * 1000, self._answered_before_ms())

    def _answered_before_ms(self) -> float:
        """Up to when no event is left to be answered; a worker that was away answers them before it fires timers."""
        left = []
        for source in self._committed:
            held_ms = self._inputs.oldest_ms(source)
            if held_ms is not None:
                left.append(held_ms)
            elif self._lags(source):
                left.append(self._reached_ms.get(source, 0))
        return min(left) - 1 if left else math.inf

    async def _fire(self) -> int:
        """Answer the timers that are due, and count them; at one instant events go before timers."""
        if not self._active or self.state is None:
            return 0
        fired = 0
        now = datetime.fromtimestamp(self._clock(), UTC)
        timestamp_ms = int(time.time() * 1000)
        until_ms = min(int(now.timestamp() * 1000), self._answered_before_ms())
        most = min(self._most, MOST_TIMERS)
        for answer in self._pipeline.fire(self._partition, now=now, most=most, until_ms=int(until_ms)):
            fired += 1
            self.measure.answered(answer)
            for out in answer.outputs:
                await self._write(out, timestamp_ms)
        return fired

    # -- endings

    def _halt(self, flood: DeadLetterFlood) -> None:
        self.halted = flood
        self._active = False
        self._forget()
        if self.state is not None:
            self.state.discard()
        self.measure.halted()
        log.error("task %s stands still: %s", self.name, flood)
        self._aborting = asyncio.create_task(self._give_up(), name=f"abort {self.name}")

    async def _give_up(self) -> None:
        try:
            await self.writer.abort()
        except Exception as problem:  # noqa: BLE001  # the next owner of the id aborts it; nothing is lost by leaving
            log.info("task %s left its transaction open for the next owner: %s", self.name, type(problem).__name__)
