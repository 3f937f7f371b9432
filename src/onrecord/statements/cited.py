"""Statements passed on by name: "The Harbour Post reported, citing two officials, that …" holds the officials' statement as well."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.encode.encoded import Encoded
from onrecord.statements.decode import Piece
from onrecord.statements.link import Attribution

_CITING = frozenset({"citing", "quoting"})
_ENDS = frozenset({",", ".", ";", ":", "—", "–", "(", ")", "that", "as", "“", '"', "who", "which"})
_NOT_WHO = re.compile(
    r"\b(?:concerns?|reasons?|fears?|risks?|security|lack|evidence|figures|data|costs?|need|article|law|example|examples)\b", re.I
)
_LONGEST = 14  # words


def cited(e: Encoded, a: Attribution) -> tuple[Attribution, Attribution | None]:
    """The attribution with its source cut before "citing", and the statement of whoever is cited, None where nobody is.

    Looked for in the words of the cue's sentence outside the content; the content is that of the statement itself.
    """
    if not a.cue:
        return a, None
    cue = a.cue[0]
    here = e.sentence_of(cue.first)
    citing = [i for i in range(max(here.start, cue.first - 25), min(here.stop, cue.last + 26)) if e.forms[i].lower() in _CITING]
    if not citing:
        return a, None
    taken = {i for c in a.content for i in range(c.first, c.last + 1)}
    for i in citing:
        if i in taken:
            continue
        first = last = i + 1
        while (
            last < here.stop
            and last not in taken
            and e.word(last) not in _ENDS
            and last - i <= _LONGEST
        ):
            last += 1
        last -= 1
        if last < first or _NOT_WHO.search(e.text[e.starts[first] : e.ends[last]]):
            continue
        who, how = Piece("source", first, last, a.score), Piece("cue", i, i, a.score)
        # "the paper, citing X" may be one piece; what follows the cited (", the paper said") is a speaker of its own
        source = tuple(_before(s, i, e) if s.first < i else s for s in a.source if not i <= s.first <= last)
        return replace(a, source=source), Attribution((who,), (how,), a.content, a.score, "cited by name")
    return a, None


def _before(s: Piece, i: int, e: Encoded) -> Piece:
    last = min(s.last, i - 1)
    while last > s.first and e.word(last) == ",":
        last -= 1
    return Piece(s.role, s.first, last, s.score)
