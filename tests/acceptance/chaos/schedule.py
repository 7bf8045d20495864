"""What is struck and when: the whole plan of a run, drawn from its seed before anything starts."""

import random
from dataclasses import dataclass
from enum import StrEnum

FIRST_S = 3.0  # the workers have their first assignment by then
LAST_S = 2.0  # nothing is struck in the last seconds, so that every blow falls under load
FREEZE_S = 18.0  # longer than the session time-out (6 s) and the transaction time-out (10 s) together
BROKER_DOWN_S = 5.0
BROKER_EVERY_S = 25.0  # replicas are in sync again well before the next broker goes
WORKER_EVERY_S = 4.0
RESPAWN_S = 2.0
FREEZE_FROM_S = 35.0  # shorter runs have no time for a freeze


class Blow(StrEnum):
    """What can happen to a run."""

    KILL = "SIGKILL"
    TERM = "SIGTERM"
    KILL_ALL = "SIGKILL all"
    KILL_STARTING = "SIGKILL during start"
    FREEZE = "SIGSTOP"
    BROKER = "broker SIGKILL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """One blow: `at_s` after the load began, on worker or broker `target` (from 0).

    `lasts_s` is how long a frozen worker or a killed broker stays so, and how long after its spawn a starting worker
    is killed.
    """

    at_s: float
    blow: Blow
    target: int
    lasts_s: float = 0.0


def schedule(seed: int, *, seconds: float, workers: int, brokers: int) -> tuple[Strike, ...]:
    """The strikes of a run in order of time; the same seed gives the same ones.

    Four of five blows to a worker are SIGKILL, the others SIGTERM; there is at least one to all workers at once and one
    to a worker that is just starting. With three brokers one of them is killed every 25 seconds, and a run that is long
    enough freezes a worker every 40.
    """
    chance = random.Random(seed)  # noqa: S311  # seeded so that a run can be repeated
    strikes = [
        *_workers(chance, seconds=seconds, workers=workers),
        *_freezes(chance, seconds=seconds, workers=workers),
        *(_brokers(chance, seconds=seconds, brokers=brokers) if brokers > 1 else ()),
    ]
    return tuple(sorted(strikes, key=lambda strike: strike.at_s))


def _workers(chance: random.Random, *, seconds: float, workers: int) -> list[Strike]:
    span = seconds - FIRST_S - LAST_S
    count = max(3, int(span / WORKER_EVERY_S))
    blows = [Blow.TERM] * max(1, count // 5)
    blows += [Blow.KILL_ALL] * max(1, count // 8)
    blows += [Blow.KILL_STARTING] * max(1, count // 6)
    blows += [Blow.KILL] * (count - len(blows))
    chance.shuffle(blows)
    return [
        Strike(
            at_s=FIRST_S + span * (place + chance.random()) / count,
            blow=blow,
            target=chance.randrange(workers),
            lasts_s=chance.uniform(0, RESPAWN_S) if blow is Blow.KILL_STARTING else 0.0,
        )
        for place, blow in enumerate(blows)
    ]


def _freezes(chance: random.Random, *, seconds: float, workers: int) -> list[Strike]:
    if seconds < FREEZE_FROM_S:
        return []
    return [
        Strike(at_s=start + chance.uniform(5, 12), blow=Blow.FREEZE, target=chance.randrange(workers), lasts_s=FREEZE_S)
        for start in range(0, int(seconds - FREEZE_FROM_S) + 1, 40)
    ]


def _brokers(chance: random.Random, *, seconds: float, brokers: int) -> list[Strike]:
    count = max(1, int((seconds - 10) / BROKER_EVERY_S))
    return [
        Strike(
            at_s=5 + place * BROKER_EVERY_S + chance.uniform(0, 5),
            blow=Blow.BROKER,
            target=chance.randrange(brokers),
            lasts_s=BROKER_DOWN_S + chance.uniform(0, 2),
        )
        for place in range(count)
    ]
