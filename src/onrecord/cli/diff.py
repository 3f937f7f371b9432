"""`onrecord diff`: what changed between runs or versions of a report."""

from __future__ import annotations

from typing import Any

import click

from onrecord.cli.asking import archive_option, archive_path, printing, printing_options
from onrecord.errors import UserError


@click.command("diff")
@click.argument("report")
@click.option("--runs", "only_runs", is_flag=True, help="List the runs and versions of the report instead.")
@click.option("--from", "old", type=int, metavar="RUN", help="The earlier run; by default the one before.")
@click.option("--to", "new", type=int, metavar="RUN", help="The later run; by default the current one.")
@printing_options
@archive_option
def command(report: str, only_runs: bool, old: int | None, new: int | None, archive: str | None, **options: Any) -> None:
    """Show which statements vanished, changed or are new from one run or version of REPORT (an id) to another."""
    from itertools import islice

    from onrecord.archive import CHANGE_COLUMNS, RUN_COLUMNS, Archive
    from onrecord.cli.rows import CHANGE_HEADS, RUN_HEADS, show_change, show_run
    from onrecord.export.rows import write_rows

    with Archive(archive_path(archive)) as found, printing(options) as (stream, form, limit):
        runs = list(found.runs(report))
        if only_runs:
            write_rows(islice(runs, limit), RUN_COLUMNS, form, stream, heads=RUN_HEADS, show=show_run)
            return
        to = new if new is not None else next((r["run"] for r in runs if r["current"]), runs[-1]["run"])
        if to not in [r["run"] for r in runs] or (old is not None and old not in [r["run"] for r in runs]):
            raise UserError(f"{report}: has no such run; --runs lists them")
        before = [r["run"] for r in runs if r["run"] != to]
        since = old if old is not None else max((r for r in before if r < to), default=max(before, default=None))
        if since is None:
            raise UserError(f"{report}: has only one run; there is nothing to compare")
        write_rows(islice(found.diff(since, to), limit), CHANGE_COLUMNS, form, stream, heads=CHANGE_HEADS, show=show_change)
