"""The verbs over reports or the archive: timeline, positions, explain, question."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sample import day, sample

from onrecord import Archive, to_json
from onrecord.cli.main import status
from onrecord.model import Record, When

BOOK = """\
id: prisoners
version: 1
wording: Should prisoners be exchanged?
nouns: {strong: [prisoners?, captives?]}
actions: ['(?:swap|free) (?:its |their )?(?:prisoners|captives)']
for: {means: It wants an exchange., examples: [Velland agreed to swap prisoners., Ostria offered to free its captives.]}
conditional: {means: On a condition., examples: [Velland would swap prisoners if Ostria does.]}
against: {means: It refuses., examples: [Velland refused to swap prisoners.]}
neither: [Prisoners were counted on Monday.]
"""


def later() -> Record:
    """The same words in another outlet half a year on, where the guns have fallen silent."""
    record = sample()
    article = replace(record.article, id="b1", source="later.txt", outlet="Northern Wire", published=day("2031-12-01"), url="https://wire.example/1")
    kept = tuple(replace(p, stance="for", condition=None) if p.stance == "conditional" else p for p in record.positions)
    return replace(
        record,
        article=article,
        statements=tuple(replace(s, id="l" + s.id, parent=s.parent and "l" + s.parent, responds_to=s.responds_to and "l" + s.responds_to, when=None) for s in record.statements),
        positions=tuple(replace(p, statement=p.statement and "l" + p.statement) for p in kept if p.holder == "Veskar"),
        events=tuple(replace(e, account=e.account and "l" + e.account) for e in record.events),
    )


@pytest.fixture
def records(tmp_path: Path) -> str:
    file = tmp_path / "records.jsonl"
    file.write_text("".join(json.dumps(to_json(r)) + "\n" for r in (sample(), later())), encoding="utf-8")
    return str(file)


@pytest.fixture
def archive(tmp_path: Path) -> str:
    path = tmp_path / "archive.db"
    with Archive(path, write=True) as kept:
        kept.add(sample())
        kept.add(later())
    return str(path)


def run(capfd: pytest.CaptureFixture[str], *arguments: str, expect: int = 0) -> str:
    assert status(list(arguments)) == expect
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    return out if expect == 0 else out + err


def test_timeline_of_records(records: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    found = json.loads(run(capfd, "timeline", records))
    assert [e["kind"] for e in found] == ["event", "statement"]
    assert [t["outlet"] for t in found[0]["tellings"]] == ["Harbour Post", "Northern Wire"]
    text = run(capfd, "timeline", records, "--format", "text")
    assert text.startswith("21–31 May 2031")
    assert "Berin Taal: Veskar is ready to meet Oldia" in text
    assert "[2] 2031-12-01 · Northern Wire" in text
    assert "Berin Taal" not in run(capfd, "timeline", records, "--format", "text", "--events-only")
    assert "Nothing" not in run(capfd, "timeline", records, "--format", "csv")
    run(capfd, "timeline", records, "-o", str(tmp_path / "t.html"))
    page = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert 'href="https://wire.example/1"' in page
    assert len(run(capfd, "timeline", records, "--until", "2031-05", "--format", "jsonl").splitlines()) == 2


def test_timeline_of_the_archive(archive: str, capfd: pytest.CaptureFixture[str]) -> None:
    over = ["--archive", archive, "--format", "jsonl"]
    rows = [json.loads(line) for line in run(capfd, "timeline", *over).splitlines()]
    assert [(r["entry"], r["kind"], r["outlet"]) for r in rows] == [(1, "event", "Harbour Post"), (1, "event", "Northern Wire"), (2, "statement", "Harbour Post")]
    assert all(r["text_sha256"] and r["model"] for r in rows)
    assert len(run(capfd, "timeline", *over, "--speaker", "Taal").splitlines()) == 1
    assert len(run(capfd, "timeline", *over, "--outlet", "Wire").splitlines()) == 1
    assert len(run(capfd, "timeline", *over, "--words", "delegation").splitlines()) == 2
    assert len(run(capfd, "timeline", *over, "--since", "2031-06").splitlines()) == 1
    assert run(capfd, "timeline", *over, "--about", "Brenmark") == ""


def test_positions_from_records_and_from_the_archive_agree(records: str, archive: str, capfd: pytest.CaptureFixture[str]) -> None:
    both = []
    for source in ([records], ["--archive", archive]):
        rows = [json.loads(line) for line in run(capfd, "positions", *source, "--holder", "Veskar").splitlines()]
        both.append([(r["holder"], r["stance"], r["change"], r["before"], r["last_seen"], r["reports_between"]) for r in rows])
    assert both[0] == both[1]
    assert both[0] == [
        ("Veskar", "for", "first seen", None, None, None),
        ("Veskar", "conditional", "first seen", None, None, None),
        ("Veskar", "for", "reaffirmed", "for", "2031-06-03", 0),
        ("Veskar", "for", None, None, None, None),
    ]


def test_positions_as_table_csv_and_graph(records: str, capfd: pytest.CaptureFixture[str]) -> None:
    table = run(capfd, "positions", records, "--format", "table")
    assert "Veskar on talks: 4 positions in 2 reports" in table
    assert "condition “only if the guns fall silent”" in table
    rows = list(csv.DictReader(io.StringIO(run(capfd, "positions", records, "--format", "csv", "--stance", "against"))))
    assert {r["agreement"] for r in rows} == {"-1"}
    graph = ElementTree.fromstring(run(capfd, "positions", records, "--format", "graphml").encode())
    assert graph.tag.endswith("graphml")
    assert run(capfd, "positions", records, "--question", "nothing", "--format", "table") == "No positions.\n"


def test_an_inferred_date_is_starred(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    record = sample()
    inferred = When(edtf="2031-06-01/2031-06-30", earliest="2031-06-01", latest="2031-06-30", basis="inferred")
    undated = replace(record, article=replace(record.article, published=None, published_inferred=inferred))
    file = tmp_path / "r.jsonl"
    file.write_text(json.dumps(to_json(undated)) + "\n", encoding="utf-8")
    table = run(capfd, "positions", str(file), "--format", "table", "--holder", "Oldia")
    assert "Jun 2031*" in table
    assert "* The report states no date" in table


def test_explain(records: str, archive: str, capfd: pytest.CaptureFixture[str]) -> None:
    for source in ([records], ["--archive", archive]):
        told = run(capfd, "explain", "s1", *source)
        assert "Berin Taal (x-taal, person, resolved), for Veskar" in told
        assert "he → Berin Taal" in told
        assert "(rule test)" in told
        assert "Veskar for talks" in told
        assert "statements test" in told
    found = json.loads(run(capfd, "explain", "s3", records, "--format", "json"))
    assert "could be Berin Taal (0.61)" in next(w for w in found["why"] if w["about"] == "speaker")["says"]
    assert "no statement there" in run(capfd, "explain", "zz", records, expect=2)
    assert "beginning of several ids" in run(capfd, "explain", "l", records, expect=2)


def test_explain_says_that_a_person_corrected_it(archive: str, capfd: pytest.CaptureFixture[str]) -> None:
    with Archive(archive, write=True) as kept:
        kept.correct("wrong-speaker", author="A Reader", reason="R", statement="s3", name="Orsa Lenk")
    told = run(capfd, "explain", "s3", "--archive", archive)
    assert "by A Reader: the speaker now is Orsa Lenk" in told


def test_questions_are_listed(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(capfd, "question", "list", "--format", "table").startswith("talks (version")
    assert {"talks", "ceasefire"} <= {json.loads(line)["id"] for line in run(capfd, "question", "list").splitlines()}


def test_a_codebook_is_checked_and_shows_what_it_catches(tmp_path: Path, records: str, archive: str, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "prisoners.yaml"
    file.write_text(BOOK, encoding="utf-8")
    assert "all 5 examples come out right" in run(capfd, "question", "check", str(file))
    for source in ([records], ["--archive", archive]):
        assert "Caught: " in run(capfd, "question", "check", str(file), *source)
    file.write_text(BOOK.replace("version: 1", "version: 1\ncolour: red"), encoding="utf-8")
    assert "unknown key colour" in run(capfd, "question", "check", str(file), expect=2)
    file.write_text(BOOK.replace("against: {means: It refuses., examples: [", "against: {means: It refuses., examples: [Lamps are lit at dusk., "), encoding="utf-8")
    assert "shows against, coded neither" in run(capfd, "question", "check", str(file), expect=1)
    assert "there is no such file" in run(capfd, "question", "check", str(tmp_path / "none.yaml"), expect=2)


@pytest.mark.parametrize("verb", ["timeline", "positions"])
def test_source_or_archive_but_not_both(verb: str, records: str, archive: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert "not both" in run(capfd, verb, records, "--archive", archive, expect=2)
    assert "--published goes with SOURCE" in run(capfd, verb, "--archive", archive, "--published", "2031-01-01", expect=2)
    assert "missing.txt" in run(capfd, verb, str(Path(records).parent / "missing.txt"), expect=1)
    assert "there is no archive" in run(capfd, verb, "--archive", "/nowhere/at/all.db", expect=2)


def test_filters_of_statements_need_the_archive(records: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert "only --since and --until" in run(capfd, "timeline", records, "--speaker", "Taal", expect=2)
