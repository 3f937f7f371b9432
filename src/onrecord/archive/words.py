"""What a person types to search, as a query that SQLite always understands, and where the words stand in what was found."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from onrecord.archive.fold import fold, fold_words

_TERM = re.compile(r"""(?P<no>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))""")
_fold_letter = lru_cache(maxsize=4096)(fold)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must (or must not) stand beside each other; open: the last one may go on ("negotiat*")."""

    words: tuple[str, ...]
    wanted: bool
    open: bool


def parse_words(text: str) -> tuple[Term, ...]:
    """The terms of a search: words, "several in a row" (any quotation marks), beginn*, -without. Never raises."""
    out = []
    # Only marks that pair become phrases: an apostrophe is none.
    text = re.sub("[“”„‟«»″]", '"', text.encode("utf-8", "ignore").decode())
    for m in _TERM.finditer(text):
        raw = m["phrase"] if m["phrase"] is not None else m["word"]
        words = tuple(w for w in fold_words(raw).split() if _is_indexed(w))
        if words:
            out.append(Term(words, not m["no"], m["phrase"] is None and raw.endswith("*")))
    return tuple(out)


def match_query(terms: tuple[Term, ...]) -> str | None:
    """The FTS5 query, every word in quotation marks; None where nothing is wanted."""
    wanted = " AND ".join(_quoted(t) for t in terms if t.wanted)
    if not wanted:
        return None
    without = "".join(f" NOT {_quoted(t)}" for t in terms if not t.wanted)
    return f"({wanted}){without}" if without else wanted


def find_words(terms: tuple[Term, ...], text: str) -> list[tuple[int, int]]:
    """Where the wanted words stand in the text, as half-open offsets into it."""
    tokens = _tokens(text)
    found: list[tuple[int, int]] = []
    for term in terms:
        n = len(term.words)
        for i in range(len(tokens) - n + 1 if term.wanted else 0):
            here = [t[0] for t in tokens[i : i + n]]
            if here[:-1] == list(term.words[:-1]) and (here[-1] == term.words[-1] or (term.open and here[-1].startswith(term.words[-1]))):
                found.append((tokens[i][1], tokens[i + n - 1][2]))
    return _joined(found)


def _tokens(text: str) -> list[tuple[str, int, int]]:
    """(folded word, start, end): letter by letter, as one letter may fold to several words and several letters to one."""
    out: list[tuple[str, int, int]] = []
    word, start, end = "", 0, 0
    for at, letter in enumerate(text):
        for c in _fold_letter(letter):
            if c.isalnum():
                if not word:
                    start = at
                word, end = word + c, at + 1
            elif word:
                out.append((word, start, end))
                word = ""
    if word:
        out.append((word, start, end))
    return out


def _joined(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(set(found)):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def _quoted(term: Term) -> str:
    return '"' + " ".join(term.words) + '"' + (" *" if term.open else "")


def _is_indexed(word: str) -> bool:
    return any(unicodedata.category(c)[0] in "LN" for c in word)
