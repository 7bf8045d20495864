"""What the tests read of the documentation: its pages, and the blocks of code in them."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PAGES = (PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md")))

_BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"`(?P<name>[\w.-]+)`:\n\n```\w+\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: Path, *, language: str) -> list[str]:
    """The blocks of this language, in the order of the page."""
    return blocks_of(page.read_text(encoding="utf-8"), language=language)


def blocks_of(text: str, *, language: str) -> list[str]:
    """The blocks of this language in a part of a page."""
    return [block["code"] for block in _BLOCK.finditer(text) if block["language"] == language]


def files_of(text: str) -> dict[str, str]:
    """The files that a part of a page prints: the block below a line that ends with the name and a colon."""
    return {found["name"]: found["code"] for found in _FILE.finditer(text)}


def section(page: Path, *, title: str) -> str:
    """The text below a heading, up to the next one."""
    [text] = re.findall(
        rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    return str(text)


def name_of(page: Path) -> str:
    """The path of a page as people write it."""
    return page.relative_to(PROJECT).as_posix()
