"""Which Python type stands for an Avro type, and which names a module of event classes needs for it."""

from dataclasses import dataclass, field
from typing import Final, cast

from simpul.contracts.avsc import Json, Schema, definition, fields_of, without_null
from simpul.contracts.contract import Contract
from simpul.errors import ContractError

SCALARS: Final = {
    "null": "None",
    "boolean": "bool",
    "int": "Int",
    "long": "Long",
    "float": "float",
    "double": "float",
    "bytes": "bytes",
    "string": "str",
}
OF_THE_BASE: Final = frozenset({"Int", "Long"})  # defined beside `Event`
LOGICAL: Final = {"date": "date", "timestamp-millis": "AwareDatetime", "uuid": "UUID"}


@dataclass
class Names:
    """What the annotations of a module refer to, gathered while they are written."""

    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)
    records: dict[str, tuple[Schema, "TypeNames"]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


@dataclass
class TypeNames:
    """The annotations of one contract's fields."""

    names: Names
    contract: Contract

    def annotation(self, field: dict[str, Json]) -> str:
        """The annotation of a field.

        Raises:
            ContractError: its type is unknown here, or gives a name a second meaning.
        """
        kind, nullable = without_null(field["type"])
        written = self._kind(kind, field)
        return f"{written} | None" if nullable else written

    def _kind(self, kind: Json, field: dict[str, Json]) -> str:
        if isinstance(kind, list):
            return " | ".join(self._kind(member, field) for member in kind)
        found = definition(kind, self.contract.named)
        match found["type"]:
            case "array":
                return f"list[{self._kind(found['items'], field)}]"
            case "map":
                return f"dict[str, {self._kind(found['values'], field)}]"
            case "enum" | "record":
                return self._named(str(found["name"]), found)
            case "string" if "pattern" in field:
                return self._pattern(field)
            case other:
                return self._scalar(str(other), found.get("logicalType"))

    def _scalar(self, kind: str, logical: Json) -> str:
        name = LOGICAL.get(str(logical)) or SCALARS[kind]
        self.names.used.add(name)
        return name

    def _named(self, name: str, schema: Schema) -> str:
        if schema["type"] == "enum":
            symbols = tuple(cast("list[str]", schema["symbols"]))
            self._agree(name, same=self.names.enums.setdefault(name, symbols) == symbols)
        else:
            known = self.names.records.setdefault(name, (schema, self))
            self._agree(name, same=known[0] == schema)
            if known[1] is self and known[0] is schema:
                for part in fields_of(schema):
                    self.annotation(part)
        return name

    def _pattern(self, field: dict[str, Json]) -> str:
        name = "".join(part.capitalize() for part in str(field.get("format") or field["name"]).split("_"))
        pattern = str(field["pattern"])
        self._agree(name, same=self.names.patterns.setdefault(name, pattern) == pattern)
        return name

    def _agree(self, name: str, *, same: bool) -> None:
        if not same:
            raise ContractError(
                f"{name} means something else in {self.contract.event_type} than in another event type of "
                f"{self.contract.owner}; give both the same meaning, or one another name"
            )
