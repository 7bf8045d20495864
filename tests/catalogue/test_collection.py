"""What the catalogue answers."""

from datetime import date

import pytest

from simpul.catalogue import Catalogue, Condition
from simpul.errors import CatalogueError


def test_a_topic_is_found_by_name_and_by_event_type(catalogue: Catalogue) -> None:
    topic = catalogue.topic_of("BirthRegistered")

    assert topic == catalogue.topic("adminduk.birth")
    assert (topic.domain, topic.kind, topic.max_class, topic.lane) == ("adminduk", "event", "P3", "ordinary")
    assert catalogue.event_types_of("adminduk.birth") == ("BirthRegistered",)
    assert catalogue.owner_of("BirthRegistered") == "DISPENDUKCAPIL"


def test_a_wrong_name_is_met_with_the_near_one(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError, match=r"adminduk.brith; did you mean adminduk.birth\?"):
        catalogue.topic("adminduk.brith")
    with pytest.raises(CatalogueError, match=r"BirthRegistred; did you mean BirthRegistered\?"):
        catalogue.topic_of("BirthRegistred")
    with pytest.raises(CatalogueError, match=r"urgnt; did you mean urgent\?"):
        catalogue.dead_letter_topic("urgnt")


def test_a_subscription_says_who_gets_which_fields_when_and_why(catalogue: Catalogue) -> None:
    active, suspended = catalogue.subscriptions_to("BirthRegistered")

    assert (active.subscriber, active.topic) == ("dinkes-40", "delivery.dinkes-40")
    assert (active.fields, active.scope, active.ends) == (
        ("child_nik", "village_code"),
        "village_code",
        date(2027, 12, 31),
    )
    assert (active.state, active.reason) == ("active", None)
    assert (suspended.subscriber, suspended.state, suspended.reason) == ("dinkes", "suspended", "not agreed yet")
    assert suspended.where == (Condition(field="facility_code", one_of=("RSU-1",)),)


def test_an_event_type_without_subscriptions_has_none(catalogue: Catalogue) -> None:
    assert catalogue.subscriptions_to("AccessChanged") == ()


def test_systems_publish_what_is_theirs_and_nobody_publishes_derived_events(catalogue: Catalogue) -> None:
    assert catalogue.systems_publishing("BirthRegistered") == (1, 2)
    assert catalogue.systems_publishing("AccessReviewRequired") == ()
    with pytest.raises(CatalogueError, match="no topic carries Birth"):
        catalogue.systems_publishing("Birth")


def test_a_system_belongs_to_a_department_and_the_bus_to_its_operator(catalogue: Catalogue) -> None:
    assert catalogue.department_of_system(40) == "DINKES"
    assert catalogue.department_of_system(0) == "DISKOMINFO"
    with pytest.raises(CatalogueError, match="no system 99"):
        catalogue.department_of_system(99)
