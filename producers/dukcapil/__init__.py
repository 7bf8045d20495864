"""Dukcapil, the civil registration office: its daily exports of SIAK become events."""

from producers.dukcapil.deaths import TABLE, Accepted, Deaths, read_deaths
from producers.dukcapil.export import Line, read_lines

__all__ = ["TABLE", "Accepted", "Deaths", "Line", "read_deaths", "read_lines"]
