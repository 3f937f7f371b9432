"""A headline is tagged from a pass of its own: where it stands, and that the rest of the text keeps its answers."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.encode import load
from onrecord.encode.load import load_reader
from onrecord.encode.pieces import cut
from onrecord.statements.decode import decode
from onrecord.statements.link import LinkScores, link
from onrecord.statements.signed import with_signed

BODY = "The Palace said on Monday that its troops were tired and would not cross the river again this year. " * 4

ENDS = [
    ("Halmora ready to leave the valley – Palace\n" + BODY, "Halmora ready to leave the valley – Palace"),
    ("Valley dispute\nPalace: Troops will leave by spring\n" + BODY, "Palace: Troops will leave by spring"),  # without the label above it
    (BODY + "\n" + BODY, BODY.strip()),
    ("Palace", "Palace"),
]


@pytest.mark.parametrize(("text", "expected"), ENDS)
def test_where_the_headline_stands(text: str, expected: str) -> None:
    p = cut(text, load_reader().tokenizer)
    first, end = load._lines_at_top(p)[-1]
    assert text[p.start[first] : p.end[end - 1]].strip() == expected


def test_only_the_headlines_tags_change(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Halmora ready to leave the valley – Palace\n" + BODY
    reader = load_reader()
    with_own = reader.encode(text)
    monkeypatch.setattr(load, "HEADLINE", 0)
    without = reader.encode(text)
    n = int((with_own.paragraph == 0).sum())
    assert np.array_equal(with_own.tags[n:], without.tags[n:])
    assert not np.array_equal(with_own.tags[:n], without.tags[:n])
    assert np.array_equal(with_own.upos, without.upos)
    assert with_own.entities == without.entities


def test_a_text_without_words() -> None:
    assert len(load_reader().encode("")) == 0
    assert len(load_reader().encode("\n\n")) == 0


def test_a_label_above_the_headline_says_nothing() -> None:
    reader = load_reader()
    e = reader.encode("Valley dispute\nPalace: Troops will leave by spring\n" + BODY)
    first = with_signed(e, link(e, decode(e), LinkScores(reader.near, reader.none)))[0]
    assert [e.word(p.first) for p in (*first.source, *first.cue)] == ["Palace", ":"]


SIGNED = [
    ("Halmora ready to leave the valley – Palace", "Palace", "–"),
    ("Palace: Troops will leave by spring", "Palace", ":"),
    ("Palace: no talks", "Palace", ":"),  # as short as a label
]


@pytest.mark.parametrize(("headline", "source", "cue"), SIGNED)
def test_who_a_headline_quotes(headline: str, source: str, cue: str) -> None:
    reader = load_reader()
    e = reader.encode(headline + "\n" + BODY)
    first = with_signed(e, link(e, decode(e), LinkScores(reader.near, reader.none)))[0]
    assert [e.word(p.first) for p in (*first.source, *first.cue)] == [source, cue]
