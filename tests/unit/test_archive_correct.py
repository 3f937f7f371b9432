"""Corrections win, survive re-runs, never move to what they do not fit, and can be taken back; citations say when a text differs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_made import party, report
from sample import sample

from onrecord import Archive, Filters, UserError
from onrecord.archive import verify_citation
from onrecord.archive.anchor import Candidate, find_fit, find_place, make_anchor

CALM = ("Berin Taal", "Berin Taal", "that the bridge is open")
SHARP = ("Orsa Lenk", "Orsa Lenk", "that the bridge is closed")
SIGNED = {"author": "A Reader", "reason": "So it stands."}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "a.db", write=True) as found:
        yield found
        assert found.check() == []


def speakers(archive: Archive) -> list[str | None]:
    return [r["speaker"] for r in archive.statements(order="oldest")]


def first(archive: Archive) -> str:
    return str(next(iter(archive.statements(order="oldest")))["id"])


def test_a_corrected_speaker_wins_and_can_be_undone(archive: Archive) -> None:
    archive.add(report(CALM, SHARP, id="r"))
    made = archive.correct("wrong-speaker", statement=first(archive), name="Orsa Lenk", **SIGNED)
    assert speakers(archive) == ["Orsa Lenk", "Orsa Lenk"]
    row = archive.statement(first(archive))
    assert (row["speaker_id"], row["corrected"], row["corrected_by"]) == ("x-orsa-lenk", "wrong-speaker", "A Reader")
    assert archive.count(Filters(speaker="Taal")) == 0
    assert archive.count(Filters(speaker="Lenk")) == 2
    (noted,) = archive.corrections()
    assert (noted["id"], noted["state"], noted["reason"]) == (made, "standing", "So it stands.")
    assert json.loads(noted["machine"])["speaker"] == "Berin Taal"
    archive.withdraw(made, author="B", reason="It was he.")
    assert speakers(archive) == ["Berin Taal", "Orsa Lenk"]
    assert [c["state"] for c in archive.corrections()] == ["withdrawn"]
    with pytest.raises(UserError, match="already been withdrawn"):
        archive.withdraw(made, author="B", reason="Again.")
    assert archive.record("r").statements[0].speaker.name == "Berin Taal"  # what the machine said stays


def test_the_last_of_two_corrections_counts(archive: Archive) -> None:
    archive.add(report(CALM, id="r"))
    archive.correct("wrong-speaker", statement=first(archive), name="Orsa Lenk", **SIGNED)
    archive.correct("wrong-speaker", statement=first(archive), name="Ilse Brand", type="person", **SIGNED)
    assert archive.statement(first(archive))["speaker_id"] == "person:ilse-brand"
    assert archive.count(Filters(speaker="Brand")) == 1


def test_a_correction_goes_on_to_the_statement_that_fits_in_a_new_run(archive: Archive) -> None:
    archive.add(report(CALM, SHARP, id="r"))
    archive.correct("wrong-speaker", statement=first(archive), name="Ilse Brand", **SIGNED)
    archive.add(report(CALM, SHARP, id="r", version="2"))  # same text, same place
    assert speakers(archive) == ["Ilse Brand", "Orsa Lenk"]
    archive.add(report(("A walker", None, "that it rains"), CALM, SHARP, id="r", opening="Another opening", version="3"))  # moved
    assert speakers(archive) == [None, "Ilse Brand", "Orsa Lenk"]
    assert list(archive.corrections("orphaned")) == []


def test_a_correction_that_fits_nothing_is_orphaned_and_comes_back(archive: Archive) -> None:
    archive.add(report(CALM, SHARP, id="r"))
    archive.correct("wrong-speaker", statement=first(archive), name="Ilse Brand", **SIGNED)
    archive.add(report(SHARP, id="r", version="2"))
    assert speakers(archive) == ["Orsa Lenk"]
    (orphan,) = archive.corrections("orphaned")
    assert orphan["why"] == "its words are no longer in the text"
    archive.add(report(CALM, SHARP, id="r", version="3"))
    assert speakers(archive) == ["Ilse Brand", "Orsa Lenk"]
    assert list(archive.corrections("orphaned")) == []


def test_a_correction_goes_on_to_a_new_version_of_the_report(archive: Archive) -> None:
    url = "https://harbour.example/1"
    archive.add(report(CALM, url=url))
    archive.correct("wrong-speaker", statement=first(archive), name="Ilse Brand", **SIGNED)
    assert archive.add(report(SHARP, CALM, url=url)).state == "version"
    assert speakers(archive) == ["Orsa Lenk", "Ilse Brand"]


def test_not_a_statement_is_gone_from_every_answer(archive: Archive) -> None:
    archive.add(report(CALM, SHARP, id="r", stance="for"))
    made = archive.correct("not-a-statement", statement=first(archive), **SIGNED)
    assert speakers(archive) == ["Orsa Lenk"]
    assert len(list(archive.positions())) == 1
    assert list(archive.search("open")) == []
    archive.withdraw(made, author="B", reason="It is.")
    assert len(list(archive.positions())) == 2


def test_a_missed_statement_is_found_until_the_machine_finds_it_itself(archive: Archive) -> None:
    full = report(CALM, SHARP, id="r")
    archive.add(replace(full, statements=full.statements[:1]))
    made = archive.correct("missed-statement", article="r", quote="that the bridge is closed", name="Orsa Lenk", **SIGNED)
    assert speakers(archive) == ["Berin Taal", "Orsa Lenk"]
    (row,) = archive.search("closed")
    assert (row["id"], row["corrected"], row["speaker"]) == (made, "missed-statement", "Orsa Lenk")
    assert archive.cite(made)["target"]["selector"][1]["exact"] == "that the bridge is closed"
    assert [r["share"] for r in archive.agreement()] == [0.0]
    archive.add(replace(full, made=()))
    assert speakers(archive) == ["Berin Taal", "Orsa Lenk"]
    assert [r["share"] for r in archive.agreement()] == [1.0]
    for quote in ("that the bridge is", "nowhere at all"):
        with pytest.raises(UserError, match="these words stand"):
            archive.correct("missed-statement", article="r", quote=quote, **SIGNED)


def test_a_position_is_replaced_or_removed(archive: Archive) -> None:
    archive.add(report(CALM, SHARP, id="r", stance="for"))
    archive.correct("wrong-position", statement=first(archive), question="talks", stance="against", **SIGNED)
    assert sorted((r["holder"], r["stance"], r["corrected_by"]) for r in archive.positions()) == [
        ("Veskar", "against", "A Reader"),
        ("Veskar", "for", None),
    ]
    assert archive.count(Filters(question="talks", stance="against")) == 1
    archive.correct("wrong-position", statement=first(archive), question="talks", stance="none", **SIGNED)
    assert [r["stance"] for r in archive.positions()] == ["for"]
    with pytest.raises(UserError, match="whose position"):
        archive.correct("wrong-position", statement=first(archive), question="tariffs", stance="for", **SIGNED)


def test_identities_are_merged_and_split(archive: Archive) -> None:
    archive.add(report(CALM, id="r"))
    archive.add(report(("Mr Taal", "B Taal", "that the ferry runs"), ("Mr Taal", "B Taal", "that it is late"), id="s", about="ferry"))
    archive.correct("merge", party="x-b-taal", into="x-berin-taal", **SIGNED)
    assert {(r["speaker"], r["speaker_id"], r["statements"]) for r in archive.speakers()} == {("Berin Taal", "x-berin-taal", 3)}
    assert archive.count(Filters(speaker="x-b-taal")) == 3
    assert archive.count(Filters(speaker="B Taal")) == 3
    with pytest.raises(UserError, match="already merged"):
        archive.correct("merge", party="x-b-taal", into="x-ferry", **SIGNED)
    with pytest.raises(UserError, match="into itself"):
        archive.correct("merge", party="x-berin-taal", into="x-b-taal", **SIGNED)
    (late,) = archive.search("late")
    archive.correct("split", statement=late["id"], name="Berin Taal", id="local:other-taal", **SIGNED)
    assert {(r["speaker_id"], r["statements"]) for r in archive.speakers()} == {("x-berin-taal", 2), ("local:other-taal", 1)}
    assert archive.count(Filters(speaker="Taal")) == 3
    archive.withdraw(next(c["id"] for c in archive.corrections() if c["kind"] == "merge"), author="B", reason="They are two.")
    assert {r["speaker_id"] for r in archive.speakers()} == {"x-berin-taal", "x-b-taal", "local:other-taal"}


def test_a_withdrawn_report_flags_what_rests_on_it(archive: Archive) -> None:
    archive.add(report(CALM, id="r", stance="for"))
    archive.add(report(SHARP, id="s", stance="for"))
    archive.correct("withdrawn-report", article="r", author="A", reason="The outlet took it back.")
    assert sorted((r["speaker"], r["withdrawn"]) for r in archive.statements()) == [
        ("Berin Taal", "The outlet took it back."),
        ("Orsa Lenk", None),
    ]
    assert sorted(r["withdrawn"] or "" for r in archive.positions()) == ["", "The outlet took it back."]


def test_agreement_counts_confirmed_ones_too(archive: Archive) -> None:
    archive.add(report(CALM, SHARP, id="r"))
    archive.correct("confirmed", statement=first(archive), **SIGNED)
    (sharp,) = archive.search("closed")
    archive.correct("wrong-speaker", statement=sharp["id"], name="Ilse Brand", **SIGNED)
    assert {(r["kind"], r["share"]) for r in archive.agreement()} == {("confirmed", 1.0), ("wrong-speaker", 0.0)}
    archive.add(report(CALM, (SHARP[0], "Ilse Brand", SHARP[2]), id="r", version="2", speaker=None))
    assert {(r["kind"], r["agree"], r["disagree"]) for r in archive.agreement()} == {("confirmed", 1, 0), ("wrong-speaker", 0, 1)}
    brand = replace(party("Ilse Brand"), id="person:ilse-brand")
    better = report(CALM, SHARP, id="r", version="3")
    archive.add(replace(better, statements=(better.statements[0], replace(better.statements[1], speaker=brand))))
    assert {(r["kind"], r["share"]) for r in archive.agreement()} == {("confirmed", 1.0), ("wrong-speaker", 1.0)}


def test_review_puts_doubtful_and_used_ones_first_and_leaves_out_what_was_seen(archive: Archive) -> None:
    archive.add(sample())
    ids = [r["id"] for r in archive.review()]
    assert ids[0] == "s3"  # ambiguous, and answered
    archive.correct("confirmed", statement="s3", **SIGNED)
    assert "s3" not in [r["id"] for r in archive.review()]
    assert len(list(archive.review(limit=2))) == 2


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("wrong-speaker", {"statement": "nobody", "name": "X"}),
        ("wrong-speaker", {"statement": "s1"}),
        ("wrong-speaker", {"statement": "s1", "id": "unheard-of"}),
        ("split", {"statement": "s1", "name": "Berin Taal", "id": "x-taal"}),
        ("wrong-position", {"statement": "s1", "question": "talks", "stance": "maybe"}),
        ("merge", {"party": "x-taal", "into": "unheard-of"}),
        ("merge", {"party": "unheard-of", "into": "x-taal"}),
        ("missed-statement", {"article": "nothing", "quote": "x"}),
    ],
)
def test_what_cannot_be_placed_is_refused(archive: Archive, kind: Any, values: dict[str, str]) -> None:
    archive.add(sample())
    with pytest.raises(UserError):
        archive.correct(kind, **SIGNED, **values)
    with pytest.raises(UserError, match="author and a reason"):
        archive.correct("not-a-statement", statement="s1", author=" ", reason="x")
    assert list(archive.corrections()) == []


def test_an_anchor_never_moves_to_what_it_does_not_fit() -> None:
    text = "He said no. She said no. They left."
    anchor = make_anchor(text, text.rindex("no"), text.rindex("no") + 2)
    assert find_place(anchor, text) == (text.rindex("no"), "same words at the same place")
    assert find_place(anchor, "X. " + text) == (text.rindex("no") + 3, "same words, told apart by what stands around them")
    assert find_place(anchor, "no, no") is None
    assert find_fit(anchor, "no, no", []).why == "its words stand at several places"
    two = [Candidate(row=1, start=21, end=23, source="a"), Candidate(row=2, start=21, end=23, source="b")]
    assert find_fit(anchor, text, two).row is None
    assert find_fit(replace(anchor, source="b"), text, two).row == 2


@given(st.text("abc .", max_size=40), st.integers(0, 40), st.integers(1, 10), st.text("abc .", max_size=10))
def test_a_found_place_holds_the_words(text: str, start: int, length: int, added: str) -> None:
    anchor = make_anchor(text, min(start, len(text)), min(start + length, len(text)))
    for other in (text, added + text, text + added):
        if (place := find_place(anchor, other)) is not None:
            assert other[place[0] : place[0] + len(anchor.quote)] == anchor.quote


def test_a_citation_is_a_web_annotation_and_holds(archive: Archive) -> None:
    archive.add(sample())
    cited = json.loads(json.dumps(archive.cite("s2")))
    assert cited["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert [t["selector"][0]["type"] for t in cited["target"]] == ["TextPositionSelector"] * 2
    text = sample().article.text
    for target in cited["target"]:
        place, quote = target["selector"]
        assert text[place["start"] : place["end"]] == quote["exact"]
        assert text[: place["start"]].endswith(quote["prefix"])
        assert text[place["end"] :].startswith(quote["suffix"])
    assert [v.state for v in archive.verify(cited)] == ["same", "same"]
    assert [v.state for v in verify_citation(cited, text)] == ["same", "same"]


def test_a_citation_says_when_the_text_differs(archive: Archive) -> None:
    archive.add(sample())
    cited, text = archive.cite("s1"), sample().article.text
    (moved,) = verify_citation(cited, "Corrected.\n" + text)
    assert (moved.state, moved.found) == ("moved", moved.start + 11)
    assert "differs" in str(moved)
    (still,) = verify_citation(cited, text + " More.")
    assert (still.state, still.found) == ("moved", still.start)
    assert [v.state for v in verify_citation(cited, text.replace("at any hour", "at some hour"))] == ["gone"]
    quote = cited["target"]["selector"][1]["exact"]
    assert [v.state for v in verify_citation(cited, f"{quote} and {quote}")] == ["ambiguous"]


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"onrecord:text_sha256": "x"},
        {"onrecord:text_sha256": "x", "target": []},
        {"onrecord:text_sha256": 1, "target": {"selector": []}},
    ],
)
def test_what_is_no_citation_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="is not a citation"):
        verify_citation(broken, "text")


def test_a_forged_citation_contradicts_itself(archive: Archive) -> None:
    archive.add(sample())
    cited = archive.cite("s1")
    forged = json.loads(json.dumps(cited).replace("is ready to meet", "is loath to meet"))
    with pytest.raises(UserError, match="contradicts itself"):
        archive.verify(forged)
