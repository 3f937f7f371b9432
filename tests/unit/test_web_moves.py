"""What became of positions, on the pages and in the feeds: who tells it, when the old one was last seen, what was searched in between."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from reports_made import party, report
from starlette.testclient import TestClient

from onrecord.archive import Archive
from onrecord.web import make_app
from onrecord.web.ledger import _position, read_ledger, stands
from onrecord.web.library import Library

BASE = "http://127.0.0.1:8321"

TOLD = [  # speaker, words, day, outlet, stance
    ("Berin Taal", "Veskar is ready for talks with Oldia", "2031-03-01", "Harbour Post", "for"),
    ("Berin Taal", "Veskar remains ready for talks", "2031-03-20", "Harbour Post", "for"),
    ("Orsa Lenk", "Veskar refuses any talks", "2031-04-02", "Harbour Post", "against"),
    ("Berin Taal", "Veskar does not want to talk any more", "2031-05-05", "Harbour Post", "against"),
    ("Berin Taal", "Veskar would talk after all", "2031-05-06", "Northern Wire", "for"),
]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    with Archive(path, write=True) as found:
        for n, (name, words, day, outlet, stance) in enumerate(TOLD):
            speaker = party(name, acts_for="Veskar" if name == "Berin Taal" else "Oldia")
            found.add(
                report((name, name, words), id=f"m{n}", opening=f"Report {n}", published=day, outlet=outlet, stance=stance, speaker=speaker)
            )
    return path


@pytest.fixture
def client(archive: Path) -> Iterator[TestClient]:
    with TestClient(make_app(archive), base_url=BASE) as found:
        yield found


def test_each_move_has_its_wording_and_what_was_searched_in_between(archive: Path) -> None:
    ledger = read_ledger(Library(archive))
    assert [(m["date"], m["kind"], m["last_seen"], m["between"]) for m in ledger.moves] == [
        ("2031-03-01", "first seen", None, 0),
        ("2031-03-20", "reaffirmed", "2031-03-01", 0),
        ("2031-04-02", "claimed", None, 0),  # Oldia's minister says it of Veskar: no change of Veskar's
        ("2031-05-05", "changed", "2031-03-20", 1),
        ("2031-05-06", "reported differently", "2031-05-05", 0),
    ]
    assert [m["now"]["teller"] for m in ledger.moves][2] == "Orsa Lenk"
    [where] = stands(ledger.moves)
    assert (where["holder"], where["now"]["stance"], where["count"]) == ("Veskar", "for", 5)


def test_the_quick_reading_agrees_with_the_archives_own(archive: Path) -> None:
    library = Library(archive)
    with library.writing() as writing:
        words = "Veskar remains ready for talks"
        row = next(r for r in writing.statements() if r["words"].endswith(words))
        writing.correct("wrong-speaker", author="An Editor", reason="no", statement=row["id"], name="Ione Marsh")
        writing.correct(
            "wrong-position", author="An Editor", reason="no", statement=row["id"], question="talks", stance="conditional", holder="Veskar"
        )
    from onrecord.align.changes import teller

    ledger, rows = read_ledger(library), list(library.archive.positions())
    speakers = library.archive.speakers_of(r["statement"] for r in rows if r["statement"])
    assert len(rows) == len(ledger.rows)
    for mine, theirs in zip(ledger.rows, rows, strict=True):
        assert {k: mine[k] for k in theirs} == theirs
        assert (mine["teller"], mine["side"]) == teller(_position(theirs), speakers.get(theirs["statement"], ()))


def test_a_feed_tells_when_a_stance_changes_and_nothing_else(client: TestClient) -> None:
    items = client.get("/feeds/question/talks.json?holder=Veskar&move=changed").json()["items"]
    assert [i["title"] for i in items] == ["Veskar on talks: changed: for → against"]
    assert items[0]["date_published"] == "2031-05-05T00:00:00Z"
    assert "last seen 20 March 2031; 1 report searched in between" in items[0]["content_text"]
    every = client.get("/feeds/changes.json").json()["items"]
    assert [i["title"].split(": ")[1] for i in every] == ["changed", "first seen"]
    assert client.get("/feeds/question/talks.json?holder=Oldia").json()["items"] == []
    assert client.get("/feeds/changes.atom?move=wobbled").status_code == 400
    feed = ET.fromstring(client.get("/feeds/question/talks.atom?holder=Veskar").content)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 2


def test_no_page_outlives_a_correction(client: TestClient, archive: Path) -> None:
    def seen() -> tuple[bool, bool, bool]:
        return (
            "1 change of stance" in client.get("/party/x-veskar").text,
            "Veskar: changed" in " ".join(client.get("/feeds/changes.atom").text.replace(" on talks", "").split()),
            client.get("/api/question/talks").json()["changes"] != [],
        )

    assert seen() == (True, True, True)
    row = next(r for r in client.get("/api/search").json()["statements"] if "any more" in r["words"])
    with Archive(archive, write=True) as writing:  # another process, as it were
        made = writing.correct("wrong-position", author="An Editor", reason="no", statement=row["id"], question="talks", stance="none")
    assert seen() == (False, False, False)
    with Archive(archive, write=True) as writing:
        writing.withdraw(made, author="An Editor", reason="yes")
    assert seen() == (True, True, True)
    with Archive(archive, write=True) as writing:
        writing.correct("withdrawn-report", author="An Editor", reason="retracted", article="m3")
    assert seen() == (False, False, False)
    assert "m3" in client.get("/reports").text
