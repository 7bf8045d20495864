"""Whether topics, event types and subscriptions fit the contracts and the code tables; one sentence a fault."""

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from simpul.catalogue.declared import DeclaredEvent, DeclaredSubscription, DeclaredTopic
from simpul.catalogue.judge_fields import field_faults
from simpul.catalogue.problem import Path, Problem
from simpul.catalogue.reference import BUS, Reference
from simpul.contracts import Contract, Contracts
from simpul.errors import ContractError


@dataclass(frozen=True, slots=True)
class Placed:
    """A declared topic, and where it is declared."""

    topic: DeclaredTopic
    file: str
    path: Path


@dataclass(frozen=True, slots=True)
class Judge:
    """Checks declarations one by one against what the rest of the bus says."""

    contracts: Contracts
    reference: Reference

    def topic(self, placed: Placed) -> Iterator[Problem]:
        """What is wrong with a topic, its event types and its subscriptions."""
        topic = placed.topic
        if topic.owner not in self.reference.departments:
            yield self._unknown(placed, ("owner",), "owner", topic.owner, self.reference.departments)
        for index, event in enumerate(topic.events):
            path = ("events", index)
            try:
                contract = self.contracts.latest(event.type)
            except ContractError as problem:
                yield self._at(placed, (*path, "type"), f"{problem}")
                continue
            yield from self._event(placed, path, event, contract)
            for number, subscription in enumerate(event.subscriptions):
                yield from self._subscription(placed, (*path, "subscriptions", number), subscription, contract)

    def _event(self, placed: Placed, path: Path, event: DeclaredEvent, contract: Contract) -> Iterator[Problem]:
        topic = placed.topic
        if contract.owner != topic.owner:
            yield self._at(
                placed, path, f"{event.type} belongs to {contract.owner}, topic {topic.name} to {topic.owner}"
            )
        if event.key != contract.key:
            yield self._at(
                placed, (*path, "key"), f"the contract's key of {event.type} is {', '.join(contract.key)}; write that"
            )
        for field in contract.fields:
            if field.data_class > topic.max_class:
                yield self._at(
                    placed,
                    ("class",),
                    f"topic {topic.name} is {topic.max_class}, but {event.type}.{field.name} is {field.data_class}",
                )
                break
        if contract.kind == "derived" and event.systems:
            yield self._at(
                placed, (*path, "systems"), f"{event.type} is derived: no system may publish it; leave it out"
            )
        if contract.kind != "derived" and not event.systems:
            yield self._at(placed, path, f"{event.type} needs the systems that publish it")
        for system in event.systems:
            if system != BUS and system not in self.reference.systems:
                yield self._at(placed, (*path, "systems"), f"there is no system {system}; see reference/systems.csv")

    def _subscription(
        self, placed: Placed, path: Path, subscription: DeclaredSubscription, contract: Contract
    ) -> Iterator[Problem]:
        reference = self.reference
        for key, value, known in (
            ("department", subscription.department, reference.departments),
            ("purpose", subscription.purpose, reference.purposes),
            ("legal_basis", subscription.legal_basis, reference.legal_bases),
        ):
            if value not in known:
                yield self._unknown(placed, (*path, key), key.replace("_", " "), value, known)
        system = subscription.system
        if system is not None and reference.systems.get(system) != subscription.department:
            owner = reference.systems.get(system, "nobody")
            yield self._at(placed, (*path, "system"), f"system {system} belongs to {owner}; see reference/systems.csv")
        for sentence in field_faults(subscription, contract):
            yield self._at(placed, path, f"subscription {subscription.id} {sentence}")

    def _unknown(self, placed: Placed, path: Path, what: str, value: str, known: Collection[str]) -> Problem:
        near = difflib.get_close_matches(value, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(known))}"
        return self._at(placed, path, f"there is no {what} {value}; {hint}")

    @staticmethod
    def _at(placed: Placed, path: Path, sentence: str) -> Problem:
        return Problem(placed.file, placed.path + path, sentence)
