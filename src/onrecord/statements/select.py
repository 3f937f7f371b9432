"""Which of the attributions found are worth keeping."""

from __future__ import annotations

from dataclasses import replace

from onrecord.encode.encoded import UPOS, Encoded
from onrecord.statements.link import Attribution

# before calibration; set on PolNeAR dev and the labelled reports
LEAST_SCORE = 0.3
LEAST_WORDS = 2
# "rejected the idea", "commented on the talks": a few nouns without a verb tell little, so that only sure ones are kept
FEW_WORDS = 6
LEAST_SCORE_OF_NOUNS = 0.5

_QUOTES = frozenset("“”\"‘’'«»")
_VERBS = frozenset({UPOS.index("VERB"), UPOS.index("AUX")})
_NOBODY = frozenset("a an the of in on at to and or , . ' ’".split())


def worth_keeping(e: Encoded, a: Attribution) -> bool:
    """A statement has a cue, more than one word of content (or one in quotation marks), and a fair score."""
    if not a.cue or a.score < LEAST_SCORE:
        return False
    every = [i for p in a.content for i in range(p.first, p.last + 1)]
    words = [i for i in every if e.word(i)[0].isalnum()]
    if len(words) < LEAST_WORDS:
        return bool(words) and e.word(every[0])[0] in _QUOTES and e.word(every[-1])[0] in _QUOTES
    if len(words) <= FEW_WORDS and a.score < LEAST_SCORE_OF_NOUNS and not any(int(e.upos[i]) in _VERBS for i in words):
        return any(e.word(i)[0] in _QUOTES for i in every)
    return True


def with_whole_source(e: Encoded, a: Attribution) -> Attribution:
    """The attribution without pieces of its source that name nobody ("a", "of the")."""
    kept = tuple(p for p in a.source if not all(e.word(i).lower() in _NOBODY for i in range(p.first, p.last + 1)))
    return a if len(kept) == len(a.source) else replace(a, source=kept)
