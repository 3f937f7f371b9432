"""What counts as a statement, on the packaged weights: read this table as the manual of `onrecord.statements`.

Each case is a short report about invented people and the statements found in it: (source, cue, content), "> " before one that is
reported inside the statement before it.
"""

from __future__ import annotations

import pytest

from onrecord.article import build
from onrecord.encode.load import load_reader
from onrecord.model import Capture, Statement
from onrecord.statements.extract import extract

LEAD = "Talks on the border\n\n"
CASES: list[tuple[str, str, list[str]]] = [
    (
        "direct speech",
        "“We will not leave the table,” Foreign Minister Ilse Maran said on Monday.",
        ["Foreign Minister Ilse Maran | said | “We will not leave the table,”"],
    ),
    (
        "indirect speech",
        "President Oren Tal told reporters in Dunmark that his country was ready for talks without conditions.",
        ["President Oren Tal | told | that his country was ready for talks without conditions"],
    ),
    (
        "mixed speech",
        "Maran said the offer was “a trick” and would be studied.",
        ["Maran | said | the offer was “a trick” and would be studied"],
    ),
    (
        "the cue interrupts the words",
        "“The road is open,” Tal said. “It has always been open.”",
        ["Tal | said | “The road is open,” … “It has always been open.”"],
    ),
    (
        "according to",
        "The border will stay closed until spring, according to the interior ministry.",
        ["the interior ministry | according to | The border will stay closed until spring"],
    ),
    (
        "said more than once",
        "Velkia has repeatedly stated that it is ready to talk with Dunmark.",
        ["Velkia | has repeatedly stated | that it is ready to talk with Dunmark"],
    ),
    (
        "was quoted as saying",
        "“Nothing has changed,” Tal was quoted as saying.",
        ["Tal | was quoted as saying | “Nothing has changed,”"],
    ),
    (
        "second-hand speech",
        "Maran revealed that then-Prime Minister Jon Hask told officials not to “sign anything” with Velkia.",
        [
            "Maran | revealed | that then-Prime Minister Jon Hask told officials not to “sign anything” with Velkia",
            "> then-Prime Minister Jon Hask | told | not to “sign anything” with Velkia",
        ],
    ),
    (
        "a quotation over two paragraphs",
        "Tal read a statement to the press.\n\n“We have waited for a year,” he said. “We have waited long enough.\n\n“Now we want an answer.”",
        ["he | said | “We have waited for a year,” … “We have waited long enough. … “Now we want an answer.”"],
    ),
    (
        "narration is no statement",
        "The two delegations met in Orsk on Tuesday. The meeting lasted four hours and ended without a joint document.",
        [],
    ),
]


def show(s: Statement) -> str:
    words = [" ".join(x.text for x in s.source), " ".join(x.text for x in s.cue), " … ".join(x.text for x in s.content)]
    return ("> " if s.parent else "") + " | ".join(words)


@pytest.mark.parametrize(("body", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_statements(body: str, expected: list[str]) -> None:
    reader = load_reader("fast")
    article = build(Capture(source="spec", identity=body.encode(), text=LEAD + body + "\n"))
    assert [show(s) for s in extract(article, reader.encode(article.text), reader)] == expected


HEADLINES = [
    ("Velkia still ready for talks with Dunmark – Palace", "Palace | – | Velkia still ready for talks with Dunmark"),
    ("Palace: Goals may be reached through talks", "Palace | : | Goals may be reached through talks"),
    ("Border will stay closed, says minister", "minister | says | Border will stay closed"),
]


@pytest.mark.parametrize(("title", "expected"), HEADLINES)
def test_headlines(title: str, expected: str) -> None:
    reader = load_reader("fast")
    text = f"{title}\n\nThe two sides last met in the spring of 2030. A bridge over the river Orn was closed for repairs.\n"
    article = build(Capture(source="spec", identity=text.encode(), text=text))
    found = [s for s in extract(article, reader.encode(text), reader) if s.part == "headline"]
    assert [show(s) for s in found] == [expected]
