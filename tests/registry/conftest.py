"""One registry view over the bus's contracts."""

from collections.abc import Iterator

import pytest

from simpul.contracts import Contracts, load_contracts
from tests.registry.view import running_view


@pytest.fixture(scope="session")
def contracts() -> Contracts:
    return load_contracts()


@pytest.fixture(scope="session")
def registry_url(contracts: Contracts) -> Iterator[str]:
    with running_view(contracts) as url:
        yield url
