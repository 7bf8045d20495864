"""Keys open their own system, and what is kept of them opens nothing."""

from pathlib import Path

import pytest

from simpul.adapters.http import HttpIngest, Keys, new_key, read_keys
from simpul.adapters.http.keys import hash_of
from simpul.errors import CatalogueError, SettingError
from simpul.settings import Settings
from tests.adapters.http.served import SPOOL_KEY, bus, kept_in


def test_a_new_key_opens_its_system_by_the_line_that_is_kept(tmp_path: Path) -> None:
    (old, old_line), (new, new_line), (other, other_line) = new_key(61), new_key(61), new_key(1)
    file = tmp_path / "keys"
    file.write_text(f"# who may send\n\n{old_line} until July\n{new_line}\n{other_line}\n", encoding="utf-8")

    keys = read_keys(file)

    assert [keys.system_of(key) for key in (old, new, other)] == [61, 61, 1]
    assert keys.systems == (1, 61)
    assert [key for key in (old, new, other) if key in file.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("change", [lambda key: key[:-1], lambda key: key + "x", str.upper, lambda _: "", hash_of])
def test_another_text_opens_nothing(change: object) -> None:
    key, line = new_key(61)
    keys = Keys({61: [line.split()[1]]})

    assert callable(change)
    assert keys.system_of(change(key)) is None


def test_the_key_of_another_system_does_not_open_by_its_number() -> None:
    key, line = new_key(61)
    keys = Keys({61: [line.split()[1]], 62: [new_key(62)[1].split()[1]]})

    assert keys.system_of(key.replace("61", "62", 1)) is None


@pytest.mark.parametrize("line", ["61", f"BPBD {'0' * 64}", f"61 {'0' * 63}", "61 simpul_61_key"])
def test_a_line_that_is_something_else_is_refused_by_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "keys").write_text(f"# keys\n{line}\n", encoding="utf-8")

    with pytest.raises(SettingError, match="SIMPUL_INGEST_KEYS: line 2 of"):
        read_keys(tmp_path / "keys")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        read_keys(tmp_path / "keys")


@pytest.mark.parametrize(("system", "refusal"), [(0, SettingError), (999, CatalogueError), (3, CatalogueError)])
def test_a_key_of_a_system_that_sends_nothing_is_refused_at_the_start(
    tmp_path: Path, system: int, refusal: type[Exception]
) -> None:
    contracts, catalogue = bus()

    with pytest.raises(refusal, match=f"system {system}"):
        HttpIngest(
            settings=Settings(spool_key=SPOOL_KEY),
            spool=kept_in(tmp_path),
            contracts=contracts,
            catalogue=catalogue,
            keys=Keys({system: []}),
        )
