"""What a person may see of an event without a reason: P2 and P3 values are masked; pure."""

from collections.abc import Mapping

from simpul.contracts import Contract
from simpul.contracts.avsc import Json, fields_of, without_null

MARK = "•••"
UNKNOWN_KEY = f"{MARK}key"  # the key of a record that cannot be read: its class is not known
MASKED = frozenset({"P2", "P3"})


def mask(contract: Contract, data: Mapping[str, object]) -> dict[str, object]:
    """The data with every P2 or P3 value (a null too: it tells something) replaced by its class."""
    classes = {field.name: field.data_class for field in contract.fields}
    schemas = {field.name: field.schema for field in contract.fields}
    return {name: _masked(classes.get(name, "P3"), schemas.get(name), value, contract) for name, value in data.items()}


def mask_key(contract: Contract, key: str) -> str:
    """The key, masked if one of its fields is P2 or P3."""
    classes = sorted(field.data_class for field in contract.fields if field.name in contract.key)
    # A projection may lack a key field; then nothing is known of what the key tells.
    worst = classes[-1] if classes and len(classes) == len(contract.key) else "P2"
    return f"{MARK}{worst}" if worst in MASKED else key


def _masked(data_class: Json, kind: Json, value: object, contract: Contract) -> object:
    if data_class in MASKED:
        return f"{MARK}{data_class}"
    return _inner(kind, value, contract)


def _inner(kind: Json, value: object, contract: Contract) -> object:
    """The value, with the fields of records inside it masked by classes of their own."""
    kind, _ = without_null(kind)
    if isinstance(kind, str):
        kind = contract.named.get(kind.rpartition(".")[2])
    if not isinstance(kind, dict):
        return value
    if kind["type"] == "array" and isinstance(value, list):
        return [_inner(kind["items"], item, contract) for item in value]
    if kind["type"] == "map" and isinstance(value, Mapping):
        return {name: _inner(kind["values"], item, contract) for name, item in value.items()}
    if kind["type"] != "record" or not isinstance(value, Mapping):
        return value
    return {
        str(field["name"]): _masked(field.get("class", "P3"), field["type"], value[str(field["name"])], contract)
        for field in fields_of(kind)
    }
