"""Labels the lines of a plain-text report: what is the report, what is its page. The text itself is left as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.article.dateline import find_dateline
from onrecord.article.furniture import Verdict, judge_line
from onrecord.article.lines import Line, split_lines
from onrecord.article.outlets import is_outlet
from onrecord.model import Block, BlockKind, Link

_MOST_LINKS = 12  # a longer run of lines without a full stop is not a list of headlines
_HEAD = 8  # lines in which a title may stand
_NAMES = re.compile(r"(?:[A-ZÀ-Þ][\w.’'-]+ ){1,3}[A-ZÀ-Þ][\w.’'-]+(?:(?:, and|,| and| &) (?:[A-ZÀ-Þ][\w.’'-]+ ){1,3}[A-ZÀ-Þ][\w.’'-]+)*,?")
_NEVER_TITLE = re.compile(r"[a-z(\[•*–—-]|https?:")


@dataclass(slots=True)
class Labels:
    """The labels of one text."""

    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    title: str | None = None

    def add(self, start: int, end: int, kind: BlockKind) -> None:
        """Label the text between two offsets."""
        self.blocks.append(Block(start=start, end=end, kind=kind))


def label_text(text: str, title: str | None = None, byline: Sequence[str] = ()) -> Labels:
    """Blocks in order of place, none overlapping, each inside the text. title, byline: as the carrier states them."""
    lines = split_lines(text)
    verdicts = [judge_line(line.text) for line in lines]
    kinds: list[BlockKind | None] = [_plain_kind(v) for v in verdicts]
    labels = Labels()
    _mark_links(lines, verdicts, kinds, labels)
    head = _mark_title(lines, kinds, title)
    if head is not None:
        labels.title = lines[head].text
    body = _mark_head(lines, kinds, head, byline)
    datelines = 0
    for i, line in enumerate(lines):
        kind = kinds[i]
        if kind is None and i >= body and datelines < 3:
            datelines += 1
            if cut := find_dateline(line.text):
                labels.add(line.start, line.start + cut, "dateline")
                rest = line.text[cut:].lstrip()
                labels.add(line.end - len(rest), line.end, "paragraph")
                continue
        labels.add(line.start, line.end, kind or ("subhead" if _is_subhead(lines, kinds, i, body) else "paragraph"))
    return labels


def _plain_kind(verdict: Verdict | None) -> BlockKind | None:
    if verdict is None:
        return None
    match verdict.kind:
        case "link":
            return "links"
        case "heading":
            return "furniture"
        case kind:
            return kind


def _mark_links(lines: list[Line], verdicts: list[Verdict | None], kinds: list[BlockKind | None], labels: Labels) -> None:
    """Lines that name another report: by themselves ("SEE ALSO: …"), or after a heading ("Read more:") up to the next running text."""
    left = 0
    for i, (line, verdict) in enumerate(zip(lines, verdicts, strict=True)):
        if verdict is None:
            if (left and _is_headline(line)) or (i > 1 and _is_shouted(line)):
                kinds[i] = "links"
                labels.links.append(Link(text=line.text, href=None))
                left = max(0, left - 1)
            else:
                left = 0
        elif verdict.kind == "heading":
            left = _MOST_LINKS
        elif verdict.kind == "link":
            start, end = verdict.title or (0, len(line.text))
            labels.links.append(Link(text=line.text[start:end].strip(), href=None))


def _is_headline(line: Line) -> bool:
    return 3 <= line.words <= 28 and len(line.text) <= 200 and not line.is_prose and not line.text.endswith((".", ":", ",", ";"))


def _is_shouted(line: Line) -> bool:
    """A headline in capitals between the paragraphs: another report's. Shorter ones are subheads."""
    return line.words >= 5 and line.text.isupper() and _is_headline(line) and sum(c.isalpha() for c in line.text) > 20


def _mark_title(lines: list[Line], kinds: list[BlockKind | None], stated: str | None) -> int | None:
    free = [i for i in range(len(lines)) if kinds[i] is None][:_HEAD]
    if not free or len(lines) < 2:
        return None
    if stated:
        wanted = _letters(stated)
        # A stated title may be what a furniture rule takes it for ("Photos", "Breaking news"): it is looked for among all lines.
        for i in range(min(_HEAD, len(lines))):
            if wanted and _letters(lines[i].text) == wanted and not lines[i].is_prose | (kinds[i] == "links"):
                kinds[i] = "title"
                return i
    first = free[0]
    if first > _HEAD or not _may_be_title(lines, first, stated is not None):
        return None
    if len(free) > 1 and _is_kicker(lines[first], lines[free[1]]):
        kinds[first] = "subhead"
        first = free[1]
    kinds[first] = "title"
    return first


def _may_be_title(lines: list[Line], i: int, stated: bool) -> bool:
    line = lines[i]
    if (
        i + 1 >= len(lines)
        or not 2 <= line.words <= 32
        or len(line.text) > 220
        or _NEVER_TITLE.match(line.text)
        or find_dateline(line.text)
    ):
        return False
    after = lines[i + 1]
    if line.text.endswith(";"):  # "Strike at the harbour; \nDockers want more." - how some archives write headline and standfirst
        return not after.gap and after.words <= 30
    if not re.search(r"[.…:,][\"'”’)\]]*$", line.text):
        return True
    # With a full stop it must stand apart and be shorter than what follows; where the carrier names another title, it is text.
    apart = not stated and after.gap and line.text[-1] not in ":,"
    return apart and line.words <= 24 and any(len(x.text) > len(line.text) for x in lines[i + 1 : i + 3])


def _is_kicker(line: Line, after: Line) -> bool:
    """A section's or a topic's name over the headline: a few words, and the next line is plainly the headline."""
    return (
        line.words <= 3
        and not re.search(r"[\W]$", line.text)
        and after.words >= 6
        and after.words >= 2 * line.words
        and not after.ends_sentence
        and not after.is_prose
        and not _NAMES.fullmatch(after.text)
    )


def _mark_head(lines: list[Line], kinds: list[BlockKind | None], title: int | None, byline: Sequence[str]) -> int:
    """Standfirst and names between the title and the first running text; returns the number of the body's first line."""
    if title is None:
        return 0
    stated = {_letters(name) for name in byline}
    joined = _letters("".join(byline))
    for i in range(title + 1, min(len(lines), title + 1 + _HEAD)):
        if kinds[i] is not None:
            continue
        line = lines[i]
        if _letters(line.text) == _letters(lines[title].text):
            kinds[i] = "title"
        elif i == title + 1 and lines[title].text.endswith(";"):
            kinds[i] = "standfirst"
        elif line.is_prose or find_dateline(line.text) or (line.text[0] in "“\"‘'" and line.ends_sentence):
            return i
        elif is_outlet(line.text) or _letters(line.text.removeprefix("By ")) in {*stated, joined} or _is_names(lines, i):
            kinds[i] = "byline"
        elif line.words >= 5 and not line.ends_sentence and not line.text.endswith(":"):
            kinds[i] = "standfirst"
        else:
            return i
    return min(len(lines), title + 1 + _HEAD)


def _is_names(lines: list[Line], i: int) -> bool:
    """Names alone on a line: sure only when joined by "and", or with the outlet's name under them."""
    text = lines[i].text
    if not _NAMES.fullmatch(text):
        return False
    return " and " in text or (i + 1 < len(lines) and is_outlet(lines[i + 1].text))


def _is_subhead(lines: list[Line], kinds: list[BlockKind | None], i: int, body: int) -> bool:
    line = lines[i]
    if i <= body or not 1 <= line.words <= 12 or len(line.text) > 90 or not re.match(r"[A-ZÀ-Þ0-9‘'#-]", line.text):
        return False
    if re.search(r"[.!?,:;…”\"]$", line.text) or re.match(r"[A-Z]{1,20}: ", line.text) or "http" in line.text or "@" in line.text:
        return False
    after = next((j for j in range(i + 1, len(lines)) if kinds[j] is None), None)
    return after is not None and after <= i + 2 and lines[after].is_prose


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
