"""Every setting of the bus, read from SIMPUL_* environment variables; the guide lists them all."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from simpul.errors import SettingError

PREFIX = "SIMPUL_"


class Settings(BaseSettings):
    """What a process of the bus may be told from outside; frozen, and unknown names are refused."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    bootstrap_servers: str = Field("127.0.0.1:9092", description="Kafka brokers, host:port separated by commas.")
    contracts: str = Field("avro_schemas", description="Import name of the package that holds the contracts.")
    catalogue: str = Field("topics", description="Import name of the package that holds the catalogue.")
    data_dir: Path = Field(Path(".simpul"), description="Folder for everything a process keeps on disk.")
    environment: Literal["test", "production"] = Field(
        "test", description="On `production`, synthetic events are refused."
    )
    token_key: SecretStr | None = Field(
        None, min_length=12, description="Key of the HMAC behind every token; needed to publish and to deliver."
    )
    token_key_version: int = Field(1, ge=1, description="Version written in front of a token (t1., t2., ...).")
    origin: SecretStr | None = Field(
        None, description="What an adapter reads: a folder, the URL of a database, or an address."
    )
    max_record_bytes: int = Field(
        1_000_000, ge=1_000, le=8_000_000, description="Largest value of a record, in bytes; larger ones are refused."
    )
    buffer_events: int = Field(
        10_000, ge=1, description="Events a producer holds before `publish` waits (back-pressure)."
    )
    publish_timeout_s: float = Field(
        60.0, gt=0, description="Seconds a producer waits for a broker's answer before `publish` fails."
    )
    spool_key: SecretStr | None = Field(
        None, min_length=12, description="Key that events waiting on local disk for Kafka are encrypted with."
    )
    spool_max_bytes: int = Field(
        1_000_000_000, ge=1_000_000, description="Most bytes of events that wait in a spool; more are refused."
    )
    commit_interval_ms: int = Field(
        50, ge=0, le=10_000, description="Least time between two transactions of a task, in milliseconds."
    )
    max_task_idle_ms: int = Field(
        1_000,
        ge=0,
        le=60_000,
        description="Longest time that a task with state waits for an input that lags behind the others.",
    )
    transaction_timeout_ms: int = Field(
        10_000,
        ge=1_000,
        le=900_000,
        description="Time after which Kafka aborts a transaction; a task aims at a fifth of it.",
    )
    session_timeout_ms: int = Field(
        6_000, ge=1_000, le=300_000, description="Time without heartbeat after which a worker counts as gone."
    )
    dead_letter_share: float = Field(
        0.5, gt=0, le=1, description="Share of dead letters among the last events at which a task stops."
    )
    dead_letter_window: int = Field(
        1_000, ge=10, description="Number of last events of a task that `dead_letter_share` is measured over."
    )
    stalled_after_s: float = Field(
        30.0, gt=0, description="Seconds without progress, while there is lag, after which a worker is unhealthy."
    )
    metrics_host: str = Field("127.0.0.1", description="Address that /metrics, /healthz and /readyz listen on.")
    metrics_port: int = Field(
        0, ge=0, le=65_535, description="Port of /metrics, /healthz and /readyz; 0 takes a free one."
    )
    registry_host: str = Field("127.0.0.1", description="Address that the registry view listens on.")
    registry_port: int = Field(8081, ge=0, le=65_535, description="Port of the registry view; 0 takes a free one.")
    ingest_host: str = Field("127.0.0.1", description="Address that the HTTP ingest listens on.")
    ingest_port: int = Field(8080, ge=0, le=65_535, description="Port of the HTTP ingest; 0 takes a free one.")
    ingest_keys: Path | None = Field(
        None, description="File with a line `<system> <hash of its API key>` for each system that sends over HTTP."
    )
    log_level: Literal["info", "debug"] = Field(
        "info", description="Log level; Faust is slower and hides failures above `info`."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  # pydantic-settings' signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The given values only: `read_settings` alone reads the environment, so that it can be given another."""
        return (init_settings,)


def read_settings(environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Settings from the environment, with `overrides` (from command-line options) on top.

    Raises:
        SettingError: a SIMPUL_ variable names no setting, or a value is out of range.
    """
    names = os.environ if environment is None else environment
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in names:
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "see the settings page of the guide"
            raise SettingError(f"{name} is no setting of Simpul; {hint}")
    given: dict[str, object] = {
        name.removeprefix(PREFIX).lower(): value for name, value in names.items() if name in known
    }
    given |= {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic parses the strings
    except ValidationError as problem:
        first = problem.errors(include_input=False)[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingError(f"{name}: {first['msg']}; see the settings page of the guide") from None
