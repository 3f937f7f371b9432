"""`onrecord check`: does the archive hold?"""

from __future__ import annotations

import click

from onrecord.cli.asking import archive_option, archive_path


@click.command("check")
@click.option("--repair", is_flag=True, help="Build the indexes of what holds now again first; nothing that was stored changes.")
@archive_option
def command(repair: bool, archive: str | None) -> int:
    """Verify every hash, span, key and index of the archive. Exit status 1 where something is wrong."""
    from onrecord.archive import Archive
    from onrecord.export.visible import visible_line

    path = archive_path(archive)
    with Archive(path, write=repair) as found:
        if repair:
            found.reindex()
        wrong = found.check()
        for line in wrong:
            click.echo(visible_line(line))
        if not wrong:
            click.echo(f"{visible_line(str(path))}: every hash, span, key and index holds.")
    return int(bool(wrong))
