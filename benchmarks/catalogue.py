"""The project's catalogue with one application more: the stream of a benchmark or of a test."""

import importlib.util
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from simpul.catalogue import Catalogue
from simpul.catalogue.load import APPLICATIONS, catalogue_of
from simpul.contracts import Contracts
from simpul.errors import CatalogueError

PACKAGE = "benchmark_topics"


def write_catalogue(
    folder: Path, *, application: str, reads: Sequence[str], contracts: Contracts, state: bool = False
) -> Catalogue:
    """The catalogue with an application that reads the topics of some event types, written as a package into a folder.

    Raises:
        CatalogueError: the project's catalogue is not there, or not valid.
    """
    spec = importlib.util.find_spec("topics")
    if spec is None or not spec.submodule_search_locations:
        raise CatalogueError("there is no package topics; run the benchmarks from the project's root")
    copy = folder / PACKAGE
    shutil.copytree(next(iter(spec.submodule_search_locations)), copy, ignore=shutil.ignore_patterns("__pycache__"))
    catalogue = catalogue_of(copy, contracts=contracts)
    topics = sorted({catalogue.topic_of(event_type).name for event_type in reads})
    entry = f"\n  - name: {application}\n    reads: {json.dumps(topics)}\n    state: {state}\n    doc: For a while.\n"
    with (copy / APPLICATIONS).open("a", encoding="utf-8") as applications:
        applications.write(entry)
    return catalogue_of(copy, contracts=contracts)
