"""`simpul ingest`: a dry run shows what would be published, and nothing of a person; a run publishes it once."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from producers.dukcapil import SIAK
from simpul.adapters.quality import BUS
from simpul.catalogue import load_catalogue
from simpul.cli.ingest import ingest
from simpul.contracts import load_contracts
from simpul.errors import CatalogueError, SettingError
from tests.runtime.worker_process import create_topics, read_committed

SAMPLE = Path(__file__).parents[2] / "producers" / "dukcapil" / "samples" / "dukcapil_kematian_2019.csv"
CATALOGUE = load_catalogue(contracts=load_contracts())
TOPICS = {
    CATALOGUE.memory_topic("dukcapil-deaths").name,
    *(
        topic.name
        for topic in CATALOGUE.topics
        for event_type in (topic.event_types if topic.kind == "event" else ())
        if {BUS, SIAK} & set(CATALOGUE.systems_publishing(event_type))
    ),
}

app = typer.Typer()
app.command()(ingest)


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMPUL_TOKEN_KEY", "simpul-test-key")
    monkeypatch.setenv("SIMPUL_DATA_DIR", str(tmp_path / "data"))


def run(*arguments: str) -> Result:
    """What the command gave; its own errors are raised as `main` would see them."""
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_dry_run_shows_every_event_and_every_flag_of_a_file() -> None:
    shown = [
        json.loads(line) for line in run("dukcapil-deaths", "--dry-run", str(SAMPLE), "--json").stdout.splitlines()
    ]

    types = [event["event_type"] for event in shown]
    assert types.count("DeathRegistered") == 8
    assert types.count("CivilDocumentCancelled") == 1
    assert {event["data"]["reason_code"] for event in shown if "reason_code" in event["data"]} >= {
        "NIK_LENGTH",
        "DUPLICATE_ROW",
        "NIK_DISTRICT_UNKNOWN",
    }
    assert SAMPLE.exists()


def test_a_dry_run_shows_nothing_of_a_person_without_a_reason() -> None:
    shown = run("dukcapil-deaths", "--dry-run", str(SAMPLE))

    assert "DeathRegistered" in shown.stdout
    for secret in ("UJI", "3508990107500001", "t1."):
        assert secret not in shown.output


def test_a_dry_run_with_a_reason_shows_all_and_is_written_down(tmp_path: Path) -> None:
    shown = run("dukcapil-deaths", "--dry-run", str(SAMPLE), "--reveal", "--reason", "ticket 4711: a row is missing")

    assert "UJI SATU" in shown.stdout
    assert "ticket 4711" in "".join(path.read_text() for path in (tmp_path / "data").rglob("*.jsonl"))


def test_a_dry_run_leaves_a_folder_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "kematian.csv").write_bytes(SAMPLE.read_bytes())

    shown = run("dukcapil-deaths", "--dry-run", str(folder))

    assert "DeathRegistered" in shown.stdout
    assert [path.name for path in folder.rglob("*")] == ["kematian.csv"]


def test_an_adapter_that_nobody_declared_is_refused_with_its_neighbour() -> None:
    with pytest.raises(CatalogueError, match="did you mean dukcapil-deaths"):
        run("dukcapil-death", "--dry-run", str(SAMPLE))


def test_an_adapter_is_told_what_to_read() -> None:
    with pytest.raises(SettingError, match="give --from, or set SIMPUL_ORIGIN"):
        run("dukcapil-deaths", "--once")


def test_a_share_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="has no share 1: it has 1, counted from 0"):
        run("dukcapil-deaths", "--from", str(tmp_path), "--share", "1")


@pytest.mark.kafka
def test_a_file_that_is_dropped_is_published_once(kafka: str, tmp_path: Path) -> None:
    create_topics(kafka, names=TOPICS)  # and no others: tests of the session share the broker
    topic = CATALOGUE.topic_of("DeathRegistered").name
    before = len(read_committed(kafka, topic))
    folder = tmp_path / "drop"
    folder.mkdir()

    totals = []
    for name in ("first.csv", "again.csv"):
        (folder / name).write_bytes(SAMPLE.read_bytes())
        printed = run("dukcapil-deaths", "--from", str(folder), "--once", "--json", "--bootstrap-servers", kafka)
        totals.append(json.loads(printed.stdout))

    landed = read_committed(kafka, topic)[before:]
    [returned] = (folder / "rejected").glob("first*")
    assert [total["rows"] for total in totals] == [16, 16]
    assert [total["rejected"] for total in totals] == [len(returned.read_bytes().splitlines()) - 1, 5]
    assert len(landed) == 9
    assert sorted(path.name for path in (folder / "done").iterdir()) == ["again.csv", "first.csv"]
