"""What a statement's own words say of it: kind, part of the report, repeated, negated."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from onrecord.encode.pieces import QUOTE_DOUBLE, QUOTE_SINGLE, quote_states
from onrecord.model import Article, Block, Kind, Part, Span

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BRACKETED = re.compile(r"\[[^\]\n]*\]")
_REPEATED = re.compile(
    r"\b(?:repeatedly|repeat(?:ed|s|ing)?|reiterat\w+|re-?stat(?:ed|es|ing)|re-?affirm\w+|again|once more|before|previously|"
    r"time and (?:time )?again|over and over|consistently|always|constantly|often|frequently|regularly|routinely|long)\b",
    re.IGNORECASE,
)
# outside the cue's own words only what says so beyond doubt counts
_REPEATED_AROUND = re.compile(
    r"\b(?:repeatedly|on (?:multiple|several|many|numerous|countless|various) occasions|"
    r"(?:multiple|several|many|numerous|countless) times|time and (?:time )?again|over and over|in a series of|"
    r"the latest in a series|as (?:we|it|he|she|they)\W?(?:'ve|’ve| has| have)? "
    r"(?:reported|said|stated) before|not for the first time)\b",
    re.IGNORECASE,
)
_SAID_BEFORE = re.compile(r"\A\W*(?:before|again|repeatedly|many times)\b", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:did|do|does|has|have|had|would|could|will|was|were|is|are)(?: not|n['’]t)\b|\b(?:never|neither|nor)\b|"
    r"\b(?:refus\w+|declin\w+|stopp\w+ short of|without) (?:to )?(?:say\w*|comment\w*|confirm\w*|disclose\w*|elaborat\w*|specify\w*|"
    r"discuss\w*|identify\w*|answer\w*)|\bno comment\b",
    re.IGNORECASE,
)
_PART: dict[str, Part] = {"title": "headline", "caption": "caption", "links": "link"}


def kind_of(content: Sequence[Span], quotes: npt.NDArray[np.int8], nested: bool = False) -> Kind:
    """direct: every word stands inside quotation marks; mixed: some do; indirect: none does.

    quotes: `quote_states` of the text. nested: the statement is reported inside another's content, so only its own marks count.
    """
    inside = total = 0
    for span in content:
        gaps = [(m.start(), m.end()) for m in _BRACKETED.finditer(span.text)]
        # bytes, for each is asked for by itself
        states = (quote_states(span.text) if nested else quotes[span.start : span.end]).tobytes()
        for m in _WORD.finditer(span.text):
            if gaps and any(a <= m.start() < b for a, b in gaps):
                continue
            total += 1
            inside += states[m.start()] in (QUOTE_DOUBLE, QUOTE_SINGLE)
    if not inside:
        return "indirect"
    return "direct" if inside == total else "mixed"


def part_of(article: Article, at: int) -> Part:
    """The part of the report that a place lies in, by its block."""
    kind = block_kind(article, at)
    return _PART.get(kind, "body")


def block_kind(article: Article, at: int) -> str:
    """The kind of the block that holds a code-point offset; paragraph where none does."""
    k = bisect_right(article.blocks, at, key=_start) - 1
    if k >= 0 and article.blocks[k].start <= at < article.blocks[k].end:
        return article.blocks[k].kind
    return "paragraph"


def _start(block: Block) -> int:
    return block.start


def is_repeated(cue: str, after: str, around: str) -> bool:
    """Whether the report says that this was said more than once. after: what follows the cue; around: its sentence without the content."""
    return bool(_REPEATED.search(cue) or _SAID_BEFORE.match(after) or _REPEATED_AROUND.search(around))


def is_negated(cue: str) -> bool:
    """Whether the report says that this was not said ("did not say that", "refused to say")."""
    return bool(_NEGATED.search(cue))
