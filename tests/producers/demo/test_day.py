"""The day of the demo is the same for a seed, has the pack's volumes, and holds nothing that a contract refuses."""

import re
from collections import Counter
from datetime import timedelta
from functools import cache

import pytest

from producers.demo.day import DAY, LATER, MAKERS, Day, make_day
from producers.demo.origin import Origin, origin_of
from producers.demo.volumes import PER_DAY, scaled
from simpul.adapters import read_codes, start_of
from simpul.catalogue import Catalogue, load_catalogue
from simpul.contracts import Contracts, load_contracts, validate
from simpul.errors import SettingError
from simpul.numbers import check_kk, check_nik, check_nip, check_nop
from simpul.tokens import Tokens

EVENTS = 10_000


@cache
def contracts() -> Contracts:
    return load_contracts()


@cache
def catalogue() -> Catalogue:
    return load_catalogue(contracts=contracts())


@cache
def day(seed: int = 1, events: int = EVENTS) -> Day:
    return make_day(seed, events=events, codes=read_codes(), catalogue=catalogue(), tokens=Tokens(b"simpul-test-key"))


def test_the_same_seed_gives_the_same_day() -> None:
    again = make_day(1, events=500, codes=read_codes(), catalogue=catalogue(), tokens=Tokens(b"simpul-test-key"))

    assert again == day(1, 500)


def test_another_seed_gives_other_events() -> None:
    ids = [{emission.event_id for emission in day(seed, 500).emissions} for seed in (1, 2)]

    assert not ids[0] & ids[1]


def test_a_day_has_as_many_events_of_each_type_as_an_ordinary_day_in_proportion() -> None:
    counts = Counter(emission.event.event_type for emission in day().emissions)

    shares = {name: volume * EVENTS / sum(PER_DAY.values()) for name, volume in PER_DAY.items()}
    assert counts.total() == EVENTS
    assert counts == scaled(EVENTS)
    assert all(abs(counts[name] - share) <= max(2, share / 100) for name, share in shares.items())


@pytest.mark.parametrize("events", [len(PER_DAY), 1_000, 13_527, 75_000])
def test_any_size_comes_out_exactly(events: int) -> None:
    counts = scaled(events)

    assert sum(counts.values()) == events
    assert min(counts.values()) >= 1


def test_a_day_with_fewer_events_than_types_is_refused() -> None:
    with pytest.raises(SettingError, match="too small; give at least"):
        scaled(len(PER_DAY) - 1)


def test_every_type_of_the_volumes_has_a_maker() -> None:
    assert MAKERS.keys() == PER_DAY.keys()


def test_every_event_fits_its_contract() -> None:
    for emission in day().emissions:
        validate(contracts().latest(emission.event.event_type), emission.event.model_dump())


def test_every_event_comes_from_a_system_that_publishes_it() -> None:
    published = {(emission.event.event_type, emission.system) for emission in day().emissions}

    assert all(system in catalogue().systems_publishing(event_type) for event_type, system in published)


def test_ids_are_given_once() -> None:
    ids = [emission.event_id for emission in day().emissions]

    assert len(set(ids)) == len(ids)


def test_corrections_and_cancellations_name_an_event_of_the_day() -> None:
    ids = {emission.event_id for emission in day().emissions}
    supersedes = [emission.supersedes for emission in day().emissions if emission.supersedes]
    cancels = [emission.cancels for emission in day().emissions if emission.cancels]

    assert len(supersedes) > 10
    assert len(cancels) > 50
    assert ids.issuperset(supersedes + cancels)


def test_some_events_come_a_second_time_later_and_all_others_once() -> None:
    arrivals = [emission.event_id for emission in day().arrivals()]
    twice = [event_id for event_id, count in Counter(arrivals).items() if count > 1]

    places = [[place for place, seen in enumerate(arrivals) if seen == event_id] for event_id in twice]
    assert len(arrivals) == EVENTS + len(twice)
    assert len(twice) == len(day().redelivered) == 40
    assert all(second > first for first, second in places)
    assert sum(second - first >= LATER for first, second in places) > len(twice) // 2


def test_only_what_is_sent_comes_a_second_time_as_a_database_has_each_row_once() -> None:
    again = [day().emissions[place] for place in day().redelivered]

    assert {origin_of(emission) for emission in again} == {Origin.SDK}


def test_letters_and_tax_objects_come_from_databases_and_all_else_by_the_sdk() -> None:
    types = {origin: set[str]() for origin in Origin}
    for emission in day().emissions:
        types[origin_of(emission)].add(emission.event.event_type)

    assert types[Origin.OUTBOX] == {"LetterReceived", "DispositionIssued", "LetterActionCompleted"}
    assert types[Origin.SNAPSHOT] == {"PbbObjectChanged"}
    assert types[Origin.FILE] == set()
    assert "TaxPaymentReceived" in types[Origin.SDK]


def test_nothing_is_registered_after_the_day_or_before_it_happened() -> None:
    end = start_of(DAY) + timedelta(days=1)

    for emission in day().emissions:
        assert emission.occurred_at <= emission.registered_at < end


def test_all_numbers_are_well_formed_and_nobodys() -> None:
    codes = read_codes()
    for emission in day().emissions:
        data = emission.event.model_dump()
        for name, value in data.items():
            if value is None:
                continue
            if name == "nik" or name.endswith("_nik"):
                assert check_nik(value, districts=codes.districts).number == value
                assert value.startswith("350899")
            elif name.startswith("kk_no"):
                assert check_kk(value).number == value
            elif name == "nip":
                assert check_nip(value).number == value
                assert value < "19"
            elif name == "nop":
                assert check_nop(value, kecamatan=codes.nop_districts).number == value
                assert value[10:13] == "999"


def test_what_is_flagged_names_rows_and_no_person() -> None:
    flagged = [
        str(emission.event.model_dump()["source_ref"])
        for emission in day().emissions
        if emission.event.event_type == "DataQualityFlagged"
    ]

    assert flagged
    assert not [place for place in flagged if re.search(r"[0-9]{16}|t1\.", place)]
