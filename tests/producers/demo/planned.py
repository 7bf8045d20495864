"""The plan of a small day, made once for all tests."""

from datetime import UTC, datetime
from functools import cache

from producers.demo.plan import Known, Options, Plan, make_plan
from simpul.adapters import read_codes
from simpul.catalogue import load_catalogue
from simpul.contracts import load_contracts
from simpul.tokens import Tokens

CONTRACTS = load_contracts()
CATALOGUE = load_catalogue(contracts=CONTRACTS)
TOKENS = Tokens(b"simpul-test-key")
KNOWN = Known(codes=read_codes(), catalogue=CATALOGUE, contracts=CONTRACTS, tokens=TOKENS)
NOW = datetime(2026, 7, 6, 2, tzinfo=UTC)


@cache
def plan() -> Plan:
    return make_plan(Options(events=2_000), known=KNOWN, now=NOW)
