"""What one line of a page is, by the rules of data/furniture: furniture, a credit, a caption, a link, the heading of links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from onrecord.rules import Field, load_rules

LineKind = Literal["furniture", "byline", "caption", "link", "heading"]

LONGEST = 5000  # code points; rules look at no longer line
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """A pattern that a whole line must match, spaces made single. words: one of them must stand in the line."""

    id: str
    kind: LineKind
    pattern: re.Pattern[str]
    words: tuple[str, ...]

    def matches(self, line: str, low: str | None = None) -> re.Match[str] | None:
        """The match of a line, its spaces already single. low: the line in lower case, where it is at hand."""
        if self.words:
            low = line.lower() if low is None else low
            if not any(w in low for w in self.words):
                return None
        return self.pattern.fullmatch(line)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line is, which rule says so, and where a link's headline starts and ends in the line."""

    kind: LineKind
    rule: str
    title: tuple[int, int] | None = None


@cache
def line_rules() -> tuple[LineRule, ...]:
    """The rules of data/furniture, in the order in which they are tried."""
    return load_rules(
        "furniture",
        {
            "kind": Field(str),
            "pattern": Field(str),
            "case": Field(bool, required=False),
            "colon": Field(str, required=False),
            "words": Field(list, required=False),
        },
        _make,
        lambda rule, line: rule.matches(single_spaced(line)) is not None,
    )


def _make(entry: Mapping[str, Any]) -> LineRule:
    if entry["kind"] not in get_args(LineKind):
        raise ValueError(f"kind {entry['kind']!r} is none of {', '.join(get_args(LineKind))}")
    tail = r"\s*[:>»]?" if entry.get("colon") == "maybe" else ""
    flags = 0 if entry.get("case") else re.IGNORECASE
    pattern = re.compile(f"(?:{entry['pattern']}){tail}", flags)
    return LineRule(id=entry["id"], kind=entry["kind"], pattern=pattern, words=tuple(w.lower() for w in entry.get("words", ())))


def judge_line(line: str) -> Verdict | None:
    """The verdict on a line without its outer spaces, None for what no rule knows: text."""
    if len(line) > LONGEST:
        return None
    # Replacing each space by one blank keeps the positions, which a link's headline needs; doubled spaces are rare enough to miss.
    flat = line.replace("\u00a0", " ").replace("\t", " ").replace("\n", " ")
    low = flat.lower()
    for rule in line_rules():
        if m := rule.matches(flat, low) if rule.words else rule.pattern.fullmatch(flat):
            groups = [m.span(g) for g in m.re.groupindex if m[g]]
            return Verdict(rule.kind, rule.id, groups[0] if groups else None)
    return None


def single_spaced(line: str) -> str:
    """The line with every run of space made one blank."""
    return _SPACE.sub(" ", line).strip()
