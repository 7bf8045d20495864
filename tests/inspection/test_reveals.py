"""The log of who looked at masked values."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simpul.errors import SettingError
from simpul.inspection import Reveal, check_reason, operator, record_reveal

LOOK = Reveal(
    who="operator",
    when=datetime(2026, 7, 6, 2, tzinfo=UTC),
    topic="adminduk.person",
    event_type=None,
    reason="ticket 17: wrong birth date",
)


def test_every_look_is_one_line_after_the_others(tmp_path: Path) -> None:
    path = record_reveal(LOOK, data_dir=tmp_path / "new")
    record_reveal(LOOK, data_dir=tmp_path / "new")

    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    assert (
        lines
        == [
            {
                "who": "operator",
                "when": "2026-07-06T02:00:00.000Z",
                "topic": "adminduk.person",
                "event_type": None,
                "reason": "ticket 17: wrong birth date",
            }
        ]
        * 2
    )
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_may_be_revealed_when_the_log_cannot_be_written(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")

    with pytest.raises(SettingError, match="so nothing is revealed"):
        record_reveal(LOOK, data_dir=in_the_way)


@pytest.mark.parametrize("reason", [None, "", "   ", "x", "because"])
def test_a_reveal_without_a_reason_is_refused(reason: str | None) -> None:
    with pytest.raises(SettingError, match="--reveal needs --reason"):
        check_reason(reason)


def test_the_operator_is_whom_the_system_knows_and_not_what_a_variable_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")

    result = operator()

    assert result != "somebody-else"
