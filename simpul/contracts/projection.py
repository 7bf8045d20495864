"""What one subscriber receives of an event type, as a schema of its own."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from simpul.contracts.avsc import Json, Schema, definition, fields_of, without_null
from simpul.contracts.collection import Contracts
from simpul.contracts.contract import Contract
from simpul.errors import ContractError

Wishes = Mapping[tuple[str, str], Collection[str]]
"""From subscriber and event type to the fields that may be delivered."""


def projection_namespace(subscriber: str) -> str:
    """The Avro namespace of what a subscriber receives."""
    return f"simpul.delivery.{subscriber.replace('-', '_')}"


def derive_projection(
    contract: Contract, *, subscriber: str, fields: Iterable[str], previous: Sequence[Contract] = ()
) -> Schema:
    """The schema with exactly the listed fields, in the contract's order.

    A field that an earlier version of the projection lacks may be null, so that the versions can read one another.

    Raises:
        ContractError: a listed field is not in the contract.
    """
    wanted = set(fields)
    known = {field.name for field in contract.fields}
    if unknown := sorted(wanted - known):
        raise ContractError(
            f"{contract.event_type} has no field {', '.join(unknown)}; correct {subscriber}'s subscription"
        )
    kept: list[Json] = []
    defined: set[str] = set()
    for field in fields_of(contract.schema):
        if field["name"] in wanted:
            is_new = any(field["name"] not in {part.name for part in version.fields} for version in previous)
            kept.append(_projected(field, contract.named, defined, nullable=is_new))
    own = {
        "namespace": projection_namespace(subscriber),
        "subscriber": subscriber,
        "key": [name for name in contract.key if name in wanted],
        "routing": [name for name in contract.routing if name in wanted],
        "fields": kept,
    }
    schema = {name: value for name, value in contract.schema.items() if name not in own}
    return cast("Schema", schema | own)


def missing_projections(contracts: Contracts, wishes: Wishes) -> list[tuple[str, int, Schema]]:
    """The projections to write, as subscriber, version and schema, so that each wish has its newest one.

    Raises:
        ContractError: a wish names an event type or field that does not exist.
    """
    missing = []
    for (subscriber, event_type), fields in wishes.items():
        contract = contracts.latest(event_type)
        known = contracts.projections(subscriber, event_type)
        newest = derive_projection(contract, subscriber=subscriber, fields=fields, previous=known[:-1])
        if not known or known[-1].schema != newest:
            schema = derive_projection(contract, subscriber=subscriber, fields=fields, previous=known)
            missing.append((subscriber, len(known) + 1, schema))
    return missing


def _projected(field: Schema, named: dict[str, Schema], defined: set[str], *, nullable: bool) -> Schema:
    kind = _closed(field["type"], named, defined)
    if nullable and not without_null(kind)[1]:
        return field | {"type": ["null", kind], "default": None}
    return field | {"type": kind}


def _closed(kind: Json, named: dict[str, Schema], defined: set[str]) -> Json:
    """The type with each name defined where it is first used, since the field that defined it may be left out."""
    if isinstance(kind, list):
        return [_closed(member, named, defined) for member in kind]
    found = definition(kind, named)
    if "name" in found:
        return _named(found, named, defined)
    for part in ("items", "values"):
        if part in found:
            return found | {part: _closed(found[part], named, defined)}
    return kind


def _named(found: Schema, named: dict[str, Schema], defined: set[str]) -> Json:
    name = str(found["name"])
    if name in defined:
        return name
    defined.add(name)
    if "fields" not in found:
        return found
    return found | {"fields": [part | {"type": _closed(part["type"], named, defined)} for part in fields_of(found)]}
