"""Which way a time expression points: what its clause says of tense and of plans."""

from __future__ import annotations

import re

PAST, OPEN, FUTURE = -1, 0, 1

_STOP = re.compile(
    r"[;:\n“”\"!?—–]|\.(?<!\b[A-Z]\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bGen\.)(?<!\bSen\.)(?<!\bGov\.)(?<!\bRep\.)(?=\s+[A-Z“\"`])"
    r"|--|``|''|\b(?:but|while|whereas)\b"
)
_ADVERBS = r"(?: not| also| then| now| likely| probably| only| [a-z]+ly)*"
_AHEAD = re.compile(
    # a modal and its verbs ("will be named"): what follows it inside the verb group is no past tense. "could have ended" is not ahead
    rf"\b(?:will|won['’]t|shall|would(?!n['’]t have)|should|must|may|might|can|could)\b{_ADVERBS}(?! have\b)(?: be| been)*(?: [a-z]+)?"
    rf"|['’]ll\b(?: [a-z]+)?"
    r"|\b(?:is|are|was|were|be|been|being)? ?(?:going|about|scheduled|slated|due|set|expected|planned"
    r"|supposed|likely|poised|ready|prepared|invited)"
    r"(?: to| for| in| on| by| out)(?: be)?(?: [a-z]+)?"
    r"|\b(?:is|are|was|were) to (?:be )?[a-z]+"
    r"|\b(?:plans?|expects?|expecting|planning|intends?|aims?|hopes?|hoping|hoped|wants?|wanted|agree[ds]?|vow(?:s|ed)|promise[ds]?|pledge[ds]?|decided|threaten(?:s|ed)|"
    r"prepar(?:es?|ing)|agreements?|decision|deal|proposal|pact|calls?|calling|called"
    r"|tentatively) (?:(?:is|are) )?(?:to|for)(?: be)?(?: [a-z]+)?"
    r"|\b(?:scheduled|slated|planned|expected|postponed|delayed|extended|deadline|ahead of(?=\s+\Z)|upcoming"
    r"|forthcoming|till|no later than|no sooner than|eventually|"
    r"as early as|as soon as|expires?|expiring|matures?|maturing|payable|redeemable|takes? effect|effective)\b"
    r"|\b(?:begins?|starts?|opens?|arrives?|meets?|leaves?|votes?|convenes?|resumes?)\b(?= (?:on |in |at "
    r"|here |this |next |early |late )*\Z)"
    r"|\bbefore (?:they|he|she|it|the two) [a-z]+"
    r"|\bto (?:be|hold|start|begin|end|resume|deliver|publish)\b(?: [a-z]+ed)?",
    re.I,
)
_BACK = re.compile(
    r"\b(?:said|told|was|were|had|did|been|since|ago|came|took|made|went|met|held|left|fell|rose|won|lost|gave|got|saw|shot|sent|spoke|"
    r"struck|wrote|began|became|broke|brought|built|bought|chose|fled|flew|found|fought|heard|hit|kept|knew|led|paid|ran|sat|sold|spent|"
    r"stood|swore|taught|thought|threw|understood|withdrew|after|tore|read|drove|grew|hid|rode|sought|shed|"
    r"(?!need|speed|feed|seed|indeed|bleed|exceed|proceed|succeed|hundred|united|scheduled|slated|supposed)[a-z]{2,}ed)\b",
    re.I,
)
_SURE = re.compile(
    r"\b(?:will|won['’]t|shall|would|['’]ll|scheduled|slated|due|set|expected|going|expires?|is to|are to|should|must)\b", re.I
)
_UNTIL = re.compile(r"\b(?:until|till)\s+(?:the |early |late |at least )*\Z", re.I)


def direction(text: str, start: int, end: int) -> int:
    """PAST, FUTURE or OPEN for the expression at text[start:end]: the last sign before it in its clause, else the first one after it."""
    before = text[max(0, start - 170) : start]
    cut = 0
    for m in _STOP.finditer(before):
        cut = m.end()
    before = " ".join(before[cut:].split()) + " "
    after = text[end : end + 110]
    stop = _STOP.search(after)
    if stop:
        after = after[: stop.start()]
    groups = [m.span() for m in _AHEAD.finditer(before)]  # verb groups that look ahead ("will be named")
    ahead, back = groups[-1][1] if groups else -1, -1
    for m in _BACK.finditer(before):
        if not any(a <= m.start() < b for a, b in groups):
            back = m.end()
    if text.startswith(("'s ", "’s "), end) and not _UNTIL.search(before):  # "to get around Wednesday's ruling"
        return (
            FUTURE
            if re.search(r"\bahead of\s+\Z", before) or re.match(r".s(?: [a-z]+){1,3} (?:will|is|are)\b", text[end : end + 60])
            else PAST
        )
    if _UNTIL.search(before):
        return PAST if back < 0 and re.search(r"\b(?:had|was|were|did)\b", after) else FUTURE
    if ahead < 0 and back < 0:
        if before.endswith(" by "):  # "with new elections by December"
            return FUTURE
        a, b = _AHEAD.search(after), _BACK.search(after)
        if a is None and b is None:
            return OPEN
        if b is None or (a is not None and a.start() <= b.start()):
            return FUTURE if a is not None and _SURE.search(a[0]) else OPEN
        return PAST
    return FUTURE if ahead >= back else PAST
