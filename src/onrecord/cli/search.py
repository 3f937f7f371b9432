"""`onrecord search`: words in what was said."""

from __future__ import annotations

from typing import Any

import click

from onrecord.cli.asking import archive_option, archive_path, filter_options, make_filters, printing, printing_options, told


@click.command("search")
@click.argument("search_for", nargs=-1, required=True, metavar="WORDS...")
@filter_options
@printing_options
@archive_option
def command(search_for: tuple[str, ...], archive: str | None, **options: Any) -> None:
    """Find statements by their words, best first, the words marked.

    All WORDS must occur; "several in a row" stand in quotation marks of any kind, beginn* finds every ending, and -word (after --)
    leaves out what has it. Accents, capitals and the sort of quotation marks make no difference.
    """
    from onrecord.archive import STATEMENT_COLUMNS, Archive
    from onrecord.cli.rows import STATEMENT_HEADS, show_statement
    from onrecord.export.rows import write_rows

    also = options.pop("words")
    words = " ".join([*search_for, *([also] if also else [])])
    options["words"] = None
    wanted = make_filters(options)
    with Archive(archive_path(archive)) as found, printing(options) as (stream, form, limit):
        rows = told(found.search(words, wanted, limit=limit), found, wanted)
        write_rows(rows, STATEMENT_COLUMNS, form, stream, heads=STATEMENT_HEADS, show=show_statement)
