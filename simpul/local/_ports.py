"""Which ports a local cluster takes: those it is given, else those it had, else free ones."""

import random
import socket
import time
from collections.abc import Callable, Iterator

from simpul.errors import LocalBusError
from simpul.local._layout import HOST, BrokerPorts, Plan

# Below the range from which systems take ports for outgoing connections (from 32768 on Linux): the port of a broker
# that is down for a moment must still be free when it comes back.
_POOL = range(20_000, 32_000)
_LET_GO_S = 2.0
_LOOK_EVERY_S = 0.05


def choose_ports(
    *, brokers: int, given: int | None, wanted: int | None, remembered: Plan | None, is_free: Callable[[int], bool]
) -> tuple[BrokerPorts, ...]:
    """The ports of each broker; `given` is a must and `wanted` a wish for the first of consecutive client ports.

    Raises:
        LocalBusError: a given port is not free.
    """
    taken: set[int] = set()
    pool = _free_ports(is_free, taken=taken)
    chosen = []
    for number in range(brokers):
        had = remembered.brokers[number] if remembered else None
        if given is not None:
            clients = given + number
            if not is_free(clients):
                raise LocalBusError(f"port {clients} is taken by another process; give another --port, or none")
        else:
            wish = had.clients if had else wanted + number if wanted is not None else None
            clients = wish if wish is not None and wish not in taken and is_free(wish) else next(pool)
        taken.add(clients)
        controller = had.controller if had and had.controller not in taken and is_free(had.controller) else next(pool)
        taken.add(controller)
        chosen.append(BrokerPorts(clients=clients, controller=controller))
    return tuple(chosen)


def free_port() -> int:
    """A port that nothing listens on.

    Raises:
        LocalBusError: there is none.
    """
    return next(_free_ports(is_free, taken=set()))


def becomes_free(port: int) -> bool:
    """Whether nothing listens on this port, now or soon: a killed broker is gone before the kernel frees its ports."""
    deadline = time.monotonic() + _LET_GO_S
    while not is_free(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_EVERY_S)
    return True


def is_free(port: int) -> bool:
    """Whether nothing listens on this port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _free_ports(is_free: Callable[[int], bool], *, taken: set[int]) -> Iterator[int]:
    for port in random.sample(_POOL, len(_POOL)):
        if port not in taken and is_free(port):
            yield port
    raise LocalBusError(f"no port from {_POOL.start} to {_POOL.stop - 1} is free; give one with --port")
