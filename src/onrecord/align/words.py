"""A statement's words, made comparable on a copy: one form for each word, its place in the text, and how much it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from math import log

from onrecord.errors import DataFileError
from onrecord.model import Span

_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:[’'ʼ][^\W\d_]+)*")
_CONTRACTION = re.compile(r"(.+)(n't|'ll|'re|'ve|'m|'d)")
_EXPANDED = {"n't": "not", "'ll": "will", "'re": "are", "'ve": "have", "'m": "am", "'d": "would"}
_IS = {"it's", "that's", "he's", "she's", "there's", "what's", "who's", "here's", "let's", "where's", "how's"}
_ODD = {"can't": ("can", "not"), "won't": ("will", "not"), "shan't": ("shall", "not"), "cannot": ("can", "not"), "wo": ("will",)}
_NUMBERS = {w: str(n) for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split()) if n != 1}
# British and American spellings meet in one form; it is only compared, never shown.
_SPELLING = ((re.compile(r"is(e[sdr]?|ing|ations?)$"), r"iz\1"), (re.compile(r"our(s|ed|ing|able)?$"), r"or\1"), (re.compile(r"(.{2})ll(ed|ing)$"), r"\1l\2"), (re.compile(r"ence$"), "ense"), (re.compile(r"tre$"), "ter"), (re.compile(r"gramme(s?)$"), r"gram\1"))  # fmt: skip  # noqa: E501
_SUFFIX = re.compile(r"(?:ies|ied|ing|ings|edly|ed|es|e|s|ly|y|ment|ments|ation|ations|ion|ions)$")

NAME = 0.4
"""The weight of a capitalised word: names say what a statement is about, not what it says."""


@dataclass(frozen=True, slots=True)
class Term:
    """form: what is compared; stem: what indirect speech leaves of it; weight: 0 (tells nothing) to 1."""

    form: str
    stem: str
    weight: float


@dataclass(frozen=True, slots=True)
class Word(Term):
    """A term in its place: start, end are those of the report."""

    start: int
    end: int


def words(content: Iterable[Span]) -> list[Word]:
    """The words of a statement's content, contractions in full ("isn't" is two words in one place)."""
    found: list[Word] = []
    for span in content:
        for m in _WORD.finditer(span.text):
            start, end = span.start + m.start(), span.start + m.end()
            found += [Word(t.form, t.stem, t.weight, start, end) for t in _read(m[0])]
    return found


def terms(content: Iterable[Span]) -> list[Term]:
    """The same without their places: equal words are one object, so that the words of very many statements fit into memory."""
    return [t for span in content for word in _WORD.findall(span.text) for t in _read(word)]


@lru_cache(maxsize=1 << 18)
def _read(word: str) -> tuple[Term, ...]:
    return tuple(Term(form, stem_of(form), _weigh(form, word)) for form in _forms(word))


def _forms(word: str) -> tuple[str, ...]:
    low = word.casefold().replace("’", "'").replace("ʼ", "'")
    if "." in low and not low[0].isdigit():
        return ("usa" if low in ("u.s.", "u.s.a.") else low.replace(".", ""),)
    if low in _ODD:
        return _ODD[low]
    if word == "US":  # not the pronoun
        return ("usa",)
    if low[0].isdigit():
        return (low.replace(",", ""),)
    if "'" in low:
        if low in _IS:
            return (low[:-2], "is")
        if m := _CONTRACTION.fullmatch(low):
            return (m[1], _EXPANDED[m[2]])
        low = low.removesuffix("'s").replace("'", "")
    for pattern, form in _SPELLING:
        low = pattern.sub(form, low)
    return (_NUMBERS.get(low, low),)


def stem_of(form: str) -> str:
    """The word without its ending: rough, but the same for "negotiate", "negotiated" and "negotiations"."""
    if len(form) <= 4:
        return form.removesuffix("s") if len(form) == 4 else form
    short = _SUFFIX.sub("", form)
    short = short if len(short) >= 3 else form
    if len(short) > 4 and short[-1] == short[-2]:
        short = short[:-1]
    return short.removesuffix("at") if len(short) > 6 else short


def _weigh(form: str, word: str) -> float:
    rank = _ranks().get(form)
    if rank is not None:
        return log(rank + 1) / log(len(_ranks()) + 1)
    return NAME if word[0].isupper() else 1.0


@cache
def _ranks() -> dict[str, int]:
    file = resources.files("onrecord") / "data" / "words" / "en.txt"
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as e:
        raise DataFileError(f"words/en.txt: {e}") from e
    ranks: dict[str, int] = {}
    for line in lines:
        if line and not line.startswith("#"):
            for form in _forms(line):
                ranks.setdefault(form, len(ranks))
    return ranks


def telling(content: Iterable[Span], most: int = 8) -> list[str]:
    """The words of a statement by which other carriers of it can be searched for, as they stand in the text, the most telling first."""
    found: dict[str, float] = {}
    for span in content:
        for word in _WORD.findall(span.text):
            found.setdefault(word, max((t.weight for t in _read(word)), default=0.0))
    return sorted(found, key=lambda w: (-found[w], -len(w), w))[:most]


def weight_of(found: Sequence[Term]) -> float:
    """How much several words tell."""
    return sum(w.weight for w in found)
