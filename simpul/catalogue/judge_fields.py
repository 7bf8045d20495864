"""Whether the fields, the filter and the scope of a subscription fit the contract of what it reads."""

import difflib
from collections.abc import Iterator

from simpul.catalogue.declared import DeclaredSubscription
from simpul.catalogue.model import Filterable
from simpul.contracts import Contract, Field
from simpul.contracts.avsc import Json, without_null

SCALARS: dict[str, type] = {"string": str, "int": int, "long": int, "boolean": bool}


def field_faults(subscription: DeclaredSubscription, contract: Contract) -> Iterator[str]:
    """What is wrong, each as the end of a sentence that begins with the subscription."""
    fields = {field.name: field for field in contract.fields}
    told = [*subscription.fields, *subscription.where]  # who gets an event learns what the filter lets through
    for name in dict.fromkeys(told):
        if name not in fields:
            near = difflib.get_close_matches(name, fields, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(fields)}"
            yield f"names {name}, which {contract.event_type} has not; {hint}"
    yield from _grant_faults(subscription, specific={name for name in told if _is_specific(fields.get(name))})
    yield from _scope_faults(subscription, fields, contract)
    for name, values in subscription.where.items():
        if name in fields:
            yield from _filter_faults(name, values, _kind(fields[name], contract))


def _is_specific(field: Field | None) -> bool:
    return field is not None and field.data_class == "P3"


def _grant_faults(subscription: DeclaredSubscription, *, specific: set[str]) -> Iterator[str]:
    granted = set(subscription.explicit_grant)
    for name in sorted(specific - granted):
        yield f"names {name}, which is P3; that needs an explicit grant: add it to `explicit_grant`"
    for name in sorted(granted - specific):
        yield f"grants {name} explicitly, which is no P3 field that it names; remove it from `explicit_grant`"


def _scope_faults(subscription: DeclaredSubscription, fields: dict[str, Field], contract: Contract) -> Iterator[str]:
    scope = subscription.scope
    if scope is None:
        return
    if scope not in subscription.fields:
        yield f"is scoped by {scope}, which is not among its fields; grant it, or filter with `where`"
    elif scope in fields and _scalar(_kind(fields[scope], contract)) is None:
        yield f"is scoped by {scope}, which is no single value; choose another field"


def _filter_faults(name: str, values: tuple[Filterable, ...], kind: Json) -> Iterator[str]:
    if isinstance(kind, dict) and kind.get("type") == "enum":
        symbols = kind["symbols"] if isinstance(kind["symbols"], list) else []
        for value in values:
            if value not in symbols:
                yield f"filters {name} by {value}, which is none of {', '.join(map(str, symbols))}"
        return
    wanted = _scalar(kind)
    if wanted is None:
        yield f"filters by {name}, which is no single value; choose another field"
        return
    for value in values:
        if type(value) is not wanted:
            yield f"filters {name} by {value}, which is no {wanted.__name__}; write it as one (text in quotes)"


def _kind(field: Field, contract: Contract) -> Json:
    kind, _ = without_null(field.schema)
    if isinstance(kind, str):
        return contract.named.get(kind.rpartition(".")[2], kind)
    return kind


def _scalar(kind: Json) -> type | None:
    """The Python type of a value that can be compared or written as text; instants and dates cannot be filtered."""
    if isinstance(kind, dict) and kind.get("type") == "enum":
        return str
    return SCALARS.get(kind) if isinstance(kind, str) else None
