"""A file is read when it is complete, and nothing on a shelf is overwritten."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from simpul.adapters.files.folder import Folder


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def watched(path: Path) -> tuple[Folder, Clock]:
    clock = Clock()
    return Folder(path, 5.0, clock), clock


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_a_file_is_ready_when_it_has_not_changed_for_the_quiet_time(tmp_path: Path) -> None:
    folder, clock = watched(tmp_path)
    (tmp_path / "b.csv").write_bytes(b"1")

    seen = [names(folder.ready())]
    for clock.now in (4.9, 5.0):
        seen.append(names(folder.ready()))

    assert seen == [[], [], ["b.csv"]]


def test_a_file_that_grows_is_waited_for_even_if_its_time_was_copied(tmp_path: Path) -> None:
    folder, clock = watched(tmp_path)
    file = tmp_path / "b.csv"
    seen = []
    for clock.now in (0.0, 4.0, 8.0, 12.0, 13.0):
        if clock.now <= 8.0:
            file.write_bytes(b"1" * int(clock.now + 1))
            os.utime(file, (0, 0))
        seen.append(names(folder.ready()))

    assert seen == [[], [], [], [], ["b.csv"]]


@pytest.mark.parametrize("name", [".b.csv", "b.csv.part", "b.csv.TMP", ".~lock.b.csv#"])
def test_a_file_whose_name_says_that_it_is_unfinished_is_left_alone(tmp_path: Path, name: str) -> None:
    folder, clock = watched(tmp_path)
    (tmp_path / name).write_bytes(b"1")
    (tmp_path / "inside").mkdir()

    folder.ready()
    clock.now = 100.0

    assert folder.ready() == folder.waiting() == []


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    folder = Folder(tmp_path, 0)
    for name in ("2026-02.csv", "2025-12.csv", "2026-01.csv"):
        (tmp_path / name).write_bytes(b"1")

    assert names(folder.ready()) == ["2025-12.csv", "2026-01.csv", "2026-02.csv"]


def test_a_name_that_is_taken_on_a_shelf_gets_a_number(tmp_path: Path) -> None:
    folder = Folder(tmp_path, 0)
    placed = []
    for _ in range(3):
        path = folder.place("done", "a.csv")
        path.write_bytes(b"1")
        placed.append(path.name)

    assert placed == ["a.csv", "a-2.csv", "a-3.csv"]
