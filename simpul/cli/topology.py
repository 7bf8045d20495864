"""`simpul topology`: a stream application as a picture."""

import json
from typing import Annotated

import typer

from simpul.errors import SettingError
from simpul.inspection.topology import as_document, as_dot, as_lines, as_mermaid, rendered, topology_of
from simpul.runtime import load_app
from simpul.runtime.app import plan_application
from simpul.settings import read_settings


def topology(
    app: Annotated[str, typer.Argument(help="The application as module:attribute.")],
    *,
    dot: Annotated[bool, typer.Option("--dot", help="In the language of Graphviz.")] = False,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="In the language of Mermaid.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Show what a stream reads, keeps, joins, sends to itself and writes, with the names these have in Kafka.

    Nothing is connected to.

    Example: simpul topology streams.death:app --mermaid
    """
    if dot + mermaid + as_json > 1:
        raise SettingError("--dot, --mermaid and --json exclude each other; give one of them")
    found = load_app(app)
    picture = topology_of(found.name, plan_application(found.name, found.build, read_settings()))
    if as_json:
        typer.echo(json.dumps(as_document(picture), indent=2))
    else:
        render = as_dot if dot else as_mermaid if mermaid else as_lines
        typer.echo(rendered(render(picture)), nl=False)
