"""What a statement answers: "Moscow rejected the idea", "the United States dismissed the statement", "Russia denies this"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from onrecord.model import Statement
from onrecord.resolve.who.reading import Reading

ANSWER = re.compile(
    r"\b(?:reject|dismiss|den(?:y|ie)|rebuff|refut|rebut|brush(?:e[sd])? (?:off|aside)|scoff|"
    r"respond|repl(?:y|ie)|react|hit back|retort|disput|spurn|decline)",
    re.I,
)
CALLS = re.compile(r"\b(?:call|describ|say|label|brand)", re.I)
BACK = re.compile(
    r"^(?:to|with|of|as)?\s*(?:(?:the|this|that|these|those|such|his|her|its|their|any)\s+(?:[\w-]+\s+)?"
    r"(?:idea|statements?|accusations?|claims?|allegations?|charges?|proposals?|offers?|plans?|demands?|calls?|remarks?|comments?|suggestions?|reports?|threats?|"
    r"warnings?|criticism|assertions?|conditions?|ultimatum|requests?|appeals?|talks|announcement|notion|move)\b|(?:it|this|that|them|these|those)\b)",
    re.I,
)
HEADLINE = re.compile(r"\b(?:agree|reject|accept|refuse)", re.I)
NEAR = 400  # characters between an answer and what it answers


def responds_to(k: int, text: str, statements: Sequence[Statement], readings: Sequence[Reading], place: Callable[[int], int]) -> str | None:
    """The id of the statement that statement k answers, None where it answers none.

    Either the cue is a verb of answering and the content (or what the cue names) refers back, or the verb is "rejected the idea" itself.
    """
    statement = statements[k]
    if not statement.cue or not statement.content:
        return None
    cue = " ".join(s.text for s in statement.cue)
    content = statement.content[0].text.lstrip("“\"' ")
    between = text[statement.source[-1].end : statement.cue[0].start] if statement.source else ""
    between = between if len(between) < 120 and "\n" not in between else ""
    turned = CALLS.match(cue) and any(BACK.match(between[m.end() :].partition(" ")[2]) for m in ANSWER.finditer(between))
    answered = ANSWER.search(cue) and BACK.match(content)
    if not turned and not answered and not (statement.part == "headline" and HEADLINE.search(cue)):
        return None
    best: tuple[int, int] | None = None
    here = place(k)
    for j, other in enumerate(statements):
        if j == k or other.part != statement.part or statement.parent == other.id or other.parent == statement.id:
            continue
        there = max((s.end for s in other.content), default=0)
        if there > here or here - there > NEAR or same(readings[k], readings[j]):
            continue
        rank = (place(j), -len(other.content))
        if best is None or rank > (best[0], -len(statements[best[1]].content)):
            best = (place(j), j)
    return statements[best[1]].id if best is not None else None


def same(a: Reading, b: Reading) -> bool:
    """Whether two statements are by one party."""
    return a.figure is not None and a.figure is b.figure
