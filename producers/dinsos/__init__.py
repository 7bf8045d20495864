"""DINSOS, the social office: its monthly aid lists become events."""

from producers.dinsos.aid_list import AID_LIST

__all__ = ["AID_LIST"]
