"""The parts of a descriptive phrase: "Kim's regime", "the North's state news agency", "a senior State Department official"."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.resolve.who.cast import Cast, Mention
from onrecord.resolve.who.words import Words, listed

DEFINITE = listed("the this that these those his her its their our my both")
INDEFINITE = listed(
    "a an one two three four five six several some many most other others few all no another any dozens hundreds thousands multiple"
)
PREPOSITION = listed(
    "of for from in at on with to by near against under within inside outside across among who which that whose where close familiar "
    "briefed"
)
PLURAL = listed("people many some most others police troops spokesmen spokeswomen spokespeople men women authorities")
SINGULAR_S = listed("press congress boss witness actress")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A described source. det: its determiner. words: the words up to the head. head: the head noun. parties: states and bodies named in
    it. owner: whose ("Kim's regime", "her statement"), a mention or a pronoun. after: what follows the head ("of the committee").
    """

    start: int
    end: int
    det: str
    words: tuple[str, ...]
    head: str
    parties: tuple[int, ...]
    owner: Mention | None
    pronoun: str
    plural: bool
    titled: bool


def parse(words: Words, span: range, cast: Cast) -> Phrase | None:
    """The parts of a descriptive phrase; None where it has no words."""
    if not span:
        return None
    first, stop = span.start, span.stop
    det = ""
    if words.folded[first] in DEFINITE or words.folded[first] in INDEFINITE or words.raw[first].isdigit():
        det = words.folded[first]
        first += 1
    head_stop = first
    while head_stop < stop and words.folded[head_stop] not in PREPOSITION:
        gap = words.gap(head_stop)
        if head_stop > first and ("," in gap or "(" in gap or "[" in gap):
            break
        head_stop += 1
    if head_stop == first:
        head_stop = stop if first < stop else first
    if head_stop == first:
        return Phrase(words.starts[span.start], words.ends[span.stop - 1], det, (), det, (), None, "", det in INDEFINITE, False)
    main = range(first, head_stop)
    head = words.folded[head_stop - 1]
    mentions = cast.between(words.starts[first], words.ends[stop - 1])
    parties: list[int] = []
    owner: Mention | None = None
    for mention in mentions:
        if mention.figure.known >= 0 and mention.figure.type in {"state", "organisation"}:
            parties.append(mention.figure.known)
        if words.possessive[mention.last] and mention.last < head_stop - 1:
            owner = mention
        elif mention.figure.type == "person" and mention.last == head_stop - 2:
            owner = mention  # "the Assad government", "the Trump administration"
    plain = tuple(words.folded[i] for i in main if not any(m.first <= i <= m.last for m in mentions))
    plural = (
        head in PLURAL
        or (head.endswith("s") and head not in SINGULAR_S and not head.endswith("ss"))
        or det in {"two", "three", "several", "many", "both"}
    )
    pronoun = det if det in {"his", "her", "its", "their", "our", "my"} else ""
    titled = not det and words.raw[first][0].isupper()
    return Phrase(words.starts[span.start], words.ends[head_stop - 1], det, plain, head, tuple(parties), owner, pronoun, plural, titled)
