"""Which statements carry the same utterance."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from align_samples import by, carrier
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.align.carrier import Carrier, Report, resemblance, sketch
from onrecord.align.group import group
from onrecord.align.words import telling
from onrecord.model import Span

LONG = "The harbour talks failed because nobody in the capital was ready to open the bridges before winter"


def together(
    a: str, b: str, days: tuple[str, str] = ("2031-05-02", "2031-05-03"), first: object = None, second: object = None
) -> str | None:
    found = group([carrier(a, "r1", days[0], **(first or {})), carrier(b, "r2", days[1], **(second or {}))])
    return found[0].members[1].relation if found else None


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        (f"“{LONG},”", f'"{LONG}."', "identical"),
        (LONG, "nobody in the capital was ready to open the bridges before winter", "cut"),
        ("nobody in the capital was ready to open the bridges", LONG, "extended"),
        (LONG, LONG.replace("before winter", "until the spring thaw"), "reworded"),
        (
            "It isn’t our programme and we won’t store uranium there",
            "It is not our program and we will not store uranium there",
            "identical",
        ),
        ("The cease-fire holds along the northern canal.", "“The ceasefire holds along the northern canal”", "reworded"),
        (LONG, "The delegation arrives tomorrow and will stay for a week at the old palace", None),
        ("We will see", "We will see", None),  # too little to tell whether it is one utterance
        ("the people of the country and the world", "the people of the country and the state", None),
    ],
)
def test_relation(a: str, b: str, relation: str | None) -> None:
    assert together(a, b) == relation


def test_a_slogan_repeated_long_after_is_no_echo_unless_it_is_long() -> None:
    slogan = "No deal is better than a bad deal"
    assert together(slogan, slogan) == "identical"
    assert together(slogan, slogan, ("2031-05-02", "2033-05-02")) is None
    assert together(LONG, LONG, ("2031-05-02", "2033-05-02")) == "identical"


def test_two_speakers_with_one_phrase_are_two_utterances() -> None:
    a = b = "All options are on the table"
    assert together(a, b, first=by("Berin Taal"), second=by("Berin Taal")) == "identical"
    assert together(a, b, first=by("Berin Taal"), second=by("Orsa Lenk")) is None
    assert together(a, b, first=by("Berin Taal", "Veskar"), second=by("Veskar")) == "identical"


def test_indirect_speech_needs_the_speaker_and_the_day() -> None:
    quoted, told = "“We are willing to negotiate about the northern canal”", "Veskar was willing to hold negotiations on the northern canal"
    who = by("Berin Taal", "Veskar")
    indirect = {"kind": "indirect"}
    assert together(quoted, told, first=who, second={**who, **indirect}) == "indirect"
    assert together(quoted, told, first=who, second={**by("Orsa Lenk"), **indirect}) is None
    assert together(quoted, told, ("2031-05-02", "2031-06-20"), first=who, second={**who, **indirect}) is None


def test_one_phrase_of_two_parties_on_two_occasions_is_two_utterances() -> None:
    a = "it is highly likely that Oldia was responsible for the attack on the bridge"
    b = "it is highly likely that Quell was responsible for the attack on the bridge"
    who = {**by("Berin Taal"), "kind": "indirect"}
    assert together(a, b, ("2031-05-02", "2031-05-22"), first=who, second=who) is None
    assert together(a, a.replace("Oldia", "Oldia’s guard"), ("2031-05-02", "2031-05-22"), first=who, second=who) == "extended"
    quoted = by("Berin Taal")  # one hears of another party in the same speech; what is quoted word for word stays together
    assert together(f"“{LONG} of Oldia”", f"“{LONG} of Quell”", ("2031-05-02", "2031-05-22"), first=quoted, second=quoted) == "reworded"


def test_indirect_speech_with_a_negation_is_not_the_same_without() -> None:
    told, denied = "the president should seek approval for the crossing", "his aides advised him not to seek approval for a crossing"
    who = {**by("Berin Taal"), "kind": "indirect"}
    assert together(told, denied, first=who, second=who) is None


def test_an_outlets_framing_of_quoted_words_is_copied_too() -> None:
    said = "the assembly should draw “a clear line” to stop Oldia from building another bridge over the canal"
    mixed = {**by("Berin Taal"), "kind": "mixed"}
    (found,) = group([carrier(said, "r1", **mixed), carrier(said, "r2", "2031-05-04", **mixed)])
    assert (found.reports, found.accounts) == (2, 1)
    heard = [carrier(LONG, "r1", kind="indirect"), carrier(LONG, "r2", kind="indirect"), carrier(f"“{LONG}”", "r3", "2031-05-04")]
    assert [(g.reports, g.accounts) for g in group(heard)] == [(3, 3)]  # the words of a speaker, as the third report shows
    short = "the bridge is “childish” and “laughable”"
    assert all(g.accounts == g.reports for g in group([carrier(short, "r1", **mixed), carrier(short, "r2", **mixed)]))


def test_a_denial_is_not_the_statement() -> None:
    assert together(LONG, LONG, second={"negated": True}) is None


def test_a_statement_inside_another_is_no_carrier_of_it() -> None:
    outer = carrier(f"He told me that {LONG}", "r1")
    inner = carrier(LONG, "r1", parent=outer.statement)
    assert group([outer, inner]) == []


def test_carriers_in_order_venue_and_copies() -> None:
    wire = sketch([f"{LONG}. " + " ".join(f"word{i}" for i in range(60))])
    other = sketch([f"{LONG}. " + " ".join(f"other{i}" for i in range(60))])

    def at(report: str, day: str, marks: tuple[int, ...], **fields: Any) -> Carrier:
        return replace(carrier(LONG, report, **fields), report=Report(id=report, source=report, published=day, sketch=marks))

    found = group([at("c", "2031-05-04", other), at("b", "2031-05-03", wire, addressee=("Harbour Post",)), at("a", "2031-05-02", wire)])
    assert len(found) == 1
    assert [m.carrier.report.id for m in found[0].members] == ["a", "b", "c"]
    assert [m.copy_of for m in found[0].members] == [None, "a", None]
    assert (found[0].reports, found[0].accounts, found[0].venues) == (3, 2, ("Harbour Post",))


def test_an_outlets_own_words_in_another_report_are_copied() -> None:
    indirect: dict[str, Any] = {"kind": "indirect"}
    assert [g.accounts for g in group([carrier(LONG, "r1"), carrier(LONG, "r2")])] == [2]
    assert [g.accounts for g in group([carrier(LONG, "r1", **indirect), carrier(LONG, "r2", **indirect)])] == [1]


def test_resemblance() -> None:
    text = " ".join(f"word{i}" for i in range(400))
    half = " ".join(f"word{i}" for i in range(200)) + " " + " ".join(f"other{i}" for i in range(200))
    assert resemblance(sketch([text]), sketch([text])) == 1.0
    assert 0.15 < resemblance(sketch([text]), sketch([half])) < 0.55  # a third: what both have over what either has
    assert resemblance(sketch([text]), sketch(["nothing of the kind stands in this one"])) == 0.0
    assert resemblance((), ()) == 0.0


def test_a_statement_that_everybody_carries_hangs_together() -> None:
    many = [carrier(LONG, f"r{i}", f"2031-05-{1 + i % 9:02d}") for i in range(300)]
    assert [len(g.members) for g in group(many)] == [300]


def test_nobody_else_carries_it() -> None:
    alone = [carrier(LONG, "r1")]
    assert group(alone) == []
    assert [len(g.members) for g in group(alone, alone=True)] == [1]
    assert group([]) == []


WORDS = "harbour talks bridge canal winter palace envoy guns border peace the of and we will not never only if must may".split()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=14), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(texts: list[list[str]], rng: random.Random) -> None:
    statements = [carrier(" ".join(t), f"r{i}", f"2031-05-{1 + i % 5:02d}", statement=f"s{i}") for i, t in enumerate(texts)]
    shuffled = rng.sample(statements, len(statements))
    assert group(statements) == group(shuffled)


def test_words_to_search_by() -> None:
    assert telling([Span(start=0, end=len(LONG), text=LONG)], 3) == ["bridges", "harbour", "winter"]
