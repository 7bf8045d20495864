"""What a peer is told on its command line."""

import argparse
from dataclasses import dataclass

from benchmarks.routing import DESKS, desk_topic


@dataclass(frozen=True, slots=True)
class Arguments:
    """Where a peer reads, as which group, and where the answers for each desk go."""

    bootstrap_servers: str
    source: str
    group: str
    desks: dict[str, str]
    data_dir: str
    guarantee: str


def read_arguments() -> Arguments:
    """The arguments of this process."""
    parser = argparse.ArgumentParser()
    for name in ("bootstrap-servers", "source", "group", "contender", "data-dir"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--guarantee", default="at-least-once")
    given = parser.parse_args()
    return Arguments(
        bootstrap_servers=given.bootstrap_servers,
        source=given.source,
        group=given.group,
        desks={desk: desk_topic(given.contender, desk) for desk in DESKS},
        data_dir=given.data_dir,
        guarantee=given.guarantee,
    )
