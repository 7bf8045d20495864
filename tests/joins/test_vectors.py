"""Our joins give what Kafka Streams gave, in the same order, with the same times, at the same input."""

import json
from pathlib import Path

import pytest

from simpul.joins import ForeignKeyLeft, Kind, StreamTableJoin, StreamVersionedTableJoin, Window
from simpul.state import MemoryStore
from tests.joins.run_vectors import VECTORS, Case, expected_of, load, main, results_of

CASES = list(load(VECTORS))


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_vector_gives_the_results_of_kafka_streams(case: Case) -> None:
    assert results_of(case) == expected_of(case)


def test_every_kind_of_join_has_vectors() -> None:
    assert len({case.kind for case in CASES}) == 12


def test_a_folder_is_run_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(VECTORS)]) == 0
    assert capsys.readouterr().out == f"{len(CASES)} passed, 0 failed\n"


def test_a_wrong_result_is_told_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads((VECTORS / "table_table_inner.json").read_text())
    document["vectors"] = document["vectors"][:1]
    document["vectors"][0]["expected"][0]["ts_ms"] += 1
    (tmp_path / "altered.json").write_text(json.dumps(document))

    assert main([str(tmp_path)]) == 1
    line, count = capsys.readouterr().out.splitlines()
    assert line.startswith(f"table_table_inner/{document['vectors'][0]['name']}: result 0 is")
    assert count == "0 passed, 1 failed"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("none.txt", "", "has no"), ("odd.json", '{"kind": "table_stream_left", "vectors": [{}]}', "is no kind of join")],
)
def test_what_is_no_folder_of_vectors_is_refused(tmp_path: Path, name: str, content: str, sentence: str) -> None:
    (tmp_path / name).write_text(content.replace("{}", '{"name": "a", "params": {}, "inputs": [], "expected": []}'))

    with pytest.raises(SystemExit, match=sentence):
        main([str(tmp_path)])


def test_a_join_that_has_no_outer_kind_says_so() -> None:
    store = MemoryStore()

    with pytest.raises(ValueError, match="no outer join"):
        StreamTableJoin(Kind.OUTER, table=store)
    with pytest.raises(ValueError, match="no outer join"):
        StreamVersionedTableJoin(Kind.OUTER, store=store, history_retention_ms=1)
    with pytest.raises(ValueError, match="no outer kind"):
        ForeignKeyLeft(Kind.OUTER, store=store, foreign_key=lambda value: value)


def test_an_empty_window_is_refused() -> None:
    with pytest.raises(ValueError, match="is empty"):
        Window(before_ms=-2, after_ms=1)
