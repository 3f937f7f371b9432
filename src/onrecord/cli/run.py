"""`onrecord run`: files of very many reports in, a dataset of their records out."""

from __future__ import annotations

import click

from onrecord.cli.reading import questions_option


@click.command("run")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--output", "-o", required=True, metavar="DIR", help="The dataset's folder, on this machine or any address that fsspec reaches.")
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True, help="local: processes on this machine. ray: the Ray cluster that RAY_ADDRESS names, else one on this machine.")  # fmt: skip  # noqa: E501
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Worker processes; by default one for each core.")
@click.option("--published", metavar="DATE", help="Publication date (ISO 8601) for reports that state none.")
@click.option("--outlet", metavar="NAME", help="Outlet for reports that state none.")
@click.option("--model", type=click.Choice(["fast", "accurate"]), default="fast", show_default=True, help="accurate: larger and slower; needs the extra onrecord[accurate].")  # fmt: skip  # noqa: E501
@questions_option
def command(
    inputs: tuple[str, ...],
    output: str,
    engine: str,
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
    DIR` stores the records in an archive. Needs the extra onrecord[scale].
    """
    import os

    from onrecord.cli.progress import Progress
    from onrecord.export.visible import visible_line
    from onrecord.scale.dataset import Setup
    from onrecord.scale.run import run

    own = tuple(os.path.abspath(q) for q in questions)  # noqa: PTH100 - workers may start elsewhere; nothing is resolved
    setup = Setup(model=model, published=published, outlet=outlet, questions=own)
    with Progress(quiet=False) as progress:
        told = run(inputs, output, engine=engine, setup=setup, workers=workers, watch=progress)
    rows = told.rows
    facts = [f"{told.inputs:,} input{'s' if told.inputs != 1 else ''}" + (f" ({told.there:,} there already)" if told.there else "")]
    if told.inputs > told.there:
        facts.append(f"{rows.get('articles', 0):,} reports")
        facts.append(f"{rows.get('statements', 0):,} statements")
        facts.append(f"{rows.get('positions', 0):,} positions")
    if rows.get("failures"):
        facts.append(f"{rows['failures']:,} could not be read (table failures)")
    if told.skipped:
        facts.append(f"{told.skipped.total():,} in web archives that are no reports")
    if told.broken:
        facts.append(f"{told.broken:,} input{'s' if told.broken != 1 else ''} not read to the end: the same command tries again")
    click.echo(f"{visible_line(output)}: {', '.join(facts)}")
    return int(bool(rows.get("failures")))
