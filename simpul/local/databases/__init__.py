"""Real databases on one's own machine, as departments have them, for demonstrations and tests."""

from simpul.local.databases.mariadb import start_mariadb
from simpul.local.databases.postgres import start_postgres
from simpul.local.databases.server import Database, make_database

__all__ = ["Database", "make_database", "start_mariadb", "start_postgres"]
