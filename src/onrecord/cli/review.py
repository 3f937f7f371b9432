"""`onrecord review`: what most needs a person's eye."""

from __future__ import annotations

from typing import Any

import click

from onrecord.cli.asking import archive_option, archive_path, printing, printing_options


@click.command("review")
@printing_options
@archive_option
def command(archive: str | None, **options: Any) -> None:
    """List the statements of which the machine is least certain and on which most rests; those that people saw are left out."""
    from onrecord.archive import REVIEW_COLUMNS, Archive
    from onrecord.cli.rows import REVIEW_HEADS, show_doubt
    from onrecord.export.rows import write_rows

    with Archive(archive_path(archive)) as found, printing(options) as (stream, form, limit):
        write_rows(found.review(limit=limit), REVIEW_COLUMNS, form, stream, heads=REVIEW_HEADS, show=show_doubt)
