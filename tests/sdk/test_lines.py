"""Events as lines of JSON."""

import json
from datetime import UTC, datetime

import pytest

from simpul.contracts import Contract, Contracts, load_contracts, to_json, typed_class
from simpul.errors import ValueRejected
from simpul.sdk.lines import Submission, instant, read_line, rejected_line

NOW = datetime(2026, 7, 6, 2, tzinfo=UTC)
TIMES = {"occurred_at": NOW, "registered_at": NOW}
EVENT_ID = "0197d000-0000-7000-8000-000000000001"


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    return load_contracts()


@pytest.fixture(scope="module")
def contract(contracts: Contracts) -> Contract:
    return contracts.latest("DeathRegistered")


@pytest.fixture(scope="module")
def data(contract: Contract) -> dict[str, object]:
    return to_json(contract, contract.example)


def read(line: str, contract: Contract, *, times: dict[str, datetime] | None = None) -> Submission:
    """The event of a line, with these times where the line has none."""
    return read_line(line, contract=contract, event_class=typed_class("avro_schemas", contract), times=times or {})


def test_a_line_of_data_alone_takes_the_given_times(contract: Contract, data: dict[str, object]) -> None:
    result = read(json.dumps(data), contract, times=TIMES)

    assert result.event.model_dump() == contract.example
    assert result.how == {**TIMES, "synthetic": False}


def test_a_line_may_say_its_own_times_and_ids(contract: Contract, data: dict[str, object]) -> None:
    line = {
        "data": data,
        "occurred_at": "2026-07-05",
        "registered_at": "2026-07-06T09:00:00+07:00",
        "event_id": EVENT_ID,
    }

    result = read(json.dumps(line), contract)

    assert result.how["occurred_at"] == datetime(2026, 7, 4, 17, tzinfo=UTC)
    assert result.how["registered_at"] == NOW
    assert result.how["event_id"] == EVENT_ID


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON: .* at column"),
        ('{"name": NaN}', "not JSON: NaN is no number"),
        ("[1]", "not a JSON object"),
        ('{"data": 1, "occurred_at": "2026-07-05"}', "data: must be a JSON object"),
        ('{"data": {}, "occurred_at": "2026-07-05"}', "registered_at: missing; .* --registered-at"),
        ('{"data": {}, "occurred_at": "5 July"}', "occurred_at: must be an instant with its zone"),
        ('{"data": {}, "occurred_at": "2026-07-05T01:00:00"}', "occurred_at: must be an instant with its zone"),
        ('{"data": {}, "occurred_at": 5}', "occurred_at: must be text"),
        (
            '{"data": {}, "occurred_at": "2026-07-05", "registered_at": "2026-07-05", "cancels": 5}',
            "cancels: must be text",
        ),
        ('{"data": {}, "occurred_at": "2026-07-05", "registered_at": "2026-07-05"}', "nik: missing"),
    ],
)
def test_a_bad_line_is_refused_by_what_is_wrong(line: str, words: str, contract: Contract) -> None:
    with pytest.raises(ValueRejected, match=words):
        read(line, contract)


def test_a_bad_field_is_named_without_its_value(contract: Contract, data: dict[str, object]) -> None:
    with pytest.raises(ValueRejected, match="nik: ") as caught:
        read(json.dumps({**data, "nik": "35089901"}), contract, times=TIMES)

    assert "35089901" not in str(caught.value)


def test_a_rejected_line_is_kept_so_that_it_can_be_sent_again(contract: Contract, data: dict[str, object]) -> None:
    kept = rejected_line(json.dumps(data), number=3, reason="no answer", event_id=EVENT_ID)

    result = read(kept, contract, times=TIMES)

    assert json.loads(kept)["rejected"] == {"line": 3, "reason": "no answer"}
    assert result.how["event_id"] == EVENT_ID


def test_a_rejected_line_that_is_not_json_is_kept_as_text() -> None:
    result = rejected_line("{oops", number=1, reason="not JSON")

    assert json.loads(result) == {"text": "{oops", "rejected": {"line": 1, "reason": "not JSON"}}


def test_a_day_alone_is_midnight_of_western_indonesia() -> None:
    result = instant("2026-07-06")

    assert result == datetime(2026, 7, 5, 17, tzinfo=UTC)
