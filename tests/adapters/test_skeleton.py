"""A new adapter works before anybody has touched it, for every event type and every way in."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from simpul.adapters import read_codes
from simpul.adapters.files import TableExport, read_file
from simpul.adapters.mapping import Known
from simpul.adapters.skeleton import Reading, Wanted, Way, labels_of, module_text, sample_text, with_entry
from simpul.catalogue import load_catalogue
from simpul.contracts import load_contracts
from simpul.errors import ContractError
from simpul.tokens import Tokens

PROJECT = Path(__file__).parents[2]
CONTRACTS = load_contracts()
CATALOGUE = load_catalogue(contracts=CONTRACTS)
CODES = read_codes()
LABELS = labels_of(CODES)
KNOWN = Known(codes=CODES, tokens=Tokens(b"simpul-test-key"))
PUBLISHED = sorted(name for name in CONTRACTS.event_types if any(CATALOGUE.systems_publishing(name)))
NOT_OF_A_ROW = "FamilyCardChanged"  # it has a list of records
TYPES = [name for name in PUBLISHED if name != NOT_OF_A_ROW]


def wanted(event_type: str, *, way: Way = Way.FILES) -> Wanted:
    return Wanted(
        name=f"new-{event_type.lower()}",
        system=max(CATALOGUE.systems_publishing(event_type)),
        contract=CONTRACTS.latest(event_type),
        way=way,
        module=f"producers.new.{event_type.lower()}",
    )


def sample_of(event_type: str) -> str:
    return sample_text(Reading(wanted(event_type), labels=LABELS))


def loaded(text: str) -> Mapping[str, object]:
    names: dict[str, object] = {}
    exec(text, names)  # noqa: S102  # what was just made
    return names


def tool(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False, timeout=240
    )


def test_every_module_is_formatted_and_typed_as_the_projects_own(tmp_path: Path) -> None:
    folder = tmp_path / "skeletons"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""New adapters."""\n')
    for event_type in TYPES:
        for way in Way:
            module = module_text(wanted(event_type, way=way), labels=LABELS)
            (folder / f"{event_type.lower()}_{way}.py").write_text(module)

    told = [
        tool("ruff", "format", "--check", "--config", "pyproject.toml", str(folder)),
        tool("ruff", "check", "--config", "pyproject.toml", str(folder)),
        tool("mypy", "--config-file", "pyproject.toml", "--cache-dir", str(tmp_path / "cache"), str(folder)),
    ]

    assert [done.stdout for done in told if done.returncode != 0] == []


@pytest.mark.parametrize("event_type", TYPES)
def test_the_sample_becomes_the_example_of_the_contract(event_type: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(sample_of(event_type), encoding="utf-8")
    export = loaded(module_text(wanted(event_type), labels=LABELS))["EXPORT"]
    assert isinstance(export, TableExport)

    judged = read_file(tmp_path / "a.csv", export=export, known=KNOWN)

    [accepted] = judged.accepted
    data, example = accepted.emission.event.model_dump(), CONTRACTS.latest(event_type).example
    differing = {name for name in data if data[name] != example[name]}
    assert not judged.rejected
    assert all(name.partition("_tok")[1] for name in differing)  # whose number the example does not say


def test_most_samples_become_the_example_token_by_token(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(sample_of("VillageLetterIssued"), encoding="utf-8")
    export = loaded(module_text(wanted("VillageLetterIssued"), labels=LABELS))["EXPORT"]
    assert isinstance(export, TableExport)

    [accepted] = read_file(tmp_path / "a.csv", export=export, known=KNOWN).accepted

    assert accepted.emission.event.model_dump() == CONTRACTS.latest("VillageLetterIssued").example
    assert accepted.emission.region_code == "35.08.10.1005"


def test_a_number_that_the_example_leaves_out_is_left_out_of_the_sample() -> None:
    head, row = sample_of("ComplaintSubmitted").splitlines()

    assert dict(zip(head.split(";"), row.split(";"), strict=True))["REPORTER_NIK"] == ""


@pytest.mark.parametrize(
    ("event_type", "occurred"),
    [
        ("DeathRegistered", "start_of(event.death_date)"),  # not the day of birth
        ("LetterReceived", "event.received_at"),
        ("PbbNoticeIssued", 'row.instant("REGISTERED_AT")'),  # its only day is when it is due
    ],
)
def test_an_event_happened_when_its_contract_says(event_type: str, occurred: str) -> None:
    assert f"occurred_at={occurred}," in module_text(wanted(event_type), labels=LABELS)


@pytest.mark.parametrize(
    ("event_type", "right", "wrong", "column"),
    [
        ("BusinessLicenceIssued", "0220009990001", "22", "NIB"),
        ("LocalTaxpayerRegistered", "0220009990001", "22", "NIB"),  # which may be missing
        ("PbbObjectChanged", "3508060003", "35.08.060.003", "VILLAGE_CODE_BPS"),
        ("HazardAlertRaised", "35.08.02.2006", "Supiturang", "VILLAGE_CODES"),
    ],
)
def test_a_code_of_another_form_rejects_its_row_and_stops_nothing(
    event_type: str, right: str, wrong: str, column: str, tmp_path: Path
) -> None:
    sample = sample_of(event_type)
    (tmp_path / "a.csv").write_text(sample.replace(right, wrong) + sample.splitlines()[1], encoding="utf-8")
    export = loaded(module_text(wanted(event_type), labels=LABELS))["EXPORT"]
    assert isinstance(export, TableExport)

    judged = read_file(tmp_path / "a.csv", export=export, known=KNOWN)

    assert [(finding.reason.value, finding.field) for finding in judged.rejected] == [("LABEL_UNKNOWN", column)]
    assert len(judged.accepted) == 1


@pytest.mark.parametrize("way", [Way.FILES, Way.TABLE, Way.PULL])
def test_a_list_of_records_is_refused_rather_than_left_empty(way: Way) -> None:
    with pytest.raises(ContractError, match=r"members of FamilyCardChanged does not fit into a row; .* --way outbox"):
        module_text(wanted(NOT_OF_A_ROW, way=way), labels=LABELS)


@pytest.mark.parametrize("way", [Way.OUTBOX, Way.HTTP])
def test_what_is_data_already_needs_no_mapping(way: Way) -> None:
    assert "def source(setup: Setup)" in module_text(wanted(NOT_OF_A_ROW, way=way), labels=LABELS)


@pytest.mark.parametrize("before", ["", "# Adapters.\nadapters:\n  - name: a\n    doc: b\n\n\n"])
def test_the_entry_comes_behind_the_others(before: str) -> None:
    text = with_entry(before, wanted("VillageLetterIssued"))

    assert text.startswith(before.rstrip())
    assert YAML(typ="safe").load(text)["adapters"][-1] == {
        "name": "new-villageletterissued",
        "systems": [50],
        "module": "producers.new.villageletterissued",
        "doc": "VillageLetterIssued of system 50, from exports that are dropped into a folder.",
    }
