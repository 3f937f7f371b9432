"""Find second-hand statements: those reported inside the content of another.

Weights with a head for it see both levels in one pass (`inside`). PolNeAR's labels do not nest, so that other weights see the outermost
statement only: the contents that hold a speech word are laid out as the paragraphs of one small text and read once more, with the
quotation around them taken off (`find_nested`). What the second pass finds taught the head of the first (train/teach_inner.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from onrecord.encode.encoded import TAGS, Encoded
from onrecord.encode.load import LONGEST, Reader
from onrecord.encode.pieces import QUOTE_DOUBLE, QUOTE_MARK, QUOTE_OUT, QUOTE_SINGLE, Pieces
from onrecord.statements.decode import OUTSIDE, Piece, decode, decode_rows
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


def inside(e: Encoded, outer: Sequence[Attribution], learned: LinkScores) -> list[Inner]:
    """The statements that the encoder's one pass saw inside the contents of `outer`; none where the weights have no head for it."""
    if e.inner is None:
        return []
    part = np.full(len(e), -1, dtype=np.int64)
    ranges = ranges_to_read(e, outer)
    for k, (_, first, last) in enumerate(ranges):
        if (part[first : last + 1] < 0).all():  # of contents that overlap the first one is read
            part[first : last + 1] = k
    word = np.flatnonzero(part >= 0)
    if not len(word):
        return []
    rows = e.inner[word] * np.where(np.arange(len(TAGS)) == 0, OUTSIDE, 1.0)
    # a piece ends with its paragraph, and with the content that it stands in
    edge = np.append(False, (np.diff(part[word]) != 0) | (np.diff(e.paragraph[word]) != 0))
    pieces = [
        Piece(x.role, int(word[x.first]), int(word[x.last]), x.score)
        for x in decode_rows((rows / rows.sum(1, keepdims=True)).astype(np.float32), np.cumsum(edge))
    ]
    found = []
    for a in link(e, pieces, learned, part):
        k = int(part[a.content[0].first])
        if a.cue and (a.source or not _covers(a.content, ranges[k])):
            found.append(Inner(ranges[k][0], a))
    return found


def find_nested(reader: Reader, e: Encoded, outer: Sequence[Attribution], learned: LinkScores) -> list[Inner]:
    """The second-hand statements inside the contents of `outer`, one level down."""
    p = e.pieces
    ranges = ranges_to_read(e, outer)
    if p is None or not ranges:
        return []
    inner, places = lay_out(e, p, ranges, reader.break_id)
    words = reader.interpret(e.text, inner, LONGEST)
    of = np.asarray(places, dtype=np.int64)
    number = words.paragraph
    found = []
    for a in link(words, decode(words), learned):
        if not a.cue:
            continue
        span = {int(number[x.first]) for part in (a.source, a.cue, a.content) for x in part}
        if len(span) != 1:
            continue
        k = span.pop()
        source, cue, content = (
            tuple(Piece(x.role, int(of[x.first]), int(of[x.last]), x.score) for x in part) for part in (a.source, a.cue, a.content)
        )
        if source or not _covers(content, ranges[k]):
            found.append(Inner(ranges[k][0], Attribution(source, cue, content, a.score)))
    return found


def ranges_to_read(e: Encoded, outer: Sequence[Attribution]) -> list[tuple[int, int, int]]:
    """The parts of contents that may hold a statement: number of the outer statement, first and last word."""
    speech = cue_words()
    ranges: list[tuple[int, int, int]] = []
    for n, a in enumerate(outer):
        for c in a.content:
            first, last = c.first, c.last
            while first < last and e.word(first).lower() in _SKIP:
                first += 1
            while last > first and e.word(last) in _SKIP:
                last -= 1
            if last - first + 1 >= _LEAST and not speech.isdisjoint(map(str.lower, e.forms[first : last + 1])):
                ranges.append((n, first, last))
    return ranges


def _covers(content: Sequence[Piece], within: tuple[int, int, int]) -> bool:
    """Whether an inner content without a source is nearly the whole of the outer one: a shadow, not a statement."""
    _, first, last = within
    return sum(c.last - c.first + 1 for c in content) > 0.8 * (last - first + 1)


def lay_out(e: Encoded, p: Pieces, ranges: Sequence[tuple[int, int, int]], break_id: int) -> tuple[Pieces, list[int]]:
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
