"""What stops the reading of a foreign service until a person acts."""

from simpul.errors import SimpulError


class PullError(SimpulError):
    """A foreign service cannot be read, or says something else than it used to; the place in it is kept."""
