"""Learn what a question is about from its examples, for a codebook that names no words of its own.

An example shows a stance by words that all questions share ("is ready for", "refused to"); what these govern in it is what the question is
about ("a prisoner swap"). So the words behind the shared cues, up to a condition or the end of the clause, become the question's objects,
and the rules do the rest, as for a codebook that names its objects.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache

from onrecord.coding.codebook import Codebook, Example, shared_cues
from onrecord.coding.hits import find_cues, straighten

WORD = re.compile(r"[A-Za-z][\w-]*")
STOP = re.compile(r"[.;:!?\"]|, |\b(?:but|with|who|which|because|said|says|told|between|against|from|at|during|by)\b")
ENDING = re.compile(r"(?:ations?|ators?|ating|ated|ates?|ings?|ed|es|s|e)$")
# words that say nothing of what a question is about
PLAIN = frozenset(
    (
        "a an the its his her their our my your this that these those any all some no every each other another such both more most further "
        "immediate immediately new full fully direct directly first next last early historic old own good bad great several many few half "
        "to of for on in into over about upon with and or not never it them us him we he she they is are was were be been being "
        "has have had do "
        "does did will would can could should must may might up out off back away down again now soon today tomorrow yesterday still ever "
        "anything something nothing everything one two three four five six ten hundred thousand side sides party parties country countries "
        "team delegation delegations envoy envoys minister ministers president government governments leader leaders official officials "
        "army troops forces people nation world year years month months week weeks day days time times monday tuesday wednesday thursday "
        "friday saturday sunday part parts place way ways idea plan plans step steps issue matter question call calls offer offers demand "
        "demands proposal proposals decision move effort efforts support opposition condition conditions as if when until unless before "
        "after only once than so also just mistake decree law bill letter statement"
    ).split()
)


def _stem(word: str) -> str:
    return ENDING.sub("", word) if len(word) > 5 else word.removesuffix("s")


def _governed(text: str) -> list[str]:
    """The words that an example's stance is about: behind its innermost cues, before a judgement."""
    shared = shared_cues()
    cues = find_cues(text, shared.cues)
    ends = [m.start() for marker in shared.markers for m in marker.regex.finditer(text)]
    taken = {k for m in cues for k in range(m.start, m.end)}
    out: list[str] = []
    for m in cues:
        stop = min([s.start() for s in STOP.finditer(text, m.end)] + [e for e in ends if e >= m.end] + [len(text)])
        words = WORD.finditer(text, m.end, stop) if m.cue.side == "after" else WORD.finditer(text, 0, m.start)
        out += [w.group().lower() for w in words if w.start() not in taken and not w.group()[0].isupper()]
    return [w for w in dict.fromkeys(out) if w not in PLAIN and len(w) > 2]


@lru_cache(maxsize=64)
def topics(examples: tuple[Example, ...]) -> tuple[str, ...]:
    """The stems of the words that the examples of a question are about, the most frequent first."""
    counts: Counter[str] = Counter()
    for example in examples:
        if example.stance:
            counts.update({_stem(w) for w in _governed(straighten(example.text))})
    shown = Counter(s for e in examples for s in {_stem(w.lower()) for w in WORD.findall(e.text)})
    # once may be chance: a word has to come back, in whatever example
    return tuple(s for s, _ in counts.most_common() if shown[s] > 1 and len(s) > 2 and s not in PLAIN)


def learned(book: Codebook) -> Codebook:
    """The codebook with the objects that its examples show; one that names words of its own stays as it is."""
    if book.words:
        return book
    stems = topics(book.examples)
    if not stems:
        return book
    forms = "|".join(re.escape(s) + (r"\w{0,6}" if len(s) > 4 else r"(?:s|es|ed|ing|[a-z]?ing|[a-z]?ed)?") for s in stems)
    return replace(book, strong=re.compile(rf"(?<![\w-])(?:{forms})(?![\w]|-\w)", re.IGNORECASE))
