"""All contracts of the bus, found by event type, version, schema id or subscriber."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator

from simpul.contracts.contract import Contract
from simpul.errors import ContractError


class Contracts:
    """Every registered version of every event type, projections included."""

    def __init__(self, members: Iterable[Contract]) -> None:
        self._by_id = {member.schema_id: member for member in members}
        self._by_subject: dict[str, dict[int, Contract]] = defaultdict(dict)
        self._by_type: dict[str, str] = {}
        self._projections: dict[tuple[str, str], str] = {}
        for member in self._by_id.values():
            self._by_subject[member.subject][member.version] = member
            if member.subscriber is None:
                self._by_type[member.event_type] = member.subject
            else:
                self._projections[member.subscriber, member.event_type] = member.subject

    def __iter__(self) -> Iterator[Contract]:
        """Every version of every event type, by id, without the projections."""
        return (member for member in self._by_id.values() if not member.is_projection)

    @property
    def everything(self) -> tuple[Contract, ...]:
        """What `iter` gives, and the projections."""
        return tuple(self._by_id.values())

    @property
    def event_types(self) -> tuple[str, ...]:
        """The names of the event types, in the order of their first id."""
        return tuple(self._by_type)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects, projections included, sorted."""
        return tuple(sorted(self._by_subject))

    def latest(self, event_type: str) -> Contract:
        """The newest version of an event type.

        Raises:
            ContractError: there is no such event type.
        """
        return self._newest(self._subject(event_type))

    def version(self, event_type: str, number: int) -> Contract:
        """One version of an event type.

        Raises:
            ContractError: there is no such event type or version.
        """
        return self.of_subject(self._subject(event_type), version=number)

    def versions(self, event_type: str) -> tuple[Contract, ...]:
        """All versions of an event type, oldest first.

        Raises:
            ContractError: there is no such event type.
        """
        return self.versions_of(self._subject(event_type))

    def by_id(self, schema_id: int) -> Contract:
        """The contract of a frame's schema id.

        Raises:
            ContractError: the id is not in registry.csv.
        """
        try:
            return self._by_id[schema_id]
        except KeyError:
            raise ContractError(
                f"schema id {schema_id} is not in registry.csv; is this worker older than the producer?"
            ) from None

    def projection(self, subscriber: str, event_type: str) -> Contract:
        """The newest version of what a subscriber receives of an event type.

        Raises:
            ContractError: there is none.
        """
        try:
            return self._newest(self._projections[subscriber, event_type])
        except KeyError:
            raise ContractError(
                f"{subscriber} has no projection of {event_type}; subscribe it, then run simpul contracts project"
            ) from None

    def projections(self, subscriber: str, event_type: str) -> tuple[Contract, ...]:
        """All versions of what a subscriber receives of an event type, oldest first; none is no error."""
        subject = self._projections.get((subscriber, event_type))
        return self.versions_of(subject) if subject else ()

    def of_subject(self, subject: str, *, version: int | None = None) -> Contract:
        """One version of a subject, the newest by default.

        Raises:
            ContractError: there is no such subject or version.
        """
        members = self._members(subject)
        newest = max(members)
        found = members.get(newest if version is None else version)
        if found is None:
            raise ContractError(f"{subject} has no version {version}; the newest is {newest}")
        return found

    def versions_of(self, subject: str) -> tuple[Contract, ...]:
        """All versions of a subject, oldest first.

        Raises:
            ContractError: there is no such subject.
        """
        members = self._members(subject)
        return tuple(members[number] for number in sorted(members))

    def _members(self, subject: str) -> dict[int, Contract]:
        if subject not in self._by_subject:
            raise ContractError(f"there is no subject {subject}{_near(subject, self._by_subject)}")
        return self._by_subject[subject]

    def _newest(self, subject: str) -> Contract:
        members = self._by_subject[subject]
        return members[max(members)]

    def _subject(self, event_type: str) -> str:
        try:
            return self._by_type[event_type]
        except KeyError:
            raise ContractError(f"there is no event type {event_type}{_near(event_type, self._by_type)}") from None


def _near(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1)
    return f"; did you mean {near[0]}?" if near else "; `simpul contracts list` shows all"
