"""`simpul contracts check`: everything that can be wrong with the contracts, each in a sentence."""

from simpul.contracts.checks.finding import FieldReaders, Finding, no_readers
from simpul.contracts.checks.run import check_contracts

__all__ = ["FieldReaders", "Finding", "check_contracts", "no_readers"]
