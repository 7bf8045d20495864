"""What the flows say of the same stories in the Driver, where nothing is killed; and how a run compares with it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from simpul.contracts import Contracts, decode
from simpul.settings import Settings
from simpul.testing import Driver
from simpul.testing.driver import Emitted
from tests.acceptance.flow_chaos.stories import START, WAVE, Happening
from tests.streams.all_flows import app

# Cases of many families: on which of them was counted first, runs differ; in the end they agree.
SHARED = frozenset({"SchoolIntakeForecast", "VoterDataNotice"})


class Output(NamedTuple):
    """One output, as runs are compared by it."""

    case: str
    event_id: str
    said: tuple[tuple[str, str], ...]  # its fields but for those of its case that its id stands for


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the Driver had said of single families when a wave began (its timers have fired), and when it ended."""

    at: datetime
    wave: Sequence[Happening]
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How many outputs a run lacks, has twice, or has otherwise than the Driver."""

    missing: int
    duplicated: int
    different: int
    findings: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether there is nothing of the kind."""
        return not (self.missing or self.duplicated or self.different)


def play(waves: Sequence[Sequence[Happening]], *, settings: Settings) -> tuple[list[Stage], list[Output]]:
    """Play the waves in the Driver; a last stage only moves the clock."""
    driver = Driver(app, settings=settings, at=START)
    stages: list[Stage] = []
    outputs: list[Output] = []
    for number, wave in enumerate([*waves, []]):
        at = START + number * WAVE
        driver.now = at  # at a stroke, as in the run: what is due in between fires now
        outputs += map(_output, driver.advance(timedelta(0)))
        before = of_one_family(outputs)
        for one in wave:
            outputs += map(_output, driver.publish(one.event, envelope=one.envelope))
        stages.append(Stage(at=at, wave=wave, before=before, after=of_one_family(outputs)))
    if driver.dead_letters:
        raise AssertionError(f"the Driver set {len(driver.dead_letters)} events aside: {driver.dead_letters[0]}")
    return stages, outputs


def read_output(contracts: Contracts, *, key: bytes, value: bytes, headers: Mapping[str, bytes]) -> Output:
    """An output of a run."""
    contract, data = decode(contracts, value)
    return _of(contract.event_type, key.decode(), headers["ce_id"].decode(), data)


def compare(expected: Iterable[Output], found: Iterable[Output]) -> Comparison:
    """Hold a run against the Driver: case by case in order, shared cases by their last output."""
    wanted, said = _by_case(expected), _by_case(found)
    ids = Counter(one.event_id for outputs in said.values() for one in outputs)
    missing = different = 0
    findings: list[str] = []
    for case in wanted.keys() | said.keys():
        one, other = wanted.get(case, []), said.get(case, [])
        if case.partition("|")[0] in SHARED:
            one, other = _last(one), _last(other)
        missing += max(0, len(one) - len(other))
        different += max(0, len(other) - len(one)) + sum(a != b for a, b in zip(one, other, strict=False))
        if one != other:
            findings.append(f"{case}: {_told(other)} instead of {_told(one)}")
    return Comparison(
        missing=missing,
        duplicated=sum(count - 1 for count in ids.values()),
        different=different,
        findings=tuple(findings),
    )


def of_one_family(outputs: Iterable[Output]) -> int:
    """How many outputs are of a case whose story is one family's: runs have equally many of them."""
    return sum(one.case.partition("|")[0] not in SHARED for one in outputs)


def _last(outputs: Sequence[Output]) -> list[Output]:
    return [one._replace(event_id="") for one in outputs[-1:]]


def _told(outputs: Sequence[Output]) -> str:
    return ", ".join(f"{one.event_id[:8]} {dict(one.said)}" for one in outputs) or "nothing"


def _by_case(outputs: Iterable[Output]) -> Mapping[str, list[Output]]:
    by_case: defaultdict[str, list[Output]] = defaultdict(list)
    for one in outputs:
        by_case[one.case].append(one)
    return by_case


def _output(emitted: Emitted) -> Output:
    return _of(emitted.contract.event_type, emitted.key, emitted.envelope.event_id, emitted.data)


def _of(event_type: str, key: str, event_id: str, data: Mapping[str, object]) -> Output:
    fields = {name: str(value) for name, value in data.items() if name != "caused_by"}
    return Output(f"{event_type}|{key}", event_id, tuple(sorted(fields.items())))
