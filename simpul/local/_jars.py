"""Jars of local servers: pinned by digest, fetched once by jgo, kept in the user's cache folder."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from simpul.errors import LocalBusError

_FETCHERS = 6


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of a lock file."""

    group: str
    artifact: str
    version: str
    sha256: str
    size: int

    @property
    def file_name(self) -> str:
        """Its name in the cache; the digest in it keeps two contents apart."""
        return f"{self.artifact}-{self.version}-{self.sha256[:12]}.jar"


Progress = Callable[[int, int], None]  # bytes there, bytes in all


def silent(_: int, __: int) -> None:
    """Nobody watches the fetching."""


def pinned_jars(lock: str = "jars.lock") -> tuple[Jar, ...]:
    """The jars that a lock file names; those of a Kafka broker are in jars.lock."""
    return parse_lock(files("simpul.local").joinpath(lock).read_text())


def parse_lock(text: str) -> tuple[Jar, ...]:
    """The jars of a lock file: `group:artifact:version sha256:digest bytes`, one a line."""
    jars = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            coordinates, digest, size = line.split(" ")
            group, artifact, version = coordinates.split(":")
            jars.append(Jar(group, artifact, version, digest.removeprefix("sha256:"), int(size)))
    return tuple(jars)


def cache_folder() -> Path:
    """Where jars are kept, for every project of this user."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "simpul" / "jars"


def fetch_jars(jars: Sequence[Jar], *, folder: Path, progress: Progress) -> list[Path]:
    """The path of every jar, those that are missing fetched first.

    Raises:
        LocalBusError: a jar cannot be fetched, or is not the pinned one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = [jar for jar in jars if not (folder / jar.file_name).exists()]
    total = sum(jar.size for jar in missing)
    done = 0
    if missing:
        progress(0, total)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as drafts, ThreadPoolExecutor(_FETCHERS) as pool:
        for jar, draft in zip(missing, pool.map(lambda jar: _fetch(jar, into=Path(drafts)), missing), strict=True):
            check_digest(draft, jar=jar)
            draft.replace(folder / jar.file_name)  # a jar in the cache is whole and verified
            done += jar.size
            progress(done, total)
    return [folder / jar.file_name for jar in jars]


def check_digest(path: Path, *, jar: Jar) -> None:
    """Return if the file is the pinned one.

    Raises:
        LocalBusError: it is not; it must not be run.
    """
    with path.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != jar.sha256:
        raise LocalBusError(
            f"{jar.group}:{jar.artifact}:{jar.version} was fetched with the digest {found[:12]}... and the lock file "
            f"pins {jar.sha256[:12]}...: it is not the jar that was tested; look into the repository it came from"
        )


def _fetch(jar: Jar, *, into: Path) -> Path:
    from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415  # only a first start needs it

    repository = into / jar.artifact
    context = MavenContext(repo_cache=repository, resolver=PythonResolver())
    try:
        component = context.project(jar.group, jar.artifact).at_version(jar.version)
        found = Path(component.artifact().resolve())
    except Exception as problem:
        raise LocalBusError(
            f"{jar.group}:{jar.artifact}:{jar.version} cannot be fetched ({type(problem).__name__}); the first "
            "start needs the network once, or a filled cache folder " + str(cache_folder())
        ) from problem
    draft = into / jar.file_name
    shutil.move(found, draft)
    return draft
