"""`onrecord explain`: why this speaker, this date, this position."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.asking import archive_option, archive_path
from onrecord.cli.reading import questions_option, reading_options, take_reading
from onrecord.errors import UserError

if TYPE_CHECKING:
    from onrecord.cli.reading import Reading
    from onrecord.export.why import Reason
    from onrecord.model import Record, Statement

_LEFT = 13


@click.command("explain")
@click.argument("statement")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@questions_option
@reading_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print.")
@archive_option
def command(statement: str, sources: tuple[str, ...], form: str, archive: str | None, **options: Any) -> int:  # fmt: skip
    """Say why STATEMENT has its speaker (the chain of mentions), date (rule and anchor) and position (cue and holder), and what made it.

    STATEMENT is its id or the beginning of it, as `onrecord read --format jsonl` and the archive's verbs print it. It is looked for in
    SOURCE, which `onrecord read` could read (give the same --published and --outlet), or in records that it wrote (.jsonl); without
    SOURCE in the archive.
    """
    from onrecord.export.why import explain

    reading = take_reading(sources, archive, options)
    corrected: list[Reason] = []
    if reading is None:
        record, found, corrected = _archived(archive, statement)
    else:
        record, found = _search(reading, statement)
    reasons = [*explain(record, found), *corrected]
    click.echo(_json(record, found, reasons) if form == "json" else _text(reasons))
    return int(reading is not None and reading.failed)


def _search(reading: Reading, beginning: str) -> tuple[Record, Statement]:
    hits = [(record, s) for record in reading for s in record.statements if s.id.startswith(beginning)]
    exact = [h for h in hits if h[1].id == beginning] or hits
    if not exact:
        raise UserError(f"{beginning}: no statement there has an id that begins so; ids change with --outlet, as the report’s does")
    if len({s.id for _, s in exact}) > 1:
        raise UserError(f"{beginning}: is the beginning of several ids: {', '.join(s.id for _, s in exact[:4])}")
    return exact[0]


def _archived(archive: str | None, beginning: str) -> tuple[Record, Statement, list[Reason]]:
    from onrecord.archive import Archive
    from onrecord.export.why import Reason

    with Archive(archive_path(archive)) as found:
        row = found.statement(beginning)
        record = found.record(row["article"], run=row["run"])
    statement = next((s for s in record.statements if s.id == row["id"]), None)
    if statement is None:
        raise UserError(f"{row['id']}: was added by a person ({row['corrected_by']}); there is nothing to explain of the machine’s")
    told = []
    if row["corrected"]:
        told = [Reason("corrected", f"{row['corrected']}, by {row['corrected_by'] or 'a merge of identities'}: the speaker now is {row['speaker'] or 'open'}")]  # noqa: E501  # fmt: skip
    return record, statement, told


def _text(reasons: list[Reason]) -> str:
    from onrecord.export.visible import visible_line

    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    out = []
    for about, says, depth in reasons:
        indent = " " * (_LEFT + 2 * depth)
        lines = textwrap.wrap(visible_line(says), max(40, width - len(indent)), break_on_hyphens=False) or [""]
        first = click.style(f"{about:<{_LEFT}}", bold=True) if about and sys.stdout.isatty() else f"{about:<{_LEFT}}"
        out.append(first + " " * 2 * depth + lines[0])
        out += [indent + line for line in lines[1:]]
    return "\n".join(line.rstrip() for line in out)


def _grouped(reasons: list[Reason]) -> list[dict[str, object]]:
    found: list[tuple[str, list[str]]] = []
    for reason in reasons:
        if reason.depth and found:
            found[-1][1].append(reason.says)
        else:
            found.append((reason.about, [reason.says]))
    return [{"about": about, "says": says} for about, says in found]


def _json(record: Record, statement: Statement, reasons: list[Reason]) -> str:
    import orjson

    from onrecord.export.visible import visible_json
    from onrecord.record import to_json

    whole = to_json(record)
    found = {
        "statement": next(s for s in whole["statements"] if s["id"] == statement.id),
        "positions": [p for p in whole["positions"] if p["statement"] == statement.id],
        "article": {name: value for name, value in whole["article"].items() if name not in ("text", "blocks", "links")},
        "made": whole.get("made", []),
        "why": _grouped(reasons),
    }
    line = orjson.dumps(found, option=orjson.OPT_INDENT_2).decode()
    return visible_json(line) if sys.stdout.isatty() else line
