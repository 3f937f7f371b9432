"""Stance, holder and condition on self-written sentences about invented countries."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from onrecord.coding.check import any_name, check_codebook
from onrecord.coding.codebook import shared_cues, shipped
from onrecord.coding.holders import Lookup
from onrecord.coding.positions import candidates, code
from onrecord.coding.quick import AnyOf, perhaps
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
        ("Velland said it was unable to accept the proposal.", "Velland", "against"),
        ("Velland denied Karsk a meeting.", "Velland", "against"),
        ("Velland wants the talks to fail.", "Velland", "against"),
        ("It was Ostria that walked out of the talks.", "Ostria", "against"),
        ("Velland was never against it, and it was Ostria who broke off the talks.", "Ostria", "against"),
        ("Ostria itself derailed the talks with Velland.", "Ostria", "against"),
        ("Velland hopes for the truce to be called off.", "Velland", "against"),
        ("Velland agreed in principle to a truce.", "Velland", "for"),
        ("Velland said its goal is to find a political settlement.", "Velland", "for"),
        ("Velland said the plan could work only if Ostria disarms.", "Velland", "conditional"),
        ("Velland declared the truce void.", "Velland", "against"),
        ("Velland said any deal signed with Ostria must name the river.", "Velland", "conditional"),
        ("Velland issued an order forbidding talks with Ostria.", "Velland", "against"),
    ],
)
def test_stance_and_holder(text: str, holder: str, stance: str) -> None:
    assert (holder, stance) in [(h, s) for h, s, _ in hits(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Velland failed to reach a deal.",
        "Velland refused to talk about the secret talks.",
        "Velland denied reports that it opposed rules that talks had set.",
        "Velland dismissed reports that the talks had begun.",
        "Velland kept what it agreed in a national dialogue.",
        "Velland would gain, should a deal be reached.",
        "Velland withdrew from the agreement on climate.",
        "Velland opposes Jewish settlement in the hills.",
        "Velland welcomed the free-trade deal.",
        "Velland approved a plan to ready its rockets.",
        "Velland spoke of a truce and of the ban it had imposed.",
        "Velland wants international peace and security.",
        "The truce is a mistake. Somehow, the deal was a good one.",
    ],
)
def test_what_shows_no_stance(text: str) -> None:
    assert hits(text) == []


def test_the_first_person_of_an_outlet_is_who_spoke_before() -> None:
    text = "Velland told the Courier it was raining. “I won't rule out talks with Ostria.”"
    outlet = Party(name="Courier", id=None, type="organisation", status="resolved")
    said = replace(statement(text, "s", "“I won't rule out talks with Ostria.”", "told", "Courier", outlet), kind="direct")
    found = candidates(article(text), (said,), None, (TALKS,), any_name)
    assert [(c.found.holders, c.found.how) for c in found] == [((("Velland", None),), "first-voice-before")]


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


@pytest.mark.parametrize(
    "text",
    [
        "Velland and Ostria failed to reach an agreement.",  # what nobody managed
        "Velland said no deal was better than a bad deal.",  # against no deal at hand
        "Velland made progress in talks.",
        "Velland declined to comment on the talks.",
        "MUST WATCH Talks resume in Velland.",
        "You agree to receive special offers.",
        "In the end we will not know what the talks were worth.",
        "Bel was invited to the summit.",
    ],
)
def test_no_position_against_or_for(text: str) -> None:
    assert code(article(text), (), None, (TALKS,), any_name) == ()


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Velland would talk under the right conditions.", "under the right conditions"),
        ("Velland is willing to talk if its security is assured, Ostria’s government said on Monday.", "if its security is assured"),
        (
            "If the meeting, when Bel is there, is not fruitful, Velland will leave the talks.",
            "If the meeting, when Bel is there, is not fruitful",
        ),
    ],
)
def test_where_a_condition_ends(text: str, condition: str) -> None:
    assert condition in [c for _, _, c in hits(text)]


def test_what_is_in_a_deal_is_no_condition() -> None:
    found = hits("Velland signed a deal in exchange for wheat.")
    assert ("Velland", "for", None) in found
    assert all(c is None for _, _, c in found)


def places(names: dict[str, tuple[str, str | None]]) -> Lookup:
    return lambda phrase: names.get(phrase.strip())


KENYA = {"Kenya": ("Kenya", "Q114"), "Kenyan": ("Kenya", "Q114")}  # an adjective has to be in the table of states


def test_rebels_stand_under_the_name_of_their_country() -> None:
    text = "Kenyan rebels met. The rebels rejected the truce."
    found = code(article(text), (), None, (TALKS,), places(KENYA), threshold=0.0)
    assert {(p.holder, p.stance) for p in found} == {("Kenyan rebels", "against")}


def test_rebels_of_no_known_country_hold_nothing() -> None:
    assert code(article("The rebels rejected the truce."), (), None, (TALKS,), places({}), threshold=0.0) == ()


def test_an_outlet_holds_no_position() -> None:
    text = "“I will not rule out direct talks,” it said."
    outlet = Party(name="Reuters", id="Q130879", type="organisation", status="resolved")
    said = statement(text, "s", "“I will not rule out direct talks,”", "said", "it", outlet)
    assert code(article(text), (said,), None, (TALKS,), places({"Reuters": ("Reuters", "Q130879")}), threshold=0.0) == ()


def test_a_member_of_parliament_speaks_for_nobody_else() -> None:
    text = "“This is a terrible deal,” Bel said."
    bel = Party(name="Anna Bel", id=None, type="person", status="resolved", role="Speaker of the House", acts_for="Velland")
    said = statement(text, "s", "“This is a terrible deal,”", "said", "Bel", bel)
    assert {p.holder for p in code(article(text), (said,), None, (TALKS,), lambda _: None, threshold=0.0)} == {"Anna Bel"}


def test_a_ruler_who_deals_with_the_opposition_at_home_is_the_holder() -> None:
    text = "Anna Bel signed an agreement with opposition leaders. The Kenyan opposition welcomed the deal."
    bel = Party(name="Anna Bel", id="person:bel", type="person", status="resolved", acts_for="Kenya")
    said = statement(text, "s", "an agreement with opposition leaders", "signed", "Anna Bel", bel)
    found = code(article(text), (said,), None, (TALKS,), places(KENYA), threshold=0.0)
    assert {(p.holder, p.stance) for p in found} >= {("Anna Bel", "for"), ("Kenyan opposition", "for")}


def test_the_names_of_a_list_are_one_subject() -> None:
    text = "The ministers of Velland, Ostria and Karsk welcome the truce."
    assert {h for h, s, _ in hits(text) if s == "for"} == {"Velland", "Ostria", "Karsk"}


def test_the_quick_look_misses_nothing_that_a_pattern_matches() -> None:
    for book in BOOKS.values():
        for example in book.examples:
            for pattern in book.objects:
                assert not pattern.search(example.text) or perhaps(pattern, example.text.lower())
    for cue in shared_cues().cues:
        for example in TALKS.examples:
            assert not cue.regex.search(example.text) or perhaps(cue.regex, example.text.lower())


def test_patterns_looked_for_together_are_found_where_one_of_them_is() -> None:
    for book in BOOKS.values():
        for example in book.examples:
            low = example.text.lower()
            assert AnyOf(book.objects).perhaps(low) == any(perhaps(p, low) for p in book.objects)
    odd = (re.compile("one|two", re.IGNORECASE), re.compile("three", re.IGNORECASE))  # not as the codebooks make them
    assert AnyOf(odd).perhaps("twofold")
    assert not AnyOf(odd).perhaps("four")
