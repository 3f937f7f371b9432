"""The language of a report: read off its commonest words where they decide it, asked of py3langid where they do not."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.rules import Field, load_rules

_SAMPLE = 3000  # code points; more does not change the verdict
_TOO_SHORT = 6  # words: fewer tell nothing
_SURE = 0.9  # probability from which a foreign language is believed
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language that the data files describe."""

    code: str
    names: tuple[str, ...]
    supported: bool
    function_words: frozenset[str]
    share: float


@cache
def languages() -> tuple[Language, ...]:
    """The languages of data/languages."""
    return load_rules(
        "languages",
        {"names": Field(list), "supported": Field(bool), "function_words": Field(list), "share": Field(float)},
        _make,
        lambda language, text: reads_as(language, text),
    )


def _make(entry: Mapping[str, Any]) -> Language:
    return Language(
        code=entry["id"],
        names=tuple(n.lower() for n in entry["names"]),
        supported=entry["supported"],
        function_words=frozenset(entry["function_words"]),
        share=entry["share"],
    )


def reads_as(language: Language, text: str) -> bool:
    """Is the share of the language's own commonest words so high that no other language reaches it?"""
    words = [w.lower() for w in _WORD.findall(text[:_SAMPLE])]
    hits = [w for w in words if w in language.function_words]
    return len(words) >= _TOO_SHORT and len(hits) >= language.share * len(words) and len(set(hits)) >= min(6, 1 + len(words) // 8)


def detect_language(text: str, stated: str | None) -> str | None:
    """ISO 639-1 code, or None. stated: as the carrier gives it ("en-GB", "English"), used where the text is too short to tell."""
    sample = text[:_SAMPLE]
    for language in languages():
        if reads_as(language, sample):
            return language.code
    said = normal_code(stated)
    if len(_WORD.findall(sample)) < _TOO_SHORT:
        return said
    code, probability = _ask(sample)
    return code if probability >= _SURE else said


def is_supported(code: str | None) -> bool:
    """Does the model know this language? An unknown language (None) is given the benefit of the doubt."""
    return code is None or any(language.supported for language in languages() if language.code == code)


def normal_code(stated: str | None) -> str | None:
    """ "en-GB", "en_US", "EN" and "English" are "en"; what is none of these is nothing."""
    if not stated:
        return None
    word = stated.strip().lower()
    for language in languages():
        if word in language.names:
            return language.code
    head = re.split(r"[-_]", word)[0]
    return head if re.fullmatch(r"[a-z]{2,3}", head) else None


def _ask(sample: str) -> tuple[str, float]:
    # Imported here: reading its model takes most of a second, and English reports never need it.
    import py3langid

    ranked = py3langid.rank(" ".join(sample.split()))
    top = ranked[0][1]
    # rank gives log probabilities up to a constant
    return str(ranked[0][0]), 1 / sum(math.exp(max(-700.0, score - top)) for _, score in ranked)
