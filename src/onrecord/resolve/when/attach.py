"""When a thing was said: the time words of the saying, and their inheritance by the statements that go on with it."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from onrecord.model import Article, Entry, Span, Statement, TimeSpan
from onrecord.resolve.when.entries import bound_by_entries
from onrecord.resolve.when.sentence import sentence_bounds

# What may not stand between the saying and its time: a clause of its own, or words that make the time a part of something else.
_CLAUSE = re.compile(
    r"\b(?:who|which|whose|where|when|after|before|since|while|because|if|although|though|that|until"
    r"|following|ahead of|to [a-z]+|about|over)\b|[;:]",
    re.I,
)
_VERBISH = re.compile(
    r"\b(?!said|told|added|noted|released|issued|published|posted|televised|quoted|united|so-called|related|armed|united|asked|reporters?)[a-z]{3,}ed\b"
)
_NOT_THEN = re.compile(
    r"\b(?:until|till|since|before|after|for|from|between|through|to|than|of|over|against|about|scheduled|planned|due|expected|set)\s+(?:the\s+)?\Z",
    re.I,
)
_SUBORDINATE = re.compile(
    r"(?:^|[,(—–]|--)\s*(?:and\s+)?(?:who|which|whose|where|when|after|before|since|as|while|following|although|because|if)\b[^,()—–]*\Z",
    re.I,
)
_CONTINUES = re.compile(r"\b(?:add(?:ed|s|ing)|continu(?:ed|es|ing)|went on|goes on|conclud(?:ed|es|ing)|also|then)\b", re.I)
_PLAIN = re.compile(
    r"\b(?:said|says|saying|told|telling|noted|stressed|explained|stated|insisted|warned|argued|wrote|asked|called|pointed)\b", re.I
)
_OTHER_TIME = re.compile(r"\b(?:has|have|had|earlier|previously|before|repeatedly|often|once|will|would|later|recently)\b", re.I)
_PRONOUN = re.compile(r"(?:he|she|they|it|the [a-z ]{3,40})\Z", re.I)
_BETWEEN = re.compile(r"\b(?:after|before|when|while|as|amid|despite|since|although|because|if|where|with|and in)\b|--|[—:]", re.I)
_OPENING = re.compile(r"(?:in|at|on|during)\b[^,.;:]{0,50}\Z", re.I)
_TAIL = re.compile(r",? (?:(?:saying|adding|telling [\w ]{1,30}|speaking|writing) (?:on |late |early |in )*|on |late |early )?\Z")
_FAR = 170
_DOUBT, _SOON = 7, 31  # days
_TO_COME = re.compile(r"\b(?:will|would|['’]ll|shall|to|due|expected|scheduled|set|plans?|going)\b", re.I)


def saying_time(
    article: Article, times: Sequence[TimeSpan], *, source: Sequence[Span], cue: Sequence[Span], content: Sequence[Span]
) -> TimeSpan | None:
    """The time of the saying ("told RTVI on Tuesday"): the nearest point in time in the cue's sentence that stands outside the content
    and in no clause of its own. None when the report does not say.
    """
    held = list(cue) or list(source)
    if not held:
        return None
    text = article.text
    best: tuple[float, TimeSpan] | None = None
    for c in held:
        lo, hi = sentence_bounds(text, c.start, c.end)
        lo, hi = _outside(content, c, lo, hi)
        i = max(0, bisect_left(times, lo, key=lambda t: t.start) - 1)
        for t in times[i:]:
            if t.start >= hi + 40:
                break
            if not _can_be(article, t, c):
                continue
            cost = _cost(text, t, c, source, content, lo, hi)
            if cost is not None and (best is None or cost < best[0]):
                best = (cost, t)
    if best:
        return best[1]
    after = _after_content(text, times, content)
    return after if after is not None and _can_be(article, after, held[-1]) else None


def _can_be(article: Article, t: TimeSpan, cue: Span) -> bool:
    """Whether a thing can have been said then: what a report tells was said by the day it came out, but for what is announced ("will
    tell parliament on Friday"), and that is soon.
    """
    out = article.published.latest if article.published is not None else None
    if out is None or t.when.earliest is None or t.when.earliest <= out:
        return True
    ahead = (dt.date.fromisoformat(t.when.earliest) - dt.date.fromisoformat(out)).days
    # a few days are the doubt about a weekday, or about the day of publication
    return ahead <= _DOUBT or (ahead <= _SOON and _TO_COME.search(article.text[max(0, cue.start - 20) : cue.end]) is not None)


def _after_content(text: str, times: Sequence[TimeSpan], content: Sequence[Span]) -> TimeSpan | None:
    """The time that follows the content at once: "warned Norland against the plan, saying Wednesday …"."""
    if not content:
        return None
    end = max(s.end for s in content)
    for t in times:
        if t.start >= end:
            ok = _point(t) and t.start - end <= 40 and _TAIL.fullmatch(text[end : t.start]) is not None
            ok = ok and not _NOT_THEN.search(text[max(0, t.start - 40) : t.start])  # "no deal before" cut off from "Friday"
            return t if ok and not re.match(r"['’]s?\b", text[t.end : t.end + 2]) else None
    return None


def _outside(content: Sequence[Span], cue: Span, lo: int, hi: int) -> tuple[int, int]:
    """The stretch around the cue that no content interrupts."""
    for s in content:
        if s.end <= cue.start:
            lo = max(lo, s.end)
        elif s.start >= cue.end:
            hi = min(hi, s.start)
    return lo, hi


def _point(t: TimeSpan) -> bool:
    return t.timex_type in ("DATE", "TIME") and not t.timex_value.endswith("_REF")


def _cost(text: str, t: TimeSpan, cue: Span, source: Sequence[Span], content: Sequence[Span], lo: int, hi: int) -> float | None:
    """How far a time stands from the saying; None where it does not belong to it."""
    if not _point(t) or re.match(r"['’]s?\b", text[t.end : t.end + 2]):
        return None
    begins_content = any(s.start <= t.start < s.start + 6 and s.start - cue.end <= 2 for s in content) and re.match(
        r",? that\b", text[t.end : t.end + 6]
    )
    if not begins_content and (t.start < lo or t.end > hi):
        return None
    lead = text[max(lo, t.start - 90) : t.start]
    if _NOT_THEN.search(lead) or (t.rule == "year" and not re.search(r"\b(?:in|since)\s+\Z", lead, re.I)):
        return None
    participle = re.search(r",\s*(?:and\s+)?\Z", text[max(lo, cue.start - 5) : cue.start]) is not None and cue.text.lower().split()[
        0
    ].endswith("ing")
    if t.start >= cue.end:
        between = text[cue.end : t.start]
        gap = between
        for s in source:  # "said Ivo Maro, who leads …, on Monday"
            if cue.end <= s.start and s.end <= t.start:
                gap = text[cue.end : s.start] + text[s.end : t.start]
        if (_CLAUSE.search(gap) or _VERBISH.search(gap)) and not begins_content:
            return None
        return _near(len(gap))
    if t.end <= cue.start:
        between = text[t.end : cue.start]
        if not participle and _SUBORDINATE.search(text[max(lo, t.start - 160) : t.start]):
            return None
        for s in source:
            if t.end <= s.start and s.end <= cue.start:
                between = text[t.end : s.start] + text[s.end : cue.start]
        opening = _OPENING.match(text[lo : t.start]) is not None and any(t.end <= x.start and 0 <= cue.start - x.end <= 12 for x in source)
        if not opening and (_BETWEEN.search(between) or (not participle and re.search(r"\b(?:that|who|which)\b", between))):
            return None
        return _near(len(between) + 4)
    return 0.0


def _near(distance: int) -> float | None:
    return float(distance) if distance <= _FAR else None


def time_statements(article: Article, times: Sequence[TimeSpan], statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with the time of their saying, their own or that of the statement that they go on with; all else unchanged.

    One without either that stands in an entry of its own date was made by then.
    """
    own = []
    for s in statements:
        when = saying_time(article, times, source=s.source, cue=s.cue, content=s.content) if s.cue or s.source else s.when
        own.append(s if when == s.when else replace(s, when=when))
    return bound_by_entries(article, inherit_times(article, own))


def inherit_times(article: Article, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Give a statement without a time of its own that of the one it goes on with: the same speaker, straight after, "he added"."""
    out = list(statements)
    order = sorted((i for i, s in enumerate(out) if s.parent is None), key=lambda i: _extent(out[i])[0])
    for before, now in itertools.pairwise(order):
        a, b = out[before], out[now]
        if b.when is None and a.when is not None and _goes_on(article.text, a, b, article.entries):
            out[now] = replace(b, when=a.when)
    return tuple(out)


def _extent(s: Statement) -> tuple[int, int]:
    spans = [*s.content, *s.cue, *s.source]
    return min(x.start for x in spans), max(x.end for x in spans)


def _goes_on(text: str, a: Statement, b: Statement, entries: Sequence[Entry] = ()) -> bool:
    """Is b told as a continuation of a?"""
    if a.part != b.part or b.repeated:
        return False
    gap = text[_extent(a)[1] : _extent(b)[0]]
    if any(_extent(a)[0] < e.start <= _extent(b)[0] for e in entries):
        return False
    if len(gap) > 300 or gap.count("\n\n") > 1:
        return False
    cue = " ".join(c.text for c in b.cue)
    if _OTHER_TIME.search(cue) or re.search(r"\b(?:earlier|later|previously|separately|meanwhile)\b", gap, re.I):
        return False
    who = " ".join(s.text for s in b.source)
    same = (a.speaker.id is not None and a.speaker.id == b.speaker.id) or (a.speaker.name is not None and a.speaker.name == b.speaker.name)
    if not same and (b.speaker.name is not None or a.speaker.name is None or not _PRONOUN.match(who)):
        return False
    near = text[max(0, _extent(b)[0]) : _extent(b)[1]]
    if _CONTINUES.search(cue) or (b.cue and re.search(r"\b(?:also|then)\s+\Z", text[max(0, b.cue[0].start - 6) : b.cue[0].start])):
        return True
    return bool(_PLAIN.search(cue)) and (bool(_PRONOUN.match(who)) or "\n\n" not in gap) and "\n\n\n" not in near
