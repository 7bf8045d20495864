"""The databases of Nadine and SIM-PBB, each a server of its own below the demo's folder."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from producers.demo import nadine, sim_pbb
from producers.demo.talk import Talk
from simpul.local.databases import Database, make_database, start_mariadb, start_postgres

NADINE = "nadine"
SIM_PBB = "sim-pbb"


def start_databases(folder: Path, *, talk: Talk) -> Mapping[str, str]:
    """The address of each, by the name of the adapter that reads it; one that does not run begins empty.

    Raises:
        LocalBusError: one cannot be fetched, or does not come up.
    """
    for server in _servers(folder):
        if server.pid is None:
            shutil.rmtree(server.folder, ignore_errors=True)
    postgres = start_postgres(folder / NADINE)
    letters = make_database(postgres.url, name="nadine")
    nadine.set_up(letters)
    talk.say("PostgreSQL is up for Nadine")
    mariadb = start_mariadb(folder / SIM_PBB, progress=talk.fetching("MariaDB"))
    roll = make_database(mariadb.url, name="sim_pbb")
    sim_pbb.set_up(roll)
    talk.say("MariaDB is up for SIM-PBB")
    return {NADINE: letters, SIM_PBB: roll}


def stop_databases(folder: Path) -> int:
    """Stop those that run, whoever has started them; how many."""
    running = [server for server in _servers(folder) if server.pid is not None]
    for server in running:
        server.stop()
    return len(running)


def _servers(folder: Path) -> tuple[Database, Database]:
    """Both, up or not: found by their folders, also those of a run that was killed; their addresses do not matter."""
    return Database("", folder / NADINE, "postgres"), Database("", folder / SIM_PBB, "mariadbd")
