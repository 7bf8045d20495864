"""An event class refuses what its contract refuses, when the event is made and not when it is sent."""

import pytest
from pydantic import ValidationError

from simpul.contracts import Contract, load_contracts, typed_class, validate
from simpul.contracts.avsc import without_null
from simpul.errors import ValueRejected

CONTRACTS = load_contracts()
LIMITS = {"int": 2**31, "long": 2**63}
WHOLE_NUMBERS = [
    (contract, field.name, LIMITS[kind])
    for contract in CONTRACTS
    if contract is CONTRACTS.latest(contract.event_type)
    for field in contract.fields
    for kind in [without_null(field.schema)[0]]
    if isinstance(kind, str) and kind in LIMITS
]


@pytest.mark.parametrize(("contract", "field", "limit"), WHOLE_NUMBERS)
def test_a_whole_number_is_one_that_avro_holds(contract: Contract, field: str, limit: int) -> None:
    event_class = typed_class("avro_schemas", contract)
    largest = contract.example | {field: limit - 1}
    beyond = contract.example | {field: limit}

    validate(contract, event_class.model_validate(largest).to_avro())
    with pytest.raises(ValidationError, match=field):
        event_class.model_validate(beyond)
    with pytest.raises(ValueRejected, match=field):
        validate(contract, beyond)
