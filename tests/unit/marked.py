"""Texts with the parts of statements marked in them, as in train/written: {s1}…{/s1} source, {c1} cue, {t1} content of statement 1."""

from __future__ import annotations

import re

from onrecord.encode.encoded import Encoded
from onrecord.encode.load import load_reader
from onrecord.statements.decode import Piece
from onrecord.statements.link import Attribution

MARK = re.compile(r"\{(/?)([sct])(\d?)\}")
ROLE = {"s": "source", "c": "cue", "t": "content"}


def marked(text: str) -> tuple[Encoded, list[Piece], list[Attribution]]:
    """The text as the packaged model reads it, all marked pieces, and the numbered attributions; pieces without a number stay loose."""
    plain, last, spans = "", 0, []
    for m in MARK.finditer(text):
        plain += text[last : m.start()]
        last = m.end()
        if m[1]:
            begin = next(k for k in range(len(spans) - 1, -1, -1) if spans[k][:2] == (m[2], m[3]) and spans[k][3] < 0)
            spans[begin] = (*spans[begin][:3], len(plain))
        else:
            spans.append((m[2], m[3], len(plain), -1))
    e = load_reader().encode(plain + text[last:])
    pieces = [(n, Piece(ROLE[r], (w := e.words(a, b))[0], w[-1], 0.9)) for r, n, a, b in spans]
    groups = {n: {k: tuple(p for m, p in pieces if m == n and p.role == k) for k in ROLE.values()} for n, _ in pieces if n}
    return e, [p for _, p in pieces], [Attribution(**g, score=0.9) for g in groups.values()]
