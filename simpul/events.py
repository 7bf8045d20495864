"""The base of every typed event class; the classes themselves are generated from the contracts."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field

Int = Annotated[int, Field(ge=-(2**31), lt=2**31)]
"""A whole number that Avro writes as an `int`."""
Long = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""A whole number that Avro writes as a `long`."""


class Event(BaseModel):
    """The data of one event: frozen, checked when a person's code makes it, trusted when Avro has read it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_type: ClassVar[str]
    schema_version: ClassVar[int]
    owner: ClassVar[str]
    key_fields: ClassVar[tuple[str, ...]]
    all_fields: ClassVar[set[str]]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Note the names of the fields, of which an Avro record always has all."""
        cls.all_fields = set(cls.model_fields)

    @classmethod
    def from_avro(cls, record: dict[str, object]) -> Self:
        """The event of a decoded Avro record, which is not checked again (2.2 us saved) and must not be changed."""
        event = cls.__new__(cls)
        _set_fields(event, record)
        _set_fields_set(event, cls.all_fields)
        _set_extra(event, None)
        _set_private(event, None)
        return event

    def to_avro(self) -> Mapping[str, object]:
        """The record that Avro is to write; it is the event's own data and must not be changed."""
        return self.__dict__


# The slots of a pydantic model, as `model_construct` fills them; bound once, since every event goes through here.
_set_fields = BaseModel.__dict__["__dict__"].__set__
_set_fields_set = BaseModel.__dict__["__pydantic_fields_set__"].__set__
_set_extra = BaseModel.__dict__["__pydantic_extra__"].__set__
_set_private = BaseModel.__dict__["__pydantic_private__"].__set__
