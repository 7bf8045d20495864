"""Runs a function in a process of its own, so that its memory is nobody else's."""

import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import TypeVar

from simpul.errors import SimpulError

Given = TypeVar("Given")
Told = TypeVar("Told")


def apart(work: Callable[[Given], Iterator[Told]], given: Given) -> Iterator[Told]:
    """What a function of a module yields in another process, as it comes.

    Raises:
        SimpulError: the process ended before the function did.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(work, given, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        while (told := ours.recv()) is not None:
            yield told
    except EOFError as gone:
        raise SimpulError(f"{work.__name__} ended before it was done; its error is above") from gone
    finally:
        process.join()


def _tell(work: Callable[[Given], Iterator[Told]], given: Given, report: Connection) -> None:
    for told in work(given):
        report.send(told)
    report.send(None)
