"""The `simpul` command: data on stdout, talk on stderr, one sentence and exit code 1 for what a person can act on."""

import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence

import typer

from simpul.errors import SimpulError

__all__ = ["COMMANDS", "main"]

# Name of a command: where its function (or, for a group, its Typer application) is found.
COMMANDS: Mapping[str, str] = {
    "adapter": "simpul.cli.adapter:app",
    "consume": "simpul.cli.consume:consume",
    "contracts": "simpul.cli.contracts:app",
    "down": "simpul.cli.local:down",
    "ingest": "simpul.cli.ingest:ingest",
    "produce": "simpul.cli.produce:produce",
    "registry": "simpul.cli.registry:registry",
    "state": "simpul.cli.state:state",
    "status": "simpul.cli.local:status",
    "topics": "simpul.cli.topics:topics",
    "topology": "simpul.cli.topology:topology",
    "up": "simpul.cli.local:up",
    "worker": "simpul.cli.worker:worker",
}


def main() -> None:
    """Run the command line and end the process with a true exit code."""
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: Sequence[str]) -> int:
    try:
        code = _application(arguments)(args=list(arguments), prog_name="simpul", standalone_mode=True)
    except SimpulError as problem:
        sys.stderr.write(f"simpul: {problem}\n")
        return 1
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough; nothing may write to the pipe again, not even the exit's flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code if isinstance(code, int) else 0


def _application(arguments: Sequence[str]) -> typer.Typer:
    """The application with the one command that is asked for, or with all of them where that is not known (help).

    A command pulls in what it needs (Kafka clients, the engine), and `simpul status` should not wait for that.
    """
    application = typer.Typer(
        help="The event bus of a regency government.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        rich_markup_mode=None,
    )
    application.callback()(_simpul)
    asked = arguments[0] if arguments else ""
    for name in [asked] if asked in COMMANDS else sorted(COMMANDS):
        _add(application, name, target=_load(COMMANDS[name]))
    return application


def _simpul() -> None:
    """The event bus of a regency government."""


def _add(application: typer.Typer, name: str, *, target: object) -> None:
    if isinstance(target, typer.Typer):
        application.add_typer(target, name=name)
    elif callable(target):
        application.command(name)(target)


def _load(place: str) -> Callable[..., object]:
    module, _, attribute = place.partition(":")
    target: Callable[..., object] = getattr(importlib.import_module(module), attribute)
    return target
