"""What is known of an adapter that does not exist yet."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from simpul.adapters.codes import Codes
from simpul.contracts import Contract

Labels: TypeAlias = Mapping[str, Mapping[str, str]]  # kind: label in capitals: symbol

_WORD_BEGINS = re.compile(r"(?<!^)(?=[A-Z])")


class Way(StrEnum):
    """How the events of a system come in."""

    FILES = "files"
    TABLE = "table"
    OUTBOX = "outbox"
    HTTP = "http"
    PULL = "pull"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An adapter that is to be.

    Attributes:
        name: as adapters.yaml will call it.
        system: id of the source system.
        contract: of the event type it publishes.
        module: dotted name of its module.
        contracts: import name of the package of the contracts.
    """

    name: str
    system: int
    contract: Contract
    way: Way
    module: str
    contracts: str = "avro_schemas"

    @property
    def table(self) -> str:
        """What its rows are called in the ids of events."""
        return self.name.replace("-", "_")


def labels_of(codes: Codes) -> Labels:
    """The labels of the code tables, by kind."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for (kind, label), symbol in codes.labels.items():
        labels[kind][label] = symbol
    return labels


def snake(name: str) -> str:
    """`VillageLetterIssued` as `village_letter_issued`."""
    return _WORD_BEGINS.sub("_", name).lower()
