"""The contracts of the bus, and a small folder of them that a test may change."""

from pathlib import Path

import pytest

from simpul.contracts import Contracts, load_contracts
from tests.contracts.samples import sample_folder


@pytest.fixture(scope="session")
def contracts() -> Contracts:
    return load_contracts()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return sample_folder(tmp_path)
