"""The verb phrase that a time word dates, found without a parser: enough for a line on a timeline."""

from __future__ import annotations

import re

IRREGULAR = (
    "was|were|had|did|came|took|made|went|met|held|left|fell|rose|won|lost|gave|got|saw|shot|sent|spoke|struck|wrote|began|became|broke|brought|built|bought"
    "|chose|fled|flew|found|fought|heard|hit|kept|knew|led|paid|put|ran|sat|sold|spent|stood|swore|taught|thought|threw|understood|withdrew|tore|drove|grew|hid|rode|sought"
    "|shed|said|told|cut|set|shut|quit|split|beat|ate|drew|froze|lay|forgave|overthrew|retook|undertook|foresaw|oversaw|stole|sank|shook|bore|wore|woke|laid"
)
_NOT_PAST = (
    "need|speed|feed|seed|indeed|bleed|exceed|proceed|succeed|hundred|united|scheduled|slated|supposed"
    "|red|bed|led|armed|so-called|alleged|shed"
)
_ADJECTIVE = re.compile(r"\b(?:the|an?|its|their|his|her|of|most|more|so)\s+\Z", re.I)
_VERB = re.compile(
    r"(?<![\w-])(?:(?P<modal>will|would|shall|may|might|could|is (?:due|set|expected|scheduled) to"
    r"|are (?:due|set|expected|scheduled) to|is to|are to)\s+(?:\w+ly\s+|not\s+)?(?:be\s+)?[a-z]+"
    rf"|(?:has|have|had)\s+(?:\w+ly\s+|never\s+|not\s+|since\s+|already\s+)?(?:been\s+)?[a-z]+"
    rf"|(?:{IRREGULAR}|(?!(?:{_NOT_PAST})\b)[a-z]{{2,}}ed))\b"
)
_ADVERB = re.compile(r"(?:\b[a-z]+ly\s+)+\Z")
_BARE = re.compile(r"(?:\w+ly )?(?:(?:was|were|is|are|has|have|had|will|would|could|can|may|might|been|be) )+(?:\w+ly )?[a-z]+")
# a clause ends at these; "and" does so only before a verb
_BREAK = re.compile(
    r"[;:\n“”\"()]|--|\s[—–-]\s|\s(?:but|while|whereas|although|because)\s|,\s+(?:who|which|where|when|whose|and|as|with|after|before|leading|saying|adding|commenting)\b|\s(?:that|who|which|when|where|whose)\s"
)
_AND_VERB = re.compile(rf"\s(?:and|or)\s+(?=(?:\w+ly\s+)?(?:{IRREGULAR}|(?!(?:{_NOT_PAST})\b)[a-z]{{2,}}ed)\b)")
_PREPOSITION = re.compile(
    r"(?:,|\b(?:in|on|at|by|since|until|from|for|during|around|about|late|early|of|the|to|before|after"
    r"|through|and|only|just|as|no later than|between))\s*\Z",
    re.I,
)
_LINK = re.compile(
    r"\b(?P<link>in the wake of|following|in the aftermath of|after)\s+(?P<noun>(?:an?|the|its|their|his"
    r"|her|several|two|three)?\s*[^,.;:“”\"()\n]{3,90})"
)


def main_clause(text: str, lo: int, hi: int, start: int, end: int) -> tuple[int, int]:
    """The clause of the sentence text[lo:hi] that holds the time at text[start:end]."""
    a, b = lo, hi
    for m in _BREAK.finditer(text, lo, start):
        a = m.end()
    m2 = _BREAK.search(text, end, hi)
    if m2:
        b = m2.start()
    return a, b


def dated_phrase(text: str, lo: int, hi: int, start: int, end: int) -> tuple[int, int] | None:
    """The verb phrase dated by the time at text[start:end] within the sentence text[lo:hi]: from its verb to the time, or, where the time
    comes first, to the end of the clause. None where no verb is found.
    """
    a, _b = main_clause(text, lo, hi, start, end)
    verbs = [m for m in _VERB.finditer(text, a, start) if not _ADJECTIVE.search(text, max(a, m.start() - 12), m.start())]
    if verbs and len(text[a:start].strip()) > 3:
        first = verbs[-1]
        for v in reversed(verbs[:-1]):  # "were held", "had been killed" are one
            if text[v.end() : first.start()].strip():
                break
            first = v
        s = first.start()
        comma = text.rfind(",", first.end(), start)
        if comma >= 0 and len(text[comma + 1 : start].split()) > 2:  # the time belongs to something after the verb's own words
            return None
        adverb = _ADVERB.search(text, a, s)
        if adverb:
            s = adverb.start()
        e = start
    else:
        # the time opens the clause: "In autumn 2022, the two regions, alongside others, joined the union"
        c = hi
        cut = re.search(r"[;“”\"\n]|\s[—–]\s|,\s+(?:but|while|as|after|before|saying|leading|with|which|who)\b", text[end:hi])
        if cut:
            c = end + cut.start()
        found = _VERB.search(text, end, c)
        while found is not None and re.search(r"\b(?:who|which|that)\s+\Z", text[end : found.start()]):
            found = _VERB.search(text, found.end(), c)
        if found is None:
            return None
        s = found.start()
        adverb = _ADVERB.search(text, end, s)
        if adverb:
            s = adverb.start()
        stop = re.search(r",\s", text[s:c])
        return _trim(text, s, s + stop.start() if stop else c)
    s2, e2 = _trim(text, s, e) or (s, e)
    if e2 - s2 < 3:
        return None
    words = text[s2:e2].split()
    if len(words) < 2 or (len(words) < 4 and _BARE.fullmatch(text[s2:e2])):  # "were held": say what was
        s2 = _subject(text, a, s2)
    return s2, e2


def _subject(text: str, a: int, s: int) -> int:
    """Where the few words before a bare verb begin ("violence" erupted, "the talks that" were held)."""
    lo = max(0, s - 60)
    if re.search(r"\b(?:that|who|which)\s+\Z", text[lo:s]) is None:
        lo = max(lo, a)
    before = text[lo:s]
    cut = max((m.end() for m in re.finditer(r"[,;:“”\"()\n.]\s*", before)), default=0)
    before = re.sub(r"\b(?:that|who|which)(?=\s+\Z)", lambda m: " " * len(m[0]), before)
    determiners = [m.start() for m in re.finditer(r"\b(?:the|an?|its|their|his|her|this|two|three)\s", before, re.I) if m.start() >= cut]
    if determiners:
        return lo + determiners[-1]
    words = [
        m.start()
        for m in re.finditer(r"(?<![\w’'-])[\w’'-]+", before)
        if m.start() >= cut and (lo + m.start() == 0 or not text[lo + m.start() - 1].isalnum())
    ]
    return lo + words[-4:][0] if words else s


def _trim(text: str, s: int, e: int) -> tuple[int, int] | None:
    """Without blanks, prepositions and marks at the end, and marks at the beginning."""
    while True:
        m = _PREPOSITION.search(text, s, e)
        if m is None or m.start() <= s:
            break
        e = m.start()
    piece = text[s:e].rstrip(" \t\n,.;:!?’”\"'")
    e = s + len(piece)
    while s < e and not text[s].isalnum():
        s += 1
    return (s, e) if e > s else None


def linked_phrase(text: str, lo: int, hi: int) -> tuple[int, int, str] | None:
    """ "in the wake of an attack on a bridge": the noun phrase of what came before, within text[lo:hi], with the linking words."""
    m = _LINK.search(text, lo, hi)
    if m is None:
        return None
    t = _trim(text, m.start("noun"), m.end("noun"))
    return (*t, m["link"]) if t else None
