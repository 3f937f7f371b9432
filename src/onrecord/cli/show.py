"""`onrecord show`: a report of the archive as it was stored, or all that is known of a statement."""

from __future__ import annotations

import sys

import click

from onrecord.cli.asking import archive_option, archive_path
from onrecord.errors import UserError


@click.command("show")
@click.argument("found_id", metavar="ID")
@click.option("--run", type=int, metavar="RUN", help="As this run made it; by default the latest.")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), help="By default table on a terminal and jsonl into a pipe.")
@archive_option
def command(found_id: str, run: int | None, form: str | None, archive: str | None) -> None:
    """Show the record of a report as the machine made it, or a current statement with every field, corrections applied.

    ID is the id of a report or a statement, or the beginning of it.
    """
    from onrecord.archive import Archive

    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    with Archive(archive_path(archive)) as found:
        try:
            record = found.record(found_id, run=run)
        except UserError:
            if run is not None:
                raise
            _show_statement(found.statement(found_id), form)
            return
    if form == "table":
        from onrecord.export.table import Table

        Table(sys.stdout).add(record)
    else:
        from onrecord.export.jsonl import Jsonl

        Jsonl(sys.stdout.buffer, for_terminal=sys.stdout.isatty()).add(record)


def _show_statement(row: dict[str, object], form: str) -> None:
    import orjson

    from onrecord.export.visible import visible_json, visible_line

    if form == "jsonl":
        line = orjson.dumps(row).decode()
        click.echo(visible_json(line) if sys.stdout.isatty() else line)
        return
    for name, value in row.items():
        if value not in (None, "", False):
            click.echo(f"{name:15} {visible_line(str(value))}")
