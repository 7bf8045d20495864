"""`simpul adapter`, as a department's programmer and as a program see it."""

import importlib
import json
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from simpul.adapters.http import read_keys
from simpul.catalogue import load_catalogue
from simpul.cli.adapter import app
from simpul.cli.ingest import ingest
from simpul.contracts import load_contracts
from simpul.errors import CatalogueError, ContractError, SettingError, SimpulError

TOPICS = Path(__file__).parents[2] / "topics"
LETTERS = (
    "new",
    "village-letters",
    "--system",
    "50",
    "--type",
    "VillageLetterIssued",
    "--module",
    "fresh.dpmd.letters",
)

ingesting = typer.Typer()
ingesting.command()(ingest)


def run(*arguments: str, application: typer.Typer = app) -> Result:
    """What the command gave; its own errors are raised as `main` would see them."""
    result = CliRunner().invoke(application, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a catalogue of its own, in which one stands."""
    shutil.copytree(TOPICS, tmp_path / "fresh_topics", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("SIMPUL_CATALOGUE", "fresh_topics")
    monkeypatch.setenv("SIMPUL_TOKEN_KEY", "simpul-test-key")
    importlib.invalidate_caches()
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] in {"fresh", "fresh_topics"}]:
        del sys.modules[name]


@pytest.mark.usefixtures("clone")
def test_a_new_adapter_reads_its_sample_at_once() -> None:
    written = json.loads(run(*LETTERS, "--json").stdout)
    [sample] = [name for name in written["files"] if name.endswith(".csv")]

    shown = run("village-letters", "--dry-run", sample, "--json", application=ingesting)

    events = [json.loads(line) for line in shown.stdout.splitlines()]
    [letter] = [event for event in events if event["event_type"] == "VillageLetterIssued"]
    assert letter["data"]["village_code"] == "35.08.10.1005"
    assert [event["data"]["reason_code"] for event in events if event is not letter] == ["NIK_DISTRICT_UNKNOWN"]


def test_it_says_what_it_wrote_and_what_to_do_next(clone: Path) -> None:
    told = run(*LETTERS)

    assert told.stdout == ""
    assert [line for line in told.stderr.splitlines() if line.startswith("wrote")] == [
        "wrote fresh/dpmd/letters.py",
        "wrote fresh/dpmd/samples/village-letters.csv",
        "wrote fresh/dpmd/__init__.py",
        "wrote fresh/__init__.py",
        "wrote fresh_topics/adapters.yaml",
    ]
    assert "simpul ingest village-letters --dry-run fresh/dpmd/samples/village-letters.csv" in told.stderr
    assert "simpul topics apply" in told.stderr
    assert load_catalogue("fresh_topics", contracts=load_contracts()).adapter("village-letters").systems == (50,)
    assert (clone / "fresh_topics" / "adapters.yaml").read_text().startswith((TOPICS / "adapters.yaml").read_text())


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("way", ["table", "outbox", "http", "pull"])
def test_other_ways_need_no_sample(way: str) -> None:
    written = json.loads(run(*LETTERS, "--way", way, "--json").stdout)

    assert [name for name in written["files"] if name.endswith(".csv")] == []
    assert importlib.import_module(written["module"]).source


@pytest.mark.parametrize(
    ("changed", "error", "sentence"),
    [
        ({1: "magma"}, CatalogueError, "there is an adapter magma already"),
        ({1: "Village Letters"}, SettingError, "Village Letters is no name of an adapter"),
        ({3: "36"}, CatalogueError, "system 36 may not publish VillageLetterIssued; by the catalogue these may: 50"),
        ({3: "99"}, CatalogueError, "there is no system 99"),
        ({5: "VillageLetter"}, ContractError, "did you mean VillageLetterIssued"),
        ({7: "letters"}, SettingError, "letters is no module of a package"),
    ],
)
def test_what_could_not_run_is_refused_and_nothing_written(
    clone: Path, changed: dict[int, str], error: type[SimpulError], sentence: str
) -> None:
    arguments = [changed.get(number, word) for number, word in enumerate(LETTERS)]
    before = sorted(clone.rglob("*.py"))

    with pytest.raises(error, match=sentence):
        run(*arguments)

    assert sorted(clone.rglob("*.py")) == before
    assert (clone / "fresh_topics" / "adapters.yaml").read_text() == (TOPICS / "adapters.yaml").read_text()


def test_a_module_that_is_there_is_not_written_over(clone: Path) -> None:
    (clone / "fresh" / "dpmd").mkdir(parents=True)
    (clone / "fresh" / "dpmd" / "letters.py").write_text("# mine\n")

    with pytest.raises(SettingError, match=r"fresh/dpmd/letters.py is there already"):
        run(*LETTERS)

    assert (clone / "fresh" / "dpmd" / "letters.py").read_text() == "# mine\n"


def test_one_stands_where_the_catalogue_is(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clone / "elsewhere").mkdir()
    monkeypatch.chdir(clone / "elsewhere")

    with pytest.raises(SettingError, match="stand in"):
        run(*LETTERS)


def test_a_key_opens_for_its_system_and_its_file_is_nobody_elses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bus" / "keys"
    monkeypatch.setenv("SIMPUL_INGEST_KEYS", str(file))

    first, second = (run("key", "61", "--note", note).stdout.strip() for note in ("siren 1", ""))

    assert [read_keys(file).system_of(key) for key in (first, second)] == [61, 61]
    assert file.read_text().splitlines()[0].endswith(" siren 1")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first not in file.read_text()


def test_a_key_is_added_behind_a_line_without_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "keys"
    file.write_text("# keys")
    monkeypatch.setenv("SIMPUL_INGEST_KEYS", str(file))

    made = run("key", "61").stdout.strip()

    assert read_keys(file).system_of(made) == 61


def test_without_a_file_the_line_is_shown_apart_from_the_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SIMPUL_INGEST_KEYS", raising=False)

    told = run("key", "61", "--json")

    made = json.loads(told.stdout)
    (tmp_path / "keys").write_text(told.stderr.splitlines()[-1] + "\n")
    assert told.stderr.splitlines()[-1] == made["line"]
    assert read_keys(tmp_path / "keys").system_of(made["key"]) == 61


@pytest.mark.parametrize(("system", "sentence"), [("3", "publishes no event type"), ("99", "there is no system 99")])
def test_a_key_that_would_open_nothing_is_refused(system: str, sentence: str) -> None:
    with pytest.raises(CatalogueError, match=sentence):
        run("key", system)


@pytest.mark.parametrize("command", ["new", "key"])
def test_help_has_an_example(command: str) -> None:
    assert f"Example: simpul adapter {command}" in run(command, "--help").stdout
