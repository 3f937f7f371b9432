"""Ask the archive: each question answered with rows that say where they stand and what made them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

import orjson

from onrecord.archive.filters import QUESTION, Condition, Filters, conditions, date_conditions, outlet_condition, party_keys
from onrecord.archive.fold import fold_words
from onrecord.archive.narrow import narrowed
from onrecord.archive.pack import dump
from onrecord.archive.words import find_words, match_query, parse_words

Row = dict[str, Any]
Order = Literal["newest", "oldest", "rank"]

AT_ONCE = 500
"""Rows fetched at a time: memory stays flat however many there are."""

RANKED = 5_000
"""Of so many statements that all have the words, none is better than the others: the newest come first then."""

FREQUENT = 100_000
"""Words that so many statements have are looked for among the first statements that the other filters want ..."""

LOOKED_AT = 3_000
"""... but among no more than so many."""

STATEMENT_COLUMNS = (
    "id", "outlet", "date", "date_basis", "date_inferred", "url", "title", "speaker", "speaker_id", "speaker_status", "role", "acts_for",
    "kind", "part", "words", "cue", "source", "said", "said_date", "start", "end", "spans", "text_sha256", "article", "run", "parent",
    "responds_to", "repeated", "negated", "score", "model", "how", "corrected", "corrected_by", "withdrawn",
)  # fmt: skip
SPEAKER_COLUMNS = ("speaker", "speaker_id", "statements", "reports", "outlets", "first", "last")
POSITION_COLUMNS = (
    "position", "question", "holder", "holder_id", "stance", "condition", "evidence", "earliest", "latest", "outlet", "date",
    "date_inferred", "url", "title", "statement", "spans", "condition_start", "condition_end", "text_sha256", "article", "run", "score",
    "model", "how", "corrected_by", "withdrawn",
)  # fmt: skip

EVENT_COLUMNS = (
    "text", "edtf", "earliest", "latest", "basis", "time", "account", "participants", "outlet", "date", "date_inferred", "url", "title",
    "start", "end", "text_sha256", "article", "run", "model", "withdrawn",
)  # fmt: skip

_ORDERS = {
    "newest": "c.earliest DESC, c.article_id, c.start",  # the undated (null) last
    "oldest": "c.sort_day, c.article_id, c.start",
}


def ask_statements(
    db: sqlite3.Connection, wanted: Filters, *, order: Order = "newest", limit: int | None = None, offset: int = 0
) -> Iterator[Row]:
    """The current statements that the filters want. With words: `highlights` holds their places in the row's words."""
    yield from _statements(db, _rows(db, wanted, order, limit, offset), wanted.words)


def count_statements(db: sqlite3.Connection, wanted: Filters) -> int:
    """How many current statements the filters want."""
    where, values = _where(conditions(db, wanted))
    return int(db.execute(f"SELECT count(*) FROM current_index AS c {where}", values).fetchone()[0])  # noqa: S608


def _rows(db: sqlite3.Connection, wanted: Filters, order: Order, limit: int | None, offset: int) -> list[int]:
    bound = -1 if limit is None else limit
    if order == "rank" and wanted.words is not None:
        query = match_query(parse_words(wanted.words))
        if query is None:
            return []
        many = f"SELECT count(*) FROM (SELECT 1 FROM statement_words WHERE statement_words MATCH ? LIMIT {RANKED + 1})"  # noqa: S608
        if db.execute(many, (query,)).fetchone()[0] > RANKED:
            return _rows(db, wanted, "newest", limit, offset)
        where, values = _where(conditions(db, replace(wanted, words=None)), joined="AND")
        sql = f"""SELECT c.statement_row FROM statement_words AS f JOIN current_index AS c ON c.statement_row = f.rowid
            WHERE f.statement_words MATCH ? {where} ORDER BY f.rank, c.earliest DESC, c.start LIMIT ? OFFSET ?"""  # noqa: S608
        return [r[0] for r in db.execute(sql.replace("f.statement_words MATCH", "statement_words MATCH"), [query, *values, bound, offset])]
    order = "newest" if order == "rank" else order
    if wanted.words is not None and limit is not None:
        rows = _rows_of_frequent(db, wanted, order, limit, offset)
        if rows is not None:
            return rows
    found = conditions(db, wanted)
    rows = []
    for held in [found] if limit is None else narrowed(db, found, order, limit + offset):
        where, values = _where(held)
        sql = f"SELECT c.statement_row FROM current_index AS c {where} ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?"  # noqa: S608
        rows = [r[0] for r in db.execute(sql, [*values, bound, offset])]
        if len(rows) == limit:
            break
    return rows


def _rows_of_frequent(db: sqlite3.Connection, wanted: Filters, order: Order, limit: int, offset: int) -> list[int] | None:
    """Where very many statements have the words: of the first that the other filters want, those that have them. None where they are
    rarer, which is better asked the other way round, or where too many would have to be looked at."""
    terms = parse_words(wanted.words or "")
    query = match_query(terms)
    if query is None or any(t.open for t in terms):  # whether one statement has a word that begins so costs as much as which have
        return None
    many = f"SELECT count(*) FROM (SELECT 1 FROM statement_words WHERE statement_words MATCH ? LIMIT {FREQUENT})"  # noqa: S608
    looked_at = 4 * (limit + offset)
    if looked_at > LOOKED_AT or db.execute(many, (query,)).fetchone()[0] < FREQUENT:
        return None
    while looked_at <= LOOKED_AT:
        first = _rows(db, replace(wanted, words=None), order, looked_at, 0)
        numbers = ",".join(map(str, first))
        having = {r[0] for r in db.execute(f"SELECT rowid FROM statement_words WHERE statement_words MATCH ? AND rowid IN ({numbers})", (query,))}  # noqa: S608, E501  # fmt: skip
        rows = [row for row in first if row in having]
        if len(rows) >= limit + offset or len(first) < looked_at:
            return rows[offset : offset + limit]
        looked_at *= 4
    return None


def _where(found: Sequence[Condition], joined: str = "WHERE") -> tuple[str, list[Any]]:
    if not found:
        return "", []
    return f"{joined} " + " AND ".join(c[0] for c in found), [v for c in found for v in c[1]]


def by_rows(view: str, column: str, rows: Sequence[int]) -> str:
    """The rows of a view by their numbers, written out: SQLite (3.40) takes a list, but no subquery, into a view that is a union."""
    return f"SELECT * FROM {view} WHERE {column} IN ({','.join(str(int(r)) for r in rows)})"  # noqa: S608 - our own names, and numbers


def _statements(db: sqlite3.Connection, rows: list[int], words: str | None) -> Iterator[Row]:
    terms = parse_words(words) if words is not None else ()
    for at in range(0, len(rows), AT_ONCE):
        batch = rows[at : at + AT_ONCE]
        found = {r["statement_row"]: r for r in db.execute(by_rows("current_statements", "statement_row", batch))}
        for row in batch:
            if row not in found:  # another process has just put a newer run in its place
                continue
            made = statement_values(found[row])
            if words is not None:
                made["highlights"] = find_words(terms, made["words"])
            yield made


def statement_values(row: sqlite3.Row) -> Row:
    """A row of current_statements under the names of STATEMENT_COLUMNS."""
    found = dict(row)
    found |= {"id": found["statement_id"], "article": found["article_id"], "run": found["run_id"], "spans": orjson.loads(found["spans"])}
    found |= {"repeated": bool(found["repeated"]), "negated": bool(found["negated"])}
    return {name: found[name] for name in STATEMENT_COLUMNS}


def ask_speakers(db: sqlite3.Connection, wanted: Filters, *, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    """Who speaks in the current statements that the filters want, most quoted first; those that nobody named are left out."""
    # The narrow table has the columns that the conditions name, but for the article's id.
    found = [
        (sql.replace("c.article_id = ?", "c.run_id IN (SELECT run_id FROM current_index WHERE article_id = ?)"), values)
        for sql, values in conditions(db, wanted)
    ]
    where, values = _where(found)
    sql = f"SELECT c.voice, count(*) AS n FROM current_voices AS c {where} GROUP BY c.voice ORDER BY n DESC, c.voice LIMIT ? OFFSET ?"  # noqa: S608
    counts = {r[0]: r[1] for r in db.execute(sql, [*values, -1 if limit is None else limit, offset])}
    # Asked twice rather than kept: the second time only for those on the page.
    where, values = _where([*found, ("c.voice IN (SELECT value FROM json_each(?))", [dump(list(counts))])])
    sql = f"""SELECT c.voice, count(DISTINCT c.run_id) AS reports, count(DISTINCT c.outlet) AS outlets, min(c.earliest) AS first,
        max(c.earliest) AS last FROM current_voices AS c {where} GROUP BY c.voice"""  # noqa: S608
    facts = {r["voice"]: r for r in db.execute(sql, values)}
    sql = """SELECT i.speaker, i.speaker_id FROM voices AS v JOIN current_index AS i ON i.speaker_key = v.speaker_key WHERE v.number = ?
        ORDER BY i.speaker LIMIT 1"""
    for voice, n in counts.items():
        named, fact = db.execute(sql, (voice,)).fetchone(), facts[voice]
        yield {**dict(named), "statements": n, **{name: fact[name] for name in SPEAKER_COLUMNS[3:]}}


def ask_positions(
    db: sqlite3.Connection,
    *,
    question: str | None = None,
    stance: str | None = None,
    holder: str | None = None,
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Row]:
    """The current positions, oldest first: what `align` reads changes from. holder: an id, a name or alias, or whole words of a name."""
    found: list[Condition] = []
    if question is not None:
        found.append((QUESTION, [question]))
    if stance is not None:
        found.append(("c.stance = ?", [stance]))
    if holder is not None:
        ids, names = party_keys(db, holder)
        given = db.execute("SELECT DISTINCT fold(holder) FROM corrections WHERE holder IS NOT NULL")  # all others are among the names
        words = [r[0] for r in given if f" {fold_words(holder)} " in f" {r[0]} "]
        found.append(("(c.holder_id IN (SELECT value FROM json_each(?)) OR c.holder_folded IN (SELECT value FROM json_each(?)))",
                      [dump(ids), dump([*names, *words])]))  # fmt: skip
    if outlet is not None:
        found.append(outlet_condition(db, outlet))
    found += date_conditions(since, until)
    named: dict[int, str] = {}
    for held in [found] if limit is None else narrowed(db, found, "oldest", limit + offset):
        where, values = _where(held)
        sql = f"""SELECT c.position_row, c.position_id FROM current_stances AS c {where}
            ORDER BY c.earliest IS NULL, c.earliest, c.article_id, c.position_row LIMIT ? OFFSET ?"""  # noqa: S608
        named = {r[0]: r[1] for r in db.execute(sql, [*values, -1 if limit is None else limit, offset])}
        if len(named) == limit:
            break
    rows = list(named)
    for at in range(0, len(rows), AT_ONCE):
        batch = rows[at : at + AT_ONCE]
        known = {r["position_row"]: r for r in db.execute(by_rows("current_positions", "position_row", batch))}
        for row in batch:
            if row not in known:
                continue
            made = dict(known[row])
            made |= {"position": named[row], "statement": made["statement_id"], "article": made["article_id"], "run": made["run_id"]}
            made["spans"] = orjson.loads(made["evidence_spans"])
            yield {name: made[name] for name in POSITION_COLUMNS}


def ask_events(db: sqlite3.Connection, *, since: str | None = None, until: str | None = None, limit: int | None = None) -> Iterator[Row]:
    """The dated happenings that current reports tell, oldest first: with the statements, what a timeline is made of."""
    found: list[Condition] = [("c.earliest IS NOT NULL", []), *date_conditions(since, until)]
    where, values = _where(found)
    sql = f"SELECT * FROM current_events AS c {where} ORDER BY c.earliest, c.latest, c.event_row LIMIT ?"  # noqa: S608
    for row in db.execute(sql, [*values, -1 if limit is None else limit]):
        made = {**dict(row), "participants": orjson.loads(row["participants"])}
        yield {name: made[name] for name in EVENT_COLUMNS}
