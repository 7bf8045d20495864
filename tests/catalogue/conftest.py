"""The real contracts, and a small catalogue over them."""

from pathlib import Path

import pytest

from simpul.catalogue import Catalogue
from simpul.catalogue.load import catalogue_of
from simpul.contracts import Contracts, load_contracts
from tests.catalogue import small


@pytest.fixture(scope="session")
def contracts() -> Contracts:
    """The contracts of the regency."""
    return load_contracts()


@pytest.fixture
def catalogue(tmp_path: Path, contracts: Contracts) -> Catalogue:
    """The small catalogue."""
    return catalogue_of(small.write(tmp_path), contracts=contracts)
