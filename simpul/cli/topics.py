"""`simpul topics`: compares the catalogue with the cluster, and brings the cluster to it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import typer

from simpul.catalogue import load_catalogue
from simpul.catalogue.cluster import LiveCluster, apply_actions, read_cluster
from simpul.catalogue.kafka_config import DAY_MS
from simpul.catalogue.plan import Action, TopicSpec, Verb, diff, differs, specify
from simpul.contracts import load_contracts
from simpul.settings import Settings, read_settings

DIFFERS = 3  # exit code: everything worked, and the cluster is not as the catalogue says
ORDER = (Verb.CREATE, Verb.CHANGE, Verb.DELETE, Verb.REFUSE, Verb.UNKNOWN)

Brokers: TypeAlias = Annotated[str | None, typer.Option("--bootstrap-servers", help="Kafka brokers, host:port.")]
Replicas: TypeAlias = Annotated[
    int | None, typer.Option("--replication-factor", min=1, help="Replicas of a topic [3, or as many as brokers].")
]
AllowDelete: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--allow-delete", metavar="TOPIC", help="Topic that may lose records or be deleted; repeatable."),
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="The actions as JSON.")]

topics = typer.Typer(help="Bring Kafka's topics to what the catalogue says.", no_args_is_help=True)


@topics.command()
def plan(
    *,
    bootstrap_servers: Brokers = None,
    replication_factor: Replicas = None,
    allow_delete: AllowDelete = None,
    as_json: AsJson = False,
) -> None:
    """Print what `apply` would create, change or leave alone, and change nothing.

    Example: simpul topics plan --json
    """
    compared = _compare(bootstrap_servers, replication_factor, allow_delete)
    _show(compared.actions, as_json=as_json)


@topics.command()
def apply(
    *,
    bootstrap_servers: Brokers = None,
    replication_factor: Replicas = None,
    allow_delete: AllowDelete = None,
    as_json: AsJson = False,
) -> None:
    """Create and change topics; delete nothing that --allow-delete does not name. Exit code 3: some were refused.

    Example: simpul topics apply --allow-delete tax.payment
    """
    compared = _compare(bootstrap_servers, replication_factor, allow_delete)
    apply_actions(compared.settings.bootstrap_servers, compared.actions)
    _show(compared.actions, as_json=as_json)
    if any(action.verb is Verb.REFUSE for action in compared.actions):
        raise typer.Exit(DIFFERS)


@topics.command()
def drift(*, bootstrap_servers: Brokers = None, replication_factor: Replicas = None, as_json: AsJson = False) -> None:
    """Print how the cluster differs from the catalogue. Exit code 3: it does.

    Example: simpul topics drift
    """
    compared = _compare(bootstrap_servers, replication_factor, None)
    _show(compared.actions, as_json=as_json)
    if differs(compared.actions):
        raise typer.Exit(DIFFERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    settings: Settings
    live: LiveCluster
    actions: tuple[Action, ...]


def _compare(bootstrap_servers: str | None, replicas: int | None, allow_delete: list[str] | None) -> _Compared:
    settings = read_settings(bootstrap_servers=bootstrap_servers)
    catalogue = load_catalogue(settings.catalogue, contracts=load_contracts(settings.contracts))
    live = read_cluster(settings.bootstrap_servers)
    declared = specify(
        catalogue.topics,
        replication_factor=replicas or live.replication_factor,
        max_record_bytes=settings.max_record_bytes,
    )
    return _Compared(settings=settings, live=live, actions=diff(declared, live.topics, allow_delete=allow_delete or ()))


def _show(actions: Sequence[Action], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_document(action) for action in actions], indent=2))
        return
    for verb in ORDER:
        for action in actions:
            if action.verb is verb:
                typer.echo(_line(action))
    kept = sum(action.verb is Verb.KEEP for action in actions)
    typer.echo(f"keep     {kept} topics are as declared")


def _line(action: Action) -> str:
    parts = [f"{action.verb:<8} {action.topic}"]
    if action.verb is Verb.CREATE and action.declared is not None:
        replicas = action.declared.replication_factor
        parts.append(f"{action.declared.partitions} partitions, replicas {replicas}, {_kept(action.declared)}")
    parts += [f"{change.name}: {change.live} -> {change.declared or 'default'}" for change in action.changes]
    if action.reason:
        parts.append(action.reason)
    return f"{parts[0]}: {'; '.join(parts[1:])}" if len(parts) > 1 else parts[0]


def _kept(declared: TopicSpec) -> str:
    """How long records stay; a compacted topic keeps the last one of each key."""
    kept_ms = declared.config.get("retention.ms")
    return "compacted" if kept_ms is None else f"{int(kept_ms) // DAY_MS} days"


def _document(action: Action) -> dict[str, object]:
    document: dict[str, object] = {"action": action.verb.value, "topic": action.topic}
    if action.declared is not None:
        document["partitions"] = action.declared.partitions
        document["replication_factor"] = action.declared.replication_factor
        document["config"] = dict(action.declared.config)
    if action.changes:
        document["changes"] = {change.name: [change.live, change.declared] for change in action.changes}
    if action.reason:
        document["reason"] = action.reason
    return document
