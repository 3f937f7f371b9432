"""What a person asks for, and the SQL conditions that say it."""

from __future__ import annotations

import re
import sqlite3
from calendar import monthrange
from dataclasses import dataclass, fields
from typing import Any

import orjson

from onrecord.archive.fold import fold_words
from onrecord.archive.pack import dump
from onrecord.archive.refresh import party_key
from onrecord.archive.words import match_query, parse_words
from onrecord.errors import UserError

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")

KINDS = ("direct", "indirect", "mixed")
STANCES = ("for", "conditional", "against")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which statements are wanted; what is None does not matter, and everything else must hold at once.

    speaker, about (a party that the content speaks about), acts_for (the side spoken for), addressee: each an id, a name or alias, or
    whole words of a name. outlet: its name or whole words of it. since, until: ISO years, months or days, inclusive, for the time of
    saying where the report places it, else for the publication; a statement whose time is a range counts when it may lie inside. An
    undated report is counted by its inferred interval where it has one. question: a codebook id, with stance where given, for the
    positions that the statement carries. kind: direct, indirect or mixed. words: words of the content, as `search` takes them.
    article: the id of a report.
    """

    speaker: str | None = None
    about: str | None = None
    acts_for: str | None = None
    addressee: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    question: str | None = None
    stance: str | None = None
    kind: str | None = None
    words: str | None = None
    article: str | None = None

    def __post_init__(self) -> None:
        for found in fields(self):
            value = getattr(self, found.name)
            if value is not None and not str(value).strip():
                raise UserError(f"{found.name} is empty")
            if found.name != "words":  # of those whatever can be looked for is
                check_text(found.name, value)
        for name, value, known in (("kind", self.kind, KINDS), ("stance", self.stance, STANCES)):
            if value is not None and value not in known:
                raise UserError(f"{name} {value!r} is not one of {', '.join(known)}")
        first_day(self.since), last_day(self.until)


def check_text(name: str, value: str | None) -> None:
    """Raise UserError where a value cannot be text in a file (bytes from a shell that are no UTF-8)."""
    try:
        (value or "").encode()
    except UnicodeEncodeError as e:
        raise UserError(f"{name} is not UTF-8") from e


Condition = tuple[str, list[Any]]

FEW = 3000
"""So many statements with the words are looked up one by one; of more it is marked which have them."""


PARTY = """c.statement_row IN (SELECT statement_row FROM current_parties
    WHERE role = ? AND "key" IN (SELECT value FROM json_each(?)))"""
OUTLET = "c.outlet IN (SELECT value FROM json_each(?))"
QUESTION = "c.question = ?"
_STANCE = "c.statement_row IN (SELECT statement_row FROM current_stances WHERE "


def stance_of(condition: Condition) -> str | None:
    """What a condition asks of current_stances, where it does."""
    sql = condition[0]
    return sql[len(_STANCE) : -1] if sql.startswith(_STANCE) else None


def conditions(db: sqlite3.Connection, wanted: Filters) -> list[Condition]:
    """SQL conditions on current_index (as c), with their parameters."""
    out: list[Condition] = []
    for value, role in ((wanted.speaker, "speaker"), (wanted.about, "mention"), (wanted.acts_for, "side"), (wanted.addressee, "addressee")):
        if value is not None:
            out.append(_party(db, role, value))
    if wanted.outlet is not None:
        out.append(outlet_condition(db, wanted.outlet))
    out += date_conditions(wanted.since, wanted.until)
    if wanted.question is not None or wanted.stance is not None:
        inner, values = [], []
        for column, value in (("question", wanted.question), ("stance", wanted.stance)):
            if value is not None:
                inner.append(f"{column} = ?")
                values.append(value)
        out.append((f"{_STANCE}{' AND '.join(inner)} AND statement_row IS NOT NULL)", values))
    if wanted.kind is not None:
        out.append(("c.kind = ?", [wanted.kind]))
    if wanted.article is not None:
        out.append(("c.article_id = ?", [wanted.article]))
    if wanted.words is not None:
        out.append(_words(db, wanted.words))
    return out


def _words(db: sqlite3.Connection, text: str) -> Condition:
    query = match_query(parse_words(text))
    if query is None:
        return "0", []
    found = db.execute("SELECT json_group_array(rowid) FROM statement_words WHERE statement_words MATCH ?", (query,)).fetchone()[0]
    rows: list[int] = orjson.loads(found)
    if len(rows) <= FEW:
        return "c.statement_row IN (SELECT value FROM json_each(?))", [found]
    # One byte a statement: to look up a place in it costs less than in the table that SQLite makes of a list (50 ms for 75,000).
    first = min(*rows[:1], db.execute("SELECT COALESCE(min(statement_row), 0) FROM current_index").fetchone()[0])
    marks = bytearray(rows[-1] - first + 1)
    for row in rows:
        marks[row - first] = 1
    return f"substr(?, c.statement_row - {int(first)} + 1, 1) = x'01'", [bytes(marks)]


def party_keys(db: sqlite3.Connection, text: str) -> tuple[list[str], list[str]]:
    """The ids, and the folded names, of everybody whom an id, a name or alias, or whole words of a name may mean."""
    text = text.strip()
    if db.execute("SELECT 1 FROM names WHERE party_id = ? LIMIT 1", (text,)).fetchone() or _merged(db, "to_id", text):
        return _follow(db, [text]), []
    folded = fold_words(text)
    if not folded:
        return [], []
    query = "SELECT DISTINCT party_id, folded FROM names WHERE folded = ? OR (canonical AND (' ' || folded || ' ') LIKE ?)"
    rows = db.execute(query, (folded, f"% {folded} %")).fetchall()
    rows += [(r[0], fold_words(r[1])) for r in db.execute("SELECT to_id, to_name FROM standing_corrections WHERE to_name IS NOT NULL")
             if f" {folded} " in f" {fold_words(r[1])} "]  # fmt: skip
    ids = sorted({r[0] for r in rows if r[0] is not None})
    return _follow(db, ids), sorted({r[1] for r in rows if r[0] is None or f" {folded} " in f" {r[1]} "})


def unknown(db: sqlite3.Connection, wanted: Filters) -> list[str]:
    """Which of the filters name what the archive has nothing of: why nothing was found, for people."""
    out: list[str] = []
    for value, role in ((wanted.speaker, "speaks"), (wanted.about, "is spoken about"), (wanted.acts_for, "is spoken for"), (wanted.addressee, "is spoken to")):  # noqa: E501  # fmt: skip
        if value is not None and party_keys(db, value) == ([], []):
            out.append(f"nobody of the name {value!r} {role} in the archive")
    if wanted.outlet is not None and outlet_condition(db, wanted.outlet)[1] == ["[]"]:
        out.append(f"the archive has no report of an outlet {wanted.outlet!r}")
    if wanted.question is not None:
        known = [r[0] for r in db.execute("SELECT DISTINCT question FROM current_stances ORDER BY question")]
        if wanted.question not in known:
            out.append(f"the archive has no position on {wanted.question!r}, only on {', '.join(known) or 'nothing'}")
    if wanted.article is not None and db.execute("SELECT 1 FROM articles WHERE id = ?", (wanted.article,)).fetchone() is None:
        out.append(f"there is no report {wanted.article!r} in the archive")
    return out


def _merged(db: sqlite3.Connection, column: str, party_id: str) -> bool:
    return db.execute(f"SELECT 1 FROM standing_corrections WHERE {column} = ? LIMIT 1", (party_id,)).fetchone() is not None  # noqa: S608


def _follow(db: sqlite3.Connection, ids: list[str]) -> list[str]:
    merged = {r[0]: r[1] for r in db.execute("SELECT party_id, to_id FROM identities")}
    return sorted({*ids, *(merged[i] for i in ids if i in merged)})


def _party(db: sqlite3.Connection, role: str, text: str) -> Condition:
    ids, names = party_keys(db, text)
    if ids and not names:
        # An id is exact; only where the reports give a side or party a bare name is the name all there is.
        names = [
            r[0]
            for r in db.execute(
                "SELECT DISTINCT folded FROM names WHERE canonical AND party_id IN (SELECT value FROM json_each(?))", (dump(ids),)
            )
        ]
    return PARTY, [role, dump([*ids, *(party_key(None, n) for n in names)])]


def outlet_condition(db: sqlite3.Connection, text: str) -> Condition:
    """The outlets that a name, or whole words of one, may mean."""
    folded = fold_words(text)
    found = [r[0] for r in db.execute("SELECT outlet, folded FROM outlets") if folded and f" {folded} " in f" {r[1]} "]
    return OUTLET, [dump(found)]


def date_conditions(since: str | None, until: str | None) -> list[Condition]:
    """The time may lie in the range."""
    out: list[Condition] = []
    if since is not None:
        out.append(("c.latest >= ?", [first_day(since) or ""]))
    if until is not None:
        out.append(("c.earliest <= ?", [last_day(until) or ""]))
    return out


def first_day(text: str | None) -> str | None:
    """ "2014", "2014-05" or a day as the first day it means. Raises UserError."""
    if text is None:
        return None
    year, month, day = _parts(text)
    return f"{year:04}-{month or 1:02}-{day or 1:02}"


def last_day(text: str | None) -> str | None:
    """ "2014", "2014-05" or a day as the last day it means. Raises UserError."""
    if text is None:
        return None
    year, month, day = _parts(text)
    return f"{year:04}-{month or 12:02}-{day or monthrange(year, month or 12)[1]:02}"


def _parts(text: str) -> tuple[int, int, int]:
    m = _DAY.fullmatch(text.strip())
    if m is not None:
        year, month, day = (int(part or 0) for part in m.groups())
        month_ok = m[2] is None or 1 <= month <= 12
        if year > 0 and month_ok and (m[3] is None or 1 <= day <= monthrange(year, month)[1]):
            return year, month, day
    raise UserError(f"{text!r} is not a date; write 2014, 2014-05 or 2014-05-02")
