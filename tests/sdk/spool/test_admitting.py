"""Whatever comes, each id is taken once, in order, within the room, and each offer whole or not at all."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as some

from simpul.sdk.spool.admitting import Admission
from simpul.sdk.spool.waiting import Arrival, Offered

OFFERED = some.builds(
    Offered,
    event_id=some.sampled_from("abcdef"),
    said=some.sampled_from([b"this", b"that"]),
    sealed=some.integers(1, 5).map(bytes),
)
OFFERS = some.lists(some.lists(OFFERED, max_size=5), max_size=8)
KNOWN = some.dictionaries(some.sampled_from("abc"), some.just(b"this"))


def naive(offers: Sequence[Sequence[Offered]], *, known: dict[str, bytes], room: int) -> tuple[list[object], list[str]]:
    """What is answered and taken, worked out one record after another with a way back."""
    answers: list[object] = []
    taken: list[str] = []
    for offer in offers:
        before, left, arrivals, new = dict(known), room, [], []
        for one in offer:
            if one.event_id not in known:
                known[one.event_id] = one.said
                left -= len(one.sealed)
                new.append(one.event_id)
                arrivals.append(Arrival.NEW)
            else:
                arrivals.append(Arrival.KNOWN if known[one.event_id] == one.said else Arrival.DIFFERS)
        if new and left < 0:
            known.clear()
            known.update(before)
            answers.append(None)
        else:
            room = left
            taken += new
            answers.append(arrivals)
    return answers, taken


@given(offers=OFFERS, known=KNOWN, room=some.integers(0, 30))
def test_it_decides_as_one_who_takes_record_after_record(
    offers: list[list[Offered]], known: dict[str, bytes], room: int
) -> None:
    admission = Admission(known=dict(known), room=room)

    answers = [admission.admit(offer) for offer in offers]

    assert (answers, [one.event_id for one in admission.taken]) == naive(offers, known=dict(known), room=room)
    assert sum(len(one.sealed) for one in admission.taken) <= room


def test_an_id_that_is_known_needs_no_room() -> None:
    admission = Admission(known={"a": b"this"}, room=0)

    assert admission.admit([Offered("a", b"this", bytes(9))]) == [Arrival.KNOWN]
    assert admission.admit([Offered("b", b"this", bytes(9))]) is None
