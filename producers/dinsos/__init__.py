"""DINSOS, the social office: its monthly aid lists become events."""

from producers.dinsos.aid_lists import AID_LISTS

__all__ = ["AID_LISTS"]
