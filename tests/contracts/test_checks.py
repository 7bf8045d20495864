"""Everything that `simpul contracts check` refuses, and that it accepts what is in order."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from simpul.contracts import load_contracts
from simpul.contracts.authoring import register_drafts, write_classes, write_projections
from simpul.contracts.avsc import Schema, fields_of, schema_text
from simpul.contracts.checks import check_contracts
from simpul.contracts.folder import find_folder, parse_registry, read_folder
from simpul.contracts.load import contracts_of
from simpul.contracts.projection import missing_projections
from simpul.errors import ContractError
from tests.contracts.samples import EXAMPLE, field, lamp_schema, lamp_states, write_version

Change = Callable[[Schema], object]


def findings(root: Path) -> list[str]:
    readers = {"amount": ("bprd", "dinsos"), "": ("bprd", "dinsos", "dishub-20")}
    found = check_contracts(read_folder(root), owners={"DISHUB"}, readers=lambda _, name: readers.get(name, ()))
    return [str(finding) for finding in found if not finding.is_draft]


def test_the_contracts_of_the_bus_are_in_order() -> None:
    assert [str(finding) for finding in check_contracts(read_folder(find_folder("avro_schemas")))] == []


def test_the_sample_is_in_order(root: Path) -> None:
    assert findings(root) == []


def test_a_changed_published_file_is_found_and_not_loaded(root: Path) -> None:
    path = root / "dishub" / "lamp_changed" / "1.avsc"
    path.write_text(path.read_text().replace("pole", "lamp"))

    assert findings(root) == [
        (
            "registry.csv:2: simpul.dishub.LampChanged version 1 is published and was changed; restore it, "
            "and run `simpul contracts new-version LampChanged`"
        )
    ]
    with pytest.raises(ContractError, match="version 1 is published and was changed"):
        contracts_of(read_folder(root))


def test_a_lost_published_file_is_found(root: Path) -> None:
    (root / "dishub" / "lamp_changed" / "1.avsc").unlink()

    assert findings(root) == ["registry.csv:2: the file of simpul.dishub.LampChanged version 1 is gone; restore it"]


def test_a_published_line_may_not_change_or_go(root: Path) -> None:
    published = parse_registry((root / "registry.csv").read_text() + "2,simpul.dishub.Other,1,00\n")
    (root / "registry.csv").write_text((root / "registry.csv").read_text().replace("1,simpul", "2,simpul"))

    found = [str(finding) for finding in check_contracts(read_folder(root), published=published)]

    assert found[:3] == [
        "registry.csv:2: a published line was changed; restore it",
        "registry.csv: published lines are gone; restore them, append instead",
        "registry.csv:2: id 2 must be 1; ids are given in order, without gaps",
    ]


def test_a_draft_is_named_with_the_next_step(root: Path) -> None:
    write_version(root, lamp_schema(), 2)

    found = check_contracts(read_folder(root))

    assert [(finding.place, finding.is_draft) for finding in found] == [("dishub/lamp_changed/2.avsc", True)]
    assert "simpul contracts register" in found[0].problem


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda s: s.update(owner="NOBODY"), "owner NOBODY is not in departments.csv"),
        (lambda s: s.update(namespace="simpul.bkd"), "namespace must be simpul.dishub"),
        (lambda s: s.update(name="Lamp"), "must lie in dishub/lamp/"),
        (lambda s: s.update(doc=""), "has no doc"),
        (lambda s: s.update(kind="other"), "kind must be one of domain, support, derived"),
        (lambda s: s.update(kind="derived"), "a derived event begins with case_id, flow, state, caused_by"),
        (lambda s: s.update(key=[]), "has no key"),
        (lambda s: s.update(key=["lamp"]), "key names lamp, which is no field"),
        (lambda s: field(s, "lamp_id").update(format="nik"), "key names lamp_id, a number of a person; use its token"),
        (lambda s: field(s, "lamp_id").update(doc=""), "lamp_id has no doc"),
        (lambda s: field(s, "lamp_id").update({"class": "P9"}), "lamp_id needs a class, one of P0, P1, P2, P3"),
        (lambda s: field(s, "lamp_id").update(pattern="L"), "lamp_id has a pattern without ^ and $"),
        (lambda s: field(s, "owner_tok").update(default="x"), "owner_tok may be null, so its default must be null"),
        (lambda s: field(s, "owner_tok").update(type=["string", "null"]), "owner_tok must name null first"),
        (lambda s: field(s, "amount").update(type=["int", "string"]), "amount is a union of several types"),
        (lambda s: field(s, "amount").update(type="money"), "is no Avro schema"),
        (lambda s: lamp_states(s).pop("default"), "enum Lamp must have UNKNOWN as a symbol and as its default"),
        (lambda s: field(s, "amount").pop("class"), "amount needs a class"),
        (lambda s: s.pop("owner"), "lacks 'owner'"),
    ],
)
def test_a_contract_that_does_not_say_all_it_must_is_found(tmp_path: Path, change: Change, problem: str) -> None:
    schema = lamp_schema()
    change(schema)
    write_version(tmp_path, schema, 1)

    found = findings(tmp_path)

    assert any(problem in sentence for sentence in found), found


def test_a_missing_example_and_a_wrong_one_are_found(tmp_path: Path) -> None:
    path = write_version(tmp_path, lamp_schema(), 1, EXAMPLE | {"amount": "many"}).with_suffix(".example.json")
    wrong = findings(tmp_path)
    path.write_text("{")
    broken = findings(tmp_path)
    path.unlink()

    assert wrong == [
        (
            "dishub/lamp_changed/1.example.json: LampChanged version 1 refuses these data: "
            "amount: must be a whole number of 64 bits"
        )
    ]
    assert broken[0].startswith("dishub/lamp_changed/1.example.json:1: is not JSON")
    assert findings(tmp_path) == [
        "dishub/lamp_changed/1.example.json: LampChanged version 1 has no example; write 1.example.json"
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda s: fields_of(s).append({"name": "new", "type": "int", "doc": "n", "class": "P0"}),
            "new: events of version 1 cannot be read: is missing on the writer's side and has no default",
        ),
        (
            lambda s: fields_of(s).remove(field(s, "amount")),
            (
                "amount: readers of version 1 fail: is missing on the writer's side and has no default; "
                "undo it, or make a new event type (breaks bprd, dinsos)"
            ),
        ),
        (
            lambda s: field(s, "amount").update(type="string"),
            (
                "amount: readers of version 1 fail: string cannot be read as long; "
                "undo it, or make a new event type (breaks bprd, dinsos)"
            ),
        ),
        (lambda s: field(s, "amount").update(name="sum"), "(breaks bprd, dinsos)"),
        (lambda s: field(s, "amount").update(type=["null", "long"], default=None), "null cannot be read as long"),
        (
            lambda s: field(s, "changed_at").update(type="long"),
            "changed_at: logical type was timestamp-millis in version 1 and is none",
        ),
        (
            lambda s: field(s, "owner_tok").update({"class": "P0"}),
            "owner_tok: class was P2 in version 1 and is P0; protection must not fall",
        ),
        (
            lambda s: s.update(key=["amount"]),
            (
                "key was ['lamp_id'] in version 1 and is ['amount']; undo it, or make a new event type "
                "(breaks bprd, dinsos, dishub-20)"
            ),
        ),
    ],
)
def test_a_version_that_breaks_a_reader_names_the_field_and_the_consumers(
    root: Path, change: Change, problem: str
) -> None:
    schema = lamp_schema()
    change(schema)
    write_version(root, schema, 2)

    found = findings(root)

    assert any(problem in sentence for sentence in found), found


def test_a_renamed_symbol_is_no_break_since_enums_have_a_default(root: Path) -> None:
    schema = lamp_schema()
    lamp_states(schema)["symbols"] = ["UP", "OUT", "UNKNOWN"]
    write_version(root, schema, 2, EXAMPLE | {"state": "OUT"})

    assert findings(root) == []


def test_all_versions_are_compared_not_only_neighbours(root: Path) -> None:
    second, third = lamp_schema(), lamp_schema()
    extra: Schema = {"name": "extra", "type": ["null", "string"], "default": None, "doc": "x", "class": "P0"}
    fields_of(second).append(extra)
    write_version(root, second, 2)
    field(third, "amount")["type"] = "double"
    write_version(root, third, 3, EXAMPLE)

    found = findings(root)

    assert [sentence for sentence in found if "readers of version 1 fail" in sentence]
    assert [sentence for sentence in found if "readers of version 2 fail" in sentence]


def test_a_stale_class_is_found(root: Path) -> None:
    (root / "dishub" / "__init__.py").write_text("")

    assert findings(root) == ["dishub/__init__.py: is not what the contracts say; run `simpul contracts generate`"]


def test_a_projection_with_a_field_of_no_contract_is_found(root: Path) -> None:
    contracts = contracts_of(read_folder(root))
    (_, version, schema), *_ = missing_projections(contracts, {("bprd", "LampChanged"): ("lamp_id", "amount")})
    fields_of(schema).append({"name": "other", "type": ["null", "int"], "default": None, "doc": "x", "class": "P0"})
    field(schema, "amount")["class"] = "P1"
    write_projections(root, [("bprd", version, schema)])
    register_drafts(read_folder(root))

    assert findings(root) == [
        "simpul.delivery.bprd.LampChanged version 1: amount is P0 in the contract and P1 here",
        "simpul.delivery.bprd.LampChanged version 1: other is not in LampChanged",
    ]


def test_a_projection_that_lags_behind_its_enum_is_found(root: Path) -> None:
    wish = {("bprd", "LampChanged"): ("lamp_id", "state")}
    write_projections(root, missing_projections(contracts_of(read_folder(root)), wish))
    register_drafts(read_folder(root))
    schema = lamp_schema()
    lamp_states(schema)["symbols"] = ["DIM", "UP", "DOWN", "UNKNOWN"]
    write_version(root, schema, 2)
    register_drafts(read_folder(root))
    write_classes(contracts_of(read_folder(root)), root)

    assert findings(root) == [
        (
            "simpul.delivery.bprd.LampChanged version 1: lacks symbols of the contract's enums; "
            "run `simpul contracts project`"
        )
    ]


def test_a_file_that_is_no_schema_is_named_with_its_line(root: Path) -> None:
    (root / "dishub" / "lamp_changed" / "2.avsc").write_text("{\n]")

    with pytest.raises(ContractError, match=r"dishub/lamp_changed/2\.avsc:2 is not JSON"):
        read_folder(root)


@pytest.mark.parametrize(
    ("text", "message"),
    [("id,subject\n", "registry.csv:1 must be"), ("id,subject,version,sha256\nx,s,1,00\n", "registry.csv:2 is not")],
)
def test_a_registry_of_another_shape_is_refused(text: str, message: str) -> None:
    with pytest.raises(ContractError, match=message):
        parse_registry(text)


def test_every_published_file_is_written_in_the_one_form() -> None:
    texts = {contract.subject: contract.text for contract in load_contracts()}

    assert [subject for subject, text in texts.items() if schema_text(json.loads(text)) != text] == []
