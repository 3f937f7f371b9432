"""Check a codebook: does each of its examples get the stance that it shows?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.coding.codebook import Codebook, Example
from onrecord.coding.holders import Holder
from onrecord.coding.positions import code
from onrecord.model import Article, Party, Position, Record, Span, Stance, Statement

NOT_NAMES = frozenset(
    (
        "The A An It He She They We I If When Any No There On In At Its His Her Their "
        "Talks Six Analysts Residents Troops Rockets Sanctions Security President Minister"
    ).split()
)
REPORTED = re.compile(r", ([^,“”]+?) (said|says|added)\.$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One example with what the coding made of it. got: None where it found no position."""

    example: Example
    got: Stance | None
    how: str

    @property
    def right(self) -> bool:
        """Whether the coding agrees with the example."""
        return self.got == self.example.stance


def any_name(phrase: str) -> Holder | None:
    """A lookup for examples, whose countries and persons are invented: every capitalised word is a name."""
    word = re.sub(r"['’]s$", "", phrase.strip())
    return (word, None) if re.fullmatch(r"[A-Z][a-z]+", word) and word not in NOT_NAMES else None


def _statement(text: str) -> tuple[Statement, ...]:
    """An example's own statement, where it ends in ", Velland said."."""
    m = REPORTED.search(text)
    if not m:
        return ()
    name = m.group(1).split()[-1]
    holder = any_name(name)

    def span(a: int, b: int) -> tuple[Span, ...]:
        return (Span(start=a, end=b, text=text[a:b]),)

    party = (
        Party(name=holder[0], id=None, type="state", status="resolved")
        if holder
        else Party(name=None, id=None, type="unnamed", status="unnamed")
    )
    return (
        Statement(
            id="example",
            kind="direct" if "“" in text else "indirect",
            part="body",
            content=span(0, m.start() + 1),
            cue=span(*m.span(2)),
            source=span(*m.span(1)),
            speaker=party,
        ),
    )


def check_codebook(book: Codebook) -> list[Checked]:
    """Every example with the stance that the coding gives it, wrong ones first.

    Where a codebook has no words of its own, each example is coded from the others: from itself it would always come out right.
    """
    out = []
    for example in book.examples:
        article = Article(id="example", source="example", text=example.text, text_sha256="")
        statements = _statement(example.text)
        if not book.words and not statements:
            party = Party(name="example", id=None, type="state", status="resolved")
            whole = (Span(start=0, end=len(example.text), text=example.text),)
            statements = (Statement(id="example", kind="indirect", part="body", content=whole, cue=(), source=(), speaker=party),)
        coder = book if book.words else replace(book, examples=tuple(e for e in book.examples if e is not example))
        found = code(article, statements, None, (coder,), any_name, threshold=0.0 if example.stance else None)
        best = max(found, key=lambda p: p.score, default=None)
        out.append(Checked(example=example, got=best.stance if best else None, how=best.how if best else ""))
    return sorted(out, key=lambda c: c.right)


def check_rows(checked: Sequence[Checked]) -> list[dict[str, str]]:
    """The checks as rows to print."""
    return [
        {
            "right": "yes" if c.right else "NO",
            "shows": c.example.stance or "neither",
            "coded": c.got or "neither",
            "how": c.how,
            "example": c.example.text,
        }
        for c in checked
    ]


def caught_rows(records: Iterable[Record], positions: Iterable[Sequence[Position]]) -> list[dict[str, str]]:
    """What a codebook catches in reports: one row a position, with its evidence and source."""
    return [
        {
            "source": record.article.source,
            "holder": p.holder,
            "stance": p.stance,
            "condition": p.condition.text if p.condition else "",
            "evidence": " … ".join(s.text for s in p.evidence),
            "how": p.how,
        }
        for record, found in zip(records, positions, strict=True)
        for p in found
    ]
