"""`onrecord positions`: who stands where, from the archive."""

from __future__ import annotations

from typing import Any

import click

from onrecord.cli.asking import archive_option, archive_path, printing, printing_options


@click.command("positions")
@click.option("--question", metavar="ID", help="On this question, such as talks.")
@click.option("--stance", type=click.Choice(["for", "conditional", "against"]), help="Of this stance.")
@click.option("--holder", metavar="WHO", help="Whose: an id, a name or alias, or a whole word of a name.")
@click.option("--outlet", metavar="NAME", help="The outlet, or whole words of its name.")
@click.option("--since", metavar="DATE", help="From this year, month or day on.")
@click.option("--until", metavar="DATE", help="Up to and with this year, month or day.")
@printing_options
@archive_option
def command(archive: str | None, **options: Any) -> None:
    """List the positions in the archive, oldest first."""
    from onrecord.archive import POSITION_COLUMNS, Archive
    from onrecord.cli.rows import POSITION_HEADS, show_position
    from onrecord.export.rows import write_rows

    with Archive(archive_path(archive)) as found, printing(options) as (stream, form, limit):
        write_rows(found.positions(**options, limit=limit), POSITION_COLUMNS, form, stream, heads=POSITION_HEADS, show=show_position)
