"""Which way a time expression points: what its clause says of tense and of plans."""

from __future__ import annotations

import re

PAST, OPEN, FUTURE = -1, 0, 1

_STOP = re.compile(r"[;:\n“”\"!?]|\.(?=\s+[A-Z“\"])|--|[—–]|``|''|\b(?:but|while|whereas)\b")
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|shall|would|['’]ll|going to|about to|(?:is|are|was|were|be) (?:to|set|due|slated)|set to|set for|due (?:on|in|to|for|by|out)?|"
    r"scheduled|slated|expected|expects?|planned|plans?|planning|intends?|aims?|hopes? to|hoping|until|till|upcoming|deadline|ahead of|forthcoming|"
    r"(?:agreed|vowed|promised|pledged|decided|wants?|wanted|ready|likely|invited|threatened|called) (?:\w+ )?(?:to|for)|should|must|may|might|can|could|"
    r"expires?|expiring|mature|matures|maturing|begins?|starts?|starting|opens?|arrives?|meets?|leaves?|takes? effect|effective|by|before|no later than|"
    r"payable|deliver(?:y|ies)?|if|no sooner than|eventually|tentatively|as early as|as soon as|prepar(?:es?|ing)|to (?:be|hold|meet|visit|vote|start|begin|end|leave|take|make|discuss))\b", re.I)
_BACK = re.compile(
    r"\b(?:said|told|was|were|had|did|been|since|ago|ended|began|came|took|made|went|met|held|left|fell|rose|won|lost|killed|died|gave|got|saw|shot|sent|spoke|"
    r"struck|signed|wrote|began|became|broke|brought|built|bought|chose|fled|flew|found|fought|heard|hit|kept|knew|led|met|paid|put|ran|sat|sold|spent|"
    r"stood|swore|taught|thought|threw|understood|withdrew|won|after|closed|"
    r"(?!need|speed|feed|seed|indeed|bleed|exceed|proceed|succeed|hundred|red|bed|united|scheduled|planned|expected|slated|supposed|armed|wounded)[a-z]{2,}(?:ed))\b", re.I)
_RANK_AHEAD = re.compile(r"\b(?:will|won['’]t|shall|['’]ll|scheduled|slated|until|till|deadline|upcoming|no later than|going to|expires?|due)\b", re.I)


def direction(text: str, start: int, end: int) -> int:
    """PAST, FUTURE or OPEN for the expression at text[start:end], from the nearest sign in its clause, the words before it first."""
    lo = max(0, start - 160)
    before = text[lo:start]
    cut = 0
    for m in _STOP.finditer(before):
        cut = m.end()
    before = before[cut:]
    after = text[end:end + 100]
    m2 = _STOP.search(after)
    if m2:
        after = after[:m2.start()]
    comma = after.find(",")
    near = after if comma < 0 else after[:comma]
    ahead = _last(_AHEAD, before)
    back = _last(_BACK, before)
    if ahead is None and back is None:
        a, b = _AHEAD.search(near), _BACK.search(near)
        if a is None and b is None:
            return OPEN
        if b is None or (a is not None and a.start() < b.start()):
            return FUTURE if a is not None and (_RANK_AHEAD.match(a[0]) or a[0].lower() in ("would", "should", "must", "is to", "are to")) else OPEN
        return PAST
    if ahead is not None and (back is None or ahead > back):
        return FUTURE
    # "said it will buy the unit Friday" is caught above; "will meet with X, who arrived Friday" is past
    return PAST


def _last(rx: re.Pattern[str], s: str) -> int | None:
    at = None
    for m in rx.finditer(s):
        at = m.end()
    return at
