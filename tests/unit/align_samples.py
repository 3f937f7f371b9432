"""Carriers and records of invented reports, for the tests of align."""

from __future__ import annotations

import hashlib
from typing import Any

from onrecord.align.carrier import Carrier, Report
from onrecord.model import UNRESOLVED, Article, Block, Party, Record, Span, Statement, When


def carrier(text: str, report: str = "r1", day: str | None = "2031-05-02", **fields: Any) -> Carrier:
    return Carrier(
        **{
            "statement": f"{report}-{hashlib.sha256(text.encode()).hexdigest()[:6]}",
            "report": Report(id=report, source=report, outlet=f"Outlet {report}", published=day),
            "content": (Span(start=0, end=len(text), text=text),),
            **fields,
        }
    )


def by(name: str, acts_for: str | None = None) -> dict[str, Any]:
    return {"speaker": name, "speaker_id": f"x-{name}", "speaker_status": "resolved", "acts_for": acts_for}


def record(text: str, *said: tuple[str, str], source: str = "a.txt", day: str = "2031-05-02", kind: str = "direct") -> Record:
    """A report in which each of `said` (speaker, words) is a statement."""
    statements = []
    for i, (name, content) in enumerate(said):
        start = text.index(content)
        statements.append(
            Statement(
                id=f"{source.partition('.')[0]}-{i}",
                kind="direct" if content[0] in '“"' else "indirect",
                part="body",
                content=(Span(start=start, end=start + len(content), text=content),),
                cue=(),
                source=(),
                speaker=Party(name=name, id=f"x-{name}", type="person", status="resolved") if name else UNRESOLVED,
            )
        )
    sha = hashlib.sha256(text.encode()).hexdigest()
    article = Article(
        id=sha[:12],
        source=source,
        text=text,
        text_sha256=sha,
        outlet=f"Outlet of {source}",
        published=When(edtf=day, earliest=day, latest=day, basis="page"),
        blocks=(Block(start=0, end=len(text), kind="paragraph"),),
    )
    return Record(article=article, statements=tuple(statements))
