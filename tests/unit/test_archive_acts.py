"""Corrections of positions that no statement carries but an act shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from onrecord import Archive, UserError
from onrecord.cli.correct import command as correct
from onrecord.cli.positions import command as positions
from onrecord.model import Article, Made, Position, Record, Span

SIGNED = {"author": "A Reader", "reason": "So it stands."}
TEXT = "Veskar and Oldia met. Veskar signed a decree banning any talks with Oldia. Both walked out of the talks in May. Quell closed its ports."


def act(words: str, holder: str, stance: Any = "against", question: str = "talks") -> Position:
    start = TEXT.index(words)
    spans = (Span(start=start, end=start + len(words), text=words),)
    return Position(
        statement=None,
        question=question,
        holder=holder,
        holder_id=f"x-{holder.lower()}",
        stance=stance,
        condition=None,
        evidence=spans,
        score=0.7,
    )


def told(*acts: Position, text: str = TEXT, model: str = "1", id: str = "r1", url: str | None = None) -> Record:
    article = Article(
        id=id, source=f"{id}.txt", text=text, text_sha256=hashlib.sha256(text.encode()).hexdigest(), outlet="Harbour Post", url=url
    )
    return Record(article=article, positions=acts, made=(Made(step="test", version=model),))


DECREE = act("signed a decree banning any talks", "Veskar")
BOTH = (act("walked out of the talks", "Veskar"), act("walked out of the talks", "Oldia"))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "a.db", write=True) as found:
        found.add(told(DECREE, *BOTH))
        yield found
        assert found.check() == []


def stands(archive: Archive) -> list[tuple[str, str, str, str | None]]:
    return sorted((r["evidence"], r["holder"], r["stance"], r["corrected_by"]) for r in archive.positions())


def named(archive: Archive, words: str, holder: str) -> str:
    return next(r["position"] for r in archive.positions() if words in r["evidence"] and r["holder"] == holder)


def test_by_its_id_a_position_is_replaced_removed_and_restored(archive: Archive) -> None:
    before = stands(archive)
    assert len({r["position"] for r in archive.positions()}) == 3
    done = archive.correct("wrong-position", position=named(archive, "decree", "Veskar"), stance="conditional", **SIGNED)
    (row,) = [r for r in archive.positions() if r["corrected_by"]]
    assert (row["holder"], row["stance"], row["evidence"], row["statement"]) == (
        "Veskar",
        "conditional",
        "signed a decree banning any talks",
        None,
    )
    assert TEXT[slice(*row["spans"][0])] == row["evidence"]
    again = archive.correct("wrong-position", position=row["position"], stance="none", **SIGNED)
    assert [r for r in archive.positions() if "decree" in r["evidence"]] == []
    archive.withdraw(again, **SIGNED)
    archive.withdraw(done, **SIGNED)
    assert stands(archive) == before


def test_of_two_parties_one_is_corrected(archive: Archive) -> None:
    archive.correct("wrong-position", position=named(archive, "walked", "Oldia"), stance="none", **SIGNED)
    assert [(h, s) for e, h, s, _ in stands(archive) if "walked" in e] == [("Veskar", "against")]
    archive.correct(
        "wrong-position", position=named(archive, "walked", "Veskar"), stance="for", holder="Veskar", holder_id="x-veskar", **SIGNED
    )
    assert [(h, s, c) for e, h, s, c in stands(archive) if "walked" in e] == [("Veskar", "for", "A Reader")]


def test_by_words_of_the_report_also_what_the_machine_missed(archive: Archive) -> None:
    archive.correct(
        "wrong-position", article="r1", quote="Quell closed its ports", question="talks", stance="against", holder="Quell", **SIGNED
    )
    assert ("Quell closed its ports", "Quell", "against", "A Reader") in stands(archive)
    archive.correct("wrong-position", article="r1", quote="signed a decree banning any talks", question="talks", stance="for", **SIGNED)
    assert ("signed a decree banning any talks", "Veskar", "for", "A Reader") in stands(archive)
    assert len(stands(archive)) == 4


def test_it_wins_in_later_runs_and_versions_and_is_orphaned_where_its_words_are_gone(archive: Archive) -> None:
    archive.correct("wrong-position", position=named(archive, "decree", "Veskar"), stance="none", **SIGNED)
    wider = act("Veskar signed a decree banning any talks", "Oldia", "for")  # the machine now sees another party and more words
    archive.add(told(wider, model="2"))
    assert stands(archive) == []
    other = "Nothing of it is left."
    gone = replace(told(text=other, model="3"), positions=())
    archive.add(gone)
    assert [(c["state"], c["why"]) for c in archive.corrections()] == [("orphaned", "its words are no longer in the text")]
    archive.add(told(DECREE, model="4"))
    assert [c["state"] for c in archive.corrections()] == ["standing"]
    assert stands(archive) == []


def test_agreement(archive: Archive) -> None:
    archive.correct("wrong-position", position=named(archive, "decree", "Veskar"), stance="none", **SIGNED)
    archive.correct("wrong-position", position=named(archive, "walked", "Oldia"), stance="against", **SIGNED)
    (row,) = archive.agreement()
    assert (row["agree"], row["disagree"], row["orphaned"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"position": "p0123456789ab", "stance": "for"}, "no such position"),
        ({"article": "r1", "quote": "talks", "question": "talks", "stance": "for"}, "these words stand several times"),
        ({"article": "r1", "quote": "Quell closed its ports", "stance": "for"}, "needs question"),
        ({"article": "r1", "quote": "Quell closed its ports", "question": "talks", "stance": "for"}, "whose position"),
        ({"article": "r9", "quote": "Quell", "question": "talks", "stance": "for"}, "no such report"),
    ],
)
def test_what_cannot_be_placed_is_refused(archive: Archive, values: dict[str, str], words: str) -> None:
    with pytest.raises(UserError, match=words):
        archive.correct("wrong-position", **values, **SIGNED)


def test_on_the_command_line(tmp_path: Path) -> None:
    file, run = str(tmp_path / "a.db"), CliRunner()
    with Archive(file, write=True) as made:
        made.add(told(DECREE, id="0123456789abcdef"))
    line = run.invoke(positions, ["--archive", file, "--format", "jsonl"], standalone_mode=False).stdout.splitlines()[0]
    which = json.loads(line)["position"]
    signed = ["--author", "A", "--reason", "B", "--archive", file]
    assert run.invoke(correct, ["position", which, "--stance", "none", *signed], standalone_mode=False).exception is None
    quoted = ["position", "0123", "--quote", "Quell closed its ports", "--question", "talks", "--stance", "against", "--holder", "Quell"]
    assert run.invoke(correct, [*quoted, *signed], standalone_mode=False).exception is None
    with Archive(file) as found:
        assert [(r["holder"], r["stance"]) for r in found.positions()] == [("Quell", "against")]
