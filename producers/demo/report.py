"""The outcome of a run as a table a person understands; no value of anybody's row is in it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from producers.demo.death_export import FILE
from producers.demo.ledger import Ledger, percentile
from producers.demo.origin import Origin
from producers.demo.run import Outcome
from producers.demo.truth import Truth
from simpul.catalogue import Catalogue

WIDTH = 100
EXAMPLES = 5


def print_report(outcome: Outcome, *, catalogue: Catalogue, console: Console) -> None:
    """Print the whole report; its last line is the verdict."""
    console.print(_rows(outcome))
    console.print(_origins(outcome))
    console.print(_subscribers(outcome, catalogue))
    console.print(_totals(outcome, catalogue))
    nobodys = Counter(outcome.plan.truth.types[event_id] for event_id in outcome.plan.truth.nobodys)
    console.print("Nobody may have: " + ", ".join(f"{name} {count}" for name, count in nobodys.most_common()))
    for line in verdict(outcome.plan.truth, outcome.ledger):
        console.print(line, soft_wrap=True)


def verdict(truth: Truth, ledger: Ledger) -> Iterator[str]:
    """Why the ledger does not close, with some examples, and whether it does."""
    if ledger.closes:
        yield "The ledger closes: every event that somebody may have was delivered exactly once."
        return
    for name, dues in (("missing", ledger.missing), ("doubled", ledger.doubled), ("unexpected", ledger.unexpected)):
        for due in list(dues)[:EXAMPLES]:
            event_type = truth.types.get(due.event_id, "an unknown event")
            yield f"{name}: {event_type} {due.event_id} for subscription {due.subscription}"
    for due in ledger.altered[:EXAMPLES]:
        yield f"altered: {truth.types[due.event_id]} {due.event_id} for subscription {due.subscription}"
    found = ", ".join(f"{count} {name}" for name, count in ledger.differences.items())
    yield f"The ledger does NOT close: {found}."


def _rows(outcome: Outcome) -> Table:
    deaths = outcome.deaths
    table = _table(f"{FILE}: {deaths.rows} rows read")
    table.add_column("row", justify="right")
    table.add_column("became")
    table.add_column("reason")
    table.add_column("field")
    for finding in sorted((*deaths.rejected, *deaths.ignored), key=lambda finding: finding.row):
        became = "rejected" if finding in deaths.rejected else "ignored"
        reason = f"{finding.reason} of row {finding.of}" if finding.of else str(finding.reason)
        table.add_row(str(finding.row), became, reason, finding.field or "")
    table.add_section()
    table.add_row("", "events", str(len(deaths.accepted)), "")
    table.add_row("", "rejected", str(len(deaths.rejected)), "")
    table.add_row("", "ignored", str(len(deaths.ignored)), "")
    table.add_row("", "flagged", f"{_flagged(outcome)} findings, one a row and reason", "")
    return table


def _flagged(outcome: Outcome) -> int:
    return sum(event.event_type == "DataQualityFlagged" for _, event in outcome.plan.told[Origin.FILE])


def _origins(outcome: Outcome) -> Table:
    table = _table("where the events came from")
    table.add_column("way in")
    table.add_column("rows", justify="right")
    table.add_column("events due", justify="right")
    for origin in Origin:
        table.add_row(origin.value, str(outcome.plan.rows[origin]), str(len(outcome.plan.told[origin])))
    return table


def _subscribers(outcome: Outcome, catalogue: Catalogue) -> Table:
    table = _table("delivered")
    table.add_column("subscriber")
    table.add_column("department")
    table.add_column("event types", justify="right")
    table.add_column("due", justify="right")
    table.add_column("delivered", justify="right")
    subscriptions = {subscription.id: subscription for subscription in catalogue.subscriptions}
    due: dict[str, int] = {}
    types: dict[str, set[str]] = {}
    for (_, name), count in outcome.plan.truth.deliveries.items():
        subscriber = subscriptions[name].subscriber
        due[subscriber] = due.get(subscriber, 0) + count
        types.setdefault(subscriber, set()).add(subscriptions[name].event_type)
    departments = {one.subscriber: one.department for one in catalogue.subscriptions}
    for subscriber in sorted(due.keys() | outcome.ledger.delivered.keys()):
        table.add_row(
            subscriber,
            departments.get(subscriber, ""),
            str(len(types.get(subscriber, ()))),
            str(due.get(subscriber, 0)),
            str(outcome.ledger.delivered.get(subscriber, 0)),
        )
    table.add_section()
    table.add_row("all", "", "", str(outcome.plan.truth.deliveries.total()), str(outcome.ledger.deliveries))
    return table


def _totals(outcome: Outcome, catalogue: Catalogue) -> Table:
    truth, ledger = outcome.plan.truth, outcome.ledger
    again = truth.published.total() - len(truth.published)
    lanes = {
        lane: [
            ms
            for due, ms in ledger.latencies
            if due.event_id in truth.types and catalogue.topic_of(truth.types[due.event_id]).lane == lane
        ]
        for lane in ("ordinary", "priority")
    }
    table = _table("the ledger")
    table.add_column("")
    table.add_column("", justify="right")
    table.add_column("")
    table.add_row("events published", str(ledger.published), f"of {truth.published.total()} due, {again} of them again")
    table.add_row("deliveries", str(ledger.deliveries), f"of {truth.deliveries.total()} due")
    table.add_row("events nobody may have", str(ledger.nobodys), f"of {len(truth.nobodys)} expected")
    table.add_row("dead letters", str(ledger.dead_letters), "")
    table.add_row("missing", str(ledger.missing.total()), "")
    table.add_row("doubled", str(ledger.doubled.total()), "")
    table.add_row("unexpected or altered", str(ledger.unexpected.total() + len(ledger.altered)), "")
    table.add_row("rows given back", str(ledger.returned), f"of {truth.returned.total()} rejected")
    pace = f"published until readable, at {outcome.per_second:.0f} events/s"
    table.add_row("latency p50", _ms(lanes["ordinary"], 0.5), pace)
    table.add_row("latency p99", _ms(lanes["ordinary"], 0.99), "")
    table.add_row("hazard lane, slowest", _ms(lanes["priority"], 1), f"of {len(lanes['priority'])} deliveries")
    return table


def _ms(values: Sequence[int], share: float) -> str:
    return f"{percentile(values, share)} ms" if values else "-"


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", min_width=60)
