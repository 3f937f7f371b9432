"""`onrecord speakers`: who speaks in the archive."""

from __future__ import annotations

from typing import Any

import click

from onrecord.cli.asking import archive_option, archive_path, filter_options, make_filters, printing, printing_options, told


@click.command("speakers")
@filter_options
@printing_options
@archive_option
def command(archive: str | None, **options: Any) -> None:
    """List who speaks in the statements that fit every filter given, most quoted first."""
    from onrecord.archive import SPEAKER_COLUMNS, Archive
    from onrecord.cli.rows import SPEAKER_HEADS, show_party
    from onrecord.export.rows import write_rows

    wanted = make_filters(options)
    with Archive(archive_path(archive)) as found, printing(options) as (stream, form, limit):
        rows = told(found.speakers(wanted, limit=limit), found, wanted)
        write_rows(rows, SPEAKER_COLUMNS, form, stream, heads=SPEAKER_HEADS, show=show_party)
