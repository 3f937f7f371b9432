"""Find the condition of a stance: the clause that a marker opens, before the stance or behind it."""

from __future__ import annotations

import re

from onrecord.coding.codebook import Cues

WORD = re.compile(r"[\w'’-]+")
CONDITION_END = re.compile(
    r"[;:!?”\"]|\.(?:\s|$)|, [A-Z][^,;.]{0,50}? (?:said|says|told|added|warned|reported)\b"
    r"|, (?:but|and|he|she|it|they|the|a|an|though|although|while|saying|adding|according)\b|,”|,\"| — | – |\)"
)
LATER = re.compile(r", (?:[A-Z]|[a-z]+ (?:said|says|warned|added))|\b(?:said|says|warned|warns|added|told)\b")
PAST = re.compile(r"(?:\s+[\w'’-]+){1,3}?\s+(?:\w+ed|was|were|had|took|came|met|went|began|said|told|became)\b")


def _words(text: str) -> int:
    return len(WORD.findall(text))


def find_condition(sentence: str, cues: Cues, start: int, end: int, signs: set[int], offers: bool) -> tuple[tuple[int, int], str] | None:
    """The condition of a stance whose evidence is [start, end), and its marker's id; None where it has none.

    signs: the directions that the marker may go with. offers: whether a word of readiness or offer governs.
    """
    for marker in cues.markers:
        if not signs & marker.signs or (marker.offers and not offers):
            continue
        for m in marker.regex.finditer(sentence):
            after = m.start() >= end
            if after and _words(sentence[end : m.start()]) > 14:
                continue
            if not after and m.start() > start:
                continue
            if not after and not (marker.id in ("if", "when", "unless", "as-long-as", "provided", "only-after") and start - m.end() < 90):
                continue
            if not after and not re.search(r"(?:^|[\"“.,;]\s*|\b(?:and|but|that)\s+)$", sentence[: m.start()]):
                continue
            if after and marker.opens:
                continue
            if after and LATER.search(sentence, end, m.start()):
                continue
            if re.search(r"[.;!?]\s", sentence[min(end, m.end()) : max(start, m.start())]):
                continue
            if re.search(r"\b(?:as|even|what|wonder(?:ed|s)?|see|know|ask(?:ed|s)?|unclear)\s*$", sentence[: m.start()], re.IGNORECASE):
                continue
            stop = CONDITION_END.search(sentence, m.end())
            limit = stop.start() if stop else len(sentence)
            if not after:
                comma = sentence.find(",", m.end(), start)
                if 0 < comma < start and _words(sentence[m.end() : comma]) < 3:  # "If the meeting, when I'm there, is not fruitful,"
                    comma = sentence.rfind(",", comma, start)
                limit = comma if comma > 0 else min(limit, start)
            text = sentence[m.start() : limit]
            begin = m.start() + len(text) - len(text.lstrip(", "))
            limit = m.start() + len(text.rstrip(" .,"))
            if marker.id == "when" and PAST.match(sentence, m.end()):
                continue
            if marker.whole and m.start() >= start:
                odd = m.group().count('"') % 2 and m.group().endswith('"')  # the end of a quotation that began before it
                return (m.start(), m.end() - bool(odd)), marker.id
            if _words(sentence[m.end() : limit]) >= 1:
                return (begin, limit), marker.id
    return None
