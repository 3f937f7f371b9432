"""One identity across reports: judgements that two ids are the same party or not, and clusters as a pure function of them.

A judgement is a row with its maker and time; nothing is ever rewritten. A person's judgement outweighs a machine's, a later one an
earlier one. To undo a merge, add a "different"; to undo a split, a later "same".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from onrecord.resolve.who.words import fold_all

Verdict = Literal["same", "different"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Two ids are the same party, or are not. score: 0 to 1. maker: a step with its version, or who. time: ISO 8601, UTC.

    by_hand: a person made it.
    """

    a: str
    b: str
    verdict: Verdict
    score: float
    maker: str
    time: str
    by_hand: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        """The two ids in order."""
        return (self.a, self.b) if self.a <= self.b else (self.b, self.a)


def ruling(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The judgement that holds for each pair, the weightiest first: by hand before machine, later before earlier, surer first."""
    best: dict[tuple[str, str], Judgement] = {}
    for judgement in judgements:
        if judgement.a == judgement.b:
            continue
        old = best.get(judgement.pair)
        if old is None or weight(old) < weight(judgement):
            best[judgement.pair] = judgement
    return sorted(best.values(), key=lambda j: (weight(j), j.pair), reverse=True)


def weight(judgement: Judgement) -> tuple[bool, str, float, str]:
    """What makes one judgement prevail over another."""
    return (judgement.by_hand, judgement.time if judgement.by_hand else "", judgement.score, judgement.time)


def clusters(ids: Iterable[str], judgements: Iterable[Judgement]) -> dict[str, str]:
    """The id that stands for each id: the same for all that are one party.

    Judgements are taken the weightiest first; one that a weightier one rules out does nothing. A Wikidata id stands for its cluster
    before a local one; two Wikidata ids are never joined by a machine.
    """
    parent: dict[str, str] = {i: i for i in ids}
    apart: dict[str, set[str]] = {}
    held: dict[str, set[str]] = {}

    def root(i: str) -> str:
        parent.setdefault(i, i)
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for judgement in ruling(judgements):
        a, b = root(judgement.a), root(judgement.b)
        if judgement.verdict == "different":
            if a != b:
                apart.setdefault(a, set()).add(b)
                apart.setdefault(b, set()).add(a)
            continue
        if a == b or b in apart.get(a, ()):
            continue
        if not judgement.by_hand and known(held.get(a, {a})) and known(held.get(b, {b})):
            continue
        keep, gone = sorted((a, b), key=rank)
        parent[gone] = keep
        held[keep] = held.get(keep, {keep}) | held.pop(gone, {gone})
        enemies = apart.pop(gone, set())
        for enemy in enemies:
            apart[enemy].discard(gone)
            apart[enemy].add(keep)
        apart.setdefault(keep, set()).update(enemies)
    return {i: root(i) for i in parent}


def known(ids: set[str]) -> bool:
    """Whether a Wikidata id is among some ids."""
    return any(WIKIDATA.fullmatch(i) for i in ids)


def rank(i: str) -> tuple[bool, str]:
    """Which id stands for a cluster: Wikidata ids first, then by spelling."""
    return (WIKIDATA.fullmatch(i) is None, i)


WIKIDATA = re.compile(r"Q[1-9]\d*")
# transliterations of one sound, folded together; order matters
SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:al|el|ul)$", ""),
        (r"kh|ch(?=a|o|u)", "h"),
        (r"sch|sh|tsch|tch|ch|cz", "s"),
        (r"zh|dj|j", "z"),
        (r"ts|tz", "c"),
        (r"ph", "f"),
        (r"[ck]h?|q", "k"),
        (r"ou|oo|w(?=[^aeiou]|$)", "u"),
        (r"ee|ie|iy|yi|ij|ii|y|j", "i"),
        (r"w", "v"),
        (r"(.)\1+", r"\1"),
        (r"h", ""),
        (r"(?<=.)[aeiou]", ""),
    )
)


def skeleton(name: str) -> tuple[str, ...]:
    """The consonants of a name as they sound: what transliterations of one name share ("Mohammed", "Muhamad")."""
    out = []
    for word in fold_all(name):
        for pattern, sound in SOUNDS:
            word = pattern.sub(sound, word)
        if word:
            out.append(word)
    return tuple(sorted(out))


def propose(parties: Iterable[tuple[str, str]], maker: str, time: str) -> list[Judgement]:
    """Judgements that ids whose names are transliterations of one name are the same. parties: ids and names, of two words or more.

    The score says how alike the spellings are; a person confirms or refuses.
    """
    groups: dict[tuple[str, ...], dict[str, str]] = {}
    for i, name in parties:
        bones = skeleton(name)
        if len(bones) >= 2:
            groups.setdefault(bones, {})[i] = name
    out: list[Judgement] = []
    for members in groups.values():
        first, *rest = sorted(members, key=rank)
        for other in rest:
            likeness = 0.9 if len(fold_all(members[first])) == len(fold_all(members[other])) else 0.8
            out.append(Judgement(a=first, b=other, verdict="same", score=likeness, maker=maker, time=time))
    return out
