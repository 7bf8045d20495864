"""What the tests read of the documentation: its pages, and the blocks of code in them."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PAGES = (PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md")))

_BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: Path, *, language: str) -> list[str]:
    """The blocks of this language, in the order of the page."""
    found = _BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [block["code"] for block in found if block["language"] == language]


def name_of(page: Path) -> str:
    """The path of a page as people write it."""
    return page.relative_to(PROJECT).as_posix()
