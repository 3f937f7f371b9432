"""Roles: what a person is called beside the name ("Kremlin spokesman", "director of Stanford's Asia-Pacific Research Center")."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.resolve.who.words import Words, listed
from onrecord.resolve.who.world import World

LOWER = frozenset({"vice", "deputy", "under", "assistant", "undersecretary"})
PAST = frozenset({"former", "ex", "then", "late", "retired", "one-time", "onetime"})
VAGUE = frozenset(
    {"senior", "top", "highest", "ranking", "veteran", "longtime", "new", "long", "time", "outgoing", "current", "the", "a", "an"}
)
INSIDE = listed("of for and the to in on a an at")
GENERIC = frozenset({"official", "politician", "aide", "diplomat", "lawmaker", "leader", "adviser", "advisor"})


@dataclass(frozen=True, slots=True)
class Role:
    """A role as the report gives it. words: its folded words. parties: the states and bodies named in it. start, end: characters."""

    start: int
    end: int
    words: tuple[str, ...]
    parties: tuple[int, ...]


def read_role(words: Words, span: range, world: World) -> Role | None:
    """The role that a run of words states; None without a noun for a person."""
    if not span or not any(one_person(words.folded[i], world) for i in span):
        return None
    parties: dict[int, None] = {}
    plain: list[str] = []
    i = span.start
    while i < span.stop:
        found = world.at(words, i)
        based = (
            found is not None
            and found.last + 1 < len(words)
            and words.gap(found.last + 1) == "-"
            and words.raw[found.last + 1][0].islower()
        )
        if found and found.last < span.stop and found.kind != "short" and len(found.parties) == 1 and not based:
            party = found.parties[0]
            if world.parties[party].type != "person":
                parties[party] = None
            i = found.last + 1
            continue
        plain.append(words.folded[i])
        i += 1
    return Role(words.starts[span.start], words.ends[span.stop - 1], tuple(plain), tuple(parties))


def one_person(word: str, world: World) -> bool:
    """Whether a noun is a role of one person: "official", not "officials" or "women"."""
    return word in world.kind and word not in MANY and (not word.endswith("s") or word in {"princess", "actress", "boss"})


MANY = frozenset(
    {
        "people",
        "men",
        "women",
        "many",
        "some",
        "others",
        "troops",
        "spokesmen",
        "spokeswomen",
        "congressmen",
        "servicemen",
        "gunmen",
        "policeman",
    }
)


def title_before(words: Words, first: int, world: World) -> range:
    """The words of a title or role right before a name: "Ukrainian President", "South Korea's national security director,"."""
    i = first - 1
    if i < 0:
        return range(first, first)
    gap = words.gap(first)
    if "\n" in gap or words.folded[i] in INSIDE:  # "a spokesman for X" is not X's title
        return range(first, first)
    if gap.strip() == "," and words.folded[i] not in world.kind:
        return range(first, first)
    if gap.strip() not in {"", ".", "[", ",", "“", "(", '"'}:
        return range(first, first)
    stop = first
    seen = False
    while i >= 0 and first - i <= 12:
        folded, raw = words.folded[i], words.raw[i]
        gap = words.gap(i + 1)
        if "\n" in gap:
            break
        if i + 1 < first:
            between = gap.strip()
            if between not in {"", "-", "’s", "'s", "'", "’", ".", "–"} or (between == "." and not (folded in world.kind and len(raw) < 6)):
                break
        if one_person(folded, world):
            seen = True
            stop = i
        elif (folded in world.modifier or raw[0].isupper() or folded in INSIDE or raw.endswith("ly")) and folded not in NOT_TITLE:
            stop = i
        else:
            break
        i -= 1
    if not seen:
        return range(first, first)
    while stop < first and (words.folded[stop] in INSIDE or words.folded[stop] in NOT_TITLE):
        stop += 1
    return range(stop, first)


NOT_TITLE = listed(
    "but when while after before as if although though however meanwhile he she it they i we that this on by with from said says"
)


def apposition_after(words: Words, last: int, world: World) -> range:
    """The words of a role after a name and a comma: ", director of Stanford's Asia-Pacific Research Center,"."""
    first = last + 1
    if first >= len(words) or words.gap(first).strip() not in {",", "(", ", a", "—", "–"}:
        return range(first, first)
    stop = first
    while stop < len(words) and stop - first < 14:
        if stop > first and set(words.gap(stop)) & set(',;:()“”"—–\n[]'):
            break
        if stop > first and "." in words.gap(stop) and len(words.raw[stop - 1]) > 4:
            break
        if words.folded[stop] in {"who", "which", "whose", "said", "says", "told", "was", "is", "has", "had", "where", "when", "while"}:
            break
        stop += 1
    near = range(first, min(stop, first + 8))
    if not any(one_person(words.folded[i], world) for i in near):
        return range(first, first)
    opening = words.folded[first]
    if opening in {"and", "but", "as", "while", "saying", "who", "with", "or", "he", "she"}:
        return range(first, first)
    return range(first, stop)


def plays(asked: tuple[str, ...], has: tuple[str, ...], world: World) -> bool:
    """Whether somebody with the role `has` may be called `asked`: "minister" a foreign minister, "leader" a president."""
    wanted = tuple(w for w in asked if w not in VAGUE and w not in PAST)
    if not wanted:
        return False
    have = set(has)
    head = wanted[-1]
    if have & PAST and not set(asked) & PAST:
        return False
    if have & LOWER and not set(wanted) & LOWER and head not in GENERIC:
        return False
    if set(wanted) <= have:
        return True
    options = world.means.get(" ".join(wanted), ())
    return any(set(option.split(" ")) <= have for option in options)
