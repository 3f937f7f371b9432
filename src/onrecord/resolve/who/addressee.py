"""To whom: "told RTVI", "in an interview with Sky News", "urged U.S. officials to", "telling Izvestia"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.model import PartySpan, Statement
from onrecord.resolve.who.source import SourceReader
from onrecord.resolve.who.words import Words

# verbs whose object is the one spoken to, as stems with their endings
TAKES = re.compile(
    r"\b(?:told|tell(?:s|ing)?|(?:ask|warn|inform|remind|order|instruct|implor|encourag|thank|request|press|caution|brief)(?:e?s|ed|ing)?|"
    r"(?:urg|assur|advis|promis|convinc|persuad)(?:es?|ed|ing)|notif(?:y|ies|ied|ying)|beg(?:s|ged)?)$",
    re.I,
)
NOUN = (
    r"(?:interview|conversation|(?:(?:tele)?phone )?call|meeting|briefing|statement|letter|message|speech|remarks|comments|address|"
    r"testimony|report|appearance|talks)s?"
)
FRAME = re.compile(
    rf"\b(?:(?:in|during|at)\s+(?:an?|his|her|their|the|separate|recent)\s+(?:[\w-]+\s+){{0,3}}{NOUN}\s+(?:with|to|on|for|before)|"
    r"(?:speaking|spoke|talking|talked|testified|testifying|writing)\s+(?:to|with|on|before)|in\s+(?:remarks|comments)\s+(?:to|with)|"
    r"(?:speech|address|testimony)\s+(?:in front of|before|to)|(?:comments?|remarks)\s+(?:by\s[^,.\n]{0,60}?\s)?to|report\s+for|"
    r"quoted\s+by|interview(?:ed)?\s+(?:with|by))\s+",
    re.I,
)
TO = re.compile(r"^\s*(?:\w+ly\s+)?to\s+(?=(?:the|an?|his|her|their|our|reporters|journalists|lawmakers)\b|[A-Z])")
STOP = re.compile(
    r"\s+(?:that|to|on|in|at|of(?=\s+a\b)|against|about|after|before|during|when|while|as|for|by|if|how|why|what|who|whether|from|not|over|"
    r"it|he|she|they|there|ahead|yesterday|today|last|this|late|early|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|via|through|following|with|"
    r"but|and\s+(?:that|said|added|to)|warning|saying|is|was|were|are|will|would|had|has|have)\b|[,:;“”\"()–—\n]|(?<![A-Z])\.(?=\s|$)|\s+-\s"
)
GIVES = re.compile(r"\b(?:present|propos|offer|exchang|submit|convey|deliver|communicat|shar|send|sent)", re.I)
GIFT = re.compile(r"\s+(?:to|with)\s+")
OBJECT = re.compile(
    r"^\s*(?=(?:the|an?|his|her|their|its|our|those|these|us|him|them|me|both|several|two|many|some|all|reporters|journalists|lawmakers|"
    r"senior)\b|[A-Z]|(?:[a-z]+\s)?(?:officials|leaders|diplomats|supporters|staff|parliament|parliamentarians|residents|citizens|viewers|"
    r"allies|soldiers|troops|authorities|members|delegates|crowds|students|voters|senators)\b)"
)
NOT_ONE = re.compile(
    r"^(?:(?:it|that|this|there|The Latest|[A-Z][a-z]+day)\b|(?:an?|the)\s+(?:end|stop|halt|idea|possibility|need|time|way|"
    r"(?:news )?conference|day|week|summit|war|cease-?fire|\d+(?:st|nd|rd|th))\b)",
    re.I,
)
# what follows an object that opens the content
GOES_ON = re.compile(r"\s+(?:t?here\s+)?(?:(?:not|never)\s+)?(?:to|that|against|about|of|not)\b|\s*[:,]?\s*[“\"‘]|\s*:")
# a stop after a capital ends no sentence: "the U.S. Congress"
SENTENCE_END = re.compile(r"(?:(?<![A-Z])\.|[!?])[”\"’']?(?=\s+[“\"A-Z\[])|\n")
NEXT_SENTENCE = re.compile(r"(?:(?<![A-Z])\.|[!?])[”\"]?\s+[A-Z]")
RUN = re.compile(r"\S+")
THAT = re.compile(r"\s*,?\s*that\b")
LONG = 90


def addressees(statement: Statement, words: Words, reader: SourceReader, number: int) -> Iterator[PartySpan]:
    """The parties to whom a statement was made, as the report names them around the cue."""
    text = words.text
    seen: list[tuple[int, int]] = []
    inside = [(s.start, s.end) for s in (*statement.content, *statement.source)]
    for cue in statement.cue:
        for start, end in spans(text, cue.start, verb_end(text, cue.start, cue.end), inside):
            if any(a < end and start < b for a, b in seen):
                continue
            seen.append((start, end))
            reading = reader.read(start, end, number)
            sure = reading.party.status == "resolved" and reading.score >= 0.7
            yield PartySpan(
                start=start, end=end, text=text[start:end], name=reading.party.name if sure else None, id=reading.party.id if sure else None
            )


def verb_end(text: str, start: int, end: int) -> int:
    """Where the verb of a cue at [start, end) ends that takes the one spoken to: the cue may hold its object ("told reporters Friday")."""
    for m in RUN.finditer(text[start:end]):
        if start + m.end() < end and TAKES.search(m.group()) and OBJECT.match(text[start + m.end() : end]):
            return start + m.end()
    return end


def spans(text: str, start: int, end: int, inside: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where addressees stand near a cue at [start, end): its object, "to …" after it, or a frame in the same sentence."""
    limit = boundary(text, end)
    nexts = [a for a, b in inside if a >= end]
    stop = min([limit, *nexts])
    after = text[end:stop]
    cue = text[start:end]
    if TAKES.search(cue.rstrip()):
        if OBJECT.match(after):
            found = phrase(text, end, stop)
            if found:
                yield found
                return
        elif nexts and not after.strip():
            # the content begins with the object where the two were not told apart: "urged | U.S. officials to take into account"
            found = phrase(text, end, limit) if OBJECT.match(text[end : end + 60]) else None
            if found and GOES_ON.match(text, found[1]):
                yield found
                return
            if not THAT.match(text, end):  # "a speech before Congress, warning that …" has its addressee elsewhere
                return
    to = TO.match(after)
    if to:
        found = phrase(text, end + to.end(), stop)
        if found:
            yield found
            return
    if GIVES.search(cue):
        ends = [b for a, b in inside if end <= b <= limit + 1]
        last = max([end, *ends])
        gift = GIFT.match(text, last)
        if gift and OBJECT.match(text[gift.end() : gift.end() + 60]):
            found = phrase(text, gift.end(), min(limit, gift.end() + LONG))
            if found:
                yield found
                return
    begin = max(0, start - 240, text.rfind("\n", max(0, start - 240), start) + 1)
    for m in FRAME.finditer(text, begin, min(limit, end + 160)):
        if any(a <= m.start() < b and not (a <= start < b) for a, b in inside) or not OBJECT.match(text[m.end() : m.end() + 60]):
            continue
        if NEXT_SENTENCE.search(text[min(m.end(), start) : max(m.start(), start)]):
            continue
        found = phrase(text, m.end(), min(len(text), m.end() + LONG))
        if found:
            yield found
            return


def boundary(text: str, end: int) -> int:
    """The end of the sentence, or close."""
    m = SENTENCE_END.search(text, end)
    return min(m.start() if m else len(text), end + 300)


def phrase(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """The noun phrase at a place, None where there is none."""
    while start < stop and text[start].isspace():
        start += 1
    rest = text[start : min(stop, start + LONG)]
    if not rest or NOT_ONE.match(rest):
        return None
    m = STOP.search(rest, 1)
    end = start + (m.start() if m else len(rest))
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if end - start >= 2 else None
