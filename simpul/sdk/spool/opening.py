"""The spool of a process, as its settings say."""

from simpul.errors import SettingError
from simpul.sdk.spool.spool import Spool
from simpul.settings import Settings

FOLDER = "spool"


def open_spool(settings: Settings, *, name: str) -> Spool:
    """The spool of this name below the data folder, to be used as `async with`; one process has it at a time.

    Raises:
        SettingError: SIMPUL_SPOOL_KEY is not set.
    """
    if settings.spool_key is None:
        raise SettingError(
            "SIMPUL_SPOOL_KEY is not set: what waits on disk is encrypted with it; give a long random text, and the "
            "same one at the next start"
        )
    return Spool(settings.data_dir / FOLDER / f"{name}.db", key=settings.spool_key, max_bytes=settings.spool_max_bytes)
