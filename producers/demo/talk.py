"""What the demo says while it runs: a moving bar on a terminal, plain lines elsewhere; always on stderr."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

EVERY_S = 2.0


class Talk:
    """Says each step with the seconds since the start."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._started = time.monotonic()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def say(self, text: str) -> None:
        """One line."""
        self._console.print(f"[dim]{self.elapsed_s:5.1f} s[/dim]  {text}", soft_wrap=True)

    @contextmanager
    def counting(self, text: str, *, total: int, unit: int = 1) -> Iterator[Callable[[], None]]:
        """A count towards `total`; the function that is given takes one step of `unit`."""
        if self._console.is_terminal:
            columns = (TextColumn("        {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            with Progress(*columns, console=self._console, transient=True) as bar:
                task = bar.add_task(text, total=total)
                yield lambda: bar.advance(task, unit)
        else:
            yield _Lines(self, text, total=total, unit=unit).step

    def fetching(self, what: str) -> Callable[[int, int], None]:
        """Says every now and then how many bytes of something have been fetched."""
        said = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal said
            if done in {0, total} or self.elapsed_s - said > EVERY_S:
                said = self.elapsed_s
                self.say(f"fetching {what}, once: {done // 1_000_000} of {total // 1_000_000} MB")

        return progress


class _Lines:
    def __init__(self, talk: Talk, text: str, *, total: int, unit: int) -> None:
        self._talk = talk
        self._text = text
        self._total = total
        self._unit = unit
        self._done = 0
        self._said = talk.elapsed_s

    def step(self) -> None:
        self._done += self._unit
        if self._done >= self._total or self._talk.elapsed_s - self._said > EVERY_S:
            self._said = self._talk.elapsed_s
            self._talk.say(f"{self._text}: {self._done} of {self._total}")
