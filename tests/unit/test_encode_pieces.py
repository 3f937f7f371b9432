"""Cutting a text into pieces: places, letter case, quotation states, sentences."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.encode import pieces
from onrecord.encode.load import model_folder
from onrecord.encode.pieces import (
    BREAK_TOKEN,
    CASE_DIGIT,
    CASE_LOWER,
    CASE_MIXED,
    CASE_NONE,
    CASE_TITLE,
    CASE_UPPER,
    QUOTE_DOUBLE,
    QUOTE_MARK,
    QUOTE_OUT,
    QUOTE_SINGLE,
    START_TOKEN,
    Cutter,
    cut,
    quote_states,
    word_case,
)
from onrecord.encode.sentences import sentence_numbers

STATE = {QUOTE_OUT: ".", QUOTE_DOUBLE: "d", QUOTE_SINGLE: "s", QUOTE_MARK: "|"}


@lru_cache(maxsize=1)
def tokenizer() -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(model_folder("fast") / "tokenizer.json"))


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("he “ran” off", "...|ddd|...."),
        ('he "ran" off', "...|ddd|...."),
        ("a ‘b’ c", "..|s|.."),
        ("it's the boys' hat", ".................."),
        # a quotation that does not close ends with its paragraph
        ("“on and\nout", "|dddddd...."),
        # a straight mark before a word opens, though one is open already
        ('"One. "Two', "|ddddd|ddd"),
        # single inside double: the outer one is what counts
        ("“a ‘b’ c”", "|dd|d|dd|"),
    ],
)
def test_quotation_states(text: str, states: str) -> None:
    assert "".join(STATE[int(s)] for s in quote_states(text)) == states


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("peace", CASE_LOWER), ("Peace", CASE_TITLE), ("A", CASE_TITLE), ("KDRA", CASE_UPPER), ("McVay", CASE_MIXED), ("2031", CASE_DIGIT),
        ("—", CASE_NONE),
    ],
)  # fmt: skip
def test_letter_case(word: str, case: int) -> None:
    assert word_case(word) == case


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
def test_pieces_lie_in_the_text(text: str) -> None:
    p = cut(text, tokenizer())
    assert len(p.ids) == len(p.start) == len(p.end) == len(p.first) == len(p.case) == len(p.quote) == len(p.paragraph)
    assert all(0 <= a <= b <= len(text) for a, b in zip(p.start.tolist(), p.end.tolist(), strict=True))
    assert p.start.tolist() == sorted(p.start.tolist())
    assert p.paragraph.tolist() == sorted(p.paragraph.tolist())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" .,“”'’\n\tİß\u0301\u200b中-")), max_size=60)))
def test_remembered_runs_are_cut_as_whole_paragraphs_are(texts: list[str]) -> None:
    cutter = Cutter(tokenizer())
    for text in [*texts, *texts]:  # the second time all is remembered
        p = cutter.cut(text)
        places = []
        for m in re.finditer(r"[^\n]+", text):
            paragraph = m.group().translate(str.maketrans("‒―‐‑−‟‛″′", "––---“‘”’"))
            e = tokenizer().encode(paragraph, add_special_tokens=False)
            places += [(i, m.start() + a, m.start() + b) for i, (a, b) in zip(e.ids, e.offsets, strict=True)]
        marks = {tokenizer().token_to_id(BREAK_TOKEN), tokenizer().token_to_id(START_TOKEN)}
        found = zip(p.ids.tolist(), p.start.tolist(), p.end.tolist(), strict=True)
        assert [f for f in found if f[0] not in marks] == places


def test_a_cutter_forgets_what_it_cannot_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "KEPT", 5)
    cutter = Cutter(tokenizer())
    text = "The palace said on Monday that talks would open soon.\nIt named no day."
    assert all((getattr(cutter.cut(text), n) == getattr(cut(text, tokenizer()), n)).all() for n in ("ids", "start", "end", "case", "quote"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_quotation_states_cover_the_text(text: str) -> None:
    assert len(quote_states(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He left. She stayed.", 2),
        ("Mr. Orlan left.", 1),
        ("“We agree.” He left.", 2),
        ("The U.S. envoy left.", 1),
        ("It rose 3.5 percent.", 1),
        ("Why? Nobody knows! Yet", 3),
        ("Title\nBody here. And here.", 3),
    ],
)
def test_sentences(text: str, count: int) -> None:
    p = cut(text, tokenizer())
    at = [i for i in range(len(p)) if p.first[i] and p.end[i] > p.start[i]]
    starts, ends = [int(p.start[i]) for i in at], [int(p.end[i]) for i in at]
    assert int(sentence_numbers(text, starts, ends, p.paragraph[at])[-1]) + 1 == count
