"""The answers of Confluent's REST API, as its documentation gives them."""

import json
from pathlib import Path

import httpx
import pytest

from simpul.contracts import Contract, Contracts
from simpul.contracts.authoring import register_drafts, write_projections
from simpul.contracts.folder import read_folder
from simpul.contracts.load import contracts_of
from simpul.contracts.projection import missing_projections
from tests.contracts.samples import sample_folder
from tests.registry.view import running_view

DEATH = "simpul.dispendukcapil.DeathRegistered"


@pytest.fixture
def death(contracts: Contracts) -> Contract:
    return contracts.latest("DeathRegistered")


def get(url: str, path: str) -> object:
    answer = httpx.get(url + path)
    assert answer.headers["content-type"].startswith("application/vnd.schemaregistry.v1+json")
    return answer.json()


def test_subjects_are_listed_and_filtered_by_prefix(registry_url: str, contracts: Contracts) -> None:
    assert get(registry_url, "/subjects") == list(contracts.subjects)
    assert get(registry_url, f"/subjects?subjectPrefix={DEATH}") == [DEATH]


@pytest.mark.parametrize("version", ["1", "latest", "-1"])
def test_a_version_comes_with_its_id_and_schema(registry_url: str, death: Contract, version: str) -> None:
    answer = get(registry_url, f"/subjects/{DEATH}/versions/{version}")

    assert isinstance(answer, dict)
    assert (answer["subject"], answer["version"], answer["id"]) == (DEATH, 1, death.schema_id)
    assert json.loads(answer["schema"]) == death.schema
    assert get(registry_url, f"/subjects/{DEATH}/versions/{version}/schema") == death.schema
    assert get(registry_url, f"/subjects/{DEATH}/versions/{version}/referencedby") == []


def test_an_id_leads_to_schema_subject_and_version(registry_url: str, death: Contract) -> None:
    answer = get(registry_url, f"/schemas/ids/{death.schema_id}")

    assert isinstance(answer, dict)
    assert json.loads(answer["schema"]) == death.schema
    assert get(registry_url, f"/schemas/ids/{death.schema_id}/schema") == death.schema
    assert get(registry_url, f"/schemas/ids/{death.schema_id}/subjects") == [DEATH]
    assert get(registry_url, f"/schemas/ids/{death.schema_id}/versions") == [{"subject": DEATH, "version": 1}]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", {}),
        (f"/subjects/{DEATH}/versions", [1]),
        ("/schemas/types", ["AVRO"]),
        ("/config", {"compatibilityLevel": "FULL_TRANSITIVE"}),
        (f"/config/{DEATH}", {"compatibilityLevel": "FULL_TRANSITIVE"}),
        ("/mode", {"mode": "READONLY"}),
        (f"/mode/{DEATH}", {"mode": "READONLY"}),
    ],
)
def test_a_question_has_its_answer(registry_url: str, path: str, answer: object) -> None:
    assert get(registry_url, path) == answer


def test_the_view_is_healthy(registry_url: str, contracts: Contracts) -> None:
    assert get(registry_url, "/healthz") == {"status": "ok", "subjects": len(contracts.subjects)}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/subjects/nothing/versions", 404, 40401),
        ("/subjects/nothing/versions/1", 404, 40401),
        ("/config/nothing", 404, 40401),
        ("/mode/nothing", 404, 40401),
        (f"/subjects/{DEATH}/versions/99", 404, 40402),
        (f"/subjects/{DEATH}/versions/0", 422, 42202),
        (f"/subjects/{DEATH}/versions/newest", 422, 42202),
        ("/schemas/ids/999999", 404, 40403),
        ("/schemas/ids/x", 404, 40403),
        ("/nowhere", 404, 404),
    ],
)
def test_what_is_not_there_has_confluents_code(registry_url: str, path: str, status: int, code: int) -> None:
    answer = httpx.get(registry_url + path)

    assert (answer.status_code, answer.json()["error_code"]) == (status, code)
    assert answer.json()["message"]


def test_a_schema_is_looked_up_as_it_is_and_as_avro_sees_it(registry_url: str, death: Contract) -> None:
    bare = {name: death.schema[name] for name in ("type", "name", "namespace")}
    fields = [{"name": part.name, "type": part.schema} for part in death.fields]

    same = httpx.post(f"{registry_url}/subjects/{DEATH}", json={"schema": json.dumps(death.schema)})
    stripped = httpx.post(f"{registry_url}/subjects/{DEATH}", json={"schema": json.dumps(bare | {"fields": fields})})

    assert same.json() == stripped.json()
    assert (same.json()["id"], same.json()["version"]) == (death.schema_id, 1)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"schema": '"string"'}, 404, 40403),
        ({"schema": "{"}, 422, 42201),
        ({"schema": '{"type": "nothing"}'}, 422, 42201),
        ({"schema": '"string"', "schemaType": "JSON"}, 422, 42201),
        ({}, 422, 422),
        ([], 422, 422),
    ],
)
def test_a_look_up_that_finds_nothing_says_why(registry_url: str, body: object, status: int, code: int) -> None:
    answer = httpx.post(f"{registry_url}/subjects/{DEATH}", json=body)

    assert (answer.status_code, answer.json()["error_code"]) == (status, code)


def test_a_look_up_of_no_json_or_no_subject_is_refused(registry_url: str) -> None:
    broken = httpx.post(f"{registry_url}/subjects/{DEATH}", content=b"\xff{")
    nobody = httpx.post(f"{registry_url}/subjects/nothing", json={"schema": '"string"'})

    assert (broken.status_code, nobody.json()["error_code"]) == (422, 40401)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"/subjects/{DEATH}/versions"),
        ("DELETE", f"/subjects/{DEATH}"),
        ("DELETE", f"/subjects/{DEATH}/versions/1"),
        ("PUT", "/config"),
        ("PUT", f"/config/{DEATH}"),
        ("DELETE", f"/config/{DEATH}"),
        ("PUT", "/mode"),
    ],
)
def test_a_write_is_refused_as_a_read_only_registry_does(registry_url: str, method: str, path: str) -> None:
    answer = httpx.request(method, registry_url + path, json={"schema": '"string"'})

    assert (answer.status_code, answer.json()["error_code"]) == (422, 42205)


def test_projections_are_served_too(tmp_path: Path) -> None:
    root = sample_folder(tmp_path)
    wish = {("bprd-17", "LampChanged"): ("lamp_id",)}
    write_projections(root, missing_projections(contracts_of(read_folder(root)), wish))
    register_drafts(read_folder(root))

    with running_view(contracts_of(read_folder(root))) as url:
        assert get(url, "/subjects/simpul.delivery.bprd_17.LampChanged/versions") == [1]
