"""One version of an event type, and its fields."""

import json
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast

from simpul.contracts.avsc import Json, Schema, named_types
from simpul.contracts.json_form import FROM_TEXT, TO_TEXT, Convert, converter_of, from_json
from simpul.contracts.values import Checker, checker_of
from simpul.errors import ContractError
from simpul.wire.frame import frame

DataClass: TypeAlias = Literal["P0", "P1", "P2", "P3"]
Kind: TypeAlias = Literal["domain", "support", "derived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an event: its Avro type, what it means and how it is protected."""

    name: str
    data_class: DataClass
    required: bool
    doc: str
    schema: Json
    format: str | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contract:
    """One frozen version of an event type, or of the part of it that one subscriber receives (a projection)."""

    event_type: str
    version: int
    schema_id: int
    subject: str
    owner: str
    kind: Kind
    doc: str
    key: tuple[str, ...]
    routing: tuple[str, ...]
    fields: tuple[Field, ...]
    schema: Schema = field(repr=False)
    parsed: Schema = field(repr=False)
    text: str = field(repr=False)
    subscriber: str | None = None
    example_text: str | None = field(default=None, repr=False)
    named: dict[str, Schema] = field(init=False, repr=False)
    checker: Checker = field(init=False, repr=False)
    from_text: Convert = field(init=False, repr=False)
    to_text: Convert = field(init=False, repr=False)
    head: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "head", frame(self.schema_id, b""))
        object.__setattr__(self, "named", named_types(self.schema))
        object.__setattr__(self, "checker", checker_of(self.schema, self.named))
        object.__setattr__(self, "from_text", converter_of(self.schema, self.named, FROM_TEXT))
        object.__setattr__(self, "to_text", converter_of(self.schema, self.named, TO_TEXT))

    @property
    def is_projection(self) -> bool:
        """Whether this is what one subscriber receives, not what the owner publishes."""
        return self.subscriber is not None

    @property
    def example(self) -> dict[str, object]:
        """The example in Avro's Python form; of a projection, its part of the contract's example.

        Raises:
            ContractError: there is no example, or it does not fit.
        """
        if self.example_text is None:
            raise ContractError(
                f"{self.event_type} version {self.version} has no example; write {self.version}.example.json"
            )
        document = cast("dict[str, object]", json.loads(self.example_text))
        if self.is_projection:
            names = {part.name for part in self.fields}
            document = {name: value for name, value in document.items() if name in names}
        return from_json(self, document)
