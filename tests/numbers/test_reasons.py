"""The reason codes."""

import csv
from importlib.util import find_spec
from pathlib import Path

import pytest

from simpul.numbers import ReasonCode


def test_the_reason_codes_and_verdicts_are_those_of_the_code_table() -> None:
    spec = find_spec("topics")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    table = Path(next(iter(spec.submodule_search_locations))) / "reference" / "reason_codes.csv"
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]

    codes = {row["reason_code"]: row["verdict"] for row in csv.DictReader(lines)}

    assert codes == {reason.value: reason.verdict.value for reason in ReasonCode}


def test_a_code_outside_the_set_is_refused() -> None:
    with pytest.raises(ValueError, match="NIK_ODD"):
        ReasonCode("NIK_ODD")  # type: ignore[call-arg]  # mypy sees __new__ with two arguments
