"""The base of every typed event class; the classes themselves are generated from the contracts."""

from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """The data of one event: frozen, checked when a person's code makes it, trusted when Avro has read it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_type: ClassVar[str]
    schema_version: ClassVar[int]
    owner: ClassVar[str]
    key_fields: ClassVar[tuple[str, ...]]

    @classmethod
    def from_avro(cls, record: dict[str, object]) -> Self:
        """The event of a decoded Avro record, which is not checked again (2.2 us saved) and must not be changed after."""
        event = cls.__new__(cls)
        object.__setattr__(event, "__dict__", record)
        object.__setattr__(event, "__pydantic_fields_set__", set(record))
        object.__setattr__(event, "__pydantic_extra__", None)
        object.__setattr__(event, "__pydantic_private__", None)
        return event
