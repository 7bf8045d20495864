"""Every reason is told to the clerk in both languages, without a value of the row."""

import re

import pytest

from simpul.adapters import found
from simpul.adapters.mapping import SENTENCES, explained
from simpul.numbers import ReasonCode


@pytest.mark.parametrize("reason", list(ReasonCode))
def test_a_reason_has_one_sentence_in_each_language_that_names_no_value(reason: ReasonCode) -> None:
    indonesian, english = SENTENCES[reason]

    assert indonesian != english
    for sentence in (indonesian, english):
        assert re.fullmatch(r"[A-Z][^.{}%0-9]+\.", sentence)
        assert sentence.isascii()  # so that it can be written in whatever encoding the office uses


def test_an_explanation_has_code_column_and_both_languages() -> None:
    text = explained([found(7, ReasonCode.NIP_OLD_FORMAT, field="NIP"), found(7, ReasonCode.NOT_DATA)])

    assert text.startswith(
        "NIP_OLD_FORMAT (NIP): Ini NIP lama; isi NIP baru. / This is an old NIP; fill in the new one."
    )
    assert " | NOT_DATA: Baris ini judul" in text
