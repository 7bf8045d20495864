"""The typed class of a contract: generated, committed, and imported only when somebody asks for it."""

import importlib

from simpul.contracts.contract import Contract
from simpul.errors import ContractError
from simpul.events import Event


def typed_class(contracts_package: str, contract: Contract) -> type[Event]:
    """The generated class of an event type; it has the fields of the newest version.

    Raises:
        ContractError: the contract is a projection, or its class was not generated.
    """
    if contract.is_projection:
        raise ContractError(f"{contract.subject} is a projection and has no class; its data stay a dictionary")
    module = f"{contracts_package}.{contract.owner.lower()}"
    try:
        found = getattr(importlib.import_module(module), contract.event_type)
    except (ModuleNotFoundError, AttributeError):
        raise ContractError(f"{module} has no class {contract.event_type}; run simpul contracts generate") from None
    if not isinstance(found, type) or not issubclass(found, Event):
        raise ContractError(f"{module}.{contract.event_type} is no event class; run simpul contracts generate")
    return found
