"""Keyed tokens: what stands on the bus instead of a number of a person (domain pack, README section 5)."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from enum import StrEnum

from simpul.errors import SettingError
from simpul.settings import Settings

PATTERN = re.compile(r"^t[0-9]+\.[0-9a-f]{32}$")


class TokenDomain(StrEnum):
    """What a token stands for; the same number in two domains gives two tokens."""

    NIK = "nik"
    KK = "kk"
    CERT = "cert"
    EVAC = "evac"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The key and its version; makes tokens, and other tokens of them for each subscriber."""

    key: bytes
    version: int = 1
    _keyed: hmac.HMAC = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_keyed", hmac.new(self.key, digestmod=hashlib.sha256))

    def __repr__(self) -> str:
        return f"Tokens(version={self.version})"

    def token(self, domain: TokenDomain, number: str) -> str:
        """`t<version>.` and 32 hex digits for a normalised number (digits only; a certificate number as printed)."""
        return self._digest(f"{domain}:{number}")

    def rekeyed(self, text: str, *, subscriber: str) -> str:
        """The token that `subscriber` gets for a token (or a record key); no two subscribers can compare theirs."""
        return self._digest(f"subscriber:{subscriber}:{text}")

    def _digest(self, text: str) -> str:
        keyed = self._keyed.copy()  # a third faster than to begin with the key each time
        keyed.update(text.encode())
        return f"t{self.version}.{keyed.hexdigest()[:32]}"


def tokens_from(settings: Settings) -> Tokens:
    """The tokens of these settings.

    Raises:
        SettingError: SIMPUL_TOKEN_KEY is not set.
    """
    if settings.token_key is None:
        raise SettingError("SIMPUL_TOKEN_KEY is not set, and tokens need it; ask the keeper of the key for it")
    return Tokens(key=settings.token_key.get_secret_value().encode(), version=settings.token_key_version)
