"""Which core does what: the broker and the harness on one, the contender alone on another."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cores:
    """Two cores of this machine; the same one twice where it has only one."""

    broker: int
    contender: int

    @property
    def are_apart(self) -> bool:
        """Whether the contender has a core to itself."""
        return self.broker != self.contender


def two_cores() -> Cores:
    """The first and the last core that this process may use."""
    usable = sorted(os.sched_getaffinity(0))
    return Cores(broker=usable[0], contender=usable[-1])


def pin(pid: int, *, core: int) -> None:
    """Keep a process on one core; what it starts from now on inherits that."""
    os.sched_setaffinity(pid, {core})
