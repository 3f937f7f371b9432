"""Join source, cue and content pieces into attributions, with the model's learned link scores.

The cue is the hub: each content piece chooses its cue, each cue its source, both with a learned score for "none". A content without a
cue that carries a quotation on from the paragraph before joins that one's statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

import numpy as np
import numpy.typing as npt

from onrecord.encode.encoded import Encoded
from onrecord.statements.decode import Piece

Floats = npt.NDArray[np.float32]
_NEVER = -1e4
REACH = 320  # word pieces: what lies farther apart was never seen together in training


@dataclass(frozen=True, slots=True)
class Attribution:
    """Word pieces of one statement; source and cue may be missing. score: probability-like, before calibration. rule: the name of the
    rule that found it, where it was not the model.
    """

    source: tuple[Piece, ...]
    cue: tuple[Piece, ...]
    content: tuple[Piece, ...]
    score: float
    rule: str = ""


@dataclass(frozen=True, slots=True)
class LinkScores:
    """The learned parts of the linker: distance biases (3, 2 x distances) and scores of "none" (3,)."""

    near: Floats
    none: Floats


def _bucket(d: npt.NDArray[np.int64], distances: int) -> npt.NDArray[np.int64]:
    k = np.minimum((np.log2(np.abs(d) + 1) * 1.8).astype(np.int64), distances - 1)
    return np.asarray(np.where(d < 0, k, k + distances), dtype=np.int64)


def _choose(
    e: Encoded,
    asker: tuple[list[Piece], str],
    asked: tuple[list[Piece], str],
    near: Floats,
    none: float,
    part: npt.NDArray[np.int64] | None,
) -> tuple[list[int], list[float]]:
    """For each asking piece the best of the pieces asked and its probability; -1 is "none".

    asker, asked: pieces and the name of their vector ("cue_content", or "content" for a first and a last vector). A pair is scored in
    the asker's home window, or in the asked one's where only that holds both. part: as for `link`.
    """
    width = len(asked[0])
    first_a, first_b = (np.asarray([p.first for p in x[0]]) for x in (asker, asked))
    distance = e.piece[first_b][None, :] - e.piece[first_a][:, None]
    score = np.full(distance.shape, _NEVER, dtype=np.float32)
    home_a, home_b = e.windows.home[first_a], e.windows.home[first_b]
    for w in np.unique(np.append(home_a, home_b)):
        rows, columns = np.flatnonzero(e.windows.inside(first_a, w)), np.flatnonzero(e.windows.inside(first_b, w))
        if not len(rows) or not len(columns):
            continue
        got = _vectors(e, asker, rows, w) @ _vectors(e, asked, columns, w).T / np.sqrt(64)
        grid = np.ix_(rows, columns)
        at_home = home_a[rows] == w
        open_ = score[grid] <= _NEVER
        score[grid] = np.where(at_home[:, None] | open_, got, score[grid])
    if part is not None:
        score[part[first_a][:, None] != part[first_b][None, :]] = _NEVER
    score = np.where((np.abs(distance) > REACH) | (score <= _NEVER), _NEVER, score + near[_bucket(distance, len(near) // 2)])
    score = np.concatenate([score, np.full((len(score), 1), none, dtype=np.float32)], axis=1)
    p = np.exp(score - score.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    best = p.argmax(1)
    return [-1 if b == width else int(b) for b in best], [float(x) for x in p.max(1)]


def _vectors(e: Encoded, side: tuple[list[Piece], str], rows: npt.NDArray[np.int64], window: int) -> Floats:
    pieces, name = side
    first = np.asarray([pieces[i].first for i in rows])
    if name in e.windows.block:
        return e.windows.rows(name, first, window)
    last = np.asarray([pieces[i].last for i in rows])
    return np.asarray(e.windows.rows(name + "_first", first, window) + e.windows.rows(name + "_last", last, window), dtype=np.float32)


def link(e: Encoded, pieces: list[Piece], learned: LinkScores, part: npt.NDArray[np.int64] | None = None) -> list[Attribution]:
    """The attributions of a text, in the order of their contents. Cues without content and sources without cue are dropped.

    part: a number a word, (n,): pieces of one statement share it; None where the text is one part.
    """
    by_role = {r: [p for p in pieces if p.role == r] for r in ("source", "cue", "content")}
    contents, cues, sources = by_role["content"], by_role["cue"], by_role["source"]
    if not contents:
        return []
    owner, sure = [-1] * len(contents), [1.0] * len(contents)
    if cues:
        owner, sure = _choose(e, (contents, "content"), (cues, "cue_content"), learned.near[0], float(learned.none[0]), part)
    held: dict[int, list[int]] = {}
    loose: list[list[int]] = []
    for i, content in enumerate(contents):
        cue = owner[i]
        if cue < 0 and i and _runs_on(e, contents[i - 1], content):
            cue = owner[i - 1]
            owner[i] = cue
            if cue < 0 and loose and loose[-1][-1] == i - 1:
                loose[-1].append(i)
                continue
        if cue < 0:
            loose.append([i])
        else:
            held.setdefault(cue, []).append(i)
    names: dict[int, tuple[int, float]] = {}
    if held:
        order = sorted(held)
        if sources:
            asker = [cues[c] for c in order], "cue_source"
            best, chance = _choose(e, asker, (sources, "source"), learned.near[1], float(learned.none[1]), part)
            names = {c: (b, p) for c, b, p in zip(order, best, chance, strict=True)}
    out = []
    for c, members in held.items():
        s, chance_of = names.get(c, (-1, 1.0))
        parts = _joined(e, [contents[i] for i in members])
        score = cues[c].score * fmean([p.score for p in parts]) * fmean([sure[i] for i in members]) * chance_of
        out.append(Attribution((sources[s],) if s >= 0 else (), (cues[c],), parts, score))
    for members in loose:
        parts = _joined(e, [contents[i] for i in members])
        out.append(Attribution((), (), parts, fmean([p.score for p in parts]) * 0.5))
    return sorted(out, key=lambda a: (a.content[0].first, a.content[0].last))


def _joined(e: Encoded, pieces: list[Piece]) -> tuple[Piece, ...]:
    """Pieces of one statement that touch within a paragraph are one: another statement that begins inside may part them."""
    out = pieces[:1]
    for p in pieces[1:]:
        last = out[-1]
        if p.first == last.last + 1 and e.paragraph[p.first] == e.paragraph[last.last]:
            words = (last.last - last.first + 1, p.last - p.first + 1)
            out[-1] = Piece(p.role, last.first, p.last, (last.score * words[0] + p.score * words[1]) / sum(words))
        else:
            out.append(p)
    return tuple(out)


def _runs_on(e: Encoded, a: Piece, b: Piece) -> bool:
    """Whether b carries on a quotation that a opened and did not close, in the paragraph that follows."""
    if e.paragraph[b.first] - e.paragraph[a.last] != 1:
        return False
    opening = e.word(b.first) in ("“", '"')
    closed = e.word(a.last) in ("”", '"')
    return opening and e.word(a.first) in ("“", '"') and not closed
