"""One Kafka transaction of a task: its outputs, its dead letters and the offsets it has read to."""

import asyncio
from collections.abc import Mapping

import aiokafka
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.structs import RecordMetadata

from simpul.errors import StreamError
from simpul.runtime.messages import Outbound

BATCH_BYTES = 900_000  # under the broker's usual limit of 1 MiB for one batch
RETRY_BACKOFF_MS = 20  # Kafka answers a transaction that starts right after the last with a retriable error
ABORT_S = 2.0


class Writer:
    """The transactional producer of one task; whoever opens it fences whoever had it before."""

    def __init__(self, *, bootstrap_servers: str, group: str, transactional_id: str, timeout_ms: int) -> None:
        self.transactional_id = transactional_id
        self.bootstrap_servers = bootstrap_servers
        self._group = group
        self._producer = aiokafka.AIOKafkaProducer(
            bootstrap_servers=bootstrap_servers,
            client_id=transactional_id,
            acks="all",
            linger_ms=0,
            max_batch_size=BATCH_BYTES,
            retry_backoff_ms=RETRY_BACKOFF_MS,
            transactional_id=transactional_id,
            transaction_timeout_ms=timeout_ms,
        )
        self._batches: dict[tuple[str, int], BatchBuilder] = {}
        self._acks: list[tuple[tuple[str, int], int, asyncio.Future[RecordMetadata]]] = []  # place, records, answer

    async def open(self) -> None:
        """Connect and take over the transactional id: what the last owner left open is aborted or completed."""
        await self._producer.start()

    async def close(self) -> None:
        """Disconnect; a transaction still open is left for the next owner to abort."""
        await self._producer.stop()

    async def begin(self) -> None:
        """Start a transaction."""
        await self._producer.begin_transaction()

    def append(self, out: Outbound, timestamp_ms: int) -> bool:
        """Add a record to its batch; False when the batch is full and it was *not* added: `spill`, then add again."""
        place = (out.topic, out.partition)
        batch = self._batches.get(place)
        if batch is None:
            batch = self._batches[place] = self._producer.create_batch()
        added = batch.append(key=out.key, value=out.value, timestamp=timestamp_ms, headers=out.headers)
        return added is not None

    async def spill(self, topic: str, partition: int) -> None:
        """Hand the full batch of a partition to the producer."""
        batch = self._batches.pop((topic, partition))
        if not batch.record_count():
            raise StreamError(
                f"a record for topic {topic} is larger than {BATCH_BYTES} bytes, the most one batch can hold; "
                "lower SIMPUL_MAX_RECORD_BYTES"
            )
        answer = await self._producer.send_batch(batch, topic, partition=partition)
        self._acks.append(((topic, partition), batch.record_count(), answer))

    async def commit(self, positions: Mapping[aiokafka.TopicPartition, int]) -> dict[tuple[str, int], int]:
        """Write what was appended and the offsets, and commit both; any error leaves the transaction open.

        Gives the offset after the last record written of each topic and partition, where the broker has told it.
        """
        for topic, partition in list(self._batches):
            await self.spill(topic, partition)
        if positions:  # timers may have brought the transaction about, and no event
            await self._producer.send_offsets_to_transaction(positions, self._group)
        # aiokafka commits also after a batch was refused, which would lose what was in it
        answers = await asyncio.gather(*(answer for _, _, answer in self._acks))
        await self._producer.commit_transaction()
        written = zip(self._acks, answers, strict=True)
        reached = {place: at.offset + records for (place, records, _), at in written if at.offset >= 0}
        self._acks.clear()
        return reached

    async def abort(self) -> None:
        """Give the transaction up; no longer than two seconds, as the next owner aborts it anyway."""
        self._batches.clear()
        self._acks.clear()
        await asyncio.wait_for(self._producer.abort_transaction(), ABORT_S)
