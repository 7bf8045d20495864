"""SETDA, the regional secretariat: its letters become events."""

from producers.setda.letters import LETTERS

__all__ = ["LETTERS"]
