"""`onrecord backup`: a whole copy of the archive."""

from __future__ import annotations

import click

from onrecord.cli.asking import archive_option, archive_path


@click.command("backup")
@click.argument("target", type=click.Path(dir_okay=False))
@archive_option
def command(target: str, archive: str | None) -> None:
    """Copy the archive as it is now to TARGET, while others may read and write it. Replaces nothing."""
    from onrecord.archive import Archive

    with Archive(archive_path(archive)) as found:
        found.backup(target)
