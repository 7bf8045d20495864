"""An environment of its own for Quix Streams, whose pins are not ours; made once, from a lock file with hashes."""

import subprocess
import sys
import sysconfig
import venv
from hashlib import sha256
from pathlib import Path

from simpul.errors import SimpulError

LOCK = Path("requirements/quix.lock")
FOLDER = Path(".simpul/quix-venv")
READY = FOLDER / "ready"


def quix_python() -> Path:
    """The interpreter of the environment."""
    return FOLDER.absolute() / "bin" / "python"


def make_quix_environment() -> None:
    """Make the environment unless it is there and of this lock file.

    Raises:
        SimpulError: pip could not install it.
    """
    digest = sha256(LOCK.read_bytes()).hexdigest()
    if READY.exists() and READY.read_text() == digest:
        return
    venv.create(FOLDER, with_pip=True, clear=True)
    pip = [str(quix_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [*pip, "--require-hashes", "-r", str(LOCK)], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise SimpulError(f"Quix Streams could not be installed from {LOCK}: {done.stderr.strip().splitlines()[-1]}")
    # what the work needs besides (aiokafka for the partitioner, ...) is found here, after Quix' own packages
    site = sysconfig.get_path("purelib", vars={"base": str(FOLDER), "platbase": str(FOLDER)})
    Path(site, "work.pth").write_text(sysconfig.get_path("purelib") + "\n")
    READY.write_text(digest)


if __name__ == "__main__":
    make_quix_environment()
    sys.stdout.write(f"{quix_python()}\n")
