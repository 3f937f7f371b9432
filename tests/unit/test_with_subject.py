"""A statement whose source the linker left out: the words right before the cue, where the tagger held them for one."""

from __future__ import annotations

import pytest

from onrecord.encode.load import load_reader
from onrecord.statements.decode import Piece
from onrecord.statements.link import Attribution
from onrecord.statements.select import with_subject

# text, cue, first word of the content -> the source that is filled in
FILLED = [
    ("While Halmora has said before that it is prepared to negotiate, the bridge is closed.", "has said", "that", "Halmora"),
    ("The minister arrived late. He said the road was open.", "said", "the", "He"),
    ("The outlet Vestra, citing a letter, reported that the garrison had left.", "reported", "that", ""),  # a comma stands before the cue
    ("A day after the speech said to be his last, he resigned.", "said", "to", ""),  # hangs on "after"
    ("The treaty is old. Halmora was said to want another.", "was said", "to", ""),  # another says it
    ("The garrison had left, according to a letter.", "according to", "The", ""),  # no verb
]


@pytest.mark.parametrize(("text", "cue", "content", "expected"), FILLED)
def test_subject_before_the_cue(text: str, cue: str, content: str, expected: str) -> None:
    e = load_reader().encode(text)
    words = [e.word(i) for i in range(len(e))]
    first = next(i for i in range(len(e)) if words[i : i + len(cue.split())] == cue.split())
    last = first + len(cue.split()) - 1
    begin = words.index(content, last + 1) if content in words[last + 1 :] else words.index(content)
    end = first - 1 if begin < first else len(words) - 2
    a = Attribution((), (Piece("cue", first, last, 0.9),), (Piece("content", begin, end, 0.9),), 0.5)
    got = with_subject(e, a)
    assert " ".join(text[e.starts[p.first] : e.ends[p.last]] for p in got.source) == expected
    assert with_subject(e, got) == got
