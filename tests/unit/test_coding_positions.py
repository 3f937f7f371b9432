"""Stance, holder and condition on self-written sentences about invented countries."""

from __future__ import annotations

import pytest

from onrecord.coding.check import any_name, check_codebook
from onrecord.coding.codebook import shipped
from onrecord.coding.positions import candidates, code
from onrecord.model import Article, Party, PartySpan, Span, Statement

BOOKS = {b.id: b for b in shipped()}
TALKS = BOOKS["talks"]


def article(text: str) -> Article:
    return Article(id="a", source="a.txt", text=text, text_sha256="")


def span(text: str, part: str) -> Span:
    at = text.index(part)
    return Span(start=at, end=at + len(part), text=part)


def hits(text: str) -> list[tuple[str, str, str | None]]:
    """(holder, stance, condition) of every hit, whatever its score."""
    out = []
    for c in candidates(article(text), (), None, (TALKS,), any_name):
        condition = text[c.sentence[0] + c.hit.condition[0] : c.sentence[0] + c.hit.condition[1]] if c.hit.condition else None
        out += [(name, str(c.hit.stance), condition) for name, _ in c.found.holders]
    return list(dict.fromkeys(out))


@pytest.mark.parametrize(
    ("text", "holder", "stance"),
    [
        ("Velland is ready for talks with Ostria.", "Velland", "for"),
        ("Velland is not ready for talks with Ostria.", "Velland", "against"),
        ("Velland has never rejected talks.", "Velland", "for"),
        ("Velland refused to rule out talks.", "Velland", "for"),
        ("Velland denied that it had rejected talks.", "Velland", "for"),
        ("Velland threatened to walk away from the talks.", "Velland", "against"),
        ("Velland told Ostria not to sign anything.", "Velland", "against"),
        ("If Velland had accepted the truce, the war would be over.", "Velland", "against"),
        ("The truce was rejected by Velland.", "Velland", "against"),
        ("Karsk praised Velland for rejecting the truce.", "Velland", "against"),
        ("Karsk said Velland was open to dialogue.", "Velland", "for"),
        ("Velland’s refusal to negotiate angered Ostria.", "Velland", "against"),
        ("Bel, who is trying to broker a ceasefire, left Ostria.", "Bel", "for"),
    ],
)
def test_stance_and_holder(text: str, holder: str, stance: str) -> None:
    assert (holder, stance) in [(h, s) for h, s, _ in hits(text)]


def test_both_parties_to_an_agreement_hold_it() -> None:
    assert {h for h, s, _ in hits("Velland and Ostria agreed to a ceasefire.") if s == "for"} == {"Velland", "Ostria"}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Velland is ready to talk as long as the border stays open.", "as long as the border stays open"),
        ("Velland rejected any talks unless Ostria withdraws.", "unless Ostria withdraws"),
        ("If there are serious proposals, Velland is ready to negotiate.", "If there are serious proposals"),
        ("Velland offered a truce in exchange for neutrality.", "in exchange for neutrality"),
        ("Velland would sign a deal only if it is safe, an envoy said.", "only if it is safe"),
        ("Any talks with Ostria must lead to a withdrawal.", "must lead to a withdrawal"),
    ],
)
def test_conditions(text: str, condition: str) -> None:
    assert condition in [
        c.removeprefix(", ")
        for c in (
            text[x.sentence[0] + x.hit.condition[0] : x.sentence[0] + x.hit.condition[1]]
            for x in candidates(article(text), (), None, (TALKS,), any_name)
            if x.hit.condition and x.hit.stance == "conditional"
        )
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Talks between Velland and Ostria began on Monday.",
        "The war could have ended in spring, an envoy said.",
        "Six rounds of negotiations have been held.",
        "The ceasefire took effect at midnight.",
        "Analysts expect the talks to fail.",
    ],
)
def test_facts_and_forecasts_are_no_positions(text: str) -> None:
    assert code(article(text), (), None, (TALKS,), any_name) == ()


def statement(text: str, ident: str, content: str, cue: str, source: str, speaker: Party, parent: str | None = None) -> Statement:
    return Statement(
        id=ident,
        kind="indirect",
        part="body",
        content=(span(text, content),),
        cue=(span(text, cue),),
        source=(span(text, source),),
        speaker=speaker,
        parent=parent,
    )


def state(name: str) -> Party:
    return Party(name=name, id=None, type="state", status="resolved")


def test_a_spokesman_speaks_for_his_state() -> None:
    text = "“We are still ready for negotiations,” Bel said."
    bel = Party(name="Anna Bel", id=None, type="person", status="resolved", acts_for="Velland")
    said = statement(text, "s", "“We are still ready for negotiations,”", "said", "Bel", bel)
    found = code(article(text), (said,), None, (TALKS,), lambda _: None)
    assert [(p.holder, p.stance, p.statement) for p in found] == [("Velland", "for", "s")]
    assert "ready" in found[0].how


def test_a_second_hand_position_belongs_to_its_holder_and_the_inner_statement() -> None:
    text = "Karsk said Ostria had ruled out any talks with Velland."
    outer = statement(text, "outer", "Ostria had ruled out any talks with Velland", "said", "Karsk", state("Karsk"))
    inner = statement(text, "inner", "any talks with Velland", "had ruled out", "Ostria", state("Ostria"), "outer")
    found = code(article(text), (outer, inner), None, (TALKS,), any_name)
    assert [(p.holder, p.stance, p.statement) for p in found] == [("Ostria", "against", "inner")]


def test_what_the_other_side_is_charged_with_is_not_its_position() -> None:
    text = "Karsk said Ostria had derailed the talks."
    said = statement(text, "s", "Ostria had derailed the talks", "said", "Karsk", state("Karsk"))
    assert code(article(text), (said,), None, (TALKS,), any_name) == ()


@pytest.mark.parametrize("text", ["It is unclear whether Velland will sign the deal.", "Velland could have accepted the truce."])
def test_the_supposed_is_no_position(text: str) -> None:
    assert code(article(text), (), None, (TALKS,), any_name) == ()


def test_an_act_told_as_fact_has_no_statement() -> None:
    text = "Velland signed a decree banning any talks with Ostria."
    found = code(article(text), (), None, (TALKS,), any_name)
    assert [(p.holder, p.stance, p.statement) for p in found] == [("Velland", "against", None)]


def test_a_holder_that_nobody_knows_is_left_out() -> None:
    assert code(article("The committee rejected the truce."), (), None, (TALKS,), lambda _: None) == ()


def test_a_resolved_mention_stands_for_its_party() -> None:
    text = "Velland sent envoys. The junta rejected the truce."
    junta = span(text, "The junta")
    mention = PartySpan(start=junta.start, end=junta.end, text=junta.text, name="Ostria", id=None)
    found = code(article(text), (), None, (TALKS,), lambda _: None, (mention,), threshold=0.0)
    assert [p.holder for p in found] == ["Ostria"]


@pytest.mark.parametrize("book", BOOKS.values(), ids=list(BOOKS))
def test_every_example_of_the_shipped_codebooks_is_coded_as_it_says(book: object) -> None:
    checked = check_codebook(book)  # type: ignore[arg-type]
    assert [(c.example.text, c.got) for c in checked if not c.right] == []
    assert sum(c.example.stance == "for" for c in checked) >= 10


def test_spans_are_those_of_the_text() -> None:
    text = "Karsk’s envoy spoke.\n\nVelland said “any talks” were off. Velland is ready to talk as long as it’s safe – Bel"
    for p in code(article(text), (), None, tuple(BOOKS.values()), any_name, threshold=0.0):
        for s in (*p.evidence, *((p.condition,) if p.condition else ())):
            assert text[s.start : s.end] == s.text
