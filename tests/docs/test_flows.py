"""The page about flows says what is so."""

import re

from tests.docs.pages import PROJECT
from tests.docs.topologies import PAGE, pictures, printed_pictures
from tests.streams.examples import WORKED_EXAMPLES, load

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_pictures_are_those_of_the_flows() -> None:
    assert printed_pictures() == pictures(), "run .venv/bin/python -m tests.docs.topologies"


def test_every_worked_example_is_listed_with_its_step() -> None:
    listed = {name for row in re.findall(r"^\| F.*?\| (.*) \|$", TEXT, re.MULTILINE) for name in _names(row)}
    there = {example.id for file in WORKED_EXAMPLES.glob("*.yaml") for example in load(file)}

    assert there - listed == set()


def test_the_files_it_names_are_there() -> None:
    for name in re.findall(r"`(tests/[\w/.-]+)`", TEXT):
        assert (PROJECT / name).exists(), name


def _names(row: str) -> list[str]:
    names = re.findall(r"F[\d.]+-\w+", row)
    for first, last in re.findall(r"(F[\d.]+-\w+) to (F[\d.]+-\w+)", row):
        stem, begin, end = first.rpartition("-")[0], first.rpartition("-")[2], last.rpartition("-")[2]
        between = range(int(begin), int(end) + 1) if begin.isdecimal() else range(ord(begin), ord(end) + 1)
        names += [f"{stem}-{one if begin.isdecimal() else chr(one)}" for one in between]
    return names
