"""Keeps what was measured, as JSON that people and programs read."""

import json
from collections.abc import Mapping
from pathlib import Path

RESULTS = Path("benchmarks/results")


def keep(name: str, figures: Mapping[str, object], *, folder: Path = RESULTS) -> Path:
    """Write the figures of one benchmark, and give the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return path
