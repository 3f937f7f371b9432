"""Find second-hand statements: a second pass of the same model over the contents that may hold one.

The training labels do not nest, so the first pass sees the outermost statement only. Contents that contain a speech word are laid out as
the paragraphs of one small text and read once more, with the quotation around them taken off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from onrecord.encode.encoded import Encoded
from onrecord.encode.load import LONGEST, Reader
from onrecord.encode.pieces import QUOTE_DOUBLE, QUOTE_MARK, QUOTE_OUT, QUOTE_SINGLE, Pieces
from onrecord.statements.decode import Piece, decode
from onrecord.statements.link import Attribution, LinkScores, link

_LEAST = 4  # words: no statement within a statement is shorter
_SKIP = frozenset({"that", "“", '"', "”", "‘", "'", ","})


@dataclass(frozen=True, slots=True)
class Inner:
    """A statement found inside the content of statement number `outer`; its pieces count words of the whole text."""

    outer: int
    attribution: Attribution


@lru_cache(maxsize=1)
def cue_words() -> frozenset[str]:
    """Words that open or carry a cue in the training data (data/languages/en-cues.txt, made by train/cue_words.py)."""
    text = resources.files("onrecord").joinpath("data/languages/en-cues.txt").read_text(encoding="utf-8")
    return frozenset(w for w in text.split("\n") if w and not w.startswith("#"))


def find_nested(reader: Reader, e: Encoded, outer: Sequence[Attribution], learned: LinkScores) -> list[Inner]:
    """The second-hand statements inside the contents of `outer`, one level down."""
    p = e.pieces
    if p is None:
        return []
    speech = cue_words()
    ranges: list[tuple[int, int, int]] = []  # outer statement, first and last word
    for n, a in enumerate(outer):
        for c in a.content:
            first, last = c.first, c.last
            while first < last and e.word(first).lower() in _SKIP:
                first += 1
            while last > first and e.word(last) in _SKIP:
                last -= 1
            if last - first + 1 >= _LEAST and any(e.word(i).lower() in speech for i in range(first, last + 1)):
                ranges.append((n, first, last))
    if not ranges:
        return []
    inner, places = _lay_out(e, p, ranges, reader.break_id)
    words = reader.interpret(e.text, inner, LONGEST)
    of = np.asarray(places, dtype=np.int64)
    number = words.paragraph
    found = []
    for a in link(words, decode(words), learned):
        if not a.cue or (not a.source and _covers(a, of, ranges, int(number[a.content[0].first]))):
            continue
        span = {int(number[x.first]) for part in (a.source, a.cue, a.content) for x in part}
        if len(span) != 1:
            continue
        n = ranges[span.pop()][0]
        source, cue, content = (
            tuple(Piece(x.role, int(of[x.first]), int(of[x.last]), x.score) for x in part) for part in (a.source, a.cue, a.content)
        )
        found.append(Inner(n, Attribution(source, cue, content, a.score)))
    return found


def _covers(a: Attribution, of: npt.NDArray[np.int64], ranges: Sequence[tuple[int, int, int]], k: int) -> bool:
    """Whether an inner content without a source is nearly the whole of the outer one: a shadow, not a statement."""
    _, first, last = ranges[k]
    held = sum(int(of[c.last]) - int(of[c.first]) + 1 for c in a.content)
    return held > 0.8 * (last - first + 1)


def _lay_out(e: Encoded, p: Pieces, ranges: Sequence[tuple[int, int, int]], break_id: int) -> tuple[Pieces, list[int]]:
    """The ranges' pieces as paragraphs of one text (offsets stay those of the whole), and the word number of each of its words."""
    rows: list[npt.NDArray[np.int64]] = []
    quotes: list[npt.NDArray[np.int64]] = []
    numbers: list[npt.NDArray[np.int64]] = []
    places: list[int] = []
    bounds = np.append(e.piece, len(p))
    for k, (_, first, last) in enumerate(ranges):
        a, b = int(bounds[first]), int(bounds[last + 1])
        at = np.arange(a, b)
        at = at[p.paragraph[at] == p.paragraph[a]]
        state = p.quote[at]
        if state[0] == QUOTE_DOUBLE or state[0] == QUOTE_SINGLE:  # the whole range is quoted: what was single becomes double
            around = state[0]
            state = np.where(state == around, QUOTE_OUT, np.where(state == QUOTE_MARK, QUOTE_MARK, QUOTE_DOUBLE))
        rows.append(at)
        quotes.append(state)
        numbers.append(np.full(len(at), k))
        places.extend(range(first, last + 1))
    at = np.concatenate(rows)
    opens = np.concatenate([[True], np.diff(np.concatenate(numbers)) != 0])
    heads = np.concatenate([[0], np.flatnonzero(opens[1:]) + 1])
    number = np.concatenate(numbers)

    def spread(values: npt.NDArray[np.int64], mark: int) -> npt.NDArray[np.int64]:
        return np.insert(values, heads, mark)

    return (
        Pieces(
            ids=spread(p.ids[at], break_id),
            start=spread(p.start[at], 0),
            end=spread(p.end[at], 0),
            first=spread(p.first[at], 0),
            case=spread(p.case[at], 0),
            quote=spread(np.concatenate(quotes), 0),
            paragraph=np.insert(number, heads, number[heads]),
        ),
        places,
    )
