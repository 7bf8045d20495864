"""A YAML file of the catalogue: its content, and the line on which each part of it stands."""

from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from simpul.catalogue.problem import Path, catalogue_error


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One parsed file; `name` is what messages call it, as topics/tax.yaml."""

    name: str
    content: object
    root: Node | None = field(repr=False)

    def place(self, path: Path) -> str:
        """`file:line` of the part at this path, or of the nearest part around it."""
        node, line = self.root, 1
        for step in path:
            found = _step(node, step)
            if found is None:
                break
            line, node = found
        return f"{self.name}:{line}"


def parse(name: str, text: str) -> Document:
    """The document of a YAML text.

    Raises:
        CatalogueError: the text is no YAML, or has a key twice.
    """
    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(text)
        content = yaml.constructor.construct_document(root) if root is not None else None
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark is not None else 1
        raise catalogue_error([f"{name}:{line} {problem.problem or problem.context or 'is no YAML'}"]) from None
    return Document(name=name, content=content, root=root)


def _step(node: Node | None, step: str | int) -> tuple[int, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item.start_mark.line + 1, item
    return None
