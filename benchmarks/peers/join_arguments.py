"""What a peer of the join benchmark is told on its command line."""

import argparse
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JoinArguments:
    """What a peer joins into which topic, as which group; `only_loads` asks for the table alone."""

    bootstrap_servers: str
    left: str
    right: str
    output: str
    group: str
    data_dir: str
    changelog: str
    partitions: int
    only_loads: bool


def read_join_arguments() -> JoinArguments:
    """The arguments of this process."""
    parser = argparse.ArgumentParser()
    for name in ("bootstrap-servers", "left", "right", "output", "group", "data-dir", "changelog"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--partitions", type=int, required=True)
    parser.add_argument("--only-loads", action="store_true")
    return JoinArguments(**vars(parser.parse_args()))
