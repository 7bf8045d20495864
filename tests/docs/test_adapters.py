"""The page on adapters names those that there are, and its commands are such."""

import re
import shlex

from typer.testing import CliRunner

from simpul.adapters.files import FileDrop
from simpul.adapters.http import HttpWayIn
from simpul.adapters.outbox import Outbox
from simpul.adapters.pull import Pull
from simpul.adapters.skeleton import Way
from simpul.adapters.snapshot import SnapshotDifference
from simpul.catalogue import load_catalogue
from simpul.cli.adapter import app
from simpul.contracts import load_contracts
from tests.docs.pages import PROJECT, blocks_of, section

PAGE = PROJECT / "docs" / "adapters.md"
CATALOGUE = load_catalogue(contracts=load_contracts())
SOURCES = {
    "files": FileDrop,
    "outbox": Outbox,
    "table": SnapshotDifference,
    "HTTP": HttpWayIn,
    "pull": Pull,
}


def rows() -> list[tuple[str, str, str]]:
    """The cells of the table of adapters."""
    lines = section(PAGE, title="Those that are there").splitlines()
    found = [line.strip("| ").split(" | ") for line in lines if re.match(r"\| [0-9]", line)]
    return [(systems, adapters, way) for systems, adapters, way in found]


def test_every_adapter_stands_on_the_page_with_its_systems() -> None:
    told = {
        (name, tuple(map(int, re.findall(r"(?:^|, )([0-9]+) ", systems))))
        for systems, adapters, _ in rows()
        for name in re.findall(r"`([\w-]+)`", adapters)
    }

    assert told == {(adapter.name, adapter.systems) for adapter in CATALOGUE.adapters}


def test_every_adapter_has_the_way_in_that_the_page_says() -> None:
    for _, adapters, way in rows():
        for name in re.findall(r"`([\w-]+)`", adapters):
            module = PROJECT.joinpath(*CATALOGUE.adapter(name).module.split(".")).with_suffix(".py")

            assert SOURCES[way].__name__ in module.read_text(encoding="utf-8")


def test_the_printed_commands_and_ways_are_such() -> None:
    text = section(PAGE, title="Write one")
    lines = [shlex.split(line, comments=True)[2:] for line in blocks_of(text, language="sh")[0].splitlines()]

    answers = [CliRunner().invoke(app, [*line, "--help"]) for line in lines]

    assert [answer.exit_code for answer in answers] == [0, 0, 0]
    assert {"outbox", "http", "pull"} <= {way.value for way in Way} & set(re.findall(r"\w+", text))
