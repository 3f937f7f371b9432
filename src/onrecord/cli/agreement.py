"""`onrecord agreement`: the machine against people."""

from __future__ import annotations

from typing import Any

import click

from onrecord.cli.asking import archive_option, archive_path, printing, printing_options


@click.command("agreement")
@printing_options
@archive_option
def command(archive: str | None, **options: Any) -> None:
    """Measure what the machine says now against people's corrections, for each kind and model.

    Corrections alone are a sample of mistakes: confirm what is right too (`onrecord correct confirm`) and the share means something.
    """
    from itertools import islice

    from onrecord.archive import AGREEMENT_COLUMNS, Archive
    from onrecord.export.rows import write_rows

    with Archive(archive_path(archive)) as found, printing(options) as (stream, form, limit):
        write_rows(islice(found.agreement(), limit), AGREEMENT_COLUMNS, form, stream)
