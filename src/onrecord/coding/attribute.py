"""Attribute a hit to its holders: by its cue's statement, by syntax, by the nearest name, by what a pronoun may mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from onrecord.coding.hits import Hit
from onrecord.coding.holders import THIRD, Found, Holder, Naming, joint, names_in, of_party, reporter, subject
from onrecord.coding.subjects import subject_phrase
from onrecord.encode.encoded import Encoded
from onrecord.model import Statement

OTHERS = re.compile(
    r"\b(?:analysts?|critics?|experts?|opponents?|supporters?|lawmakers?|senators?|(?:members of )?congress|republicans?"
    r"|democrats?|contenders?|candidates?"
    r"|observers?|scholars?|residents?|voters?|legislators?|hawks|hardliners)\b",
    re.IGNORECASE,
)

# words that take up who was named before
ITSELF = re.compile(r"(?:it|him|her)self|(?:them|our|your)selves")
EMPTY = ("it", "that", "which", "who")
CLEFT = re.compile(r"\bit(?:\s+(?:was|is|had been)|['’]s)\s+[^,;]{2,60}?\s+(?:that|who|which)\s*(?:\w+\s+){0,2}$", re.I)
AGAIN = re.compile(
    rf"{THIRD.pattern}|[Tt]he (?:regime|government|administration|country|nation|ministry|kingdom|state|leader|president|premier"
    r"|prime minister|foreign minister|secretary|group|movement|spokes\w+)"
)
ANEW = re.compile(r"[Tt]he (?:regime|government|country|nation|kingdom|state|group|movement|rebels|communist (?:state|country|regime))")


def _within(statement: Statement, at: int) -> bool:
    return any(span.start <= at < span.end for span in statement.content)


def _size(statement: Statement) -> int:
    return sum(span.end - span.start for span in statement.content)


def carrier(statements: Sequence[Statement], at: int) -> Statement | None:
    """The innermost statement whose content holds the offset."""
    inside = [s for s in statements if _within(s, at)]
    return min(inside, key=_size) if inside else None


def speakers_of(statement: Statement, naming: Naming) -> tuple[Holder, ...]:
    """The holders that a statement's speaker speaks for."""
    return tuple(of_party(statement.speaker, naming))


def _pronoun(
    naming: Naming, spans: Sequence[tuple[int, int]], k: int, at: int, statement: Statement | None
) -> tuple[tuple[Holder, ...], str]:
    """Whom a pronoun without a resolved mention may mean: the speaker inside a statement, else who was named before."""
    if statement is not None:
        speakers = speakers_of(statement, naming)
        if speakers or not (statement.source and THIRD.fullmatch(statement.source[0].text.strip())):
            return speakers, "speaker"
        at = statement.source[0].start  # "It has said that its arms are not up for negotiation": who was named before
        k = next((j for j in range(k, -1, -1) if spans[j][0] <= at), 0)
    said = reporter(naming, spans[k], at)
    if said:
        return (said,), "reporter"
    before = [n for n in names_in(naming, spans[k][0], at) if n[2] and n[3] == "name"]
    if before:
        return (before[0][2],), "named-before"  # type: ignore[return-value]
    if k:
        before = [n for n in names_in(naming, *spans[k - 1]) if n[2] and n[3] == "name"]
        if before:
            return (before[0][2],), "sentence-before"  # type: ignore[return-value]
    return (), "unknown"


def _voice(naming: Naming, spans: Sequence[tuple[int, int]], k: int) -> tuple[Holder, ...]:
    """Who spoke last in the sentences shortly before: an "I" whose speaker is not found goes on speaking."""
    for start, end in reversed(spans[max(0, k - 3) : k]):
        said = reporter(naming, (start, end), end)
        if said:
            return (said,)
    return ()


def _by_cue(
    naming: Naming, statement: Statement, statements: Mapping[str, Statement], spans: Sequence[tuple[int, int]], k: int, anchor: int
) -> Found | None:
    """The holders where the cue itself reports the statement: its speaker, or who is named in its source; else the speaker around it."""
    speakers = speakers_of(statement, naming)
    names = subject(naming, spans[k], anchor) if spans[k][0] < anchor else []
    if speakers:
        together = joint(naming.text, names, 0) if names else []
        joined = len(together) > max(1, len(speakers) - 1) and speakers[0] in together
        return Found(holders=tuple(together) if joined else speakers, how="cue-speaker", start=anchor)
    inside = [n for s in statement.source for n in names_in(naming, s.start, s.end) if n[2]]
    if inside:
        return Found(holders=tuple(joint(naming.text, inside, 0)), how="cue-source", start=anchor)
    parent = statements.get(statement.parent or "")
    if parent is not None and (around := speakers_of(parent, naming)):
        return Found(holders=around, how="cue-parent", start=anchor)
    if statement.source and AGAIN.fullmatch(statement.source[0].text.strip()):
        holders, how = _pronoun(naming, spans, k, statement.source[0].start, None)
        return Found(holders=holders, how=f"cue-{how}", start=anchor)
    return None


def _by_syntax(
    naming: Naming,
    hit: Hit,
    names: Sequence[tuple[int, int, Holder | None, str]],
    encoded: Encoded | None,
    start: int,
    statement: Statement | None,
) -> Found | None:
    """The holders that the syntax and the resolver give; None where a name nearer by says otherwise."""
    if naming.who is None or encoded is None or hit.subject not in ("before", "own"):
        return None
    anchor = start + hit.anchor
    if hit.subject == "own" and names and naming.text[names[-1][1] : anchor].lstrip().startswith(("'s", "’s")):
        return None
    phrase = subject_phrase(encoded, anchor, start + hit.end)
    if phrase is None or phrase[0] >= anchor:
        return None
    first, last, own = phrase
    words = naming.text[first:last].lower()
    if ITSELF.fullmatch(words) or (words in EMPTY and CLEFT.search(naming.text[start:anchor])):
        return None  # "Oldia itself wrecked", "it was Oldia that left": the name beside it is meant
    if not own and any(n[0] >= last for n in names[:1]):
        return None
    party = naming.who(first, last, statement.id if statement else None)
    holders = tuple(of_party(party, naming)) if party else ()
    if not holders:
        return None
    near = [n for n in names if n[0] >= first]
    together = joint(naming.text, near, 0) if near else []
    return Found(holders=tuple(together) if len(together) > 1 and holders[0] in together else holders, how="syntax", start=first)


def _again(naming: Naming, encoded: Encoded | None, anchor: int, end: int, start: int, statement: Statement) -> Found | None:
    """Whom "the regime" means inside a statement: not who speaks of it, but who else was named last before."""
    phrase = subject_phrase(encoded, anchor, end) if encoded is not None else None
    if phrase is None or phrase[0] >= anchor or not ANEW.fullmatch(naming.text[phrase[0] : phrase[1]].strip()):
        return None
    speakers = speakers_of(statement, naming)
    others = [n[2] for n in names_in(naming, start, phrase[0]) if n[2] and n[3] == "name" and n[2] not in speakers]
    return Found(holders=(others[-1],), how="again", start=phrase[0]) if others else None


def find_holders(
    hit: Hit,
    naming: Naming,
    spans: Sequence[tuple[int, int]],
    k: int,
    statement: Statement | None,
    encoded: Encoded | None = None,
    statements: Mapping[str, Statement] | None = None,
) -> Found:
    """The holders of a hit in sentence k; none where they cannot be told."""
    start = spans[k][0]
    anchor = start + hit.anchor
    if hit.subject == "by" and hit.by is not None:
        names = names_in(naming, start + hit.by, min(spans[k][1], start + hit.by + 80))
        if names and names[0][0] - (start + hit.by) < 40:
            holders = tuple(joint(naming.text, names, 0))
            if holders:
                return Found(holders=holders, how="by", start=names[0][0])
            return Found(holders=_pronoun(naming, spans, k, names[0][0], statement)[0], how="by-pronoun", start=names[0][0])
    if statement is not None and not _within(statement, anchor):
        # the cue itself reports the statement: "has ruled out | any talks"
        found = _by_cue(naming, statement, statements or {}, spans, k, anchor)
        if found:
            return found
    if hit.subject == "speaker":
        if statement is not None:
            return Found(holders=speakers_of(statement, naming), how="speaker", start=anchor)
        said = reporter(naming, spans[k], anchor)
        if said:
            return Found(holders=(said,), how="reporter", start=anchor)
        return Found(holders=(), how="nobody", start=anchor)  # a judgement of the report's own, or of whom it names elsewhere
    begin = start
    if statement is not None:
        begin = max([start, *(span.start for span in statement.content if span.start <= anchor < span.end)])
    names = subject(naming, (begin, spans[k][1]), anchor)
    if (
        hit.subject == "own"
        and names
        and re.match(r"['’]s?\s+(?:[\w-]+\s+){0,2}$|\s+(?:[\w-]+\s+){0,2}$", naming.text[names[-1][1] : anchor])
    ):
        names = names[-1:]
    if len(names) > 1 and naming.text[names[0][0] : names[0][1]].lower() == "it" and CLEFT.match(naming.text[names[0][0] : anchor]):
        names = names[1:]
    parsed = _by_syntax(naming, hit, names, encoded, start, statement)
    if parsed:
        return parsed
    if not names:
        if statement is not None and (again := _again(naming, encoded, anchor, start + hit.end, start, statement)):
            return again
        holders, how = _pronoun(naming, spans, k, anchor, statement)
        if how == "sentence-before":
            holders = ()  # without a subject or a pronoun, who was named a sentence before is right one time in fifteen
        return Found(holders=holders, how=f"none-{how}", start=anchor)
    gerund = re.search(r"\b(?:for|of)\s+(?:\w+ly\s+)?$", naming.text[names[-1][1] : anchor])
    pick = len(names) - 1 if gerund else 0
    name = names[pick]
    if naming.text[name[0] : name[1]].lower() == "who":
        before = [n for n in names_in(naming, start, name[0]) if n[2]]
        return Found(holders=(before[-1][2],) if before and before[-1][2] else (), how="who", start=name[0])
    if name[3] == "first" and statement is not None and statement.speaker.type in ("organisation", "group") and statement.kind == "direct":
        statement = None  # "I" is nobody of an outlet or a body: a wrong source
    if name[3] == "first" or (name[3] == "third" and name[2] is None):
        holders, how = _pronoun(naming, spans, k, name[0], statement)
        if name[3] == "first" and statement is None and how in ("sentence-before", "unknown"):
            holders, how = _voice(naming, spans, k), "voice-before"
        return Found(holders=holders, how=f"{name[3]}-{how}", start=name[0])
    return Found(holders=tuple(joint(naming.text, names, pick)), how=name[3], start=name[0])
