"""The OpenAPI page says what is so: schemathesis sends whatever it allows, and worse."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as given_settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from simpul.adapters.http.ingest import kinds_of
from simpul.adapters.http.openapi import openapi
from tests.adapters.http.served import BPBD, KEYS, bus, cloud_event, event
from tests.docs.pages import PROJECT

KINDS = kinds_of(contracts=bus()[0], catalogue=bus()[1], package="avro_schemas")
DOCUMENT = openapi(KINDS)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.adapters.http.served", str(tmp_path_factory.mktemp("ingest"))]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """A validator of one of the page's schemas."""
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}, validate_formats=True
    )


@pytest.mark.parametrize("name", KINDS)
def test_the_example_of_an_event_type_fits_its_schema(name: str) -> None:
    assert validator("Event").is_valid(event(name))


@pytest.mark.parametrize("name", KINDS)
def test_what_lacks_a_field_or_has_one_too_many_does_not(name: str) -> None:
    data = json.loads(KINDS[name].contract.example_text or "{}")
    needed = [field.name for field in KINDS[name].contract.fields if field.required]

    assert not validator(f"{name}Data").is_valid(data | {"nothing": 1})
    assert not any(validator(f"{name}Data").is_valid({k: v for k, v in data.items() if k != one}) for one in needed)


def test_a_cloud_event_fits_its_schema() -> None:
    assert validator("CloudEvent").is_valid(cloud_event())
    assert not validator("CloudEvent").is_valid(cloud_event(specversion="0.3"))


def test_event_types_that_only_the_bus_makes_are_not_on_it() -> None:
    assert {"HazardAlertRaised", "DeathRegistered"} <= KINDS.keys()
    assert not {"DataQualityFlagged", "AidStopProposed"} & KINDS.keys()


def test_whatever_the_page_allows_is_answered_as_the_page_says(address: str) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    load_all_checks()
    strategy = schema["/v1/events"]["POST"].as_strategy()

    @given(case=strategy)
    @given_settings(
        max_examples=60,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case[Any]) -> None:
        # To JSON Schema 1.0 is an integer, to the contracts it is not.
        case.call_and_validate(
            headers={"Authorization": f"Bearer {KEYS[BPBD]}"}, excluded_checks=[positive_data_acceptance]
        )

    ask()
