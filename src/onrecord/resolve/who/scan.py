"""Finds the names in a text: those of the tables, the encoder's entities, and, where it found none, runs of capitalised words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.resolve.who.roles import title_before
from onrecord.resolve.who.words import Words, listed
from onrecord.resolve.who.world import Found, World

PARTICLES = listed("al el bin ibn bint ben de del della di da van von der den ter le la abu abd y e")
STOP = listed(
    "the a an and or but in on at for of to from by with as he she it they we i you his her its their our my this that these those "
    "there when while after before if since until although though however meanwhile also both some many most all no not one two three "
    "what who where why how according asked monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december western eastern northern southern south north east west god mr mrs ms dr "
    "sir read more advertisement still then now yet so because european asian african arab arabs islamic muslim muslims jewish "
    "christian kurdish kurds shiite sunni latin jihadist islamist islamists euro anti pro mideast koreas two three other others"
)
MONTHS = listed("january february march april may june july august september october november december")
COUNTS = listed(
    "several everyone everybody nobody someone somebody anyone dozens hundreds thousands millions twelve ten twenty thirty forty fifty"
)
# what English joins to a name: "the Anna Berg-led council"
JOINED = listed(
    "led backed era style like run based linked affiliated allied aligned brokered appointed owned friendly held endorsed inspired "
    "related born themed funded sponsored chaired hosted ordered picked nominated approved and"
)
OFTEN = listed("of in at for with from on and who which himself herself also to said")
HONORIFIC = listed("mr mrs ms dr sir lord lady miss")


@dataclass(frozen=True, slots=True)
class Hit:
    """A name at words [first, last]. form: name, short, adjective, people or seat. parties: those of the tables; none: a local name."""

    first: int
    last: int
    form: str
    type: str
    parties: tuple[int, ...] = ()


def scan(words: Words, world: World, entities: Iterable[tuple[int, int, str]], sources: list[tuple[int, int]]) -> list[Hit]:
    """All names, in order, without overlaps.

    entities: the encoder's names as characters [start, end) and type. sources: characters of sources, where a run of capitalised words
    is taken for a name even if the encoder saw none.
    """
    spans: dict[int, tuple[int, str]] = {}
    for start, end, kind in entities:
        inside = words.within(start, end)
        if inside and words.text[end - 1] == "-":  # "Kang Seok-" of "Kang Seok-ho"
            longer = words.within(start, end + 1)
            inside = longer if named_as_korean(words, longer.start, longer.stop - 1) else inside
        if inside:
            spans[inside.start] = (inside.stop - 1, kind)
    everywhere = not spans
    asked: set[int] = set()
    for begin, stop in sources:
        asked.update(words.within(begin, stop))
    loud = shouting(words) if everywhere else set()
    hits: list[Hit] = []
    i = 0
    n = len(words)
    while i < n:
        guess = i in asked or (everywhere and i not in loud)
        entity = spans.get(i)
        if entity is None and not guess and not world.begins(words.folded[i]):  # most words
            i += 1
            continue
        hit = one(words, world, i, entity, guess, asked if i in asked else None, everywhere)
        if hit is None:
            i += 1
        else:
            hits.append(hit)
            i = hit.last + 1
    return hits


def one(words: Words, world: World, i: int, entity: tuple[int, str] | None, guess: bool, source: set[int] | None, lone: bool) -> Hit | None:
    """The name that starts at word i."""
    found = world.at(words, i)
    if entity is not None and entity[0] > i and entity[1] == "person":
        if words.folded[i] in world.kind or words.folded[i] in HONORIFIC:
            return None  # "President Putin" as one entity: the name comes later
        later = world.at(words, i + 1)
        if later is not None and later.kind == "name" and later.last == entity[0] and later.last > i + 1 and not found:
            return None  # "Rival Hillary Clinton"
    if found is not None and found.kind == "short" and part_of_longer(words, world, found):
        found = None
    if found is not None and found.kind == "people" and i and words.gap(i) == "-":
        return None  # "African-Americans"
    if (
        found is not None
        and found.kind in {"seat", "name"}
        and found.first == found.last
        and entity is None
        and joined_on(words, world, found)
    ):
        found = None
    if entity is not None and entity[1] == "person" and (found is None or entity[0] > found.last):
        joined = all(words.gap(k) == "-" for k in range(i + 1, entity[0] + 1))
        return Hit(i, entity[0], "short" if joined else "name", "person")  # "Barnes-Dacey" is one surname
    if found is not None:
        if entity is not None and entity[1] == "organisation" and entity[0] > found.last:
            return Hit(i, entity[0], "name", "organisation")
        return from_table(words, world, found)
    if entity is not None and entity[1] == "organisation":
        if common(words, world, i, entity[0]) or words.folded[entity[0]] in world.kind or (entity[0] == i and words.folded[i] in STOP):
            return None  # "the North"
        return Hit(i, entity[0], "name", "person" if named_as_korean(words, i, entity[0]) else "organisation")
    if entity is not None:
        return Hit(i, entity[0], "adjective", "place") if entity[0] > i else None
    return guess_name(words, world, i, source, lone) if guess else None


def named_as_korean(words: Words, first: int, last: int) -> bool:
    """Whether words look like a Korean's name, which the encoder may take for a body's: "Kang Seok-ho"."""
    if last != first + 2 or words.gap(last) != "-" or words.folded[last] in JOINED:
        return False
    a, b, c = words.raw[first : last + 1]
    return a[0].isupper() and a[1:].islower() and b[0].isupper() and c.islower()


def from_table(words: Words, world: World, found: Found) -> Hit:
    """A name of the tables, with the form it has here: a state's name before a hyphen is but an adjective."""
    kind = world.parties[found.parties[0]].type
    form = found.kind
    after = found.last + 1
    if after < len(words) and words.gap(after) == "-" and words.raw[after][0].islower() and kind == "state":
        form = "adjective"
    return Hit(found.first, found.last, form, kind, found.parties)


def part_of_longer(words: Words, world: World, found: Found) -> bool:
    """Whether a known surname is only part of another person's name here: "Park Jae-sang", "Laura Bush"; or a month."""
    after = found.last + 1
    if found.first == found.last and words.folded[found.first] in MONTHS:
        lead = words.folded[found.first - 1] if found.first else ""
        if lead in {"in", "on", "since", "by", "until", "last", "early", "late", "mid", "of", "from"} or (
            after < len(words) and words.raw[after].isdigit()
        ):
            return True
    if (
        after < len(words)
        and words.gap(after) == " "
        and words.raw[after][:1].isupper()
        and not words.possessive[found.last]
        and len(words.raw[found.first]) < 5
        and not (sum(words.raw[k][0].isupper() for k in range(after, min(len(words), after + 4))) > 2)
    ):
        later = world.at(words, after)
        return (
            later is None and words.folded[after] not in world.kind and words.folded[after] not in STOP and not words.raw[after].isupper()
        )
    before = found.first - 1
    if before >= 0 and words.gap(found.first) == " " and words.raw[before][:1].isupper() and not words.possessive[before]:
        return bool(world.sex(words.folded[before])) and words.folded[before] not in STOP and world.at(words, before) is None
    return False


def joined_on(words: Words, world: World, found: Found) -> bool:
    """Whether a place is but the first word of a person's name ("Jordan Peterson", "Israel Katz") or its last ("Paris Hilton")."""
    after = found.last + 1
    if not world.sex(words.folded[found.first]) or words.possessive[found.last] or after >= len(words) or words.gap(after) != " ":
        return False
    raw = words.raw[after]
    return (
        raw[0].isupper()
        and not raw.isupper()
        and words.folded[after] not in world.kind
        and words.folded[after] not in world.noun
        and (
            words.folded[after] not in world.modifier
            and world.at(words, after) is None
            and words.folded[after] not in STOP
            and words.folded[found.first] in {"jordan", "chad", "israel", "paris"}
        )
    )


def guess_name(words: Words, world: World, i: int, source: set[int] | None, lone: bool) -> Hit | None:
    """A run of capitalised words as a name, for texts or places where the encoder found no entity."""
    folded = words.folded
    if not words.raw[i][0].isupper() or folded[i] in STOP or folded[i] in world.kind:
        return None
    last = i
    while last + 1 < len(words):
        k = last + 1
        if source is not None and k not in source:
            break
        gap, raw = words.gap(k), words.raw[k]
        if words.possessive[last] or gap not in {" ", "-", ". ", ' "', '" ', " “", "” "} or (gap == ". " and len(words.raw[last]) > 2):
            break
        if raw[0].isupper() and (
            folded[k] not in STOP or folded[k] in {"western", "eastern", "northern", "southern", "east", "west", "north", "south"}
        ):
            last = k
        elif folded[k] in PARTICLES and k + 1 < len(words) and words.raw[k + 1][0].isupper() and words.gap(k + 1) in {" ", "-"}:
            last = k + 1
        elif gap == "-" and last > i:
            last = k  # Gi-wook, Jae-in
        elif gap == "-" and k + 1 < len(words) and words.raw[k + 1][0].isupper():
            last = k
        else:
            break
    while last > i and folded[last] in world.kind:
        last -= 1
    if folded[last] not in world.noun and any(folded[k] in world.kind for k in range(i, last)):
        return None  # "JPMorgan Chief Executive Officer Jamie Dimon": the name comes after the role
    for k in range(i + 1, last + 1):
        later = world.at(words, k)
        if (
            later is not None
            and later.last == last
            and later.kind in {"name", "seat"}
            and world.parties[later.parties[0]].type != "organisation"
        ):
            return None  # "Even China"
    final = folded[last]
    if common(words, world, i, last):
        return None
    if folded[i] in world.modifier and final not in world.noun:
        return None
    if final in world.noun or final in {
        "party",
        "news",
        "times",
        "post",
        "journal",
        "poll",
        "street",
        "tv",
        "radio",
        "university",
        "airlines",
        "desk",
        "report",
    }:
        return Hit(i, last, "name", "organisation")
    if last == i:
        if folded[i] in {"ii", "iii", "jr", "sr"} or folded[i] in COUNTS:
            return None
        if (
            source is not None
            and i + 1 in source
            and words.raw[i + 1][0].islower()
            and words.gap(i + 1) == " "
            and not words.possessive[i]
            and folded[i + 1] not in OFTEN
        ):
            return None  # "Several members"
        if words.raw[i].isupper() and 1 < len(words.raw[i]) < 6:
            return Hit(i, i, "name", "organisation") if source and lone else None
        if not lone:
            return Hit(i, i, "short", "")  # the encoder saw no name here: only if somebody of the report bears it
        return Hit(i, i, "short", "person") if source or known_earlier(words, i) else None
    if world.sex(folded[i]) or source or len(title_before(words, i, world)) or folded[i - 1 if i else 0] in HONORIFIC:
        return Hit(i, last, "name", "person")
    return None


def common(words: Words, world: World, first: int, last: int) -> bool:
    """Whether a run has only common nouns ("Health Ministry"): described, not named."""
    return all(
        words.folded[k] in world.modifier or words.folded[k] in world.noun or words.folded[k] in {"of", "the"}
        for k in range(first, last + 1)
    )


def shouting(words: Words) -> set[int]:
    """The words of lines where nearly all words have capitals: headlines in title case tell nothing by them."""
    out: set[int] = set()
    line: list[int] = []
    for k in range(len(words)):
        if k and "\n" in words.gap(k):
            out.update(line if loud(words, line) else ())
            line = []
        line.append(k)
    out.update(line if loud(words, line) else ())
    return out


def loud(words: Words, line: list[int]) -> bool:
    """Whether more than six in ten of a line's words have capitals."""
    return len(line) > 3 and sum(words.raw[k][0].isupper() for k in line) > 0.6 * len(line)


def known_earlier(words: Words, i: int) -> bool:
    """Whether a lone capitalised word stands elsewhere after another capitalised word: a surname."""
    word = words.folded[i]
    for k in range(1, len(words)):
        if (
            k != i
            and words.folded[k] == word
            and words.gap(k) in {" ", "-", ". "}
            and words.raw[k - 1][0].isupper()
            and words.folded[k - 1] not in STOP
        ):
            return True
    return False
