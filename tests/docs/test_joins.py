"""The example of docs/joins.md runs as printed, and the page knows every join."""

import subprocess
import sys

from simpul import joins
from tests.docs.pages import PROJECT, blocks

PAGE = PROJECT / "docs" / "joins.md"


def test_the_example_of_the_page_runs_as_printed() -> None:
    [example] = blocks(PAGE, language="python")

    result = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr


def test_the_page_names_every_join() -> None:
    text = PAGE.read_text(encoding="utf-8")
    operators = [name for name in joins.__all__ if name.endswith("Join") or name.startswith("ForeignKey")]

    assert len(operators) == 6
    assert [name for name in operators if name not in text] == []
