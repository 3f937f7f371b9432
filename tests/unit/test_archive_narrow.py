"""The first page of what has very many statements: found among the newest (or oldest), and the same as when all are looked at."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from reports_made import party, report

from onrecord import Archive, Filters, ReportError, SourceError, UserError
from onrecord.archive import ask, narrow
from onrecord.archive.filters import conditions
from onrecord.cli.closing import Closing
from onrecord.cli.loading import load_datasets
from onrecord.cli.progress import Progress
from onrecord.model import Record

PEOPLE = ("Berin Taal", "Ann Taal", "Orsa Lenk")
DAYS = (None, "2031-05-01", "2031-05-01", "2031-05-02", "2030-12-31", "2031-06-03", None, "2029-01-01")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("narrow") / "a.db"
    with Archive(file, write=True) as archive, archive.together():
        for n in range(40):
            who = PEOPLE[n % 3] if n % 4 else PEOPLE[0]
            archive.add(
                report(
                    (who, who, f"that Oldia opens mill {n}"),
                    (f"{who}’s aide", None, f"that ferry {n} runs"),
                    outlet=f"Post {n % 3}",
                    published=DAYS[n % len(DAYS)],
                    stance=("for", "against")[n % 2] if n % 5 else None,
                    about="Oldia",
                    speaker=party(who, acts_for="Oldia" if n % 3 else "Veskar"),
                )
            )
    return file


@pytest.fixture
def archive(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.setattr(narrow, "FIRST", 1)
    monkeypatch.setattr(narrow, "MORE", 2)
    with Archive(path) as found:
        yield found


WANTED = [
    Filters(speaker="Taal"),
    Filters(speaker="x-berin-taal"),
    Filters(speaker="Berin Taal", outlet="Post 1"),
    Filters(speaker="Taal", words="ferry"),
    Filters(speaker="Taal", until="2030"),
    Filters(about="Oldia", since="2031", kind="indirect"),
    Filters(acts_for="Oldia", speaker="Ann Taal"),
    Filters(outlet="Post"),
    Filters(outlet="Post 2", words="mill -ferry"),
    Filters(question="talks"),
    Filters(question="talks", stance="against", outlet="Post 0"),
    Filters(stance="for"),
    Filters(speaker="nobody"),
]


# by rank nothing is narrowed where words are looked for
@pytest.mark.parametrize(
    ("wanted", "order"), [(w, o) for w in WANTED for o in ("newest", "oldest", "rank") if o != "rank" or w.words is None], ids=str
)
def test_a_page_is_what_stands_there_when_all_are_looked_at(archive: Archive, wanted: Filters, order: ask.Order) -> None:
    whole = [r["id"] for r in archive.statements(wanted, order=order)]
    for limit, offset in ((1, 0), (2, 1), (7, 0), (7, 7), (5, 30), (100, 0), (0, 0)):
        assert [r["id"] for r in archive.statements(wanted, order=order, limit=limit, offset=offset)] == whole[offset : offset + limit]


@pytest.mark.parametrize("order", ["newest", "oldest", "rank"])
@pytest.mark.parametrize(
    "wanted",
    [
        Filters(words="that"),
        Filters(words="that mill"),
        Filters(words='"that ferry" -7', speaker="Taal"),
        Filters(words="that", speaker="Ann Taal", outlet="Post 1", since="2031"),
        Filters(words="oldia", question="talks"),
        Filters(words="oldi* that"),
        Filters(words="nothing"),
    ],
    ids=str,
)
@pytest.mark.parametrize("most", [4, 64, 1000])
def test_frequent_words_are_found_among_the_first(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, wanted: Filters, order: ask.Order, most: int
) -> None:
    monkeypatch.setattr(ask, "RANKED", 0)
    whole = [r["id"] for r in archive.statements(wanted, order=order)]
    monkeypatch.setattr(ask, "FREQUENT", 1)
    monkeypatch.setattr(ask, "LOOKED_AT", most)
    for limit, offset in ((1, 0), (2, 1), (7, 7), (50, 0), (0, 0)):
        assert [r["id"] for r in archive.statements(wanted, order=order, limit=limit, offset=offset)] == whole[offset : offset + limit]


@pytest.mark.parametrize(
    "wanted",
    [
        {"question": "talks"},
        {"question": "talks", "stance": "for", "outlet": "Post 1"},
        {"question": "talks", "holder": "Veskar"},
        {"holder": "x-veskar", "since": "2031"},
        {"stance": "against"},
        {"question": "nothing"},
        {},
    ],
    ids=str,
)
def test_a_page_of_positions_is_what_stands_there_when_all_are_looked_at(archive: Archive, wanted: dict[str, str]) -> None:
    whole = [r["position"] for r in archive.positions(**wanted)]
    for limit, offset in ((1, 0), (2, 1), (7, 7), (100, 0), (0, 0)):
        assert [r["position"] for r in archive.positions(**wanted, limit=limit, offset=offset)] == whole[offset : offset + limit]
    assert bool(whole) == (wanted.get("question") != "nothing")


@pytest.mark.parametrize("wanted", [Filters(speaker="x-berin-taal"), Filters(outlet="Post 1"), Filters(question="talks", stance="for")])
@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_the_days_come_from_an_index_in_order(path: Path, wanted: Filters, order: str) -> None:
    """Otherwise the first page of somebody with 60,000 statements would read them all."""
    with Archive(path) as archive:
        db, plans = archive._db, []
        (condition,) = conditions(db, wanted)
        db.set_trace_callback(plans.append)
        assert narrow._day_of(db, condition, order, 2) is not None
        db.set_trace_callback(None)
        plan = [r["detail"] for sql in plans for r in db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert plan
    assert all("SEARCH" in line and "TEMP B-TREE" not in line for line in plan), plan


def test_what_is_stored_together_is_there_at_the_end_or_not_at_all(tmp_path: Path) -> None:
    first, second = (report(("Taal", "Berin Taal", f"that mill {n} is shut")) for n in range(2))
    with Archive(tmp_path / "a.db", write=True) as archive, Archive(tmp_path / "a.db") as other:
        with archive.together():
            archive.add(first)
            assert other.count() == 0
        assert other.count() == 1
        with pytest.raises(KeyboardInterrupt):
            _interrupted(archive, second)
        assert other.count() == archive.count() == 1
        assert archive.add(second).state == "new"
        assert archive.check() == []


def _interrupted(archive: Archive, record: Record) -> None:
    with archive.together():
        archive.add(record)
        raise KeyboardInterrupt


def test_a_record_that_is_refused_leaves_the_others_alone(tmp_path: Path) -> None:
    good, bad, last = (report(("Taal", "Berin Taal", f"that mill {n} is shut")) for n in range(3))
    bad = replace(bad, statements=(replace(bad.statements[0], parent="nothing"),))  # found out when half of it is stored
    with Archive(tmp_path / "a.db", write=True) as archive:
        with archive.together():
            archive.add(good)
            with pytest.raises(ReportError, match="parent"):
                archive.add(bad)
            archive.add(last)
        assert archive.count() == 2
        assert archive.check() == []


def test_the_check_compares_the_index_of_parties(path: Path, tmp_path: Path) -> None:
    with Archive(path) as archive:
        archive.backup(tmp_path / "b.db")
    db = sqlite3.connect(tmp_path / "b.db")
    db.execute("UPDATE current_parties SET earliest = '1999-01-01' WHERE statement_row = 1")
    db.commit()
    db.close()
    with Archive(tmp_path / "b.db", write=True) as archive:
        assert any(line.startswith("index current_parties") for line in archive.check())
        archive.reindex()
        assert archive.check() == []


def test_what_came_before_a_wrong_dataset_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def records(_: object) -> Iterator[Record | SourceError]:
        yield report(("Taal", "Berin Taal", "that mill 1 is shut"))
        yield SourceError("part 2", "is damaged")
        yield report(("Taal", "Berin Taal", "that mill 3 is shut"))
        raise UserError("no dataset")

    monkeypatch.setattr("onrecord.scale.load.records_of", records)
    told: list[str] = []
    with Archive(tmp_path / "a.db", write=True) as archive, Archive(tmp_path / "a.db") as other:
        with pytest.raises(UserError, match="no dataset"), Progress(quiet=True) as progress:
            load_datasets(["x"], archive, Closing(), progress=progress, each=lambda added, _: told.append(f"{added.state} {other.count()}"))
        assert archive.count() == 2
    assert told == ["new 2", "new 2"]  # told when all of the portion is on the disk
