"""Events that a report dates, and whose account they are."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.encode.encoded import DEPREL, TAGS, UPOS, Encoded, Windows
from onrecord.model import Article, Event, Party, PartySpan, Span, Statement, When
from onrecord.resolve.when import find_events, find_times


def article(text: str) -> Article:
    when = When(edtf="2020-06-17", earliest="2020-06-17", latest="2020-06-17", basis="given")
    return Article(id="a", source="a.txt", text=text, text_sha256="", published=when)


def events(text: str) -> list[tuple[str, str | None]]:
    a = article(text)
    return [(e.text, e.when.edtf) for e in find_events(a, find_times(a))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norland launched its campaign in Ostia in February 2018 to guard its border.", [("launched its campaign in Ostia", "2018-02")]),
        ("In autumn 2018, the two regions, alongside two others, officially joined Norland.", [("officially joined Norland", "2018-23")]),
        ("President Ivo Maro signed a decree last autumn banning any talks.", [("signed a decree", "2019-23")]),
        ("They left in the wake of the 2014 Kivo coup.", [("Kivo coup", "2014")]),
        ("The talks that were held in spring 2018 failed.", [("The talks that were held", "2018-21")]),
        (
            "The treaty, agreed upon Monday by both sides, took effect on Tuesday.",
            [("agreed upon", "2020-06-15"), ("took effect", "2020-06-16")],
        ),
        ("The minister said on Tuesday that it rained.", []),
        ("They want the 1991 borders back.", []),
        ("They talked for three weeks.", []),
    ],
)
def test_events(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert events(text) == expected


def test_what_it_follows_is_an_event_too() -> None:
    text = "Ostia rained missiles on Kivo last month in the wake of an attack on a vital bridge."
    assert events(text) == [("rained missiles on Kivo", "2020-05"), ("an attack on a vital bridge", None)]


def test_account_and_participants() -> None:
    text = "Ivo Maro said that Norland withdrew from the talks in spring 2018."
    a = article(text)
    i = text.index("that")
    s = Statement(
        id="s1",
        kind="indirect",
        part="body",
        content=(Span(start=i, end=len(text) - 1, text=text[i:-1]),),
        cue=(),
        source=(),
        speaker=Party(name="Ivo Maro", id=None, type="person", status="resolved"),
    )
    j = text.index("talks")
    mention = PartySpan(start=j, end=j + 5, text="talks", name=None, id=None)
    (e,) = find_events(a, find_times(a), [s], mentions=[mention])
    assert (e.text, e.account, e.participants) == ("withdrew from the talks", "s1", (mention,))
    assert isinstance(e, Event)


def encoded(text: str, rows: list[tuple[str, str, int, str]]) -> Encoded:
    """Words with tag, head and relation, as the encoder would give them."""
    starts, ends, at = [], [], 0
    for word, *_ in rows:
        at = text.index(word, at)
        starts.append(at)
        at += len(word)
        ends.append(at)
    n = len(rows)
    zero = np.zeros(n, dtype=np.int64)
    # vectors of which only that of a word and that of its head agree
    vectors = np.concatenate([np.eye(n)[[max(r[2], 0) for r in rows]], np.eye(n)], axis=1).astype(np.float32)[None]
    block = {"arc_dependent": slice(0, n), "arc_head": slice(n, 2 * n)}
    windows = Windows(states=vectors, start=np.zeros(1, dtype=np.int64), home=zero, block=block, piece=np.arange(n))
    return Encoded(
        text=text,
        start=np.array(starts),
        end=np.array(ends),
        sentence=zero,
        paragraph=zero,
        tags=np.zeros((n, len(TAGS)), dtype=np.float32),
        upos=np.array([UPOS.index(r[1]) for r in rows]),
        deprel=np.array([DEPREL.index(r[3]) for r in rows]),
        mention=zero,
        entities=(),
        windows=windows,
        starts=starts,
        ends=ends,
    )


def test_syntax_finds_the_phrase_where_it_is_given() -> None:
    text = "Norland, whose envoys met Maro, quietly signed a pact on talks in March 2018."
    rows = [
        ("Norland", "PROPN", 9, "nsubj"),
        (",", "PUNCT", 4, "punct"),
        ("whose", "PRON", 3, "nmod"),
        ("envoys", "NOUN", 4, "nsubj"),
        ("met", "VERB", 0, "acl"),
        ("Maro", "PROPN", 4, "obj"),
        (",", "PUNCT", 4, "punct"),
        ("quietly", "ADV", 8, "advmod"),
        ("signed", "VERB", -1, "root"),
        ("a", "DET", 10, "det"),
        ("pact", "NOUN", 8, "obj"),
        ("on", "ADP", 12, "case"),
        ("talks", "NOUN", 10, "nmod"),
        ("in", "ADP", 14, "case"),
        ("March", "PROPN", 8, "obl"),
        ("2018", "NUM", 14, "nummod"),
        (".", "PUNCT", 8, "punct"),
    ]
    rows[0] = ("Norland", "PROPN", 8, "nsubj")
    a = article(text)
    (e,) = find_events(a, find_times(a), encoded=encoded(text, rows))
    assert (e.text, e.when.edtf) == ("quietly signed a pact on talks", "2018-03")
