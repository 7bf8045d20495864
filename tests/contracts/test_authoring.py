"""New versions, their registration, and what is made from them."""

import subprocess
import sys
from pathlib import Path

import fastavro
import pytest

from simpul.contracts import Contracts
from simpul.contracts.authoring import (
    register_drafts,
    start_version,
    write_classes,
    write_projections,
)
from simpul.contracts.avsc import Schema, fields_of, schema_text
from simpul.contracts.checks import check_contracts
from simpul.contracts.compatibility import misfits
from simpul.contracts.folder import read_folder
from simpul.contracts.generate import class_files
from simpul.contracts.load import contracts_of
from simpul.contracts.projection import derive_projection, missing_projections
from simpul.errors import ContractError
from tests.contracts.samples import lamp_schema


def loaded(root: Path) -> Contracts:
    return contracts_of(read_folder(root))


def test_a_new_version_is_a_copy_that_becomes_public_when_registered(root: Path) -> None:
    path, example = start_version(read_folder(root), loaded(root).latest("LampChanged"))
    before = loaded(root).latest("LampChanged").version
    entries = register_drafts(read_folder(root))

    assert (path.name, example.name, before) == ("2.avsc", "2.example.json", 1)
    assert [(entry.id, entry.version) for entry in entries] == [(2, 2)]
    assert loaded(root).latest("LampChanged").schema_id == 2


def test_a_second_draft_of_the_same_version_is_refused(root: Path) -> None:
    start_version(read_folder(root), loaded(root).latest("LampChanged"))

    with pytest.raises(ContractError, match=r"2\.avsc is a draft already"):
        start_version(read_folder(root), loaded(root).latest("LampChanged"))


def test_classes_are_written_once(root: Path) -> None:
    (root / "dishub" / "__init__.py").unlink()

    assert [path.name for path in write_classes(loaded(root), root)] == ["__init__.py"]
    assert write_classes(loaded(root), root) == []


def test_generated_classes_are_left_alone_by_the_formatter(root: Path, contracts: Contracts) -> None:
    for path, text in class_files(contracts).items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)

    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=120", "--check", str(root)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_two_meanings_of_one_name_are_refused(root: Path) -> None:
    other = lamp_schema() | {"name": "LampLost"}
    kind = fields_of(other)[1]["type"]
    assert isinstance(kind, dict)
    kind["symbols"] = ["LOST", "UNKNOWN"]
    target = root / "dishub" / "lamp_lost" / "1.avsc"
    target.parent.mkdir()
    target.write_text(schema_text(other))
    register_drafts(read_folder(root))

    with pytest.raises(ContractError, match="Lamp means something else in LampLost"):
        class_files(loaded(root))


def test_a_projection_has_exactly_the_listed_fields_and_defines_each_type_it_names(contracts: Contracts) -> None:
    contract = contracts.latest("ActionOverdue")
    schema = derive_projection(contract, subscriber="setda-1", fields=("security", "urgency", "case_id"))

    fastavro.parse_schema(schema)

    assert [part["name"] for part in fields_of(schema)] == ["case_id", "urgency", "security"]
    assert schema["namespace"] == "simpul.delivery.setda_1"
    assert misfits(writer=contract.schema, reader=schema) == []


@pytest.mark.parametrize("reverse", [False, True])
def test_every_field_of_every_contract_can_be_projected_alone_and_together(
    contracts: Contracts, *, reverse: bool
) -> None:
    for contract in contracts:
        names = [part.name for part in contract.fields]
        for wish in ([*names], *([name] for name in names)):
            schema = derive_projection(contract, subscriber="x", fields=reversed(wish) if reverse else wish)
            fastavro.parse_schema(schema)
            assert misfits(writer=contract.schema, reader=schema) == []


def test_a_projection_of_an_unknown_field_is_refused(contracts: Contracts) -> None:
    with pytest.raises(ContractError, match="DeathRegistered has no field nikk; correct dinsos's subscription"):
        derive_projection(contracts.latest("DeathRegistered"), subscriber="dinsos", fields=("nikk",))


def test_a_wider_subscription_makes_a_version_that_reads_the_old_one_and_is_read_by_it(root: Path) -> None:
    project(root, "lamp_id")
    again = missing_projections(loaded(root), {("bprd", "LampChanged"): ("lamp_id",)})
    project(root, "lamp_id", "amount")
    older, newer = loaded(root).projections("bprd", "LampChanged")
    settled = missing_projections(loaded(root), {("bprd", "LampChanged"): ("amount", "lamp_id")})

    assert (again, settled) == ([], [])
    assert not misfits(writer=older.schema, reader=newer.schema) + misfits(writer=newer.schema, reader=older.schema)
    assert newer.example == {"lamp_id": "L-1", "amount": 1}
    assert not check_contracts(read_folder(root))


def test_a_narrower_subscription_drops_the_field(root: Path) -> None:
    project(root, "lamp_id", "amount")
    project(root, "lamp_id")

    newest = loaded(root).projection("bprd", "LampChanged")

    assert (newest.version, [part.name for part in newest.fields]) == (2, ["lamp_id"])
    assert not check_contracts(read_folder(root))


def project(root: Path, *fields: str) -> list[tuple[str, int, Schema]]:
    made = missing_projections(loaded(root), {("bprd", "LampChanged"): fields})
    write_projections(root, made)
    register_drafts(read_folder(root))
    return made
