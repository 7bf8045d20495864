"""What is running of the demo is written down, and only what is really running counts."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from producers.demo.kept import Leftover, add_leftover, alone, forget_leftover, read_leftover, write_leftover
from producers.demo.workers import (
    DISTRIBUTION,
    Process,
    Program,
    check_alive,
    finish,
    start,
    stop,
    wait_until_ready,
)
from simpul.errors import LocalBusError, StreamError


def test_nothing_is_left_where_nothing_was_written(tmp_path: Path) -> None:
    assert read_leftover(folder=tmp_path) == Leftover()


def test_a_pid_that_belongs_to_another_program_is_not_ours(tmp_path: Path) -> None:
    process = Process(program=DISTRIBUTION, pid=os.getpid(), log=tmp_path / "log")
    write_leftover(Leftover(processes=(process,), kafka=True, keep=True), folder=tmp_path)

    left = read_leftover(folder=tmp_path)

    assert left == Leftover(processes=(), kafka=True, keep=True)


def test_a_process_of_an_earlier_run_is_found_and_ended(tmp_path: Path) -> None:
    waiting = [sys.executable, "-c", "import time; time.sleep(60)", *DISTRIBUTION.arguments]
    child = subprocess.Popen(waiting)
    try:
        process = Process(program=DISTRIBUTION, pid=child.pid, log=tmp_path / "log")
        write_leftover(Leftover(processes=(process,)), folder=tmp_path)
        while not process.alive:
            time.sleep(0.01)  # until the new program is in place

        (found,) = read_leftover(folder=tmp_path).processes
        child.terminate()
        child.wait()

        assert found.pid == child.pid
        assert not found.alive
    finally:
        child.kill()
        child.wait()


def test_a_process_that_is_added_is_left_beside_the_others(tmp_path: Path) -> None:
    waiting = [sys.executable, "-c", "import time; time.sleep(60)", *DISTRIBUTION.arguments]
    child = subprocess.Popen(waiting)
    try:
        process = Process(program=DISTRIBUTION, pid=child.pid, log=tmp_path / "log", child=child)
        write_leftover(Leftover(kafka=True, keep=True), folder=tmp_path)

        add_leftover(process, folder=tmp_path)

        while not (left := read_leftover(folder=tmp_path)).processes:
            time.sleep(0.01)  # until the new program is in place
        assert (left.kafka, left.keep) == (True, True)
        assert [process.pid for process in left.processes] == [child.pid]
    finally:
        child.kill()
        child.wait()


def test_what_is_forgotten_is_not_left(tmp_path: Path) -> None:
    write_leftover(Leftover(kafka=True), folder=tmp_path)

    forget_leftover(folder=tmp_path)

    assert read_leftover(folder=tmp_path) == Leftover()


def test_a_program_that_ends_at_once_is_reported_with_its_last_words(tmp_path: Path) -> None:
    program = Program(name="nonsense", arguments=("nonsense",), ready_path="/")

    process = start(program, settings={}, folder=tmp_path)

    with pytest.raises(StreamError, match=r"nonsense has ended: .*nonsense\.log"):
        wait_until_ready([process])
    with pytest.raises(StreamError, match="nonsense has ended"):
        check_alive([process])
    stop([process])


def test_a_program_that_ends_well_is_finished(tmp_path: Path) -> None:
    process = start(Program(name="help", arguments=("--help",), ready_path="/"), settings={}, folder=tmp_path)

    finish(process)

    assert not process.alive


def test_a_program_that_ends_badly_is_reported_with_its_last_words(tmp_path: Path) -> None:
    process = start(Program(name="nonsense", arguments=("nonsense",), ready_path="/"), settings={}, folder=tmp_path)

    with pytest.raises(StreamError, match=r"nonsense failed: .*nonsense\.log"):
        finish(process)


def test_two_demos_in_one_folder_are_refused_and_one_after_the_other_is_not(tmp_path: Path) -> None:
    with alone(folder=tmp_path), pytest.raises(LocalBusError, match="is running in"), alone(folder=tmp_path):
        pass
    with alone(folder=tmp_path):
        pass
