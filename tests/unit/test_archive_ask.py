"""Asking: filters alone and combined, words however they are typed, rows that say where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_made import party, report
from sample import sample

from onrecord import Archive, Filters, UserError
from onrecord.archive import POSITION_COLUMNS, STATEMENT_COLUMNS
from onrecord.archive.fold import fold_words
from onrecord.archive.words import find_words, match_query, parse_words


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive(tmp_path_factory.mktemp("a") / "a.db", write=True) as found:
        found.add(sample())
        found.add(
            report(
                ("Berin Taal", "Berin Taal", "that Oldia’s naïve offer is “dead”"),
                outlet="The Quell Herald",
                published="2031-05-01",
                about="Oldia",
            )
        )
        found.add(report(("Mr Taal", "Berin Taal", "that the ferry runs"), outlet=None, published=None, stance="against"))
        found.add(report(("Ann Taal", "Ann Taal", "that the mill is shut"), outlet="Évening Post", published="2030-12-31", stance="for"))
        yield found


@pytest.mark.parametrize(
    ("wanted", "begin"),
    [
        (Filters(), 10),
        (Filters(speaker="x-berin-taal"), ["that Oldia’s", "that the ferry"]),
        (Filters(speaker="berin taal"), 4),
        (Filters(speaker="Mr Taal"), ["that Oldia’s", "that the ferry"]),  # an alias, whole: whose else it is is found too
        (Filters(speaker="Mr"), []),  # a word of an alias is no name
        (Filters(speaker="Taal"), 5),
        (Filters(speaker="Taa"), []),
        (Filters(speaker="a senior official"), ["it"]),
        (Filters(speaker="Veskar"), ["Veskar open", "No talks"]),  # the second: one of several who speak as one
        (Filters(speaker="nobody at all"), []),
        (Filters(speaker="%"), []),
        (Filters(about="Oldia"), ["Veskar is ready", "that Oldia’s"]),
        (Filters(acts_for="veskar", since="2031-06"), ["Veskar open", "Veskar is ready", "“Minister"]),
        (Filters(addressee="Harbour Post"), ["Veskar is ready"]),
        (Filters(outlet="post"), 8),
        (Filters(outlet="evening post"), ["that the mill"]),
        (Filters(until="2030"), ["that the mill"]),
        (Filters(since="2031-05", until="2031-05"), ["that Oldia’s"]),
        (Filters(since="2031-06-03", until="2031-06-03"), 7),
        (Filters(question="talks", stance="against"), ["No talks", "that the ferry"]),
        (Filters(stance="conditional"), ["“Minister"]),
        (Filters(question="tariffs"), []),
        (Filters(kind="mixed"), ["Veskar is ready"]),
        (Filters(words="naive OLDIA's"), ["that Oldia’s"]),
        (Filters(words='"guns fall"', speaker="Taal", outlet="harbour", question="talks", kind="direct"), ["“Minister"]),
        (Filters(words="guns", outlet="quell"), []),
        (Filters(article="a1", kind="direct"), ["“Minister"]),
    ],
    ids=str,
)
def test_filters(archive: Archive, wanted: Filters, begin: int | list[str]) -> None:
    rows = list(archive.statements(wanted))
    assert archive.count(wanted) == len(rows)
    if isinstance(begin, int):
        assert len(rows) == begin
    else:
        assert len(rows) == len(begin)
        assert all(any(r["words"].startswith(b) for r in rows) for b in begin)


def test_every_row_says_where_it_stands_and_what_made_it(archive: Archive) -> None:
    for row in archive.statements(Filters(article="a1")):
        assert tuple(row) == STATEMENT_COLUMNS
        assert (row["outlet"], row["date"], row["model"]) == ("Harbour Post", "2031-06-03", "statements test")
        text = archive.record(row["article"]).article.text
        assert " … ".join(text[a:b] for a, b in row["spans"]) == row["words"]
        assert row["text_sha256"] == archive.record("a1").article.text_sha256


def test_newest_come_first_and_the_undated_last(archive: Archive) -> None:
    dates = [r["date"] for r in archive.statements()]
    assert dates == ["2031-06-03"] * 7 + ["2031-05-01", "2030-12-31", None]
    assert [r["date"] for r in archive.statements(order="oldest", limit=2)] == ["2030-12-31", "2031-05-01"]
    assert [r["id"] for r in archive.statements(limit=3, offset=1)] == [r["id"] for r in archive.statements()][1:4]


def test_an_undated_report_is_not_dated_by_asking(archive: Archive) -> None:
    (row,) = archive.statements(Filters(words="ferry"))
    assert (row["date"], row["said_date"], row["date_inferred"], row["outlet"]) == (None, None, None, None)
    assert archive.count(Filters(words="ferry", since="1900")) == 0


def test_speakers(archive: Archive) -> None:
    found = {(r["speaker"], r["speaker_id"]): r for r in archive.speakers()}
    assert found["Berin Taal", "x-berin-taal"]["statements"] == 2
    assert found["Berin Taal", "x-berin-taal"]["first"] == "2031-05-01"
    assert ("a senior official", None) in found
    assert [r["speaker"] for r in archive.speakers(Filters(outlet="evening"))] == ["Ann Taal"]


def test_positions(archive: Archive) -> None:
    rows = list(archive.positions(question="talks", holder="Oldia"))
    assert [(r["statement"], r["stance"]) for r in rows] == [("s5", "against"), (None, "against")]
    assert tuple(rows[0]) == POSITION_COLUMNS
    assert [r["condition"] for r in archive.positions(stance="conditional")] == ["only if the guns fall silent"]
    assert [r["date"] for r in archive.positions(holder="x-veskar", until="2030")] == ["2030-12-31"]


def test_events(archive: Archive) -> None:
    (row,) = archive.events(since="2031-05", until="2031-06")
    assert (row["text"], row["earliest"], row["account"]) == ("the delegation had not met", "2031-05-21", "s3")
    assert row["participants"][0]["text"] == "the delegation"
    assert list(archive.events(since="2032")) == []


def test_search_marks_what_it_found_and_puts_the_best_first(archive: Archive) -> None:
    (row,) = archive.search("“fall silent” guns")
    assert [row["words"][a:b] for a, b in row["highlights"]] == ["guns", "fall silent"]
    (row,) = archive.search("naive olDIA's dead")
    assert [row["words"][a:b] for a, b in row["highlights"]] == ["Oldia’s", "naïve", "dead"]
    assert [r["words"] for r in archive.search("sil*", Filters(outlet="harbour"))] == [r["words"] for r in archive.search("silent")]
    assert {r["speaker"] for r in archive.search("that -mill -ferry -side")} == {"Berin Taal"}


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "AND",
        "NEAR(a b)",
        "a:b",
        "*",
        "^x",
        "-",
        "--",
        "-only",
        '""',
        "'; DROP TABLE texts",
        "words:x",
        "\0",
        "\ud800",
        "{a b}",
        "(",
        "ⅻ",
        "_",
    ],
)
def test_no_search_is_an_error(archive: Archive, words: str) -> None:
    list(archive.search(words))


@given(st.text(max_size=40))
def test_whatever_is_typed_is_understood(archive: Archive, words: str) -> None:
    query = match_query(parse_words(words))
    if query is not None:
        archive._db.execute("SELECT rowid FROM statement_words WHERE statement_words MATCH ? LIMIT 1", (query,)).fetchall()


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_every_word_of_a_text_is_found_in_it(text: str) -> None:
    for word in fold_words(text).split()[:5]:
        terms = parse_words(word)
        assert not terms or find_words(terms, text), word


@given(st.text(max_size=60), st.text(max_size=20))
def test_marks_lie_in_the_text(text: str, words: str) -> None:
    marks = find_words(parse_words(words), text)
    assert all(0 <= a < b <= len(text) for a, b in marks)
    assert all(a[1] < b[0] for a, b in pairwise(marks))


@pytest.mark.parametrize(
    "wrong",
    [{"since": "yesterday"}, {"until": "2031-13"}, {"since": "2031-02-30"}, {"kind": "loud"}, {"stance": "maybe"}, {"speaker": " "}],
)
def test_a_wrong_filter_is_said(wrong: dict[str, str]) -> None:
    with pytest.raises(UserError):
        Filters(**wrong)


def test_a_state_speaks_for_itself(archive: Archive) -> None:
    assert party("Ann").acts_for is None
    assert "Veskar open" in next(r["words"] for r in archive.statements(Filters(acts_for="x-veskar", words="open talks")))


def test_an_id_is_found_by_its_beginning(archive: Archive) -> None:
    whole = next(r["id"] for r in archive.statements(Filters(words="mill")))
    assert archive.statement(whole[:8])["id"] == whole
    assert archive.statement("s2")["id"] == "s2"  # s2n begins so too, but s2 is whole
    for wrong in ("s", "nobody", "", "%", "s*"):
        with pytest.raises(UserError):
            archive.statement(wrong)
