"""A flow as one step of an application: its row stage and its case stage in each task (docs/decisions/0008)."""

from collections.abc import Iterator
from typing import cast
from uuid import UUID

from simpul.catalogue import Catalogue
from simpul.contracts import Contracts
from simpul.events import Event
from simpul.flows.case_stage import CaseStage
from simpul.flows.cases import Cause, Instant, Trigger
from simpul.flows.cells import Cells, address_of
from simpul.flows.flow import Flow
from simpul.flows.kept import Answered, Asked, Changed, Item, Moves, Told, read_message, write_message
from simpul.flows.limits import CELL, Limits
from simpul.flows.reading import Reading
from simpul.flows.row_stage import RowStage
from simpul.flows.rows import Member
from simpul.flows.sending import Sending
from simpul.flows.steps import Flag
from simpul.flows.tables import Address
from simpul.ids import flagged_event_id
from simpul.runtime import Answers, Context, Derived, Fired, Handlers, Inbound, Kept, Received, Sent, StatefulProcessor
from simpul.wire import EnvelopeError

SWEEP = b""  # the key of the timer that forgets what is too old
MOST_FORGOTTEN = 1_000  # entries in one sweep

STORES = ("chains", "cells", "askers", "ages")


def flow_step(flow: Flow, context: Context) -> StatefulProcessor:
    """The step that runs a flow."""

    def bind(kept: Kept) -> Handlers:
        task = FlowTask(flow, kept, contracts=context.contracts, catalogue=context.catalogue)
        return Handlers(task.event, task.timer, task.message)

    return StatefulProcessor(
        name=flow.id, reads=flow.reads, stores=STORES, bind=bind, rekeys=True, picture=flow.picture()
    )


class FlowTask:
    """A flow in one task."""

    def __init__(self, flow: Flow, kept: Kept, *, contracts: Contracts, catalogue: Catalogue) -> None:
        self._flow = flow
        self._catalogue = catalogue
        self._timers = kept.timers
        self._limits = Limits(kept["ages"])
        self._reading = Reading(contracts, [*flow.emits, *(one for table in flow.tables.values() for one in table.of)])
        self._cells = Cells(kept["cells"], kept["askers"], self._limits)
        self._rows = RowStage(
            kept["chains"],
            tables=flow.tables.values(),
            typed=self._reading.row,
            limits=self._limits,
        )
        self._cases = CaseStage(flow, cells=self._cells, timers=kept.timers, reading=self._reading)

    def event(self, inbound: Inbound[Event]) -> Iterator[Sent]:
        """Send an event to its chain, a cancellation to that of the event it cancels.

        Raises:
            EnvelopeError: it cannot be told what it cancels or corrects.
        """
        envelope = inbound.envelope
        if envelope.cancels is not None and envelope.supersedes is not None:
            raise EnvelopeError("headers ce_cancels and ce_supersedes are both there; an event does one of the two")
        if envelope.supersedes == envelope.event_id:
            raise EnvelopeError("header ce_supersedes names the event itself; it names the event that is corrected")
        if envelope.cancels is None and isinstance(inbound.event, self._flow.cancellers):
            raise EnvelopeError("header ce_cancels is missing; it names the event that this one annuls")
        member = None
        if envelope.cancels is None:
            member = Member(
                event_id=envelope.event_id,
                names=envelope.supersedes,
                value=inbound.value,
                registered_ms=int(envelope.registered_at.timestamp() * 1000),
                published_ms=inbound.published_ms,
                offset=inbound.offset,
            )
        cause = Cause.CANCELLATION if envelope.cancels else Cause.CORRECTION if envelope.supersedes else Cause.EVENT
        chain = envelope.cancels or envelope.event_id
        told: Item = ("Told", Told(chain=chain, member=member))
        yield Sent(chain.encode(), write_message(Trigger(cause, envelope.event_id), [told], hops=0))

    def message(self, received: Received) -> Answers:
        """Take what another task has sent here."""
        message = read_message(received.value)
        trigger = Trigger(Cause(message["cause"]), message["event_id"])
        sending = Sending(
            received.place, trigger=trigger, now=received.now, headers=received.headers, hops=message["hops"]
        )
        sending.inbox.extend(message["items"])
        return self._instant(sending)

    def timer(self, fired: Fired) -> Answers:
        """A deadline has come, or the day on which something is too old."""
        sweeps = fired.timer.key == SWEEP
        address = Address("", "") if sweeps else address_of(fired.timer.key)
        sending = Sending(address.place, trigger=Trigger(Cause.TIMER, ""), now=fired.now, headers=fired.headers, hops=0)
        if sweeps:
            self._forget(sending)
        else:
            self._cells[address]["timer_ms"] = 0
            self._cases.touched[address] = None
        return self._instant(sending)

    def _instant(self, sending: Sending) -> Answers:
        """Take what comes until nothing comes any more; an address is settled once all that is here has reached it."""
        touched = self._cases.touched
        while sending.inbox or touched:
            while sending.inbox:
                self._take(sending.inbox.popleft(), sending)
            if touched:
                address = next(iter(touched))
                del touched[address]
                instant, flags = self._cases.settle(address, sending)
                yield from self._said(instant)
                yield from self._flagged(address, flags)
        self._cells.write(today=sending.today)
        self._limits.watch(self._timers, SWEEP, today=sending.today, cause=sending.headers)
        yield from sending.sent()

    def _take(self, item: Item, sending: Sending) -> None:
        kind, content = item
        match kind:
            case "Told":
                self._rows.told(cast("Told", content), sending)
            case "Moves":
                self._rows.moves(cast("Moves", content), sending)
            case "Changed":
                self._cases.changed(cast("Changed", content), sending)
            case "Asked":
                self._cases.asked(cast("Asked", content), sending)
            case _:
                self._cases.answered(cast("Answered", content), sending)

    def _said(self, instant: Instant) -> Iterator[Derived]:
        for said in instant.said:
            event = self._reading.event(said.value)
            common = {"case_id": said.case_id, "flow": instant.flow, "state": said.state.value}
            caused_by = [UUID(one) for one in said.caused_by]
            data = {**event.__dict__, **common, "caused_by": caused_by}
            yield Derived(event.from_avro(data), str(said.event_id))

    def _flagged(self, address: Address, flags: list[Flag]) -> Iterator[Derived]:
        """Report once for each source event and reason (R15)."""
        seen = self._cells[address]["flagged"]
        for flag in flags:
            source_ref = f"{self._catalogue.topic_of(flag.row.event.event_type).name}#{flag.row.event_id}"
            name = f"{source_ref}|{flag.reason_code}"
            if self._flow.flags is not None and name not in seen:
                seen.append(name)
                event_id = flagged_event_id(
                    self._flow.id, source_ref=source_ref, reason_code=flag.reason_code, caused_by=[flag.row.event_id]
                )
                yield Derived(self._flow.flags(source_ref, flag.reason_code, flag.field), str(event_id))

    def _forget(self, sending: Sending) -> None:
        for kind, name in self._limits.expired(today=sending.today, most=MOST_FORGOTTEN):
            if kind == CELL:
                address = address_of(name)
                self._cases.expire(address)
            else:
                self._rows.expire(name)
