"""A broker with the distribution's topics, and workers on it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simpul import local
from tests.runtime.worker_process import Worker, create_topics

Start = Callable[..., Worker]


@pytest.fixture(scope="package")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker whose tests share the group and the topics: each leaves them so that the next worker can go on."""
    folder = tmp_path_factory.mktemp("bus")
    try:
        servers = local.start(folder).bootstrap_servers
        create_topics(servers)
        yield servers
    finally:
        local.stop(folder)


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[str]:
    """An empty broker of this test's own, for what no other worker could go on after."""
    folder = tmp_path / "kafka"
    try:
        yield local.start(folder).bootstrap_servers
    finally:
        local.stop(folder)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a worker at these brokers with these settings."""
    started: list[Worker] = []

    def at(servers: str, *, app: str = "streams.distribution:app", **settings: str) -> Worker:
        started.append(Worker(tmp_path, app=app, SIMPUL_BOOTSTRAP_SERVERS=servers, **settings))
        return started[-1]

    yield at
    for worker in started:
        worker.kill()
