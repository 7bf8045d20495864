"""The project's catalogue with one application more: the stream of a benchmark or of a test."""

import importlib.util
import shutil
from pathlib import Path

from simpul.catalogue import Catalogue
from simpul.catalogue.load import APPLICATIONS, catalogue_of
from simpul.contracts import Contracts
from simpul.errors import CatalogueError

PACKAGE = "benchmark_topics"


def write_catalogue(
    folder: Path, *, application: str, reads: str, contracts: Contracts, state: bool = False
) -> Catalogue:
    """The catalogue with an application that reads the topic of one event type, written as a package into a folder.

    Raises:
        CatalogueError: the project's catalogue is not there, or not valid.
    """
    spec = importlib.util.find_spec("topics")
    if spec is None or not spec.submodule_search_locations:
        raise CatalogueError("there is no package topics; run the benchmarks from the project's root")
    copy = folder / PACKAGE
    shutil.copytree(next(iter(spec.submodule_search_locations)), copy, ignore=shutil.ignore_patterns("__pycache__"))
    topic = catalogue_of(copy, contracts=contracts).topic_of(reads)
    with (copy / APPLICATIONS).open("a", encoding="utf-8") as applications:
        applications.write(
            f"\n  - name: {application}\n    reads: [{topic.name}]\n    state: {state}\n    doc: Measured or tested.\n"
        )
    return catalogue_of(copy, contracts=contracts)
