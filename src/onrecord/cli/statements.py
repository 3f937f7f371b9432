"""`onrecord statements`: who said what, from the archive."""

from __future__ import annotations

from typing import Any

import click

from onrecord.cli.asking import archive_option, archive_path, filter_options, make_filters, printing, printing_options, told


@click.command("statements")
@filter_options
@click.option("--oldest-first", is_flag=True, help="In the order in which they were said; the newest come first otherwise.")
@printing_options
@archive_option
def command(archive: str | None, oldest_first: bool, **options: Any) -> None:
    """List the statements of the archive that fit every filter given."""
    from onrecord.archive import STATEMENT_COLUMNS, Archive
    from onrecord.cli.rows import STATEMENT_HEADS, show_statement
    from onrecord.export.rows import write_rows

    wanted = make_filters(options)
    with Archive(archive_path(archive)) as found, printing(options) as (stream, form, limit):
        rows = found.statements(wanted, order="oldest" if oldest_first else "newest", limit=limit)
        write_rows(told(rows, found, wanted), STATEMENT_COLUMNS, form, stream, heads=STATEMENT_HEADS, show=show_statement)
