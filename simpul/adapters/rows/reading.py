"""What rows are read with, and what is said of one whose data do not fit."""

from dataclasses import dataclass

from pydantic import ValidationError

from simpul.adapters.mapping import Known
from simpul.contracts import Contracts
from simpul.errors import ValueRejected
from simpul.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What rows are read with: codes and tokens, the contracts, and the class of `DataQualityFlagged`."""

    known: Known
    contracts: Contracts
    flagged: type[Event]


def without_values(problem: ValidationError | ValueRejected) -> str:
    """What does not fit, by the names of fields."""
    if isinstance(problem, ValueRejected):
        return str(problem)
    errors = problem.errors(include_input=False, include_context=False, include_url=False)
    return "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['type']}" for error in errors)
