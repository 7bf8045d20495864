"""`simpul contracts`, as a person and as a program see it."""

import importlib
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from simpul.cli.contracts import app
from simpul.contracts.avsc import Schema, fields_of
from simpul.errors import ContractError
from tests.contracts.samples import EXAMPLE, field, lamp_schema, sample_folder, write_version


def run(*arguments: str) -> Result:
    """What the command gave; its own errors are raised as `main` would see them."""
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one contract and a catalogue that knows its owner."""
    for package in ("lamp_contracts", "lamp_topics"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
        monkeypatch.delitem(sys.modules, package, raising=False)
    reference = tmp_path / "lamp_topics" / "reference"
    reference.mkdir()
    (reference / "departments.csv").write_text("# owners\nid,name\nDISHUB,Dinas Perhubungan\n")
    monkeypatch.setenv("SIMPUL_CONTRACTS", "lamp_contracts")
    monkeypatch.setenv("SIMPUL_CATALOGUE", "lamp_topics")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return sample_folder(tmp_path / "lamp_contracts")


def test_contracts_in_order_are_said_to_be_and_exit_with_0() -> None:
    result = run("check")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "the contracts are in order\n")


def test_a_break_is_a_sentence_for_people_and_an_object_for_programs(root: Path) -> None:
    schema = lamp_schema()
    fields_of(schema).remove(field(schema, "amount"))
    write_version(root, schema, 2, {name: value for name, value in EXAMPLE.items() if name != "amount"})

    told, listed = run("check"), run("check", "--json")

    assert (told.exit_code, listed.exit_code) == (1, 1)
    assert "dishub/lamp_changed/2.avsc: amount: readers of version 1 fail" in told.stdout
    assert {"place", "problem", "consumers"} == set(json.loads(listed.stdout)[0])


def test_a_published_line_that_changed_is_found_against_the_main_branch(root: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.csv"
    before.write_text((root / "registry.csv").read_text().replace("LampChanged", "LampBroken"))

    result = run("check", "--against", str(before))

    assert result.exit_code == 1
    assert "registry.csv:2: a published line was changed" in result.stdout


def test_a_new_version_goes_from_draft_to_published_with_its_class(root: Path) -> None:
    started = run("new-version", "LampChanged")
    draft = run("check")
    extra: Schema = {"name": "hue", "type": ["null", "string"], "default": None, "doc": "colour", "class": "P0"}
    schema = lamp_schema()
    fields_of(schema).append(extra)
    write_version(root, schema, 2)
    registered = run("register")

    assert [Path(line).name for line in started.stdout.split()] == ["2.avsc", "2.example.json"]
    assert draft.exit_code == 1
    assert "is a draft" in draft.stdout
    assert registered.stdout.splitlines()[0] == "2  simpul.dishub.LampChanged version 2"
    assert "hue: str | None = None" in (root / "dishub" / "__init__.py").read_text()


def test_a_draft_that_breaks_readers_is_not_registered(root: Path) -> None:
    schema = lamp_schema()
    field(schema, "amount")["type"] = "string"
    write_version(root, schema, 2, EXAMPLE | {"amount": "1"})

    with pytest.raises(ContractError, match=r"nothing was registered[\s\S]*amount: readers of version 1 fail"):
        run("register")

    assert len((root / "registry.csv").read_text().splitlines()) == 2


def test_stale_classes_are_generated_anew(root: Path) -> None:
    (root / "dishub" / "__init__.py").write_text("")

    written = run("generate").stdout.split()

    assert [Path(path).parts[-2:] for path in written] == [("dishub", "__init__.py")]


def test_projecting_waits_for_drafts(root: Path) -> None:
    write_version(root, lamp_schema(), 2)

    with pytest.raises(ContractError, match=r"2\.avsc of simpul\.dishub\.LampChanged is a draft; register it first"):
        run("project")


def test_what_there_is_can_be_listed_and_shown() -> None:
    listed, shown = run("list"), run("show", "DeathRegistered")

    assert len(listed.stdout.splitlines()) == 82
    assert len(json.loads(run("list", "--json").stdout)) == 82
    assert json.loads(run("show", "DeathRegistered", "--json").stdout)["owner"] == "DISPENDUKCAPIL"
    assert "P2 nik" in shown.stdout


def test_an_unknown_event_type_is_answered_with_the_near_one() -> None:
    with pytest.raises(ContractError, match="did you mean DeathRegistered"):
        run("show", "DeathRegisterd")
