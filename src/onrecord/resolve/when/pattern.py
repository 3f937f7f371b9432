"""Turns a rule's pattern into a regular expression over word characters.

A pattern is written in words: `(the)? (last|past) <n:number> <u:units>`. A bare word or punctuation mark is itself, `{name}` a class of
words or a macro (a pattern with a name), `<slot:name>` the same with a name to read it by; `( ) | ? * +` mean what they mean in regular
expressions. Blanks only separate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.errors import DataFileError
from onrecord.resolve.when.words import FORM_CLASSES, Vocabulary

_PIECE = re.compile(
    r"<(?P<slot>\w+):(?P<of>\w+)>|\{(?P<name>\w+)\}|(?P<meta>[()|?*+])|(?P<word>'s|[^\W\d_][^\s()|?*+<>{}]*|[^\s()|?*+<>{}])"
)
_FIRST_WORD = 0xE000


@dataclass(slots=True)
class Lexicon:
    """The classes and macros, and the characters given out so far. values: class -> word -> what the data file says it means."""

    classes: dict[str, str]
    macros: Mapping[str, str]
    vocabulary: Vocabulary
    values: dict[str, dict[str, object]] = field(default_factory=dict)
    slots: int = 0

    def char(self, word: str) -> str:
        """The character of a word, a new one when the word is new."""
        known = self.vocabulary.known
        if word not in known:
            known[word] = chr(_FIRST_WORD + len(known))
        return known[word]

    def named(self, name: str, rule: str) -> str:
        """The expression of a class or macro."""
        if name in self.classes:
            return "[" + self.classes[name] + "]"
        if name in self.macros:
            return "(?:" + self.expression(self.macros[name], rule) + ")"
        raise DataFileError(f"date rule {rule}: unknown class or macro {name!r}")

    def expression(self, pattern: str, rule: str) -> str:
        """The regular expression of a pattern."""
        out: list[str] = []
        at = 0
        pattern = pattern.strip()
        while at < len(pattern):
            if pattern[at].isspace():
                at += 1
                continue
            m = _PIECE.match(pattern, at)
            if m is None:
                raise DataFileError(f"date rule {rule}: cannot read {pattern[at : at + 20]!r}")
            if m["slot"]:
                self.slots += 1  # a slot may stand in several branches: groups need names of their own
                out.append(f"(?P<{m['slot']}__{self.slots}>{self.named(m['of'], rule)})")
            elif m["name"]:
                out.append(self.named(m["name"], rule))
            elif m["meta"]:
                out.append("(?:" if m["meta"] == "(" else m["meta"])
            else:
                out.append(self.char(m["word"].lower()))
            at = m.end()
        return "".join(out)


def first_chars(expression: str) -> tuple[frozenset[str], bool]:
    """The characters that can begin a match of `expression` (as Lexicon.expression writes them), and whether it can match nothing."""
    firsts, empty, _ = _alternatives(expression, 0)
    return frozenset(firsts), empty


def _alternatives(e: str, at: int) -> tuple[set[str], bool, int]:
    firsts: set[str] = set()
    empty = False
    while True:
        f, nothing, at = _sequence(e, at)
        firsts |= f
        empty |= nothing
        if at >= len(e) or e[at] != "|":
            return firsts, empty, at
        at += 1


def _sequence(e: str, at: int) -> tuple[set[str], bool, int]:
    firsts: set[str] = set()
    open_ = True  # can all that came so far match nothing?
    while at < len(e) and e[at] not in "|)":
        f, nothing, at = _atom(e, at)
        if at < len(e) and e[at] in "?*+":
            nothing |= e[at] != "+"
            at += 1
        if open_:
            firsts |= f
            open_ = nothing
    return firsts, open_, at


def _atom(e: str, at: int) -> tuple[set[str], bool, int]:
    if e.startswith("(?:", at):
        f, nothing, at = _alternatives(e, at + 3)
        return f, nothing, at + 1
    if e.startswith("(?P<", at):
        f, nothing, at = _alternatives(e, e.index(">", at) + 1)
        return f, nothing, at + 1
    if e[at] == "[":
        close = e.index("]", at)
        return set(e[at + 1 : close]), False, close + 1
    return {e[at]}, False, at + 1


def form_classes() -> dict[str, str]:
    """The classes of number forms, a fresh copy."""
    return dict(FORM_CLASSES)


def slot_groups(expression: re.Pattern[str]) -> dict[str, tuple[int, ...]]:
    """Slot name -> the groups that can hold it."""
    out: dict[str, tuple[int, ...]] = {}
    for name, group in expression.groupindex.items():
        base = name.split("__")[0]
        out[base] = (*out.get(base, ()), group)
    return out
