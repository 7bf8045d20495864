"""What the records of the bus are to the ledger; pure.

Most events are known by their ids. The ids that an adapter makes of a table or a file hold a secret of the bus, or the
moment of reading: such an event is known by its content instead, in its owner's topic and in every delivery of it.
"""

from collections.abc import Iterable, Mapping, Sequence

from producers.demo.death_export import Cells
from producers.demo.ledger import DeliveredRecord, Found, PublishedRecord
from producers.demo.truth import Due, Truth, content, id_by_content
from producers.demo.witness import Seen
from simpul.catalogue import Catalogue
from simpul.contracts import Contracts, decode
from simpul.errors import ContractError

KINDS = ("event", "delivery", "dead-letter")  # of topics in which something can be found
UNREADABLE = "unreadable"


def found_in(
    seen: Iterable[Seen], *, truth: Truth, catalogue: Catalogue, contracts: Contracts, returned: Sequence[Cells]
) -> Found:
    """What was found, in the words of the truth."""
    by_kind: dict[str, list[Seen]] = {kind: [] for kind in KINDS}
    kinds = {topic.name: topic.kind for topic in catalogue.topics}
    for record in seen:
        by_kind[kinds[record.topic]].append(record)
    names = _names(by_kind["event"], truth=truth, contracts=contracts)
    return Found(
        published=[
            PublishedRecord(event_id=names[_header(record, "ce_id")], published_ms=record.published_ms)
            for record in by_kind["event"]
        ],
        delivered=[_delivered(record, names=names, contracts=contracts) for record in by_kind["delivery"]],
        dead_letters=len(by_kind["dead-letter"]),
        returned=returned,
    )


def _names(events: Iterable[Seen], *, truth: Truth, contracts: Contracts) -> Mapping[str, str]:
    """What the truth calls an event, by the id that it has on the bus."""
    names: dict[str, str] = {}
    for record in events:
        event_id = _header(record, "ce_id")
        names[event_id] = event_id if event_id in truth.published else _by_content(record, contracts)
    return names


def _by_content(record: Seen, contracts: Contracts) -> str:
    try:
        return id_by_content(*decode(contracts, record.value))
    except ContractError:
        return UNREADABLE


def _delivered(record: Seen, *, names: Mapping[str, str], contracts: Contracts) -> DeliveredRecord:
    event_id = _header(record, "ce_id")
    try:
        text = content(*decode(contracts, record.value))
    except ContractError:
        text = UNREADABLE
    return DeliveredRecord(
        due=Due(names.get(event_id, event_id), _header(record, "ce_contractid")),
        subscriber=record.topic.partition(".")[2],
        content=text,
        arrived_ms=record.arrived_ms,
    )


def _header(record: Seen, name: str) -> str:
    return record.headers.get(name, b"").decode(errors="replace")
