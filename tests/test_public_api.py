"""What a package offers stands in its `__init__`: a sorted `__all__` of what it imports and defines."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
ROOTS = ("avro_schemas", "producers", "simpul", "streams", "topics")
PACKAGES = sorted(file for root in ROOTS for file in (PROJECT / root).rglob("__init__.py"))


def public_names(tree: ast.Module, *, package: str) -> Iterator[str]:
    """What a package defines, and what it imports from its own modules, but for what is underscored."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{package}."):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def exported(tree: ast.Module) -> list[str] | None:
    """The `__all__` of a module."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == "__all__" for target in node.targets):
            return list(ast.literal_eval(node.value))
    return None


def in_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, as ruff sorts them."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def problems(text: str, *, package: str) -> Iterator[str]:
    """What is wrong with the API that a package states."""
    tree = ast.parse(text)
    offered = exported(tree) or []
    there = {name for name in public_names(tree, package=package) if not name.startswith("_")}
    if offered != sorted(offered, key=in_order):
        yield "__all__ is not sorted"
    if set(offered) != there:
        yield f"__all__ and what is there differ by {', '.join(sorted(set(offered) ^ there))}"


@pytest.mark.parametrize("file", PACKAGES, ids=lambda file: file.parent.relative_to(PROJECT).as_posix())
def test_a_package_states_what_it_offers(file: Path) -> None:
    package = ".".join(file.parent.relative_to(PROJECT).parts)

    assert list(problems(file.read_text(encoding="utf-8"), package=package)) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("from a.b import One, two", "differ by One, two"),
        ("from a.b import One\n__all__ = []", "differ by One"),
        ("__all__ = ['One']", "differ by One"),
        ("def one(): ...", "differ by one"),
        ("from a.b import One, two\n__all__ = ['two', 'One']", "not sorted"),
    ],
)
def test_a_package_that_states_otherwise_is_found(text: str, problem: str) -> None:
    assert problem in " ".join(problems(text, package="a"))


def test_what_is_underscored_or_from_elsewhere_is_not_offered() -> None:
    text = "from c import One\nfrom a._b import _two\n_THREE = 3\ndef _four(): ..."

    assert list(problems(text, package="a")) == []
