"""What is written down of a local cluster and where: cluster.json, the lock, and a folder a broker."""

import contextlib
import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simpul.errors import LocalBusError

HOST = "127.0.0.1"

# How far Java compiles: quickly and a little (C1), for a broker of minutes, or fully (C2), for one that is measured.
Compiler = Literal["quick", "full"]


class BrokerPorts(BaseModel):
    """The ports of one broker: `clients` for producers and consumers, `controller` for the brokers among themselves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clients: int = Field(ge=1, le=65_535)
    controller: int = Field(ge=1, le=65_535)


class Plan(BaseModel):
    """A local cluster as cluster.json keeps it, so that it comes back with the same identity on the same ports."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cluster_id: str
    brokers: tuple[BrokerPorts, ...] = Field(min_length=1)
    compiler: Compiler = "quick"

    @property
    def bootstrap_servers(self) -> str:
        """The address of every broker, as clients take it."""
        return ",".join(f"{HOST}:{ports.clients}" for ports in self.brokers)


def read_plan(data_dir: Path) -> Plan | None:
    """The cluster that this folder holds, or None for a folder that holds none.

    Raises:
        LocalBusError: cluster.json cannot be understood.
    """
    path = data_dir / "cluster.json"
    try:
        return Plan.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as problem:
        raise LocalBusError(
            f"{path} cannot be understood ({problem.error_count()} errors); `simpul down --delete-data` starts afresh"
        ) from problem


def write_plan(data_dir: Path, *, plan: Plan) -> None:
    """Keep the plan, whole or not at all."""
    write_whole(data_dir / "cluster.json", content=json.dumps(plan.model_dump(), indent=2) + "\n")


def write_whole(path: Path, *, content: str) -> None:
    """Write a file so that a crash leaves the old content or the new, never a part."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        draft.write(content)
    Path(draft.name).replace(path)


@contextlib.contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Hold the folder's lock, which the kernel gives back however the holder ends; others wait for it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
