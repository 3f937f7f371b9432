"""Which of the attributions found are worth keeping."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.encode.encoded import UPOS, Encoded
from onrecord.statements.decode import Piece
from onrecord.statements.link import Attribution

# before calibration; set on PolNeAR dev and the labelled reports
LEAST_SCORE = 0.3
LEAST_SCORE_INSIDE = 0.55  # of a second-hand statement: two must hold, the outer one and this; set on the labelled reports and the seeds
LEAST_WORDS = 2
# "rejected the idea", "commented on the talks": a few nouns without a verb tell little, so that only sure ones are kept
FEW_WORDS = 6
LEAST_SCORE_OF_NOUNS = 0.5
BEGINNING = 2  # words: a content does not end this early in a sentence that goes on
LEAST_OF_SUBJECT = 0.05  # probability of a word before the cue to belong to a source

_QUOTES = frozenset("“”\"‘’'«»")
_VERBS = frozenset({UPOS.index("VERB"), UPOS.index("AUX")})
_BE = frozenset("be been being is are was were s re".split())  # the subject of "was called", "'re termed" says nothing
_PREPOSITION = UPOS.index("ADP")
_LEADING = frozenset("in on at by of for with from to as since until during the a an".split())
_JOINING = frozenset({"and", "or", "but"})
_NOUN_PHRASE = frozenset(UPOS.index(x) for x in ("DET", "ADJ", "NOUN", "PROPN", "NUM"))
_NOBODY = frozenset("a an the of in on at to and or , . ' ’".split())


# "commenting on the talks", "referring to an interview": what follows is what the words are about, unless it is quoted
_ABOUT = re.compile(r"\b(?:refer(?:s|red|ring)?(?: back)? to|comment(?:s|ed|ing)? on|allud(?:e|es|ed|ing) to)$", re.IGNORECASE)


def worth_keeping(e: Encoded, a: Attribution, *, inner: bool = False) -> bool:
    """A statement has a cue, more than one word of content (or one in quotation marks), and a fair score. inner: it is second-hand."""
    if not a.cue or a.score < (LEAST_SCORE_INSIDE if inner else LEAST_SCORE):
        return False
    every = [i for p in a.content for i in range(p.first, p.last + 1)]
    words = [i for i in every if e.word(i)[0].isalnum()]
    if len(words) < LEAST_WORDS:
        return bool(words) and e.word(every[0])[0] in _QUOTES and e.word(every[-1])[0] in _QUOTES
    if _ABOUT.search(" ".join(e.word(i) for i in range(a.cue[0].first, a.cue[-1].last + 1))):
        return any(e.word(i)[0] in _QUOTES for i in every)
    if len(words) <= FEW_WORDS and a.score < LEAST_SCORE_OF_NOUNS and not any(int(e.upos[i]) in _VERBS for i in words):
        return any(e.word(i)[0] in _QUOTES for i in every)
    return True


def with_whole_source(e: Encoded, a: Attribution) -> Attribution:
    """The attribution without pieces of its source that name nobody ("a", "of the")."""
    kept = tuple(p for p in a.source if not all(e.word(i).lower() in _NOBODY for i in range(p.first, p.last + 1)))
    return a if len(kept) == len(a.source) else replace(a, source=kept)


def without_topics(e: Encoded, a: Attribution) -> Attribution:
    """The attribution of a quotation without a few nouns beside it, which say what was spoken of and not what was said: "'It was like
    rain,' he said of *the shelling*".
    """
    if len(a.content) < 2 or not any(_quoted(e, p) for p in a.content):
        return a
    kept = tuple(p for p in a.content if not _few_nouns(e, p))
    return a if len(kept) == len(a.content) else replace(a, content=kept)


def _quoted(e: Encoded, p: Piece) -> bool:
    return e.word(p.first)[0] in _QUOTES and e.word(p.last)[0] in _QUOTES


def _few_nouns(e: Encoded, p: Piece) -> bool:
    words = range(p.first, p.last + 1)
    return len(words) <= FEW_WORDS and not any(int(e.upos[i]) in _VERBS or e.word(i)[0] in _QUOTES for i in words)


def without_dangling(e: Encoded, content: Sequence[Piece]) -> tuple[Piece, ...]:
    """Content pieces without what at their end belongs to what was left outside: a preposition or article ("any meeting on | several
    occasions"), but none before a mark or another kind of word ("what they hope for", "the place they come from | he said"); "and"; the
    first words of a sentence that goes on ("“No.” It | was the first …").
    """
    out = []
    for p in content:
        p = _without_beginning(e, p)
        if p.last > p.first and e.word(p.last).lower() in _JOINING:
            p = replace(p, last=p.last - 1)
        last, after = p.last, p.last + 1
        goes_on = after < len(e) and e.sentence[after] == e.sentence[last] and int(e.upos[after]) in _NOUN_PHRASE
        if goes_on and last > p.first and e.word(last).lower() in _LEADING and e.word(after)[0].isalnum():
            last -= 1
        out.append(p if last == p.last else replace(p, last=last))
    return tuple(out)


def _without_beginning(e: Encoded, p: Piece) -> Piece:
    """A piece without the one or two words of a further sentence that it ends with, where that goes on without it."""
    first = e.sentence_of(p.last).start
    goes_on = p.last + 1 < len(e) and e.sentences[p.last + 1] == e.sentences[p.last] and e.word(p.last + 1)[0].isalnum()
    return replace(p, last=first - 1) if goes_on and p.first < first and p.last - first < BEGINNING else p


def with_subject(e: Encoded, a: Attribution) -> Attribution:
    """The attribution, one without a source given the words right before its cue where the tagger held them for a source at all.

    They must stand in the cue's sentence, hang on no preposition, and the cue must have a verb, in the active voice.
    """
    if a.source or not a.cue:
        return a
    cue = a.cue[0]
    last = cue.first - 1
    words = range(cue.first, cue.last + 1)
    if not any(int(e.upos[i]) in _VERBS for i in words) or any(e.word(i).lower() in _BE for i in words):
        return a
    first = cue.first
    while first > 0 and e.sentence[first - 1] == e.sentence[cue.first] and float(e.tags[first - 1, 1:3].sum()) >= LEAST_OF_SUBJECT:
        first -= 1
    while first <= last and not e.word(first)[0].isalnum():
        first += 1
    before = e.word(first - 1) if first and e.sentence[first - 1] == e.sentence[cue.first] else ""
    taken = {i for p in (*a.content, *a.cue) for i in range(p.first, p.last + 1)}
    if first > last or not e.word(last)[0].isalnum() or not taken.isdisjoint(range(first, last + 1)):
        return a
    if (before and int(e.upos[first - 1]) == _PREPOSITION) or all(
        e.word(i).lower() in _NOBODY or e.word(i).lower() == "there" for i in range(first, last + 1)
    ):
        return a
    return replace(a, source=(Piece("source", first, last, float(e.tags[first : last + 1, 1:3].sum(1).mean())),))
