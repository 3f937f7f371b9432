"""Groups the statements that carry the same utterance, across reports and outlets.

A statement of several passages can carry several utterances and then stands in several groups, each time with the passage concerned.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.align.block import candidates
from onrecord.align.carrier import Carrier, Report, resemblance
from onrecord.align.judge import Bond, bond
from onrecord.align.score import overlap
from onrecord.align.words import Term, terms

Relation = Literal["first", "identical", "cut", "extended", "reworded", "indirect", "another-part"]

LOOKED_AT = 12
"""Earlier members among which a member's closest is sought, so that a statement with a thousand carriers costs no more than its size."""

COPY = 0.3
"""From this share of common wording on (a third of what either has is about half of each) two reports are one text: wire copy, or an
outlet's update of its own report. Measured on 880 reports: two edited versions of one agency text have 0.32, accounts of their own of one
event under 0.15."""

OWN_WORDS = 8
"""So many words of indirect speech in a row are not put alike by two authors."""

_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A statement in its group.

    of: the id of the earlier member that it shares most with, None for the first; relation: what it is to that one. copy_of: the id of
    the earlier report whose text this report repeats, None where it does not. inside: the id of the member of the same report inside whose
    words this one stands, None as a rule.
    """

    carrier: Carrier
    relation: Relation
    of: str | None
    copy_of: str | None
    inside: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Statements that carry one utterance, the earliest first.

    id: that of its earliest statement. reports: how many reports carry it; accounts: the same with wire copy counted once. venues: to whom
    it was said, as its carriers name the addressee ("told RTVI"). speakers: the names that they give; several mean that they disagree.
    """

    id: str
    members: tuple[Member, ...]
    reports: int
    accounts: int
    venues: tuple[str, ...]
    speakers: tuple[str, ...]


def group(statements: Iterable[Carrier], *, alone: bool = False) -> list[Group]:
    """The groups of statements that carry the same utterance, in order of their first. alone: also statements that nobody else carries.

    The result does not depend on the order in which the statements come.
    """
    given = sorted(statements, key=age)
    told = [terms(s.content) for s in given]
    root = join_all(len(given), _bonds(given, told))
    found: dict[int, list[Carrier]] = defaultdict(list)
    for i, s in enumerate(given):
        found[root(i)].append(s)
    whole = (assemble(members) for members in found.values() if alone or len(members) > 1)
    return [one for one in whole if alone or len(one.members) > 1]


def assemble(members: Sequence[Carrier]) -> Group:
    """The group that these carriers, in order of age, make up; it has one member where they are passages of one statement."""
    return _made(*_merge(members, [terms(s.content) for s in members]))


def _merge(members: Sequence[Carrier], told: Sequence[Sequence[Term]]) -> tuple[list[Carrier], list[Sequence[Term]]]:
    """The members of a group with the passages of one statement put together again."""
    merged: dict[str, Carrier] = {}
    said: dict[str, list[Term]] = defaultdict(list)
    for m, words in sorted(zip(members, told, strict=True), key=lambda pair: pair[0].passage):
        before = merged.get(m.statement)
        merged[m.statement] = m if before is None else replace(before, content=(*before.content, *m.content))
        said[m.statement] += words
    ordered = sorted(merged.values(), key=age)
    return ordered, [said[m.statement] for m in ordered]


class Roots:
    """Union-find: which statements are in one group; the earliest is the root."""

    def __init__(self, n: int) -> None:
        self._up = list(range(n))
        self._size = [1] * n

    def __call__(self, i: int) -> int:
        """The earliest of the group that a statement is in."""
        while self._up[i] != i:
            self._up[i] = self._up[self._up[i]]
            i = self._up[i]
        return i

    def size(self, i: int) -> int:
        """How many are in its group."""
        return self._size[self(i)]

    def join(self, i: int, j: int) -> None:
        """Make two groups one."""
        a, b = sorted((self(i), self(j)))
        if a != b:
            self._up[b] = a
            self._size[a] += self._size[b]


def join_all(n: int, bonds: Iterable[tuple[int, int, Bond, float]]) -> Roots:
    """The groups of n statements in order of age. bonds: (later, earlier, how, score), in any order."""
    roots = Roots(n)
    weak: list[tuple[float, int, int]] = []
    for i, j, how, score in bonds:
        if how == "strong":
            roots.join(i, j)
        else:
            weak.append((-score, i, j))
    # Indirect speech joins the one group that it fits best; on such thin evidence it must not bring two groups together.
    for _, i, j in sorted(weak):
        if min(roots.size(i), roots.size(j)) == 1:
            roots.join(i, j)
    return roots


def _bonds(given: Sequence[Carrier], told: Sequence[Sequence[Term]]) -> Iterator[tuple[int, int, Bond, float]]:
    for i, j in candidates((words, side(s)) for s, words in zip(given, told, strict=True)):
        bound = bond(given[i], given[j], overlap(told[i], told[j]))
        if bound is not None:
            yield i, j, *bound


def side(s: Carrier) -> str | None:
    """The side that speaks, a state before its spokesman, so that both make the same keys; None where it is open."""
    return (s.acts_for or s.speaker or s.speaker_id) if s.speaker_status == "resolved" else None


def age(s: Carrier) -> tuple[str, str, str, int, str]:
    """Earliest first; undated last; in one day by report, then by place."""
    return (s.report.published or "9999", s.report.source, s.report.id, s.content[0].start, s.statement)


def _made(members: Sequence[Carrier], told: Sequence[Sequence[Term]]) -> Group:
    first = members[0]
    beside: dict[str, list[Carrier]] = defaultdict(list)
    for m in members:
        beside[m.report.id].append(m)
    copies = _copies(members, told, beside)
    made = [Member(carrier=first, relation="first", of=None, copy_of=None, inside=_inside(first, beside[first.report.id]))]
    for i, m in enumerate(members[1:], 1):
        near = [*range(min(i, LOOKED_AT // 2)), *range(max(LOOKED_AT // 2, i - LOOKED_AT // 2), i)]
        j = max(near, key=lambda j: (overlap(told[i], told[j]).shared, -j))
        made.append(
            Member(
                carrier=m,
                relation=relation(members[j], told[j], m, told[i]),
                of=members[j].statement,
                copy_of=copies.get(m.report.id),
                inside=_inside(m, beside[m.report.id]),
            )
        )
    reports = {m.report.id for m in members}
    return Group(
        id=first.statement,
        members=tuple(made),
        reports=len(reports),
        accounts=len(reports) - len(copies),
        venues=tuple(dict.fromkeys(a for m in made if m.inside is None for a in m.carrier.addressee)),
        speakers=tuple(dict.fromkeys(name for m in made if m.inside is None and (name := _speaker(m.carrier)) is not None)),
    )


def _speaker(s: Carrier) -> str | None:
    return s.speaker if s.speaker_status == "resolved" else None


def _inside(s: Carrier, beside: Iterable[Carrier]) -> str | None:
    """The one among a report's members whose words hold all of this one's."""
    for other in beside:
        within = all(any(y.start <= x.start and x.end <= y.end for y in other.content) for x in s.content)
        if within and _length(other) > _length(s):
            return other.statement
    return None


def _length(s: Carrier) -> int:
    return sum(x.end - x.start for x in s.content)


def relation(earlier: Carrier, a: Sequence[Term], later: Carrier, b: Sequence[Term]) -> Relation:
    """What a statement is to an earlier one: the same words, fewer, more, others, their sense in indirect speech, or another part."""
    forms_a, forms_b = [w.form for w in a], [w.form for w in b]
    if forms_a == forms_b:
        return "identical"
    if later.kind == "indirect" and earlier.kind != "indirect":
        return "indirect"
    found = overlap(a, b)
    if found.cover < 0.2 and found.stem_cover < 0.3:
        return "another-part"
    if found.shared >= 0.97 * found.less:
        return "cut" if len(forms_b) < len(forms_a) else "extended"
    return "reworded"


def _line(said: Sequence[Term]) -> str:
    return f" {' '.join(t.form for t in said)} "


def _own(s: Carrier) -> int:
    """How many words of a statement are the outlet's own, outside quotation marks."""
    return sum(len(terms([replace(span, text=_QUOTED.sub(" ", span.text))])) for span in s.content)


def _copies(members: Sequence[Carrier], told: Sequence[Sequence[Term]], beside: Mapping[str, Sequence[Carrier]]) -> dict[str, str]:
    """Each report that repeats an earlier one's text, with the earliest such.

    Speakers are quoted alike everywhere; but an outlet's own words for what somebody said, the same in two reports, have one author.
    """
    own: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    quoted = [_line(said) for m, said in zip(members, told, strict=True) if m.kind == "direct"]
    for m, terms_said in zip(members, told, strict=True):
        if m.kind != "direct" and m.parent is None and _own(m) >= OWN_WORDS and _inside(m, beside[m.report.id]) is None:
            if any(_line(terms_said) in line for line in quoted):  # somebody's words after all, as another report has them
                continue
            own[m.report.id].add(tuple(t.form for t in terms_said))
    kept: list[Report] = []
    copies: dict[str, str] = {}
    for report in dict.fromkeys(m.report for m in members):
        for earlier in kept:
            same = bool(report.text_sha256) and report.text_sha256 == earlier.text_sha256
            if same or own[report.id] & own[earlier.id] or resemblance(report.sketch, earlier.sketch) >= COPY:
                copies[report.id] = earlier.id
                break
        else:
            kept.append(report)
    return copies
