"""Quotations signed with a dash: text -> (source, cue, content) of each."""

from __future__ import annotations

import pytest

from onrecord.encode.load import load_reader
from onrecord.statements.decode import Piece
from onrecord.statements.link import Attribution
from onrecord.statements.signed import with_signed

SIGNED = [
    ("“The river is not a border.” — Lamine Aïtouche, 34", [("Lamine Aïtouche, 34", "—", "“The river is not a border.”")]),
    ("”We want peace.” ― Sonya Halvard\n“So do I.”― P. K. Brandt\xa0", [
        ("Sonya Halvard", "―", "”We want peace.”"), ("P. K. Brandt", "―", "“So do I.”"),
    ]),
    ("\"I've said 'no' twice.\" -- President Torvald", [("President Torvald", "--", "\"I've said 'no' twice.\"")]),
    ("“They call it ‘hell’. I call it home.”\n– Rosa Lind, Tassil", [("Rosa Lind, Tassil", "–", "“They call it ‘hell’. I call it home.”")]),
    # no signatures
    ("“The river is not a border,” Lamine Aïtouche said.", []),
    ("“The river is not a border.” — but nobody was listening", []),
    ("“The river is not a border.” — The mayor left. Nobody spoke.", []),
    ("“The river is not a border.” — Aides were said to have written the speech", []),
    ("The river, “not a border” – Halmora", []),
    ("“The river is not a border.”", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SIGNED)
def test_signed_quotations(text: str, expected: list[tuple[str, str, str]]) -> None:
    e = load_reader().encode(text)

    def words(pieces: tuple[Piece, ...]) -> str:
        return " … ".join(text[e.starts[p.first] : e.ends[p.last]] for p in pieces)

    assert [(words(a.source), words(a.cue), words(a.content)) for a in with_signed(e, [])] == expected


def test_a_signature_takes_its_quotation_from_a_neighbour() -> None:
    text = "“One,” she said there.\n“Two things.” — Tom Lind"
    e = load_reader().encode(text)
    wrong = Attribution((), (Piece("cue", 4, 5, 0.9),), (Piece("content", 0, 3, 0.9), Piece("content", 8, 12, 0.9)), 0.9)
    found = with_signed(e, [wrong])
    assert [len(a.content) for a in found] == [1, 1]
    assert found[0].cue == wrong.cue
    assert found[1].rule == "signed quotation"


def test_a_speaker_in_running_text_keeps_the_paragraph() -> None:
    text = "“No,” said Rosa Lind. “It is a well.” — Tom Lind"
    e = load_reader().encode(text)
    said = next(i for i in range(len(e)) if e.word(i) == "said")
    rosa = Attribution((), (Piece("cue", said, said, 0.9),), (Piece("content", 0, 3, 0.9),), 0.9)
    assert with_signed(e, [rosa]) == [rosa]


HEADLINES = [
    ("Halmora ready to withdraw – Palace\nThe Palace said on Monday that its troops were tired.", ("Palace", "Halmora ready to withdraw")),
    ("Halmora – a country in pictures\nThe bridge is closed for the winter.", None),
    ("Halmora to withdraw – but only in spring\nThe bridge is closed for the winter.", None),
    ("Halmora ready to withdraw – Palace", None),  # a line alone is no headline
]


@pytest.mark.parametrize(("text", "expected"), HEADLINES)
def test_signed_headlines(text: str, expected: tuple[str, str] | None) -> None:
    e = load_reader().encode(text)
    head = [a for a in with_signed(e, []) if a.rule == "signed headline"]
    found = [tuple(text[e.starts[p[0].first] : e.ends[p[-1].last]] for p in (a.source, a.content)) for a in head]
    assert found == ([expected] if expected else [])
