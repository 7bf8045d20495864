"""The wheel is whole: built, installed alone beside the locked dependencies, and used far from the sources."""

import json
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGES = ("avro_schemas", "producers", "simpul", "streams", "topics")
LOAD = """
import json, simpul
from simpul.catalogue import load_catalogue
from simpul.contracts import load_contracts, typed_class
from simpul.local._jars import pinned_jars
from simpul.runtime import load_app
contracts = load_contracts()
catalogue = load_catalogue(contracts=contracts)
print(json.dumps({
    "from": simpul.__file__,
    "event_types": len(contracts.event_types),
    "class": typed_class("avro_schemas", contracts.latest("DeathRegistered")).__name__,
    "topics": len(catalogue.topics),
    "jars": len(pinned_jars()),
    "application": load_app("streams.distribution:app").name,
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the sources as they are."""
    folder = tmp_path_factory.mktemp("dist")
    _run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(PROJECT)], folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and the locked dependencies, but not the sources."""
    folder = tmp_path_factory.mktemp("home")
    venv.create(folder, with_pip=False)
    [packages] = folder.glob("lib/python*/site-packages")
    # A folder that a .pth file adds is not searched for .pth files: the editable install in it stays out of sight.
    (packages / "locked.pth").write_text("".join(f"{place}\n" for place in site.getsitepackages()), encoding="utf-8")
    python = str(folder / "bin" / "python")
    _run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", str(wheel)])
    return folder


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    tracked = set(_run(["git", "ls-files", *PACKAGES], PROJECT).splitlines())
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert set() < tracked <= packed
    assert {name.partition("/")[0] for name in packed} == set(PACKAGES)


def test_the_command_of_the_wheel_runs(home: Path, tmp_path: Path) -> None:
    told = _run([str(home / "bin" / "simpul"), "--help"], tmp_path)

    assert "The event bus of a regency government." in told


def test_the_wheel_brings_contracts_catalogue_and_streams(home: Path, tmp_path: Path) -> None:
    found = json.loads(_run([str(home / "bin" / "python"), "-c", LOAD], tmp_path))

    assert Path(found.pop("from")).is_relative_to(home)
    assert found.pop("topics") > 100
    assert found.pop("jars") > 40
    assert found == {"event_types": 82, "class": "DeathRegistered", "application": "distribution"}


def test_the_contracts_in_the_wheel_are_as_registered(home: Path, tmp_path: Path) -> None:
    listed = _run([str(home / "bin" / "simpul"), "contracts", "check", "--json"], tmp_path)

    assert json.loads(listed) == []


def _run(command: list[str], folder: Path | None = None) -> str:
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
