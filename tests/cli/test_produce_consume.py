"""`simpul produce` and `simpul consume`, on a real Kafka."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
import typer
from typer.testing import CliRunner, Result

from simpul.catalogue import load_catalogue
from simpul.cli.consume import consume
from simpul.cli.produce import produce
from simpul.contracts import load_contracts, to_json
from simpul.errors import CatalogueError, ContractError, SettingError
from tests.sdk.bus import create_topic

pytestmark = pytest.mark.kafka

CONTRACTS = load_contracts()
CATALOGUE = load_catalogue(contracts=CONTRACTS)
CONTRACT = CONTRACTS.latest("DeathRegistered")
DATA = to_json(CONTRACT, CONTRACT.example)
TIMES = {"occurred_at": "2019-07-30", "registered_at": "2019-08-02"}

app = typer.Typer()
app.command()(produce)
app.command()(consume)


@pytest.fixture
def bus(kafka: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bus with the topics that system 1 publishes to; the data folder is the test's own."""
    for event_type in CONTRACTS.event_types:
        if 1 in CATALOGUE.systems_publishing(event_type):
            topic = CATALOGUE.topic_of(event_type)
            create_topic(kafka, topic.name, partitions=topic.partitions)
    monkeypatch.setenv("SIMPUL_BOOTSTRAP_SERVERS", kafka)
    monkeypatch.setenv("SIMPUL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return CATALOGUE.topic_of("DeathRegistered").name


@pytest.fixture
def token() -> str:
    """The token of a person whom no other test knows."""
    return f"t1.{uuid4().hex}"


def run(*arguments: str, text: str | None = None) -> Result:
    """What the command gave; its own errors are raised as `main` would see them."""
    result = CliRunner().invoke(app, list(arguments), input=text)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def line(token: str, **changed: object) -> str:
    """A line about the death of this person."""
    return json.dumps({"data": DATA | {"person_tok": token} | changed, **TIMES}) + "\n"


def consumed(topic: str, token: str, *options: str) -> list[dict[str, object]]:
    """What stands in the topic for this person."""
    shown = run("consume", topic, "--from-beginning", "--until-end", "--key", token, "--json", *options)
    return [json.loads(text) for text in shown.stdout.splitlines()]


def test_bad_lines_are_named_and_kept_and_the_others_go_on(bus: str, token: str, tmp_path: Path) -> None:
    file = tmp_path / "deaths.jsonl"
    file.write_text(line(token) + line(token, nik="12") + "{\n\n" + line(token), encoding="utf-8")

    result = run("produce", "DeathRegistered", str(file), "--system", "1", "--json")

    kept = [json.loads(text) for text in (tmp_path / "deaths.rejected.jsonl").read_text().splitlines()]
    assert result.exit_code == 1
    assert json.loads(result.stdout) | {"rejected_file": None} == {
        "event_type": "DeathRegistered",
        "system": 1,
        "read": 4,
        "published": 2,
        "rejected": 2,
        "rejected_file": None,
    }
    assert "line 2: " in result.stderr
    assert "nik: " in result.stderr
    assert [one["rejected"]["line"] for one in kept] == [2, 3]
    assert kept[0]["data"]["nik"] == "12"
    assert (tmp_path / "deaths.rejected.jsonl").stat().st_mode & 0o077 == 0
    assert len(consumed(bus, token)) == 2


def test_kept_lines_can_be_corrected_and_produced_as_they_are(bus: str, token: str, tmp_path: Path) -> None:
    run("produce", "DeathRegistered", "-", "--system", "1", text=line(token, nik="12"))
    kept = tmp_path / "stdin.rejected.jsonl"
    corrected = kept.read_text(encoding="utf-8").replace('"12"', f'"{DATA["nik"]}"')

    result = run("produce", "DeathRegistered", "-", "--system", "1", text=corrected)

    assert result.exit_code == 0
    assert "1 lines read, 1 events published, 0 rejected" in result.stdout
    assert [seen["occurred_at"] for seen in consumed(bus, token)] == ["2019-07-29T17:00:00.000Z"]


def test_data_alone_take_their_times_from_the_options(bus: str, token: str) -> None:
    text = json.dumps(DATA | {"person_tok": token})

    result = run(
        "produce",
        "DeathRegistered",
        "-",
        "--system",
        "1",
        "--occurred-at",
        "2019-07-30",
        "--registered-at",
        "now",
        text=text,
    )

    assert result.exit_code == 0
    assert len(consumed(bus, token)) == 1


def test_a_line_that_is_not_utf_8_spoils_itself_only(bus: str, token: str, tmp_path: Path) -> None:
    file = tmp_path / "deaths.jsonl"
    file.write_bytes(line(token, name="NUR?AINI").encode().replace(b"?", b"\x92") + line(token).encode())

    result = run("produce", "DeathRegistered", str(file), "--system", "1")

    assert result.exit_code == 1
    assert "line 1: " in result.stderr
    assert b"\x92" in (tmp_path / "deaths.rejected.jsonl").read_bytes()
    assert len(consumed(bus, token)) == 1


@pytest.mark.usefixtures("bus")
def test_an_event_type_of_several_systems_needs_one_named() -> None:
    with pytest.raises(CatalogueError, match="DeathRegistered may come from system 1, 2; say which with --system"):
        run("produce", "DeathRegistered", "-", text="")


@pytest.mark.usefixtures("bus")
def test_a_wrong_event_type_is_refused_with_the_nearest() -> None:
    with pytest.raises(ContractError, match="did you mean DeathRegistered"):
        run("produce", "DeathRegisterd", "-", text="")


@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize("moment", ["yesterday", "2026-07-06T02:00:00"])
def test_a_time_without_zone_is_refused(moment: str) -> None:
    with pytest.raises(SettingError, match="no instant with a zone"):
        run("produce", "DeathRegistered", "-", "--system", "1", "--occurred-at", moment, text="")


def test_what_is_consumed_is_masked(bus: str, token: str) -> None:
    run("produce", "DeathRegistered", "-", "--system", "1", "--synthetic", text=line(token))

    result = consumed(bus, token)

    assert token not in json.dumps(result)
    assert str(DATA["nik"]) not in json.dumps(result)
    assert result[0]["key"] == "•••P2"
    assert result[0]["synthetic"] is True


def test_a_reveal_shows_the_values_and_is_written_down_without_them(bus: str, token: str, tmp_path: Path) -> None:
    run("produce", "DeathRegistered", "-", "--system", "1", text=line(token))

    result = consumed(bus, token, "--reveal", "--reason", "ticket 17: wrong birth date")

    log = (tmp_path / "data" / "reveals.jsonl").read_text(encoding="utf-8")
    assert result[0]["key"] == token
    assert result[0]["data"] == DATA | {"person_tok": token}
    assert json.loads(log)["reason"] == "ticket 17: wrong birth date"
    assert token not in log


@pytest.mark.parametrize("options", [["--reveal"], ["--reveal", "--reason", "x"], ["--reason", "because I say so"]])
def test_a_reveal_and_its_reason_need_each_other(bus: str, options: list[str]) -> None:
    with pytest.raises(SettingError, match="--reason"):
        run("consume", bus, *options)


def test_as_many_records_are_shown_as_were_asked_for(bus: str, token: str) -> None:
    run("produce", "DeathRegistered", "-", "--system", "1", text=line(token) * 3)

    result = run("consume", bus, "--from-beginning", "--key", token, "--max", "2")

    assert len(result.stdout.splitlines()) == 2


def test_only_events_of_the_type_are_shown(bus: str, token: str) -> None:
    run("produce", "DeathRegistered", "-", "--system", "1", text=line(token))

    assert consumed(bus, token, "--type", "BirthRegistered") == []
    assert len(consumed(bus, token, "--type", "DeathRegistered")) == 1
