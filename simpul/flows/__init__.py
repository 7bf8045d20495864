"""Flows: declared joins of events into cases, with the rules that are common to all of them (flows.yaml R1 to R17)."""

from simpul.flows.cases import UNTOLD
from simpul.flows.counts import Count, Counted
from simpul.flows.engine import flow_step
from simpul.flows.flow import Flow
from simpul.flows.local_time import (
    WIB,
    WorkingDays,
    age_on,
    first_of_next_month,
    local_date,
    midnight,
    month_of,
)
from simpul.flows.look_ups import LookUp
from simpul.flows.matching import Names, born_as_nip_says, equal_dates, grade
from simpul.flows.rows import Row
from simpul.flows.steps import Declared, Step, Window
from simpul.flows.table_joins import Route, TableJoin, via
from simpul.flows.tables import Stream, Table
from simpul.flows.windows import Deadlines, FullOuter, LeftOuter

__all__ = [
    "UNTOLD",
    "WIB",
    "Count",
    "Counted",
    "Deadlines",
    "Declared",
    "Flow",
    "FullOuter",
    "LeftOuter",
    "LookUp",
    "Names",
    "Route",
    "Row",
    "Step",
    "Stream",
    "Table",
    "TableJoin",
    "Window",
    "WorkingDays",
    "age_on",
    "born_as_nip_says",
    "equal_dates",
    "first_of_next_month",
    "flow_step",
    "grade",
    "local_date",
    "midnight",
    "month_of",
    "via",
]
