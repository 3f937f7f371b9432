"""Tell quickly that a sentence holds no match of a pattern: most sentences hold none, and looking without regard to case is slow.

A pattern's quick form is the same one for lower-cased text, which the engine can skip through by first letters. It says only "perhaps".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

WORD_BEGINS, WORD_ENDS = r"(?<![\w-])", r"(?![\w]|-\w)"  # between which the codebooks put every pattern
CASED = re.compile(r"\\[A-Z]|\(\?P?[<=!]*[A-Z]|\(\?P<")


def _lowered(pattern: re.Pattern[str]) -> str | None:
    plain = re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern).replace("(?-i:[A-Z])", r"\w")
    if not pattern.flags & re.IGNORECASE or CASED.search(plain) or "(?-i" in plain or "(?P=" in plain:
        return None
    return plain.lower()


@lru_cache(maxsize=4096)
def quick(pattern: re.Pattern[str]) -> re.Pattern[str] | None:
    """The quick form of a pattern; None where lower case would change its meaning."""
    form = _lowered(pattern)
    return None if form is None else re.compile(form, pattern.flags & ~re.IGNORECASE)


def perhaps(pattern: re.Pattern[str], lowered: str) -> bool:
    """Whether a pattern may match a text of which the lower-cased form is given."""
    form = quick(pattern)
    return form is None or form.search(lowered) is not None


class AnyOf:
    """Several patterns as one, made once for many texts: to look a pattern up in a cache costs as much as to search with it."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)
        self._form = _union(self._patterns)

    def perhaps(self, lowered: str) -> bool:
        """Whether any of the patterns may match a text of which the lower-cased form is given."""
        if self._form is None:
            return any(perhaps(p, lowered) for p in self._patterns)
        return self._form.search(lowered) is not None


@lru_cache(maxsize=64)
def _union(patterns: tuple[re.Pattern[str], ...]) -> re.Pattern[str] | None:
    texts = [form for p in patterns if (form := _lowered(p))]
    if not texts or len(texts) < len(patterns):
        return None
    if all(t.startswith(WORD_BEGINS) and t.endswith(WORD_ENDS) for t in texts):
        # asked once a place, not once a pattern: a third of the time
        inner = "|".join(t.removeprefix(WORD_BEGINS).removesuffix(WORD_ENDS) for t in texts)
        return re.compile(f"{WORD_BEGINS}(?:{inner}){WORD_ENDS}")
    return re.compile("|".join(f"(?:{t})" for t in texts))
