"""`onrecord run`: files of very many reports in, a dataset of their records out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from onrecord.cli.reading import questions_option
from onrecord.errors import UserError

if TYPE_CHECKING:
    from onrecord.scale.run import Told


@click.command("run")
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option(
    "--output", "-o", required=True, metavar="DIR", help="The dataset's folder, on this machine or any address that fsspec reaches."
)
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True, help="local: processes on this machine. ray: the Ray cluster that RAY_ADDRESS names, else one on this machine.")  # fmt: skip  # noqa: E501
@click.option("--group", is_flag=True, help="Then group the statements that carry the same utterance: the table groups.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Worker processes; by default one for each core.")
@click.option("--published", metavar="DATE", help="Publication date (ISO 8601) for reports that state none.")
@click.option("--outlet", metavar="NAME", help="Outlet for reports that state none.")
@click.option("--model", type=click.Choice(["fast", "accurate"]), default="fast", show_default=True, help="accurate: larger and slower; needs the extra onrecord[accurate].")  # fmt: skip  # noqa: E501
@questions_option
def command(
    inputs: tuple[str, ...],
    output: str,
    engine: str,
    group: bool,
    workers: int | None,
    published: str | None,
    outlet: str | None,
    model: str,
    questions: tuple[str, ...],
) -> int:
    """Read files of very many reports and write their records as a dataset: Parquet files that DuckDB, Spark and pandas read as they are.

    INPUT is a file of reports (.jsonl, .jsonl.gz, .parquet, .warc, .warc.gz), a folder of such or a pattern (quoted), here or at an address
    such as s3://bucket/news/*.warc.gz. Whatever interrupts it, the same command again goes on with the inputs that were not finished. A
    report that cannot be read becomes a row of the table `failures`, one line on standard error and an exit status of 1. `onrecord add
    DIR` stores the records in an archive. With --group, INPUT may be left out. Needs the extra onrecord[scale].
    """
    import os

    from onrecord.cli.progress import Progress
    from onrecord.export.visible import visible_line
    from onrecord.scale.dataset import Setup
    from onrecord.scale.run import run

    if not inputs and not group:
        raise UserError("name INPUT, or --group to group what the dataset holds")
    failed = False
    facts: list[str] = []
    if inputs:
        own = tuple(os.path.abspath(q) for q in questions)  # noqa: PTH100 - workers may start elsewhere; nothing is resolved
        setup = Setup(model=model, published=published, outlet=outlet, questions=own)
        with Progress(quiet=False) as progress:
            told = run(inputs, output, engine=engine, setup=setup, workers=workers, watch=progress)
        failed, facts = bool(told.rows["failures"]), _facts(told)
    if group:
        from onrecord.scale.group import group_dataset

        facts.append(_counted(group_dataset(output, engine=engine, workers=workers), "group"))
    click.echo(f"{visible_line(output)}: {', '.join(facts)}")
    return int(failed)


def _facts(told: Told) -> list[str]:
    facts = [_counted(told.inputs, "input") + (f" ({told.there:,} there already)" if told.there else "")]
    if told.inputs > told.there:
        facts += [
            _counted(told.rows[table], one)
            for table, one in (("articles", "report"), ("statements", "statement"), ("positions", "position"))
        ]
    if told.rows["failures"]:
        facts.append(f"{told.rows['failures']:,} could not be read (table failures)")
    if told.skipped:
        facts.append(f"{told.skipped.total():,} in web archives that are no reports")
    if told.broken:
        facts.append(_counted(told.broken, "input") + " not read to the end (the same command tries again)")
    return facts


def _counted(n: int, one: str) -> str:
    return f"{n:,} {one}" + ("" if n == 1 else "s")
