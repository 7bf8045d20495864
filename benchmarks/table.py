"""The tables on the terminal."""

from collections.abc import Iterator, Mapping
from typing import cast

from rich.box import SIMPLE_HEAD
from rich.table import Table


def route_table(figures: Mapping[str, object]) -> Table:
    """The contenders, fastest first."""
    table = Table(title="route: one process, one core", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("contender", no_wrap=True)
    table.add_column("promise", no_wrap=True)
    for name in ("events", "events/s", "lowest", "doubled"):
        table.add_column(name, justify="right", no_wrap=True)
    contenders = cast("list[dict[str, object]]", figures["contenders"])
    for contender in sorted(contenders, key=lambda one: -cast("int", one["events_per_s"])):
        rounds = cast("list[dict[str, int]]", contender["rounds"])
        rates = [one["per_s"] for one in rounds]
        table.add_row(
            str(contender["title"]),
            str(contender["promise"]),
            f"{contender['events']:,}",
            f"{contender['events_per_s']:,}",
            f"{min(rates):,}",
            f"{sum(one['doubled'] for one in rounds):,}",
        )
    table.caption = (
        f"to Faust {figures['ratio_to_faust'] or '-'} x, "
        f"to Quix Streams exactly once {figures['ratio_to_quix_exactly_once'] or '-'} x"
    )
    return table


def latency_table(figures: Mapping[str, object]) -> Table:
    """Latency by rate."""
    table = Table(
        title="latency: intended send to read_committed receipt", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1)
    )
    for name in ("events/s", "events", "p50 ms", "p99 ms", "highest ms"):
        table.add_column(name, justify="right")
    columns = [cast("dict[str, float]", figures[name]) for name in ("events", "p50_ms", "p99_ms", "max_ms")]
    for rate in columns[0]:
        table.add_row(rate, *(f"{column[rate]:,}" for column in columns))
    return table


def restore_table(figures: Mapping[str, object]) -> Table:
    """How fast a changelog is read back."""
    table = Table(title="restore: changelog into an empty store", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for name in ("records", "keys", "value bytes", "records/s"):
        table.add_column(name, justify="right")
    settings = cast("dict[str, int]", figures["settings"])
    rate = cast("int", figures["records_per_s"])
    table.add_row(*(f"{settings[name]:,}" for name in ("records", "keys", "value_bytes")), f"{rate:,}")
    return table


def ingest_table(figures: Mapping[str, object]) -> Table:
    """What each way in publishes in a second, and the memory it takes."""
    table = Table(title="ingest: one process, one core", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("way in", no_wrap=True)
    for name in ("rows", "events", "rows/s", "MB"):
        table.add_column(name, justify="right", no_wrap=True)
    for way in cast("list[dict[str, object]]", figures["ways"]):
        numbers = (cast("int", way[name]) for name in ("rows", "events", "rows_per_s", "peak_mb"))
        table.add_row(str(way["way"]), *(f"{number:,}" for number in numbers))
    return table


def join_tables(figures: Mapping[str, object]) -> Iterator[Table]:
    """A table for each kind of join, the fastest contender first."""
    for kind, found in cast("dict[str, dict[str, object]]", figures["joins"]).items():
        table = Table(title=f"join: {kind}, one core", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
        table.add_column("contender", no_wrap=True)
        table.add_column("promise", no_wrap=True)
        for name in ("results", "events/s", "lowest", "doubled"):
            table.add_column(name, justify="right", no_wrap=True)
        contenders = cast("list[dict[str, object]]", found["contenders"])
        for contender in sorted(contenders, key=lambda one: -cast("int", one["events_per_s"])):
            rounds = cast("list[dict[str, int]]", contender["rounds"])
            table.add_row(
                str(contender["title"]),
                str(contender["promise"]),
                f"{max(one['events'] for one in rounds):,}",
                f"{contender['events_per_s']:,}",
                f"{min(one['per_s'] for one in rounds):,}",
                f"{sum(one['doubled'] for one in rounds):,}",
            )
        ratios = {name: ratio for name, ratio in found.items() if name.startswith("ratio_to_")}
        table.caption = ", ".join(
            f"{name.removeprefix('ratio_').replace('_', ' ')} {ratio or '-'} x" for name, ratio in ratios.items()
        )
        yield table


def memory_table(figures: Mapping[str, object]) -> Table:
    """What a window join holds over a long stretch."""
    table = Table(title="memory: an outer join in a window", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for name in ("events", "lowest MB", "highest MB", "growth MB", "highest MB of state"):
        table.add_column(name, justify="right")
    names = ("events", "lowest_rss_mb", "highest_rss_mb", "growth_mb", "highest_store_mb")
    table.add_row(*(f"{figures[name]:,}" for name in names))
    return table


def growth_tables(figures: Mapping[str, object]) -> Iterator[Table]:
    """What a key and an entry cost by how many there are."""
    columns = {
        "fill_us": "put us",
        "get_us": "get us",
        "update_us": "get and put us",
        "event_us": "event us",
        "disk_bytes": "disk bytes",
        "memory_bytes": "memory bytes",
    }
    for kind, title in (("keys", "growth: a key of a table"), ("window_entries", "growth: an open entry of a window")):
        costs = cast("list[dict[str, float]]", figures[kind])
        shown = {name: heading for name, heading in columns.items() if name in costs[0]}
        table = Table(title=title, box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
        for heading in ("how many", *shown.values()):
            table.add_column(heading, justify="right")
        for cost in costs:
            table.add_row(f"{cost['size']:,}", *(f"{cost[name]:,}" for name in shown))
        yield table
