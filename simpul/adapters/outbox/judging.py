"""Rows of an outbox as finished records, or every reason why one is none; pure but for the moment of a record."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from simpul.adapters.emission import WIB
from simpul.adapters.outbox.table import Row
from simpul.adapters.setup import Setup
from simpul.contracts import Contract, from_json, typed_class
from simpul.errors import CatalogueError, ContractError, PublishError, ValueRejected
from simpul.events import Event
from simpul.ids import source_event_id
from simpul.sdk import Circumstances, Record, Records

_TABLE = "outbox"
_VERSION = 1  # a row of an outbox never changes

Found = TypeVar("Found")


class Rejected(Exception):
    """A row cannot become an event; the text has a reason a line, never a value of the payload."""


class Judge:
    """Makes the records of one system's outbox."""

    def __init__(self, setup: Setup) -> None:
        """Read from the catalogue what the system may publish.

        Raises:
            CatalogueError: there is no such system, or nothing may be published from it.
        """
        self._setup = setup
        self._records = Records(
            settings=setup.settings, system=setup.system, contracts=setup.contracts, catalogue=setup.catalogue
        )

    def record(self, row: Row) -> Record:
        """The record of a row.

        Raises:
            Rejected: it cannot become an event.
        """
        reasons: list[str] = []
        event = _or_reason(lambda: self._event(row), reasons)
        occurred_at = _or_reason(lambda: _instant("occurred_at", row.occurred_at), reasons)
        registered_at = _or_reason(lambda: _instant("registered_at", row.registered_at), reasons)
        if row.supersedes is not None and row.cancels is not None:
            reasons.append("supersedes, cancels: a row has one of them or none; write two rows")
        if event is None or occurred_at is None or registered_at is None or reasons:
            raise Rejected("\n".join(reasons))
        how: Circumstances = {
            "event_id": self._event_id(row.id),
            "occurred_at": occurred_at,
            "registered_at": registered_at,
            "supersedes": None if row.supersedes is None else self._event_id(row.supersedes),
            "cancels": None if row.cancels is None else self._event_id(row.cancels),
            "synthetic": self._setup.synthetic,
            "traceparent": _trace(row.tracingspancontext),
        }
        try:
            return self._records.record(event, how)
        except (ContractError, CatalogueError, PublishError) as problem:
            raise Rejected(str(problem)) from None

    def _event(self, row: Row) -> Event:
        try:
            contract = self._setup.contracts.latest(row.type)
        except ContractError as problem:
            raise ValueRejected(f"type: {problem}") from None
        event_class = typed_class(self._setup.settings.contracts, contract)
        return event_class.model_validate(_data(row.payload, contract))

    def _event_id(self, row_id: str) -> UUID:
        return source_event_id(self._setup.system, table=_TABLE, primary_key=row_id.lower(), version=_VERSION)


def _data(payload: str, contract: Contract) -> dict[str, object]:
    try:
        document = json.loads(payload, parse_constant=_no_number)
    except ValueError:
        raise ValueRejected("payload: not JSON") from None
    if not isinstance(document, dict):
        raise ValueRejected("payload: must be a JSON object")
    return from_json(contract, document)


def _trace(properties: str | None) -> str | None:
    """The line `traceparent=...` of the properties that tracing libraries write there, as Debezium reads them."""
    lines = (line.partition("=") for line in (properties or "").splitlines())
    return next((value.strip() for name, _, value in lines if name.strip() == "traceparent"), None)


def _instant(name: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=WIB)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueRejected(f"{name}: must be an instant between the years 1 and 9999") from None


def _or_reason(find: Callable[[], Found], reasons: list[str]) -> Found | None:
    """What is found, or None with one more reason."""
    try:
        return find()
    except ContractError as problem:
        reasons.append(str(problem))
        return None


def _no_number(_: str) -> object:
    raise ValueError
