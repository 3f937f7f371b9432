"""`onrecord same`: which statements of several reports carry the same utterance."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from onrecord.errors import SourceError, UserError
from onrecord.model import Record

if TYPE_CHECKING:
    from onrecord.align.carrier import Carrier
    from onrecord.align.group import Group, Member


@click.command("same")
@click.argument("arguments", nargs=-1, metavar="[STATEMENT] [SOURCE...]")
@click.option("--all", "everything", is_flag=True, help="Every group of statements that carry the same utterance.")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), help="By default table on a terminal, jsonl into a pipe or file.")
@click.option("--across", is_flag=True, help="Only groups that two reports or more carry, wire copy counted once.")
@click.option(
    "--archive", "archive", metavar="PATH", help="Where no SOURCE is named: the archive; else ONRECORD_ARCHIVE, else in your data folder."
)
@click.option("--published", metavar="DATE", help="Publication date (ISO 8601) for reports that state none.")
@click.option("--outlet", metavar="NAME", help="Outlet for reports that state none.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Worker processes; by default one for each core.")
@click.option("--model", type=click.Choice(["fast", "accurate"]), default="fast", show_default=True, help="Which model reads the reports.")
def command(
    arguments: tuple[str, ...],
    everything: bool,
    form: str | None,
    across: bool,
    archive: str | None,
    published: str | None,
    outlet: str | None,
    workers: int | None,
    model: str,
) -> int:
    """Show which statements carry the same utterance: identical, cut, extended, reworded or in indirect speech.

    STATEMENT is a statement's id or the beginning of it; with --all there is none. SOURCE is what `onrecord read` reads, or records that
    it wrote (.jsonl); without any, the archive is looked at. The carriers stand in order of date, the earliest first, with the
    differences in wording that matter.
    """
    from onrecord.cli.gather import gather
    from onrecord.cli.progress import Progress

    if not everything and not arguments:
        raise UserError("name a statement, or use --all")
    wanted, sources = (None, arguments) if everything else (arguments[0], arguments[1:])
    if sources and archive is not None:
        raise UserError("name either reports or the archive")
    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    if not sources:
        for found in show(_archived(archive, wanted), wanted=wanted, across=across, form=form):
            click.echo(found)
        return 0
    with Progress(quiet=sys.stdout.isatty()) as progress:
        records = gather(sources, published=published, outlet=outlet, model=model, workers=workers)
        statements, failed = _carriers(records, progress)
    for found in show(statements, wanted=wanted, across=across, form=form):
        click.echo(found)
    return int(failed)


def _archived(path: str | None, wanted: str | None) -> list[Carrier]:
    """The statements of the archive; for one statement those that may carry its words."""
    from onrecord.align.carrier import carriers_of_row
    from onrecord.align.nearby import rows_near
    from onrecord.archive import Archive
    from onrecord.cli.asking import archive_path

    with Archive(archive_path(path)) as archive:
        if wanted is None:
            rows: Iterable[Mapping[str, Any]] = archive.statements(order="oldest")
            articles = None
        else:
            rows = near = rows_near(archive.statement(wanted), archive.near)
            articles = [r["article"] for r in near]
        names, sketches = archive.sources(articles), archive.sketches(articles)
        return [s for r in rows for s in carriers_of_row(r, names.get(r["article"]), sketches.get(r["article"], ()))]


def _carriers(records: Iterable[Record | SourceError], progress: object) -> tuple[list[Carrier], bool]:
    from onrecord.align.carrier import carriers
    from onrecord.cli.progress import Progress

    assert isinstance(progress, Progress)
    statements: list[Carrier] = []
    failed = False
    for record in records:
        if isinstance(record, SourceError):
            failed = True
            progress.complain(record)
        else:
            statements += carriers(record)
        progress.step()
    return statements, failed


def show(statements: Iterable[Carrier], *, wanted: str | None, across: bool, form: str) -> Iterator[str]:
    """The groups of statements, as text or as lines of JSON. wanted: the beginning of a statement's id, whose group alone is shown.

    The statements may come from reports read now or from an archive. Raises UserError where `wanted` is no statement's or several'.
    """
    import orjson

    from onrecord.align.group import group
    from onrecord.align.write import group_json
    from onrecord.export.visible import visible_json

    groups = group(statements, alone=wanted is not None)
    if wanted is not None:
        groups = _find(groups, wanted)
    for found in groups:
        if across and found.accounts < 2:
            continue
        if form == "table":
            yield from _lines(found)
        else:
            line = orjson.dumps(group_json(found)).decode()
            yield visible_json(line) if sys.stdout.isatty() else line


def _find(groups: Iterable[Group], wanted: str) -> list[Group]:
    """The groups of the statement whose id begins so: several where its passages are carried apart."""
    hits: dict[str, list[Group]] = {}
    for found in groups:
        for member in found.members:
            if member.carrier.statement.startswith(wanted):
                hits.setdefault(member.carrier.statement, []).append(found)
    if wanted in hits:
        return hits[wanted]
    if not hits:
        raise UserError(f"no statement has an id that begins with {wanted}")
    if len(hits) > 1:
        raise UserError(f"{len(hits)} statements have ids that begin with {wanted}: {', '.join(sorted(hits)[:4])} …")
    return next(iter(hits.values()))


def _lines(group: Group) -> Iterator[str]:
    from onrecord.export.visible import visible_line

    copies = group.reports - group.accounts
    head = [f"{group.reports} report{'s' if group.reports > 1 else ''}"]
    if copies:
        head.append(f"{group.accounts} without copies")
    if group.speakers:
        head.append(", ".join(group.speakers))
    if group.venues:
        head.append("said to " + ", ".join(group.venues))
    yield visible_line(" · ".join(head))
    by_id = {m.carrier.statement: m.carrier for m in group.members}
    for member in group.members:
        if member.inside is not None:
            continue
        yield from (visible_line(line) if i == 0 else "    " + visible_line(line) for i, line in enumerate(_member(member, by_id)))
    yield ""


def _member(member: Member, by_id: dict[str, Carrier]) -> Iterator[str]:
    from onrecord.align.wording import differences
    from onrecord.export.wording import name_difference, name_words

    s = member.carrier
    facts = [s.report.published or "undated", s.report.outlet or s.report.source, member.relation, s.statement]
    if member.copy_of is not None:
        facts.insert(3, "copied text")
    yield " · ".join(facts)
    yield name_words(s.content)
    if member.of is not None and member.relation not in ("identical", "another-part"):
        for difference in differences(by_id[member.of], s):
            if difference.matters:
                yield name_difference(difference)
