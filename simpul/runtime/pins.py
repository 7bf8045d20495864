"""The versions the engine was proven on; it leans on private names, so it starts on no others."""

from collections.abc import Callable
from importlib.metadata import version

from simpul.errors import StreamError

PINS = {"faust-streaming": "0.15.3", "aiokafka": "0.14.0", "mode-streaming": "0.7.1"}


def check_pins(installed: Callable[[str], str] = version) -> None:
    """Return if every pin is installed.

    Raises:
        StreamError: another version is installed.
    """
    for package, pinned in PINS.items():
        found = installed(package)
        if found != pinned:
            raise StreamError(
                f"{package} {found} is installed, and the engine is proven on {pinned} only: "
                f"run pip install {package}=={pinned}"
            )
