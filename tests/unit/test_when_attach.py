"""When a thing was said, and who inherits it."""

from __future__ import annotations

import pytest

from onrecord.model import Article, Party, Span, Statement, When
from onrecord.resolve.when import find_times, inherit_times, saying_time


def article(text: str) -> Article:
    when = When(edtf="2020-06-17", earliest="2020-06-17", latest="2020-06-17", basis="given")
    return Article(id="a", source="a.txt", text=text, text_sha256="", published=when)


def span(text: str, piece: str, after: int = 0) -> Span:
    i = text.index(piece, after)
    return Span(start=i, end=i + len(piece), text=piece)


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "expected"),
    [
        ("Ivo Maro told Kivo Radio on Tuesday.", "Ivo Maro", "told", "", "Tuesday"),
        (
            "Ivo Maro said late Monday that the talks failed on Sunday.",
            "Ivo Maro",
            "said",
            "that the talks failed on Sunday",
            "late Monday",
        ),
        ("In a statement on Monday, Ivo Maro said the talks failed.", "Ivo Maro", "said", "the talks failed", "Monday"),
        ("“No,” Ivo Maro said in an interview with Kivo Radio on Tuesday.", "Ivo Maro", "said", "“No,”", "Tuesday"),
        ("The talks failed on Sunday, Ivo Maro said.", "Ivo Maro", "said", "The talks failed on Sunday", None),
        ("By 2025, Ivo Maro does plan to raise the dam.", "Ivo Maro", "does plan", "to raise the dam", None),
        ("Ivo Maro will tell parliament on 2 July that the dam holds.", "Ivo Maro", "will tell", "that the dam holds", "2 July"),
        (
            "Ivo Maro, who visited Kivo in April, said the talks failed.",
            "Ivo Maro, who visited Kivo in April",
            "said",
            "the talks failed",
            None,
        ),
        ("Ivo Maro said the plan, due on Friday, was dead.", "Ivo Maro", "said", "the plan, due on Friday, was dead", None),
        (
            "Norland warned its rival against the plan, saying Tuesday it would act.",
            "Norland",
            "warned",
            "its rival against the plan",
            "Tuesday",
        ),
        ("Maro returned to it on Monday, telling Kivo Radio: “No.”", "Maro", "telling", "“No.”", "Monday"),
        ("Maro now says it was a mistake.", "Maro", "says", "it was a mistake", None),
        ("Ivo Maro said after Monday’s attack that he would stay.", "Ivo Maro", "said", "that he would stay", None),
    ],
)
def test_saying_time(text: str, source: str, cue: str, content: str, expected: str | None) -> None:
    a = article(text)
    got = saying_time(
        a, find_times(a), source=[span(text, source)], cue=[span(text, cue)], content=[span(text, content)] if content else []
    )
    assert (got.text if got else None) == expected


def statement(text: str, source: str, cue: str, content: str, name: str | None, when: bool, a: Article, after: int = 0) -> Statement:
    parts = {"source": (span(text, source, after),), "cue": (span(text, cue, after),), "content": (span(text, content, after),)}
    return Statement(
        id=content,
        kind="indirect",
        part="body",
        speaker=Party(name=name, id=None, type="person", status="resolved" if name else "unresolved"),
        when=saying_time(a, find_times(a), **parts) if when else None,
        **parts,
    )


@pytest.mark.parametrize(
    ("second", "source", "cue", "name", "inherits"),
    [
        ("“No,” he added.", "he", "added", None, True),
        ("Maro also said: “No,”", "Maro", "said", "Ivo Maro", True),
        ("Lena Ost added: “No,”", "Lena Ost", "added", "Lena Ost", False),
        ("He has repeatedly said “No,” before.", "He", "has repeatedly said", "Ivo Maro", False),
    ],
)
def test_inherit(second: str, source: str, cue: str, name: str | None, inherits: bool) -> None:
    text = "“Yes,” Ivo Maro said on Tuesday. " + second
    a = article(text)
    one = statement(text, "Ivo Maro", "said", "“Yes,”", "Ivo Maro", True, a)
    two = statement(text, source, cue, "“No,”", name, False, a, after=len(text) - len(second))
    got = inherit_times(a, [one, two])
    assert got[0] == one
    assert (got[1].when == one.when) is inherits
