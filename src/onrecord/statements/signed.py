"""Find quotations and headlines that are signed: “…” — Name, the layout of pull quotes and rows of voices; “Ready for talks – Palace”.

The dash alone says who speaks; the tagger, taught by running text, seldom takes it for a cue. The rules add what the model left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from onrecord.encode.encoded import UPOS, Encoded
from onrecord.encode.pieces import QUOTE_OUT
from onrecord.statements.decode import Piece
from onrecord.statements.link import Attribution

SCORE = 0.9  # before calibration; judged on PolNeAR dev and unlabelled news
MOST_WORDS = 12  # of a signature: a name, a place, an age, an office
_DASH = r"(?:[―—–]|--?)"
_NAME = r"(?P<name>[^\W\d_a-z][^.!?;:“”\"«»―—–]*(?:\.[^.!?;:“”\"«»―—–]+)*?)"
_MARKS = '“”"„«»'
_ONE = re.compile(rf"\s*(?P<content>[{_MARKS}].+[{_MARKS}])\s*(?P<cue>{_DASH})\s*{_NAME}[.\s]*")
_QUOTED = re.compile(rf"\s*(?P<content>[{_MARKS}].+[{_MARKS}])\s*")
_SIGNATURE = re.compile(rf"\s*(?P<cue>{_DASH})\s*{_NAME}[.\s]*")
_SIGNED_LINE = re.compile(rf"\s*(?P<content>\S.*\S)\s+(?P<cue>{_DASH})\s+(?P<name>[^\W\d_][^.!?;:]*?)\s*")
MOST_OF_HEADLINE = 5  # words of a headline's signature
LEAST_SAID, LEAST_WHO = 0.4, 0.5  # mean probabilities of content and source; looked at on unlabelled news
_VERBS = frozenset({UPOS.index("VERB"), UPOS.index("AUX")})


def with_signed(e: Encoded, found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions found, with those of signed quotations, in the order of their contents. What stands in a signed quotation belongs
    to its signature, unless the same paragraph names a speaker in running text too; a statement inside it stays.
    """
    kept = list(found)
    headline = _headline(e)
    for a in [*_signed(e), *([headline] if headline else [])]:
        if any(_speaks_too(e, f, a) for f in kept):
            continue
        rest = [(f, f.content if f.cue and _holds(a, f.cue[0]) else tuple(p for p in f.content if not _holds(a, p))) for f in kept]
        kept = [*(replace(f, content=c) for f, c in rest if c), a]
    return sorted(kept, key=lambda a: (a.content[0].first, a.content[0].last))


def _headline(e: Encoded) -> Attribution | None:
    """The first line, where it ends with a dash and words that the tagger takes for a source, after words that it takes for a content:
    the encoder reads a headline by itself, so it knows these two, but seldom the dash between them.
    """
    if not len(e):
        return None
    end = int(np.searchsorted(e.paragraph, e.paragraph[0], side="right"))
    m = _SIGNED_LINE.fullmatch(e.text, e.starts[0], e.ends[end - 1]) if end < len(e) else None
    if m is None:
        return None
    content, cue, name = (e.words(*m.span(k)) for k in ("content", "cue", "name"))
    if not content or not cue or not name or len(name) > MOST_OF_HEADLINE:
        return None
    said, who = float(e.tags[content.start : content.stop, 5:].sum(1).mean()), float(e.tags[name.start : name.stop, 1:3].sum(1).mean())
    if said < LEAST_SAID or who < LEAST_WHO:
        return None
    pieces = (
        (Piece("source", name[0], name[-1], who),),
        (Piece("cue", cue[0], cue[-1], who),),
        (Piece("content", content[0], content[-1], said),),
    )
    return Attribution(*pieces, max(said, who), "signed headline")


def _speaks_too(e: Encoded, f: Attribution, a: Attribution) -> bool:
    """Whether f's cue stands in a's paragraph outside quotation marks, beside what it introduces: “No,” he said. “Yes.” — another."""
    if not f.cue or e.pieces is None:
        return False
    at, dash = f.cue[0].first, a.cue[0].first
    return (
        at != dash
        and e.paragraph[at] in (e.paragraph[dash], e.paragraph[a.content[0].first])
        and int(e.pieces.quote[e.piece[at]]) == QUOTE_OUT
        and any(_holds(a, p) and p.first == a.content[0].first for p in f.content)
    )


def _signed(e: Encoded) -> list[Attribution]:
    if not len(e):
        return []
    edges = [0, *(np.flatnonzero(np.diff(e.paragraph)) + 1).tolist(), len(e)]
    out = []
    for k in range(len(edges) - 1):
        a, b = e.starts[edges[k]], e.ends[edges[k + 1] - 1]
        if e.text[a] not in _MARKS:
            continue
        m = _ONE.fullmatch(e.text, a, b)
        c = m
        if m is None and k + 2 < len(edges):
            c = _QUOTED.fullmatch(e.text, a, b)
            m = _SIGNATURE.fullmatch(e.text, e.starts[edges[k + 1]], e.ends[edges[k + 2] - 1]) if c else None
        if m is None or c is None:
            continue
        content, cue, name = (e.words(*x) for x in (c.span("content"), m.span("cue"), m.span("name")))
        words = sum(e.word(i)[0].isalnum() for i in name)
        if not content or not cue or not 0 < words <= MOST_WORDS or any(int(e.upos[i]) in _VERBS for i in name):
            continue
        source, mark, said = (Piece(r, w[0], w[-1], SCORE) for r, w in (("source", name), ("cue", cue), ("content", content)))
        out.append(Attribution((source,), (mark,), (said,), SCORE, "signed quotation"))
    return out


def _holds(a: Attribution, p: Piece) -> bool:
    """Whether most of a piece lies in the content of a."""
    shared = sum(max(0, min(p.last, c.last) - max(p.first, c.first) + 1) for c in a.content)
    return 2 * shared > p.last - p.first + 1
