"""Whether a command may show masked values: only with a reason, which is written down before anything is shown."""

from datetime import UTC, datetime

import typer

from simpul.errors import SettingError
from simpul.inspection import Reveal, check_reason, operator, record_reveal
from simpul.settings import Settings


def permit(settings: Settings, *, topic: str, event_type: str | None = None, reveal: bool, reason: str | None) -> None:
    """Return if the options go together; where values are to be revealed, the look is in the audit log.

    Raises:
        SettingError: a reason is missing, says nothing or is given for nothing, or the log cannot be written.
    """
    if reveal:
        look = Reveal(
            who=operator(), when=datetime.now(UTC), topic=topic, event_type=event_type, reason=check_reason(reason)
        )
        path = record_reveal(look, data_dir=settings.data_dir)
        typer.echo(f"this look is written down in {path}", err=True)
    elif reason is not None:
        raise SettingError("--reason is for --reveal; give both or neither")
