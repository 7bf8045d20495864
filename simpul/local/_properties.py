"""How a local broker is configured: small, loopback only, quick to notice what tests do to it."""

from pathlib import Path

from simpul.local._layout import HOST, Plan

_LARGEST_BATCH = 9_000_000  # the largest value a setting allows (8 MB), with room for its key and headers

_ALWAYS = {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    # Topics come from the catalogue only.
    "auto.create.topics.enable": "false",
    "message.max.bytes": str(_LARGEST_BATCH),
    "replica.fetch.max.bytes": str(_LARGEST_BATCH),
    # A developer's machine: few threads and internal partitions, a small buffer for compaction (by default 128 MB).
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
    "num.recovery.threads.per.data.dir": "1",
    "log.cleaner.dedupe.buffer.size": "16777216",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.num.partitions": "1",
    # What is lost is noticed in seconds, so that a test of it takes seconds.
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "500",
    "broker.heartbeat.interval.ms": "500",
    "broker.session.timeout.ms": "5000",
    "leader.imbalance.check.interval.seconds": "20",
}


def server_properties(plan: Plan, *, number: int, storage: Path) -> str:
    """The content of server.properties of broker `number` (from 1) of this cluster."""
    ports = plan.brokers[number - 1]
    copies = str(len(plan.brokers))
    in_sync = "2" if len(plan.brokers) > 1 else "1"
    voters = (f"{at}@{HOST}:{broker.controller}" for at, broker in enumerate(plan.brokers, start=1))
    properties = _ALWAYS | {
        "node.id": str(number),
        "listeners": f"PLAINTEXT://{HOST}:{ports.clients},CONTROLLER://{HOST}:{ports.controller}",
        "controller.quorum.voters": ",".join(voters),
        "log.dirs": str(storage),
        "default.replication.factor": copies,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": copies,
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": in_sync,
        "share.coordinator.state.topic.replication.factor": copies,
        "share.coordinator.state.topic.min.isr": in_sync,
    }
    return "".join(f"{name}={value}\n" for name, value in properties.items())
