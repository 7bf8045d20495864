"""Settings from the environment."""

import pytest

from simpul.errors import SettingError
from simpul.settings import Settings, read_settings


def test_an_empty_environment_gives_the_defaults() -> None:
    result = read_settings({})

    assert result == Settings()


def test_only_the_given_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMPUL_BOOTSTRAP_SERVERS", "elsewhere:9092")

    given, process = read_settings({}), read_settings()

    assert given.bootstrap_servers == "127.0.0.1:9092"
    assert process.bootstrap_servers == "elsewhere:9092"


def test_an_override_wins_over_the_environment_unless_it_is_none() -> None:
    environment = {"SIMPUL_BUFFER_EVENTS": "5", "SIMPUL_LOG_LEVEL": "debug"}

    result = read_settings(environment, buffer_events=7, log_level=None)

    assert (result.buffer_events, result.log_level) == (7, "debug")


def test_an_unknown_variable_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(SettingError, match=r"SIMPUL_BOOTSTRAP_SERVER is no setting.*mean SIMPUL_BOOTSTRAP_SERVERS"):
        read_settings({"SIMPUL_BOOTSTRAP_SERVER": "x:1"})


def test_an_unknown_variable_like_no_other_points_to_the_guide() -> None:
    with pytest.raises(SettingError, match="settings page of the guide"):
        read_settings({"SIMPUL_QQQQQQQQQQQQQQQQ": "1"})


def test_variables_of_other_programs_are_left_alone() -> None:
    result = read_settings({"PATH": "/bin", "SIMPULAN": "1"})

    assert result == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIMPUL_MAX_RECORD_BYTES", "1"),
        ("SIMPUL_BUFFER_EVENTS", "0"),
        ("SIMPUL_BUFFER_EVENTS", "many"),
        ("SIMPUL_ENVIRONMENT", "staging"),
        ("SIMPUL_LOG_LEVEL", "warn"),
        ("SIMPUL_METRICS_PORT", "70000"),
        ("SIMPUL_TOKEN_KEY_VERSION", "0"),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}: "):
        read_settings({name: value})


def test_a_token_key_too_short_to_be_one_is_refused_and_not_shown() -> None:
    with pytest.raises(SettingError, match="SIMPUL_TOKEN_KEY") as caught:
        read_settings({"SIMPUL_TOKEN_KEY": "kunci"})

    assert "kunci" not in str(caught.value)


def test_the_token_key_is_never_shown() -> None:
    settings = read_settings({"SIMPUL_TOKEN_KEY": "simpul-test-key"})

    result = f"{settings!r} {settings} {settings.model_dump()}"

    assert "simpul-test-key" not in result


def test_every_setting_is_described() -> None:
    bare = [name for name, field in Settings.model_fields.items() if not field.description]

    assert bare == []
