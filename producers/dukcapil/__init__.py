"""Dukcapil, the civil registration office: its daily exports of SIAK become events."""

from producers.dukcapil.births import BIRTHS
from producers.dukcapil.certificates import SIAK
from producers.dukcapil.deaths import DEATHS

__all__ = ["BIRTHS", "DEATHS", "SIAK"]
