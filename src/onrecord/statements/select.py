"""Which of the attributions found are worth keeping."""

from __future__ import annotations

from onrecord.encode.encoded import Encoded
from onrecord.statements.link import Attribution

# before calibration; set on PolNeAR dev and the labelled reports
LEAST_SCORE = 0.3
LEAST_WORDS = 2


def worth_keeping(e: Encoded, a: Attribution) -> bool:
    """A statement has a cue, more than one word of content (or one in quotation marks), and a fair score."""
    if not a.cue or a.score < LEAST_SCORE:
        return False
    words = [i for p in a.content for i in range(p.first, p.last + 1) if e.word(i)[0].isalnum()]
    if len(words) >= LEAST_WORDS:
        return True
    first, last = a.content[0].first, a.content[-1].last
    return bool(words) and e.word(first)[0] in "“\"‘'" and e.word(last)[0] in "”\"’'"
