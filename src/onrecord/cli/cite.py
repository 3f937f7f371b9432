"""`onrecord cite`: a citation that can be verified."""

from __future__ import annotations

import click

from onrecord.cli.asking import archive_option, archive_path


@click.command("cite")
@click.argument("statement")
@archive_option
def command(statement: str, archive: str | None) -> None:
    """Print the citation of STATEMENT (its id, or the beginning of it): a W3C Web Annotation with the hash of the text."""
    import orjson

    from onrecord.archive import Archive
    from onrecord.export.visible import visible_json

    with Archive(archive_path(archive)) as found:
        made = orjson.dumps(found.cite(statement), option=orjson.OPT_INDENT_2).decode()
    click.echo(visible_json(made))
