"""Every rule of the catalogue refuses something, and says where."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from simpul.catalogue import Catalogue, load_catalogue
from simpul.catalogue.load import catalogue_of
from simpul.contracts import Contracts
from simpul.errors import CatalogueError
from tests.catalogue.small import load_spoilt, write

Spoil: TypeAlias = Callable[[str, str, str], Catalogue]

A, P, H, X = "adminduk.yaml", "applications.yaml", "hazard.yaml", "access.yaml"
D = "adapters.yaml"

REFUSED = [
    # file, old text, new text, line, part of the sentence
    pytest.param(A, "owner: DISPENDUKCAPIL", "owner: DISPENDUK", 3, "did you mean DISPENDUKCAPIL", id="unknown owner"),
    pytest.param(A, "owner: DISPENDUKCAPIL", "owner: DINSOS", 8, "belongs to DISPENDUKCAPIL", id="another's event"),
    pytest.param(A, "type: BirthRegistered", "type: BirthRegistred", 8, "did you mean BirthRegistered", id="no type"),
    pytest.param(A, "key: [child_tok]", "key: [child_nik]", 9, "key of BirthRegistered is child_tok", id="wrong key"),
    pytest.param(A, "class: P3", "class: P2", 4, "BirthRegistered.child_tok is P3", id="class too low"),
    pytest.param(A, "class: P3", "class: P5", 4, "P0", id="no such class"),
    pytest.param(A, "retention_days: 30", "retention_days: 31", 2, "the limit is 30", id="kept too long"),
    pytest.param(A, "    partitions: 6\n", "", 2, "partitions: is missing", id="no partitions"),
    pytest.param(A, "partitions: 6", "partitions: 0", 5, "greater than or equal to 1", id="zero partitions"),
    pytest.param(A, "name: adminduk.birth", "name: adminduk_birth", 2, "pattern", id="underscore in a name"),
    pytest.param(A, "name: adminduk.birth", "name: births.all", 2, "belongs in births.yaml", id="wrong file"),
    pytest.param(A, "systems: [1, 2]", "systems: [1, 99]", 10, "no system 99", id="unknown system"),
    pytest.param(A, "        systems: [1, 2]\n", "", 8, "needs the systems", id="nobody publishes"),
    pytest.param(A, "partitions: 6", "partitions: 6\n    color: red", 6, "color: is not known here", id="extra key"),
    pytest.param(A, "system: 40", "system: 36", 14, "belongs to DINSOS", id="another's system"),
    pytest.param(A, "            system: 40\n", "", 20, "dinkes to BirthRegistered is declared twice", id="same pair"),
    pytest.param(A, "dinkes.birth-registered", "dinkes-40.birth-registered", 21, "declared twice", id="same id"),
    pytest.param(A, "purpose: CHILD_HEALTH", "purpose: FUN", 15, "no purpose FUN", id="unknown purpose"),
    pytest.param(A, "department: DINKES\n            purpose", "department: DINKE\n            purpose", 22, "DINKES"),
    pytest.param(
        A,
        "legal_basis: PUBLIC_TASK\n            fields: [child",
        "legal_basis: PUBLIC\n            fields: [child",
        16,
        "no legal basis PUBLIC",
        id="unknown basis",
    ),
    pytest.param(A, "[child_nik, village_code]", "[child_nik, village]", 12, "village_code?", id="unknown field"),
    pytest.param(A, "fields: [village_code]", "fields: []", 25, "at least 1 item", id="no field"),
    pytest.param(A, "fields: [village_code]", "fields: [sex, sex]", 21, "sex twice", id="field twice"),
    pytest.param(A, "            explicit_grant: [child_nik]\n", "", 12, "child_nik, which is P3", id="no P3 grant"),
    pytest.param(
        A, "explicit_grant: [child_nik]", "explicit_grant: [child_nik, sex]", 12, "grants sex", id="idle grant"
    ),
    pytest.param(A, "where: {facility_code: [RSU-1]}", "where: {sex: [MALE]}", 21, "sex, which is P3", id="P3 filter"),
    pytest.param(A, "scope: village_code", "scope: facility_code", 12, "not among its fields", id="scope not granted"),
    pytest.param(A, "{facility_code: [RSU-1]}", "{facility_code: [1]}", 21, "is no str", id="filter of another type"),
    pytest.param(A, "{facility_code: [RSU-1]}", "{facility_code: []}", 26, "at least 1 item", id="filter of nothing"),
    pytest.param(
        A, "            ends: 2027-12-31\n          - id", "          - id", 12, "ends: is missing", id="no end"
    ),
    pytest.param(
        A, "            reason: not agreed yet\n", "", 21, "says why in `reason`", id="suspended without reason"
    ),
    pytest.param(H, "fields: [alert_id, level]", "fields: [alert_id]\n            where: {level: [HIGH]}", 13, "AWAS"),
    pytest.param(
        H, "fields: [alert_id, level]", "fields: [village_codes]\n            scope: village_codes", 13, "no single"
    ),
    pytest.param(
        H, "fields: [alert_id, level]", "fields: [level]\n            where: {valid_until: [1]}", 13, "no single"
    ),
    pytest.param(H, "    lane: priority\n", "", 5, "has 1 partitions, the others 6", id="uneven partitions"),
    pytest.param(H, "lane: priority", "lane: fast", 7, "'ordinary', 'paced' or 'priority'", id="no such lane"),
    pytest.param(
        X,
        "key: [nip, system_id, effective_date]",
        "key: [nip, system_id, effective_date]\n        systems: [59]",
        20,
        "no system may publish it",
        id="derived from a system",
    ),
    pytest.param(X, "name: access.derived", "name: access.account", 12, "topic access.account is declared twice"),
    pytest.param(P, "operator: DISKOMINFO", "operator: DISKO", 1, "no department DISKO", id="unknown operator"),
    pytest.param(P, "name: one", "name: urgent", 10, "urgent is declared twice", id="application twice"),
    pytest.param(P, "[access.account]", "[access.acount]", 11, "access.acount, which is no topic", id="reads nothing"),
    pytest.param(D, "systems: [59]", "systems: [7]", 3, "system 7, which publishes no event type", id="silent system"),
    pytest.param(
        D,
        "adapters:\n",
        "adapters:\n  - {name: accounts, systems: [59], module: producers.accounts, doc: Twice.}\n",
        3,
        "adapter accounts is declared twice",
        id="adapter twice",
    ),
    pytest.param(A, "topics:", "topics:\n  - [", 3, "expected the node content", id="no YAML"),
    pytest.param(A, "    class: P3\n", "    class: P3\n    class: P2\n", 5, "duplicate key", id="key twice"),
]


@pytest.fixture
def spoil(tmp_path: Path, contracts: Contracts) -> Spoil:
    """Loads the small catalogue after a text of a file was replaced."""
    return lambda file, old, new: load_spoilt(tmp_path, contracts, file=file, old=old, new=new)


@pytest.mark.parametrize(("file", "old", "new", "line", "sentence"), REFUSED)
def test_a_fault_is_refused_with_file_line_and_sentence(
    spoil: Spoil, file: str, old: str, new: str, line: int, sentence: str
) -> None:
    with pytest.raises(CatalogueError) as refused:
        spoil(file, old, new)

    found = [part for part in str(refused.value).splitlines() if f"topics/{file}:{line} " in part and sentence in part]
    assert found, str(refused.value)


def test_all_faults_are_named_at_once(tmp_path: Path, contracts: Contracts) -> None:
    with pytest.raises(CatalogueError) as refused:
        load_spoilt(tmp_path, contracts, file=A, old="PUBLIC_TASK", new="WISH")

    assert str(refused.value).startswith("the catalogue has 2 faults")


def test_a_catalogue_without_operator_is_refused(tmp_path: Path, contracts: Contracts) -> None:
    with pytest.raises(CatalogueError, match="operator"):
        load_spoilt(tmp_path, contracts, file=P, old="operator: DISKOMINFO\n", new="")


def test_a_folder_without_applications_is_refused(tmp_path: Path, contracts: Contracts) -> None:
    root = write(tmp_path)
    (root / P).unlink()

    with pytest.raises(CatalogueError, match=r"topics/applications.yaml is missing"):
        catalogue_of(root, contracts=contracts)


def test_a_missing_code_table_is_refused(tmp_path: Path, contracts: Contracts) -> None:
    root = write(tmp_path)
    (root / "reference" / "systems.csv").unlink()

    with pytest.raises(CatalogueError, match=r"topics/reference/systems.csv is missing"):
        catalogue_of(root, contracts=contracts)


def test_a_code_table_without_its_columns_is_refused(tmp_path: Path, contracts: Contracts) -> None:
    root = write(tmp_path)
    (root / "reference" / "systems.csv").write_text("id,name\n1,SIAK\n", encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"systems.csv has no column owner"):
        catalogue_of(root, contracts=contracts)


def test_a_system_whose_id_is_no_number_is_refused(tmp_path: Path, contracts: Contracts) -> None:
    root = write(tmp_path)
    (root / "reference" / "systems.csv").write_text("id,owner\nSIAK,DISPENDUKCAPIL\n", encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"whose id is no number: 'SIAK'"):
        catalogue_of(root, contracts=contracts)


def test_a_package_that_does_not_exist_is_refused(contracts: Contracts) -> None:
    with pytest.raises(CatalogueError, match=r"no package topiks .* SIMPUL_CATALOGUE"):
        load_catalogue("topiks", contracts=contracts)
