"""The lines of a plain text, with hard-wrapped ones taken together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\n]+")
_ENDED = re.compile(r"[.!?…:;—–-][\"'”’»)\]]*$|[\"”»)\]]$")
_PROSE_END = re.compile(r"[.!?…][\"'”’»)\]]*$|[,.][\"”’]$")
_WORD = re.compile(r"\w\S*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line, or one wrapped paragraph, without its outer spaces. gap: does a blank line stand before it?"""

    start: int
    end: int
    text: str
    gap: bool

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(_WORD.findall(self.text))

    @property
    def ends_sentence(self) -> bool:
        """Does it end as a sentence ends?"""
        return bool(_PROSE_END.search(self.text))

    @property
    def is_prose(self) -> bool:
        """Is it running text, not a headline, a name or a label?"""
        words = self.words
        return words >= 30 or (self.ends_sentence and words >= 12) or (words >= 7 and self.text.endswith(".")) or len(self.text) > 220


def split_lines(text: str) -> list[Line]:
    """The lines that hold anything, in order; a line that goes on in lower case, or a wrapped paragraph, is one line."""
    raw: list[Line] = []
    last = 0
    for m in _LINE.finditer(text):
        body = m[0].strip()
        if not body:
            continue
        start = m.start() + m[0].index(body[0])
        gap = not raw or text.count("\n", last, start) > 1
        raw.append(Line(start=start, end=start + len(body), text=body, gap=gap))
        last = start + len(body)
    wrapped = _is_wrapped(raw)
    lines: list[Line] = []
    for line in raw:
        if lines and not line.gap and _goes_on(lines[-1], line, wrapped):
            before = lines.pop()
            line = Line(start=before.start, end=line.end, text=text[before.start : line.end], gap=before.gap)
        lines.append(line)
    return lines


def _is_wrapped(lines: list[Line]) -> bool:
    """Was the text broken at a column? Then most lines that another follows directly end in mid-sentence, at about one width."""
    inner = [a for a, b in pairwise(lines) if not b.gap]
    if len(inner) < 4:
        return False
    open_ended = [a for a in inner if not _ENDED.search(a.text)]
    widths = sorted(len(a.text) for a in inner)
    return len(open_ended) * 2 > len(inner) and widths[-1] <= 120 and widths[len(widths) // 2] >= 45


def _goes_on(before: Line, line: Line, wrapped: bool) -> bool:
    if wrapped:
        return True
    return line.text[0].islower() and not _ENDED.search(before.text) and before.words >= 1
