"""Events as frozen values."""

from simpul.contracts import load_contracts, typed_class
from simpul.events import Event

CONTRACT = load_contracts().latest("DeathRegistered")


def decoded() -> Event:
    return typed_class("avro_schemas", CONTRACT).from_avro(dict(CONTRACT.example))


def test_an_event_of_an_avro_record_equals_one_that_was_checked() -> None:
    assert decoded() == typed_class("avro_schemas", CONTRACT).model_validate(CONTRACT.example)


def test_a_changed_copy_of_a_decoded_event_leaves_it_and_others_as_they_were() -> None:
    event = decoded()

    copy = event.model_copy(update={"name": "UJI LAIN"})

    assert copy.model_dump() == event.model_dump() | {"name": "UJI LAIN"}
    assert event == decoded()
    assert decoded().model_fields_set == set(type(event).model_fields)
