"""Saved queries and questions that `watch` tells of: what they gained, and the command that is told."""

from __future__ import annotations

import hashlib
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson

from onrecord.errors import UserError

if TYPE_CHECKING:
    from onrecord.align.changes import Change
    from onrecord.archive import Archive, Filters

SCHEMA = "onrecord.alert/1"
MOST = 200
"""Statements or changes in one alert; `more` counts the others."""

TIMEOUT = 60.0
"""Seconds that the command is given."""

CHANGES = ("changed", "condition added", "condition dropped", "condition changed")
"""What is told of: a holder's stance was one, and is another. First positions, and what others claim or report differently, are not."""

_NAMES = {"for": "acts_for", "to": "addressee"}
_FILTERS = ("speaker", "about", "for", "to", "outlet", "since", "until", "question", "stance", "kind", "words", "article")


@dataclass(frozen=True, slots=True)
class Query:
    """A saved query: filters of `onrecord statements`, as they were written."""

    text: str
    filters: Filters


def parse_query(text: str) -> Query:
    """ "speaker='Berin Taal' question=talks" as a query. Raises UserError."""
    from onrecord.archive import Filters

    try:
        parts = shlex.split(text)
    except ValueError as e:
        raise UserError(f"--query {text!r}: a quotation mark is not closed") from e
    found: dict[str, str] = {}
    for part in parts:
        name, sign, value = part.removeprefix("--").partition("=")
        if not sign or name not in _FILTERS:
            raise UserError(f"--query {text!r}: {part!r} is not NAME=VALUE with a NAME of {', '.join(_FILTERS)}")
        found[_NAMES.get(name, name)] = value
    if not found:
        raise UserError("--query is empty; write it like \"speaker='Berin Taal' question=talks\"")
    return Query(" ".join(sorted(shlex.quote(p.removeprefix("--")) for p in parts)), Filters(**found))


def parse_command(text: str) -> list[str]:
    """The command and its arguments; no shell reads them. Raises UserError where there is no such program."""
    try:
        parts = shlex.split(text)
    except ValueError as e:
        raise UserError(f"--notify {text!r}: a quotation mark is not closed") from e
    if not parts:
        raise UserError("--notify is empty")
    if shutil.which(parts[0]) is None:
        raise UserError(f"--notify: there is no program {parts[0]!r} that could be run")
    return parts


class Alerts:
    """What was gained since the last round, told once: to a command, else on standard output.

    What was told is noted in the archive, so that a restart tells what was missed meanwhile, and nothing twice. A command that fails is
    told the same again after the next round.
    """

    def __init__(self, archive: Archive, queries: Sequence[Query], questions: Sequence[str], command: list[str] | None) -> None:
        self._archive, self._keeping = archive, archive.keeping
        self._queries, self._questions, self._command = queries, questions, command
        self._looked: dict[str, int] = {}  # the run up to which a question's changes were looked for
        for query in queries:
            name = f"statements {query.text}"
            if not self._keeping.told(name):
                self._keeping.note_told(name, [f"run {self._keeping.newest_run()}"])
        for question in questions:
            name = f"changes {question}"
            if not self._keeping.told(name):
                self._keeping.note_told(name, ["begun", *(_key(c) for c in self._changes(question))])

    def tell(self) -> int:
        """Tell what was gained; how many alerts went out."""
        return sum(self._tell_query(q) for q in self._queries) + sum(self._tell_question(q) for q in self._questions)

    def _tell_query(self, query: Query) -> int:
        name = f"statements {query.text}"
        since = max((int(k[4:]) for k in self._keeping.told(name) if k.startswith("run ")), default=0)
        runs = self._keeping.runs_since(since)
        if not runs:
            return 0
        rows = [row for article in dict.fromkeys(article for _, article in runs) for row in self._gained(query.filters, article, since)]
        if rows and not self._send("statements", {"query": query.text}, rows):
            return 0
        self._keeping.note_told(name, [f"run {runs[-1][0]}"])
        return int(bool(rows))

    def _gained(self, wanted: Filters, article: str, since: int) -> Iterator[dict[str, Any]]:
        """The statements of an article that fit and that no earlier run or version of the report had in these words."""
        if wanted.article not in (None, article):
            return
        rows = list(self._archive.statements(replace(wanted, article=article), order="oldest"))
        if not rows:
            return
        before = [r["run"] for r in self._archive.runs(article) if r["run"] <= since]
        gained = None
        if before:
            found = self._archive.diff(before[-1], rows[0]["run"])
            gained = {c["new_id"] for c in found if c["change"] == "new" or "words" in (c["fields"] or "")}
        yield from (row for row in rows if gained is None or row["id"] in gained)

    def _tell_question(self, question: str) -> int:
        from onrecord.align.changes import change_rows

        name = f"changes {question}"
        newest = self._keeping.newest_run()
        if self._looked.get(question) == newest:  # changes are found over all positions: not for nothing
            return 0
        told = self._keeping.told(name)
        found = {_key(c): c for c in self._changes(question) if _key(c) not in told}
        if found and not self._send("changes", {"question": question}, change_rows(list(found.values()))):
            return 0
        self._keeping.note_told(name, list(found))
        self._looked[question] = newest
        return int(bool(found))

    def _changes(self, question: str) -> list[Change]:
        from onrecord.align.changes import find_changes
        from onrecord.cli.positions import archived_positions

        more: dict[int, dict[str, Any]] = {}
        wanted = dict.fromkeys(("stance", "holder", "outlet", "since", "until")) | {"question": question}
        rows, days = archived_positions(str(self._archive.path), wanted, more)
        standing = [r for r in rows if not more[id(r)]["withdrawn"]]
        return [c for c in find_changes(standing, days) if c.kind in CHANGES]

    def _send(self, kind: str, about: dict[str, str], rows: Sequence[dict[str, Any]]) -> bool:
        """Tell; whether it arrived."""
        found = {
            "schema": SCHEMA,
            "kind": kind,
            **about,
            "archive": str(self._archive.path),
            kind: rows[:MOST],
            "more": max(0, len(rows) - MOST),
        }
        if self._command is None:
            _print(kind, about, rows)
            return True
        failed = run_command(self._command, orjson.dumps(found))
        if failed is not None:
            _complain(f"--notify: {failed}; it is told again after the next round")
        return failed is None


def run_command(command: Sequence[str], message: bytes) -> str | None:
    """Run the command with the message on standard input; why it failed, or None. What it prints goes to standard error."""
    try:
        # A session of its own: what stops the watch on a terminal lets the command end its work.
        done = subprocess.run(  # noqa: S603 - the caller's own command, without a shell
            command, input=message, stdout=sys.stderr.fileno(), timeout=TIMEOUT, start_new_session=True, check=False
        )
    except subprocess.TimeoutExpired:
        return f"{command[0]} did not end within {TIMEOUT:g} s and was stopped"
    except (OSError, ValueError) as e:
        return f"{command[0]} could not be run ({e})"
    return None if done.returncode == 0 else f"{command[0]} ended with status {done.returncode}"


def _key(c: Change) -> str:
    before = c.before.position.stance if c.before else ""
    parts = (c.holder, c.kind, before, c.now.position.stance, c.now.source)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _print(kind: str, about: dict[str, str], rows: Sequence[dict[str, Any]]) -> None:
    import click

    from onrecord.export.visible import visible_line

    for row in rows[:MOST]:
        if kind == "statements":
            who = row["speaker"] or row["source"] or "nobody named"
            told = f"{about['query']}: {row['date'] or 'undated'}, {row['outlet'] or 'outlet not stated'}: {who}: {row['words']}"
        else:
            told = (
                f"{about['question']}: {row['date']}: {row['holder']}: {row['before']} → {row['now']} ({row['kind']}): {row['now_quote']}"
            )
        click.echo("  " + visible_line(" ".join(told.split())))
    if len(rows) > MOST:
        click.echo(f"  and {len(rows) - MOST} more")


def _complain(said: str) -> None:
    import click

    from onrecord.export.visible import visible_line

    click.echo(f"onrecord: {visible_line(said)}", err=True)
