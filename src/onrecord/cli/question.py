"""`onrecord question`: the questions that positions are coded on, and a check of one of your own."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.asking import archive_option, archive_path, printing, printing_options
from onrecord.cli.reading import Reading, reading_options, take_reading

if TYPE_CHECKING:
    from onrecord.coding.check import Checked
    from onrecord.coding.codebook import Codebook

COLUMNS = ("id", "version", "wording", "for", "conditional", "against", "examples", "file")
CAUGHT = ("holder", "stance", "condition", "evidence", "sentence", "score", "how", "statement", "outlet", "date", "source", "start", "end")


@click.group("question")
def command() -> None:
    """List the questions that positions are coded on, or check a codebook of your own before you use it with --questions."""


@command.command("list")
@printing_options
def list_questions(**options: Any) -> None:
    """List the questions that ship, with what each asks."""
    from onrecord.coding.codebook import shipped
    from onrecord.export.rows import write_rows

    books = shipped()
    with printing(options) as (stream, form, limit):
        if form == "table":
            width = min(shutil.get_terminal_size((100, 24)).columns, 110)
            stream.write("\n\n".join(_described(b, width) for b in books[:limit]) + "\n")
        else:
            write_rows([_row(b) for b in books[:limit]], COLUMNS, form, stream)


@command.command("check")
@click.argument("file", type=click.Path(dir_okay=False))
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@reading_options
@printing_options
@archive_option
def check(file: str, sources: tuple[str, ...], archive: str | None, **options: Any) -> int:
    """Check the codebook in FILE: its form, its patterns, and whether each of its examples gets the stance that it shows.

    With SOURCE, as `onrecord read` takes it, also show what it catches there; with --archive (and without SOURCE), in the archive, whose
    reports are not read again: fewer holders are found there. By default a table; as jsonl or csv only what is caught is printed. Exit
    status 0: the file is a codebook and all examples come out right; 1: some do not; 2: it is no codebook.
    """
    from onrecord.coding.check import check_codebook
    from onrecord.coding.codebook import load
    from onrecord.errors import DataFileError, UserError
    from onrecord.export.rows import write_rows

    if not Path(file).is_file():
        raise UserError(f"{file}: there is no such file")
    try:
        book = load(Path(file))
    except DataFileError as e:
        raise UserError(str(e)) from e
    checked = check_codebook(book)
    wrong = [c for c in checked if not c.right]
    reading = take_reading(sources, archive, options) if sources or archive is not None else None
    options = {name: options[name] for name in ("output", "form", "limit")}
    if options["output"] is None:
        options["form"] = options["form"] or "table"
    caught = None
    if reading is not None:
        reading.questions, reading.quiet = (file,), sys.stdout.isatty()
        caught = _read(reading, book)
    elif archive is not None:
        caught = _archived(archive, book)
    with printing(options) as (stream, form, limit):
        if form != "table":
            write_rows(_limited(caught or iter(()), limit), CAUGHT, form, stream)
            if wrong:
                click.echo(f"onrecord: {file}: {_verdict(checked)}", err=True)
        else:
            width = min(shutil.get_terminal_size((100, 24)).columns, 110)
            stream.write(f"{file}: codebook {book.id}, version {book.version}: {_verdict(checked)}\n")
            stream.writelines(_wrong(c, width) for c in wrong)
            if wrong and not book.words:
                stream.write("  The file names no words of its own (nouns, actions), so each example was coded from the others.\n")
            if caught is not None:
                stream.write("\n")
                stream.writelines(_caught(caught, limit, width))
    return int(bool(wrong) or (reading is not None and reading.failed))


def _verdict(checked: list[Checked]) -> str:
    right = sum(c.right for c in checked)
    if right < len(checked):
        return f"{right} of {len(checked)} examples come out as the file says"
    return f"all {right} examples come out right"


def _described(book: Codebook, width: int) -> str:
    head = click.style(book.id, bold=True) if sys.stdout.isatty() else book.id
    lines = [f"{head} (version {book.version}, {len(book.examples)} examples)", *textwrap.wrap(book.wording, width - 2, initial_indent="  ", subsequent_indent="  ")]  # noqa: E501  # fmt: skip
    for stance, meaning in book.meaning.items():
        put = textwrap.wrap(" ".join(meaning.split()), width - 16, break_on_hyphens=False)
        lines += [f"  {stance if i == 0 else '':<12}  {line}" for i, line in enumerate(put)]
    return "\n".join(lines)


def _row(book: Codebook) -> dict[str, Any]:
    return {"id": book.id, "version": book.version, "wording": book.wording, "examples": len(book.examples), **{str(k): v for k, v in book.meaning.items()}, "file": f"{book.id}.yaml"}  # noqa: E501  # fmt: skip


def _wrong(found: Checked, width: int) -> str:
    from onrecord.export.visible import visible_line

    shows, got = found.example.stance or "neither", found.got or "neither"
    how = f" ({found.how})" if found.how else ""
    lines = textwrap.wrap(f"shows {shows}, coded {got}{how}: {visible_line(found.example.text)}", width - 4, subsequent_indent="    ")
    return "  " + "\n  ".join(lines) + "\n"


def _read(reading: Reading, book: Codebook) -> Iterator[dict[str, Any]]:
    for record in reading:
        for position in record.positions:
            if position.question == book.id:
                yield _found(record, position)


def _archived(archive: str, book: Codebook) -> Iterator[dict[str, Any]]:
    from onrecord.archive import Archive
    from onrecord.coding.positions import code
    from onrecord.resolve.who import name_lookup

    with Archive(archive_path(archive)) as kept:
        for record in kept.records():
            for position in code(record.article, record.statements, None, (book,), name_lookup()):
                yield _found(record, position)


def _found(record: Any, position: Any) -> dict[str, Any]:
    from onrecord.align.timeline import around

    article, first, last = record.article, position.evidence[0], position.evidence[-1]
    before, after = around(article.text, first.start, last.end)
    return {
        "holder": position.holder,
        "stance": position.stance,
        "condition": position.condition.text if position.condition else None,
        "evidence": " … ".join(s.text for s in position.evidence),
        "sentence": " ".join(f"{before} {article.text[first.start : last.end]} {after}".split()),
        "score": position.score,
        "how": position.how,
        "statement": position.statement,
        "outlet": article.outlet,
        "date": article.published.edtf if article.published else None,
        "source": article.source,
        "start": first.start,
        "end": last.end,
    }


def _limited(rows: Iterator[dict[str, Any]], limit: int | None) -> Iterator[dict[str, Any]]:
    from itertools import islice

    return rows if limit is None else islice(rows, limit)


def _caught(rows: Iterator[dict[str, Any]], limit: int | None, width: int) -> Iterator[str]:
    from onrecord.export.visible import visible_line

    counts: dict[str, int] = {}
    for n, row in enumerate(rows, 1):
        counts[row["stance"]] = counts.get(row["stance"], 0) + 1
        if limit is not None and n > limit:
            continue
        source = row["outlet"] or row["source"].rpartition("/")[2]
        place = f"{row['score']:.2f}, {visible_line(source)}, {row['date'] or 'undated'}"
        yield f"{row['stance']:<12}  {visible_line(row['holder'])}  ({place})\n"
        told = visible_line(row["sentence"])
        yield "".join(f"    {line}\n" for line in textwrap.wrap(told, width - 4, break_on_hyphens=False))
        yield f"    {visible_line(row['how'])}\n"
    told = ", ".join(f"{n} {stance}" for stance, n in counts.items()) or "no positions"
    shown = sum(counts.values())
    yield f"Caught: {told}." + (f" The first {limit} are shown; --limit N shows more.\n" if limit is not None and shown > limit else "\n")
