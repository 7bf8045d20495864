"""The case stage: rows stand at addresses, steps make cases of them, and what changes is said (R3 to R10)."""

from collections.abc import Iterable

from simpul.events import Event
from simpul.flows.cases import Case, Cause, Instant, Made, State, Used
from simpul.flows.cells import Cells, name_of
from simpul.flows.flow import Flow
from simpul.flows.kept import Answered, Asked, Cell, Changed, LookedUp
from simpul.flows.reading import Reading
from simpul.flows.rows import Row, RowData, place_of
from simpul.flows.sending import Sending
from simpul.flows.steps import Ended, Flag, Opening, Step
from simpul.flows.tables import Address, Table, newest
from simpul.state import Timers

FoundRows = dict[Address, list[Row[Event]]]
CaseName = tuple[str, str]  # event type, key


class CaseStage:
    """The addresses of one task: takes what comes for them, and settles those it touched."""

    def __init__(self, flow: Flow, *, cells: Cells, timers: Timers, reading: Reading) -> None:
        self._flow = flow
        self._cells = cells
        self._timers = timers
        self._reading = reading
        self.touched: dict[Address, None] = {}

    # -- what comes

    def changed(self, item: Changed, sending: Sending) -> None:
        """A row stands at an address, or some do not any more."""
        address = Address(item["name"], item["key"])
        cell, row = self._cells[address], item["row"]
        gone = {*item["gone"], *(() if row is None else (row["id"],))}
        cell["rows"] = [one for one in cell["rows"] if one["id"] not in gone] + ([] if row is None else [row])
        self.touched[address] = None
        for asker, question in self._cells.askers(address):
            sending.answer(asker, of=address, question=question, rows=cell["rows"])

    def asked(self, item: Asked, sending: Sending) -> None:
        """A cell wants to know the rows of an address from now on, or no more."""
        address, asker = Address(item["name"], item["key"]), Address(item["by_name"], item["by_key"])
        self._cells.remember(asker, of=address, question=item["question"])
        if item["question"]:
            sending.answer(asker, of=address, question=item["question"], rows=self._cells[address]["rows"])

    def answered(self, item: Answered, _: Sending) -> None:
        """A cell hears the rows of an address; an answer to an earlier question is too late."""
        address = Address(item["name"], item["key"])
        for one in self._cells[address]["looked_up"]:
            if (one["name"], one["key"], one["question"]) == (item["of_name"], item["of_key"], item["question"]):
                one["rows"] = item["rows"]
                one["is_answered"] = True
                self.touched[address] = None

    def expire(self, address: Address) -> None:
        """Forget the ended cases of an address that has not changed for the time limit; open ones stay."""
        cell = self._cells[address]
        cell["cases"] = [case for case in cell["cases"] if case["state"] == State.OPEN]
        cell["flagged"] = []
        self.touched[address] = None

    # -- what comes of it

    def settle(self, address: Address, sending: Sending) -> tuple[Instant, list[Flag]]:
        """What an address has to say at this instant; a step that waits for an answer keeps what it said last."""
        cell = self._cells[address]
        instant = Instant(flow=self._flow.id, trigger=sending.trigger, now_ms=sending.now_ms)
        needed: dict[Address, None] = {}
        due: list[int] = []
        flags: list[Flag] = []
        found = self._found(cell)
        for step in self._flow.steps_at(address):
            at = _AtAddress(self._reading, step, cell, found, instant)
            wanted = at.wanted()
            if all(one in found for one in wanted):
                at.settle(due, flags)
            needed.update(dict.fromkeys([*wanted, *at.wanted()]))
        self._look_up(address, cell, needed, sending)
        self._set_timer(address, cell, min(due, default=0), sending)
        return instant, flags

    def _found(self, cell: Cell) -> FoundRows:
        return {
            Address(one["name"], one["key"]): [self._reading.row(row) for row in one["rows"]]
            for one in cell["looked_up"]
            if one["is_answered"]
        }

    def _look_up(self, address: Address, cell: Cell, needed: Iterable[Address], sending: Sending) -> None:
        wanted = list(needed)
        kept = []
        for one in cell["looked_up"]:
            of = Address(one["name"], one["key"])
            if of in wanted:
                kept.append(one)
                wanted.remove(of)
            else:
                sending.ask(of, by=address, question=0)
        for of in wanted:
            cell["asked"] += 1
            kept.append(LookedUp(name=of.name, key=of.key, question=cell["asked"], is_answered=False, rows=[]))
            sending.ask(of, by=address, question=cell["asked"])
        cell["looked_up"] = kept

    def _set_timer(self, address: Address, cell: Cell, at_ms: int, sending: Sending) -> None:
        if cell["timer_ms"] == at_ms:
            return
        cell["timer_ms"] = at_ms
        if at_ms:
            self._timers.set(name_of(address), at_ms, cause=sending.headers)
        else:
            self._timers.cancel(name_of(address))


class _AtAddress:
    """One step at one address, at one instant."""

    def __init__(self, reading: Reading, step: Step, cell: Cell, found: FoundRows, instant: Instant) -> None:
        self._reading = reading
        self._step = step
        self._cell = cell
        self._found = found
        self._instant = instant
        self._now = self._standing()
        self._rows = self._shown()

    def wanted(self) -> list[Address]:
        """What the step needs to know: of its rows, and of what a resolved case was made of (R7)."""
        wanted = dict.fromkeys(one for row in self._rows for one in self._step.wants(row, self._found))
        for case in self._cases().values():
            if case["state"] == State.RESOLVED and _may_be_withdrawn(case):
                wanted.update(dict.fromkeys(Address(*one) for one in case["stood"]))
        return list(wanted)

    def settle(self, due: list[int], flags: list[Flag]) -> None:
        """Bring the step's cases to what its rows make now; deadlines ahead are added to `due`."""
        before = self._cases()
        openings = self._openings(before, due, flags)
        after = {name: self._ended(case) for name, case in before.items() if name not in openings}
        for name, opening in openings.items():
            after[name] = self._opened(before.get(name), name, opening)
        others = [case for case in self._cell["cases"] if _name(case) not in after]
        self._cell["cases"] = [*others, *after.values()]

    def _standing(self) -> list[Row[Event]]:
        each = self._step.each
        if isinstance(each, tuple):
            types = {one.event_type for one in each}
            cases = (case for case in self._cell["cases"] if case["event_type"] in types)
            # RESOLVED leaves a row as it is, WITHDRAWN removes it (R9)
            return [self._row_of(case) for case in cases if case["state"] != State.WITHDRAWN]
        return [self._reading.row(row) for row in sorted(self._cell["rows"], key=place_of)]

    def _row_of(self, case: Case) -> Row[Event]:
        kept = RowData(
            id=f"{case['event_type']}|{case['key']}",
            event_id=case["event_id"],
            value=case["value"],
            registered_ms=case["opened_ms"],
            published_ms=case["opened_ms"],
            offset=case["n"],
        )
        return self._reading.row(kept)

    def _shown(self) -> list[Row[Event]]:
        each = self._step.each
        if not isinstance(each, Table):
            return self._now
        shown = newest(each, self._now)
        return [] if shown is None else [shown]

    def _cases(self) -> dict[CaseName, Case]:
        types = {one.event_type for one in self._step.emits}
        return {_name(case): case for case in self._cell["cases"] if case["event_type"] in types}

    def _openings(self, before: dict[CaseName, Case], due: list[int], flags: list[Flag]) -> dict[CaseName, Opening]:
        """The cases that are made and due; of several rows with one case, the newest gives the data."""
        openings: dict[CaseName, Opening] = {}
        for one in self._step.opens(self._rows, self._found):
            if isinstance(one, Flag):
                flags.append(one)
                continue
            name = (one.event.event_type, self._reading.key(one.event))
            if not self._is_due(one, before.get(name), due):
                continue
            if name not in openings or openings[name].rows[0].place < one.rows[0].place:
                openings[name] = one
        return openings

    def _is_due(self, opening: Opening, before: Case | None, due: list[int]) -> bool:
        """Events go before timers at one instant: what is due just now waits for its timer."""
        if opening.due is None:
            return True
        due_ms, now_ms = int(opening.due.timestamp() * 1000), self._instant.now_ms
        was_open = before is not None and before["state"] == State.OPEN
        if due_ms < now_ms or (due_ms == now_ms and (was_open or self._instant.trigger.cause == Cause.TIMER)):
            return True
        due.append(due_ms)
        return False

    def _opened(self, before: Case | None, name: CaseName, opening: Opening) -> Case:
        first = opening.rows[0]
        stood = [[one.name, one.key] for one in self._step.wants(first, self._found)]
        made = Made(
            event_type=name[0],
            key=name[1],
            value=self._reading.value(opening.event),
            receivers=self._reading.receivers(opening.event),
            used=[Used(row_id=row.id, event_id=row.event_id) for row in opening.rows],
            stood=stood,
            was=first.kept,
        )
        said = None
        if before is not None and before["value"] != made.value:
            said = self._reading.receivers(self._reading.event(before["value"]))
        return self._instant.open(before, made, receivers=said)

    def _ended(self, case: Case) -> Case:
        """A case that is not made now, or not due."""
        if case["state"] == State.OPEN:
            if self._is_resolved(case):
                return self._instant.end(case, State.RESOLVED, resolved_by=self._resolving_row(case))
            return self._instant.end(case, State.WITHDRAWN)
        if case["state"] == State.RESOLVED and _may_be_withdrawn(case) and self._is_broken(case):
            return self._instant.end(case, State.WITHDRAWN)
        return case

    def _is_resolved(self, case: Case) -> bool:
        if self._instant.trigger.cause == Cause.CANCELLATION and not self._step.by_cancellation:
            return False
        event = self._reading.event(case["value"])
        ended = Ended(event, self._reading.row(case["was"]), self._now)
        return self._step.resolves(ended, self._found)

    def _resolving_row(self, case: Case) -> str:
        """The row that `resolved_by` speaks of: the one this instant brought, else the case's own."""
        found = [row for rows in self._found.values() for row in rows]
        by = self._instant.trigger.event_id
        return next((row.id for row in [*self._now, *found] if row.event_id == by), case["was"]["id"])

    def _is_broken(self, case: Case) -> bool:
        """Whether a row the case was made from was cancelled, or corrected so that it no longer matches."""
        if self._instant.trigger.cause not in {Cause.CORRECTION, Cause.CANCELLATION}:
            return False
        rows = {row.id: row for row in self._now} | {row.id: row for rows in self._found.values() for row in rows}
        others = [one["row_id"] for one in case["used"] if one["row_id"] != case["resolved_by"]]
        if any(row_id not in rows for row_id in others):
            return True
        own = case["was"]["id"]
        snapshot = self._reading.row(case["was"])
        matching = rows[own] if own in others else snapshot
        made = (one for one in self._step.opens([matching], self._found) if isinstance(one, Opening))
        return all((one.event.event_type, self._reading.key(one.event)) != _name(case) for one in made)


def _may_be_withdrawn(case: Case) -> bool:
    """A settled ...Overdue is let be (R7)."""
    return not case["event_type"].endswith("Overdue")


def _name(case: Case) -> CaseName:
    return case["event_type"], case["key"]
