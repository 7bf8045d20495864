"""Keyed tokens."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.errors import SettingError
from simpul.settings import read_settings
from simpul.tokens import PATTERN, TokenDomain, Tokens, tokens_from

TOKENS = Tokens(key=b"simpul-test-key", version=1)
NIK = "3508990107500001"
TOKEN = "t1.717ca65f7bbf9e43197efdebba9670bc"


def test_the_token_of_a_nik_is_that_of_the_vector() -> None:
    result = TOKENS.token(TokenDomain.NIK, NIK)

    assert result == TOKEN


def test_the_same_number_in_two_domains_gives_two_tokens() -> None:
    results = {TOKENS.token(domain, NIK) for domain in TokenDomain}

    assert len(results) == len(TokenDomain)


def test_another_key_or_version_gives_another_token() -> None:
    other_key = Tokens(key=b"another-test-key").token(TokenDomain.NIK, NIK)
    other_version = Tokens(key=b"simpul-test-key", version=2).token(TokenDomain.NIK, NIK)

    assert other_key != TOKEN
    assert other_version == TOKEN.replace("t1.", "t2.")


def test_two_subscribers_cannot_compare_their_tokens() -> None:
    first = TOKENS.rekeyed(TOKEN, subscriber="dinsos")
    second = TOKENS.rekeyed(TOKEN, subscriber="dinsos-36")

    assert len({first, second, TOKEN}) == 3


@given(text=st.text(max_size=30), subscriber=st.from_regex(r"[a-z]{3,10}(-[0-9]{1,2})?", fullmatch=True))
def test_a_rekeyed_token_is_stable_and_looks_like_a_token(text: str, subscriber: str) -> None:
    result = TOKENS.rekeyed(text, subscriber=subscriber)

    assert result == TOKENS.rekeyed(text, subscriber=subscriber)
    assert re.fullmatch(PATTERN, result)


def test_the_key_is_never_shown() -> None:
    result = repr(TOKENS)

    assert result == "Tokens(version=1)"


def test_tokens_are_made_from_settings() -> None:
    settings = read_settings({"SIMPUL_TOKEN_KEY": "simpul-test-key", "SIMPUL_TOKEN_KEY_VERSION": "3"})

    result = tokens_from(settings)

    assert result == Tokens(key=b"simpul-test-key", version=3)


def test_settings_without_a_key_are_refused() -> None:
    with pytest.raises(SettingError, match="SIMPUL_TOKEN_KEY is not set"):
        tokens_from(read_settings({}))
