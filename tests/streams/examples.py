"""Worked examples of the flows in the format of flows.yaml: what is published, and what must come of it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple, NotRequired, TypedDict, cast
from uuid import uuid5

from ruamel.yaml import YAML

from simpul.contracts import Contract, Contracts, typed_class
from simpul.contracts.json_form import from_json
from simpul.contracts.key import key_text
from simpul.events import Event
from simpul.flows import WIB, midnight
from simpul.ids import NAMESPACE
from simpul.tokens import TokenDomain, Tokens
from simpul.wire import Envelope

WORKED_EXAMPLES = Path(__file__).parent / "worked_examples"

KEY = "simpul-test-key"  # of the domain pack's examples
TOKEN = re.compile(r"tok\((nik|kk|cert|evac):([^)]*)\)")
# What names a case or a row besides a token: NIP, tax object, case of a facility; the last digits may be moved.
NUMBERED = re.compile(r"^(18690412\d{6}|350806\d{8}|RSU-1-)(\d{4})$")
SECONDS_OR_NOT = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f")
COMMON = frozenset({"case_id", "flow", "state", "caused_by"})


class Step(TypedDict):
    """One line of `input`: an event, or an advance of the clock."""

    event: NotRequired[str]
    id: NotRequired[str]
    at: NotRequired[object]
    occ: NotRequired[object]
    reg: NotRequired[object]
    cancels: NotRequired[str]
    supersedes: NotRequired[str]
    data: NotRequired[dict[str, object]]
    clock: NotRequired[object]


class Expectation(TypedDict):
    """One line of `expect`."""

    at: object
    event: str
    state: NotRequired[str]
    data: dict[str, object]


class Told(NamedTuple):
    """An output, as far as examples compare it; `case` is its event type and key."""

    at: datetime
    case: str
    state: str
    data: Mapping[str, object]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.case} {self.state} {json.dumps(dict(self.data), default=str)}"


class Published(NamedTuple):
    """An event of an example, ready to be published."""

    at: datetime
    event: Event
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example of a flow."""

    flow: str
    id: str
    title: str
    watch: frozenset[str]
    input: tuple[Step, ...]
    expect: tuple[Expectation, ...]
    given: Mapping[str, Sequence[Mapping[str, object]]]  # rows of reference tables, beyond those of the files
    tables: Mapping[str, Sequence[Mapping[str, object]]]  # rows that must stand in the end, with these columns


def load(path: Path) -> Iterator[Example]:
    """The examples of a file.

    Raises:
        SystemExit: the file has no `flows`.
    """
    document = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict) or not isinstance(document.get("flows"), list):
        raise SystemExit(f"simpul: {path} has no `flows`; a file of examples has them as flows.yaml does")
    for flow in document["flows"]:
        for one in flow.get("examples", ()):
            yield Example(
                flow=flow["id"],
                id=one["id"],
                title=one["title"],
                watch=frozenset(one["watch"]),
                input=tuple(one["input"]),
                expect=tuple(one["expect"]),
                given=one.get("given", {}),
                tables=one.get("expect_table", {}),
            )


def instant(value: object) -> datetime:
    """A time of an example, which is local; a day is its 00:00."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=WIB)
    if isinstance(value, date):
        return midnight(value)
    text = str(value)
    for form in SECONDS_OR_NOT:
        try:
            return datetime.strptime(text, form).replace(tzinfo=WIB)
        except ValueError:
            continue
    return midnight(date.fromisoformat(text))


class Script:
    """Makes events of the lines of an example.

    `apart` is a number under which the same example is about other people, cases and tax objects.
    """

    def __init__(self, example: Example, *, contracts: Contracts, package: str, apart: int = 0) -> None:
        self._example = example
        self._contracts = contracts
        self._package = package
        self._plain = Plain(apart)

    def lines(self) -> Iterator[Published | datetime]:
        """Events with when they are published, and instants to which the clock is moved."""
        for number, step in enumerate(self._example.input):
            yield instant(step["clock"]) if "clock" in step else self._published(number, step)

    def expected(self) -> list[Told]:
        """What must come of it, in an order that leaves open what examples leave open."""
        return in_order(self._expected(one) for one in self._example.expect)

    def tables(self) -> dict[str, list[dict[str, object]]]:
        """The rows that must stand in each table in the end, with the columns that are compared, as JSON."""
        plain = self._plain
        return {
            name: [cast("dict[str, object]", plain(dict(row))) for row in rows]
            for name, rows in self._example.tables.items()
        }

    def _published(self, number: int, step: Step) -> Published:
        event_type = step["event"]
        contract = self._contracts.latest(event_type)
        at = instant(step["at"])
        event = typed_class(self._package, contract)(**self._data(contract, step.get("data", {})))
        named = {name: self._id(str(step[name])) for name in ("cancels", "supersedes") if name in step}
        envelope = Envelope(
            event_id=self._id(step.get("id", f"line {number}")),
            event_type=event_type,
            source_system=0,
            producer_opd=contract.owner,
            occurred_at=instant(step.get("occ", step["at"])),
            registered_at=instant(step.get("reg", step["at"])),
            purpose=(),
            legal_basis="PUBLIC_TASK",
            synthetic=True,
            **named,
        )
        return Published(at, event, envelope)

    def _id(self, name: str) -> str:
        return str(uuid5(NAMESPACE, f"{self._example.id}|{name}|{self._plain.apart}"))

    def _expected(self, one: Expectation) -> Told:
        contract = self._contracts.latest(one["event"])
        data = self._data(contract, one["data"])
        own = {field.name: data.get(field.name) for field in contract.fields if field.name not in COMMON}
        return Told(instant(one["at"]), _case(contract, own), one.get("state", ""), own)

    def _data(self, contract: Contract, given: Mapping[str, object]) -> dict[str, object]:
        common = {field.name: None for field in contract.fields if not field.required}
        document = cast("dict[str, object]", self._plain({**common, **given}))
        missing = {name: _PLACEHOLDER[name] for name in COMMON if name in _names(contract) and name not in document}
        return from_json(contract, {**document, **missing})


_PLACEHOLDER = {"case_id": "00000000-0000-0000-0000-000000000000", "flow": "", "state": "OPEN", "caused_by": []}


def told(contract: Contract, data: Mapping[str, object], *, at: datetime) -> Told:
    """An output of a stream, as examples compare it."""
    own = {name: value for name, value in data.items() if name not in COMMON}
    return Told(at.astimezone(WIB), _case(contract, own), str(data.get("state", "")), own)


def in_order(outputs: Iterator[Told] | Sequence[Told]) -> list[Told]:
    """Outputs by time; at one instant by case, since only within a case their order is told."""
    return sorted(outputs, key=lambda one: (one.at, one.case))


def _names(contract: Contract) -> set[str]:
    return {field.name for field in contract.fields}


def _case(contract: Contract, own: Mapping[str, object]) -> str:
    return f"{contract.event_type}|{key_text(contract, own)}"


class Plain:
    """A value of a file of examples as it stands in JSON: tokens made, times and days as text in UTC."""

    def __init__(self, apart: int) -> None:
        self.apart = apart
        self._tokens = Tokens(key=f"{KEY}{apart or ''}".encode())

    def __call__(self, value: object) -> object:
        """The value in JSON."""
        if isinstance(value, dict):
            return {str(name): self(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self(inner) for inner in value]
        if isinstance(value, datetime):
            return value.replace(tzinfo=WIB).astimezone(UTC).isoformat()
        if isinstance(value, date):
            return value.isoformat()
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        made = TOKEN.sub(lambda found: self._tokens.token(TokenDomain(found[1]), found[2]), text)
        if self.apart:
            made = NUMBERED.sub(lambda found: f"{found[1]}{int(found[2]) + 100 * self.apart:04}", made)
        for form in SECONDS_OR_NOT:
            try:
                return datetime.strptime(made, form).replace(tzinfo=WIB).astimezone(UTC).isoformat()
            except ValueError:
                continue
        return made
