"""What an adapter is opened with: the bus it publishes to, its place in the catalogue, and where its source is."""

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module

from simpul.adapters.codes import Codes, read_codes
from simpul.adapters.source import Source
from simpul.catalogue import Adapter, Catalogue, load_catalogue
from simpul.contracts import Contracts, load_contracts, typed_class
from simpul.errors import SettingError
from simpul.events import Event
from simpul.settings import Settings
from simpul.tokens import Tokens, tokens_from

FLAGGED = "DataQualityFlagged"


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What `source` of an adapter's module is given.

    Attributes:
        share: which part of the work this process does, from 0.
        once: end when the source has nothing more, instead of waiting for more.
        accept_deletions: a person has said that the loss which the first round finds is meant.
        synthetic: mark the events as test data.
    """

    settings: Settings
    contracts: Contracts
    catalogue: Catalogue
    adapter: Adapter
    share: int = 0
    once: bool = False
    accept_deletions: bool = False
    synthetic: bool = False

    def __repr__(self) -> str:
        return f"Setup({self.adapter.name}, share {self.share})"

    @property
    def origin(self) -> str:
        """The folder, database or address that is read; it may hold a password, so it is never shown.

        Raises:
            SettingError: it is not given.
        """
        origin = self.settings.origin
        if origin is None:
            raise SettingError(
                f"adapter {self.adapter.name} is not told what to read; give --from, or set SIMPUL_ORIGIN"
            )
        return origin.get_secret_value()

    @property
    def system(self) -> int:
        """The system, of an adapter that speaks for one."""
        return self.adapter.systems[0]

    @cached_property
    def tokens(self) -> Tokens:
        """What numbers of people are replaced by.

        Raises:
            SettingError: SIMPUL_TOKEN_KEY is not set.
        """
        return tokens_from(self.settings)

    @cached_property
    def codes(self) -> Codes:
        """The code tables of the catalogue."""
        return read_codes(self.settings.catalogue)

    @cached_property
    def flagged(self) -> type[Event]:
        """The class of the events that say what is wrong with a row."""
        return typed_class(self.settings.contracts, self.contracts.latest(FLAGGED))

    def open(self) -> Source:
        """The source, as the adapter's module says.

        Raises:
            SettingError: the module cannot be loaded, or the origin does not suit it.
        """
        module = self.adapter.module
        try:
            source = import_module(module).source
        except (ImportError, AttributeError) as problem:
            raise SettingError(
                f"adapter {self.adapter.name} cannot be loaded ({problem}): {module} of adapters.yaml must be a "
                "module with a function `source`"
            ) from problem
        opened: Source = source(self)
        return opened


def set_up(settings: Settings, *, name: str) -> Setup:
    """The setup of an adapter of the catalogue.

    Raises:
        CatalogueError: the catalogue has no such adapter.
    """
    contracts = load_contracts(settings.contracts)
    catalogue = load_catalogue(settings.catalogue, contracts=contracts)
    return Setup(settings=settings, contracts=contracts, catalogue=catalogue, adapter=catalogue.adapter(name))
