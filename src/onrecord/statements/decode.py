"""Turn tag probabilities into labelled word spans."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from onrecord.encode.encoded import TAGS, Encoded

Floats = npt.NDArray[np.float32]
ROLES = ("source", "cue", "content")
# allowed[i, j]: tag j may follow tag i; an inside tag needs a begin or inside tag of its role before it
_ALLOWED = np.array([[not b.startswith("I-") or a[2:] == b[2:] for b in TAGS] for a in TAGS])
_START = np.array([not b.startswith("I-") for b in TAGS])
_NEVER = -1e4
# set on PolNeAR dev: words are called outside a little too readily (the written training reports are sparse in statements), and a
# share of the counted steps from tag to tag keeps pieces whole
OUTSIDE = 0.45
STEPS = 0.2


@dataclass(frozen=True, slots=True)
class Piece:
    """A labelled run of words, first and last inclusive. score: the mean probability of its tags."""

    role: str
    first: int
    last: int
    score: float


@lru_cache(maxsize=1)
def _steps() -> tuple[Floats, Floats, Floats]:
    """Log weights of a step from tag to tag (7, 7), of a paragraph's first tag and of its last one (7), from the counts in
    data/languages/en-tag-steps.json: how much more often than by chance one follows the other."""
    table = json.loads(resources.files("onrecord").joinpath("data/languages/en-tag-steps.json").read_text(encoding="utf-8"))
    n = np.asarray(table["counts"], dtype=np.float32) + 0.5
    gain = STEPS * (np.log(n / n.sum(1, keepdims=True)) - np.log(n.sum(0) / n.sum()))
    return np.where(_ALLOWED, gain[:-1, :-1], _NEVER), np.where(_START, gain[-1, :-1], _NEVER), gain[:-1, -1]


def best_tags(p: Floats, paragraph: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The best consistent tag sequence (Viterbi, all paragraphs at once). p: (n, 7) probabilities; paragraph: (n,) numbers, ascending;
    spans end with their paragraph.
    """
    if not len(p):
        return np.zeros(0, dtype=np.int64)
    step, first, last = _steps()
    begin = np.flatnonzero(np.append(True, np.diff(paragraph) != 0))
    size = np.diff(np.append(begin, len(p)))
    order = np.argsort(-size, kind="stable")  # longest first: those still open at word k are the first rows
    begin, size = begin[order], size[order]
    open_at = np.searchsorted(-size, -np.arange(int(size[0]))).tolist()  # how many paragraphs are longer than k words
    log_p = np.log(np.maximum(p, 1e-9))
    score = log_p[begin] + first
    back = np.zeros(p.shape, dtype=np.int64)
    for k in range(1, int(size[0])):
        here = open_at[k]
        at = begin[:here] + k
        paths = score[:here, :, None] + step
        back[at] = paths.argmax(1)
        score[:here] = paths.max(1) + log_p[at]
    out = np.zeros(len(p), dtype=np.int64)
    tag = (score + last).argmax(1)
    for k in range(int(size[0]) - 1, -1, -1):
        here = open_at[k]
        at = begin[:here] + k
        out[at] = tag[:here]
        tag[:here] = back[at, tag[:here]]
    return out


def decode(encoded: Encoded) -> list[Piece]:
    """All source, cue and content pieces of a text, in order."""
    p = encoded.tags * np.where(np.arange(len(TAGS)) == 0, OUTSIDE, 1.0)
    return decode_rows((p / p.sum(1, keepdims=True)).astype(np.float32), encoded.paragraph)


def decode_rows(p: Floats, paragraph: npt.NDArray[np.int64]) -> list[Piece]:
    """The pieces that rows of tag probabilities hold; word numbers are row numbers."""
    best = best_tags(p, paragraph)
    tags, numbers = best.tolist(), paragraph.tolist()
    sure = np.append(0.0, np.cumsum(p[np.arange(len(best)), best], dtype=np.float64)).tolist()
    out: list[Piece] = []
    i, n = 0, len(tags)
    while i < n:
        name = TAGS[tags[i]]
        if name == "O":
            i += 1
            continue
        j = i + 1
        while j < n and TAGS[tags[j]] == "I-" + name[2:] and numbers[j] == numbers[i]:
            j += 1
        out.append(Piece(name[2:], i, j - 1, (sure[j] - sure[i]) / (j - i)))
        i = j
    return out
