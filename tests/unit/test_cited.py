"""Whoever is cited by name: text, source, cue, content -> (source of the statement itself, source that is cited)."""

from __future__ import annotations

import pytest

from onrecord.encode.encoded import Encoded
from onrecord.encode.load import load_reader
from onrecord.statements.cited import cited
from onrecord.statements.decode import Piece
from onrecord.statements.link import Attribution

CITED = [
    (
        "The Harbour Post reported, citing two officials, that the dam was sound.",
        ("The Harbour Post", "reported", "that the dam was sound"),
        ("The Harbour Post", "two officials"),
    ),
    (
        "Quoting two diplomats, The Courier reported that the deal was near.",
        ("The Courier", "reported", "that the deal was near"),
        ("The Courier", "two diplomats"),
    ),
    (
        "The dam was sound, Radio Sava said, quoting the minister.",
        ("Radio Sava", "said", "The dam was sound"),
        ("Radio Sava", "the minister"),
    ),
    (
        "Vestra, citing a letter, reported that the dam was sound.",
        ("Vestra, citing a letter", "reported", "that the dam was sound"),
        ("Vestra", "a letter"),
    ),
    (
        "Citing security concerns, Halmora said that the road was shut.",
        ("Halmora", "said", "that the road was shut"),
        ("Halmora", None),
    ),
]


def piece(e: Encoded, role: str, words: str) -> Piece:
    a = e.text.index(words)
    found = e.words(a, a + len(words))
    return Piece(role, found[0], found[-1], 0.9)


@pytest.mark.parametrize(("text", "given", "expected"), CITED)
def test_cited(text: str, given: tuple[str, str, str], expected: tuple[str, str | None]) -> None:
    e = load_reader().encode(text)
    source, cue, content = (piece(e, role, words) for role, words in zip(("source", "cue", "content"), given, strict=True))
    own, theirs = cited(e, Attribution((source,), (cue,), (content,), 0.9))

    def words(a: Attribution) -> str:
        return " ".join(text[e.starts[p.first] : e.ends[p.last]] for p in a.source)

    assert (words(own), theirs and words(theirs)) == expected
    assert theirs is None or (theirs.rule, theirs.content) == ("cited by name", own.content)
