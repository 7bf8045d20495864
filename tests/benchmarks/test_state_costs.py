from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks.apart import apart
from benchmarks.growth import Growth, run_growth
from benchmarks.memory import Sample, Stretch, figures, run_memory
from benchmarks.plot import draw_memory, plot_memory
from benchmarks.table import growth_tables, memory_table
from simpul.errors import SimpulError


def failing(_: int) -> object:
    raise SystemExit(1)


def test_memory_is_sampled_over_a_stretch(tmp_path: Path) -> None:
    stretch = Stretch(events=20_000, samples=10, window_ms=100)

    found = run_memory(tmp_path / "state", stretch, say=lambda _: None)

    assert found["events"] == 20_000
    assert memory_table(found).row_count == 1


def test_the_first_tenth_of_a_stretch_is_warming_up() -> None:
    samples = [Sample(10, 900.0, 1.0), *(Sample(10 * n, 100.0 + n, 1.0) for n in range(2, 11))]

    found = figures(Stretch(events=100), samples)

    assert (found["lowest_rss_mb"], found["highest_rss_mb"]) == (102.0, 110.0)


def test_memory_that_stays_flat_has_no_growth() -> None:
    samples = [Sample(10 * n, 100.0 + n % 2, 1.0) for n in range(1, 14)]

    assert figures(Stretch(events=130), samples)["growth_mb"] == 0.0


def test_the_plot_is_a_picture_with_a_point_for_each_sample(tmp_path: Path) -> None:
    samples = [[1_000_000 * n, 100.0, 1.0] for n in range(1, 11)]

    path = draw_memory(samples, folder=tmp_path)

    (line,) = ET.fromstring(path.read_text()).findall("{http://www.w3.org/2000/svg}polyline")  # noqa: S314  # our own
    assert len(line.attrib["points"].split()) == 10


def test_a_plot_names_how_many_events_there_were() -> None:
    assert "10 M" in plot_memory([[10_000_000, 80.0]])


def test_costs_are_given_for_every_size(tmp_path: Path) -> None:
    growth = Growth(sizes=(50, 200), events=100)

    found = run_growth(tmp_path, growth, say=lambda _: None)

    assert [table.row_count for table in growth_tables(found)] == [2, 2]


def test_work_that_ends_early_is_an_error() -> None:
    with pytest.raises(SimpulError, match="failing ended before it was done"):
        list(apart(failing, 1))  # type: ignore[arg-type]  # it never gets to yield
