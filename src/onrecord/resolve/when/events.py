"""Background events: what the report says happened, or will happen, at a time that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.encode.encoded import UPOS, Encoded
from onrecord.model import Article, Event, PartySpan, Statement, TimeSpan, When
from onrecord.resolve.when.clause import dated_phrase, linked_phrase
from onrecord.resolve.when.load import FOLDER
from onrecord.resolve.when.sentence import sentence_bounds
from onrecord.rules import read_yaml

_VERB, _AUX = UPOS.index("VERB"), UPOS.index("AUX")
# what hangs on a verb without being of what it tells: its subject, marks, and other clauses
_NOT_OF_VERB = frozenset("nsubj csubj punct cc mark conj parataxis advcl ccomp".split())
_NP = re.compile(r"(?:['’]s)?\s+(?P<np>(?:[A-Za-z][\w’'-]*\s+){0,4}?(?P<head>[A-Za-z][\w’-]*))(?=[\s,.;:’'”\")]|\Z)")

_STOP = frozenset(
    [
        "in",
        "on",
        "of",
        "at",
        "by",
        "to",
        "and",
        "or",
        "with",
        "that",
        "the",
        "a",
        "an",
        "for",
        "was",
        "were",
        "is",
        "are",
        "has",
        "have",
        "had",
        "when",
        "after",
        "as",
        "from",
        "will",
        "would",
        "before",
        "any",
        "since",
        "during",
        "until",
        "over",
        "between",
        "against",
        "into",
        "under",
        "who",
        "which",
        "but",
    ]
)
_DETERMINED = re.compile(r"\b(?:the|an?|this|its|their|his|her)\s+\Z", re.I)


@dataclass(frozen=True, slots=True)
class EventWords:
    """Words of data/dates/events.yaml: nouns that name happenings, verbs of saying."""

    nouns: frozenset[str]
    saying: frozenset[str]


@cache
def event_words() -> EventWords:
    """The word lists, read once."""
    raw = read_yaml((FOLDER / "events.yaml").read_text("utf-8"))
    return EventWords(frozenset(raw["nouns"]), frozenset(raw["saying"]))


def find_events(
    article: Article,
    times: Sequence[TimeSpan],
    statements: Sequence[Statement] = (),
    *,
    mentions: Sequence[PartySpan] = (),
    encoded: Encoded | None = None,
) -> tuple[Event, ...]:
    """Every happening that a placed point in time dates, in order of the text.

    The event's text is its verb phrase ("visited Kivo") or noun phrase ("the 2014 uprising" -> "uprising"). account: the innermost
    statement whose content tells it. mentions: the report's party mentions; those inside the event become its participants. encoded:
    where given, its syntax finds the phrase. What the event is said to follow ("in the wake of an attack") is an event as well, not
    placed itself (edtf None) but no later than that one.
    """
    text = article.text
    taken: set[tuple[int, int]] = set()
    out: list[Event] = []
    sayings: dict[tuple[int, int], list[Statement]] = {}
    for s in statements:
        if s.when is not None and s.when.start >= 0:
            sayings.setdefault((s.when.start, s.when.end), []).append(s)

    def add(start: int, end: int, when: When) -> None:
        if end - start < 3 or any(start < b and a < end for a, b in taken):
            return
        taken.add((start, end))
        inside = tuple(m for m in mentions if start <= m.start and m.end <= end)
        out.append(
            Event(start=start, end=end, text=text[start:end], when=when, participants=inside, account=_account(statements, start, end))
        )

    for t in times:
        if t.when.edtf is None or t.timex_type not in ("DATE", "TIME") or t.timex_value.endswith("_REF"):
            continue
        noun = _noun_event(text, t)
        if noun is not None:
            add(*noun, t.when)
            continue
        lo, hi = sentence_bounds(text, t.start, t.end)
        if _attribute(text, t):
            continue
        phrase = (_parsed_phrase(encoded, t) if encoded is not None else None) or dated_phrase(text, lo, hi, t.start, t.end)
        said = sayings.get((t.start, t.end), [])
        if phrase is None or _says(text, *phrase) or (said and not _acts(*phrase, said)):
            continue
        add(*phrase, t.when)
        after = min((u.start for u in times if t.end <= u.start < hi), default=hi)
        link = linked_phrase(text, max(phrase[1], t.end) if phrase[0] < t.start else phrase[0], after)
        if link is not None and _head_noun(text[link[0] : link[1]]):
            add(link[0], link[1], When(edtf=None, latest=t.when.latest, basis=t.when.basis))
    return tuple(sorted(out, key=lambda e: (e.start, e.end)))


def _attribute(text: str, t: TimeSpan) -> bool:
    """Does the time only describe a thing ("its 1991 borders", "Friday's paper")?"""
    if text[t.end : t.end + 2] in ("'s", "’s"):
        return True
    described = (
        re.match(r"\s+(?!(?:in|on|at|to|and|or|by|with|when|after|before|that|as|for|from|under|over)\b)[A-Za-z]", text[t.end : t.end + 12])
        is not None
    )
    return (
        t.rule in ("year", "year-range")
        and described
        and re.search(r"(?:['’]s?|\b(?:the|an?|its|their|his|her))\s+\Z", text[max(0, t.start - 14) : t.start]) is not None
    )


def _account(statements: Sequence[Statement], start: int, end: int) -> str | None:
    """The statement with the shortest content that holds the event."""
    best: tuple[int, str] | None = None
    for s in statements:
        for c in s.content:
            if c.start <= start and end <= c.end and (best is None or c.end - c.start < best[0]):
                best = (c.end - c.start, s.id)
    return best[1] if best else None


def _acts(start: int, end: int, said: Sequence[Statement]) -> bool:
    """Is the phrase an act by which a statement was made ("signed a decree"), not a plain saying ("was quoted as saying")?"""
    saying = event_words().saying
    cues = [c for s in said for c in s.cue if c.start < end and start < c.end]
    return bool(cues) and not any(w in saying for c in cues for w in re.findall(r"[a-z]+", c.text.lower()))


def _says(text: str, start: int, end: int) -> bool:
    """Is the phrase an act of saying, which belongs to a statement?"""
    words = re.findall(r"[a-z]+", text[start:end].lower())[:3]
    saying = event_words().saying
    if (
        len(words) < 7
        and re.findall(r"[a-z]+", text[start:end].lower())[-1:]
        and re.findall(r"[a-z]+", text[start:end].lower())[-1] in saying
    ):
        return True
    return bool(words) and (
        words[0] in saying
        or (words[0] in ("was", "were", "has", "have", "had", "is", "will", "would") and any(w in saying for w in words[1:]))
    )


def _singular(word: str) -> str:
    w = word.lower()
    return w[:-1] if w.endswith("s") and not w.endswith("ss") else w


def _head_noun(phrase: str) -> bool:
    """Does a noun phrase name a happening?"""
    nouns = event_words().nouns
    return any(w.lower() in nouns or _singular(w) in nouns for w in re.findall(r"[A-Za-z-]+", phrase)[:6])


def _noun_event(text: str, t: TimeSpan) -> tuple[int, int] | None:
    """ "the 2014 coup", "last month's games", "the March 3 vote": the noun phrase after the time, when its head names a happening."""
    nouns = event_words().nouns
    found: tuple[int, int] | None = None
    m = _NP.match(text, t.end, min(len(text), t.end + 70))
    owned = text[t.end : t.end + 2] in ("'s", "’s")
    if m is None or not (
        owned or (_DETERMINED.search(text[max(0, t.start - 24) : t.start]) and t.text[:1].isupper() | t.text[:1].isdigit())
    ):
        return None
    if m:
        at = m.start("np")
        end = at
        for w in re.finditer(r"[A-Za-z][\w’'-]*", text[at : at + 60]):
            if text[end : at + w.start()].strip():
                break
            low = w[0].lower()
            if low in _STOP:
                break
            end = at + w.end()
            if low in nouns or _singular(low) in nouns:
                found = (at, end)
    return found


def _parsed_phrase(e: Encoded, t: TimeSpan) -> tuple[int, int] | None:
    """The phrase of the verb that governs the time: the verb with its dependants, without subject and time."""
    inside = e.words(t.start, t.end)
    if not len(inside):
        return None
    at, head = inside[-1], e.governors(inside[-1])
    for _ in range(8):
        if e.upos[at] == _VERB:
            break
        at = head[at]
    else:
        return None
    keep = [at]
    for i in range(max(0, at - 40), min(len(e), at + 40)):
        if i == at or i in inside or i not in head:
            continue
        chain, j = [i], head[i]
        while j != at and len(chain) < 12:
            chain.append(j)
            j = head[j]
        top = chain[-1]
        if j == at and e.relation(top) not in _NOT_OF_VERB and not any(w in inside for w in chain):
            keep.append(i)
    first, last = min(keep), max(keep)
    span = [i for i in range(first, last + 1) if i not in inside]
    if not span or (t.start < e.start[last] and t.end > e.start[first] and inside[0] > at):
        last = max((i for i in keep if i < inside[0]), default=at)
    return int(e.start[first]), int(e.end[last])


__all__ = ["EventWords", "event_words", "find_events"]
