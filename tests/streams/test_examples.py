"""Every worked example of the flows comes true in the Driver."""

from pathlib import Path

import pytest

from tests.streams.examples import WORKED_EXAMPLES, Example, load
from tests.streams.run_examples import main, run

EXAMPLES = [example for file in sorted(WORKED_EXAMPLES.glob("*.yaml")) for example in load(file)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.id)
def test_a_worked_example_comes_true(example: Example) -> None:
    assert run(example) == []


def test_an_example_that_does_not_come_true_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = (WORKED_EXAMPLES / "unregistered-death.yaml").read_text().replace("state: RESOLVED", "state: WITHDRAWN")
    (tmp_path / "wrong.yaml").write_text(wrong)

    code = main([str(tmp_path / "wrong.yaml")])

    assert code == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("F2-b overdue, then registered after all: did not say 2026-06-02 09:00")
    assert printed[-1] == "5 passed, 1 failed"


def test_examples_of_a_flow_that_no_stream_runs_are_left_out_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = (WORKED_EXAMPLES / "unregistered-death.yaml").read_text().replace("- id: F2\n", "- id: F99\n")
    (tmp_path / "other.yaml").write_text(other)

    code = main([str(tmp_path / "other.yaml")])

    assert code == 0
    printed = capsys.readouterr()
    assert printed.out == "0 passed, 0 failed\n"
    assert printed.err.startswith("left out, since no stream runs their flow: F2-a, ")


def test_reference_rows_that_are_given_count_and_tables_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = (
        (WORKED_EXAMPLES / "birth.yaml")
        .read_text()
        .replace("village_code: 35.08.02.2006", "village_code: 35.08.99.2001")
    )
    given = "    given: {village_puskesmas: [{village_code: 35.08.99.2001, puskesmas_code: PKM-PRONOJIWO}]}\n    watch:"
    births = "    expect_table: {births: [{child_tok: tok(nik:3508990507260004)}, {sex: FEMALE}]}\n    watch:"
    (tmp_path / "given.yaml").write_text(plain.replace("    watch:", given))
    (tmp_path / "tables.yaml").write_text(plain.replace("    watch:", given).replace("    watch:", births))

    code = main([str(tmp_path / "given.yaml")])
    compared = main([str(tmp_path / "tables.yaml")])

    assert (code, compared) == (0, 1)
    printed = capsys.readouterr().out
    assert "F3-a both sides meet, plan opens: births has no row {'sex': 'FEMALE'}\n" in printed
