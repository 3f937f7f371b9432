"""`onrecord correct`: what people say against the machine."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from onrecord.cli.asking import archive_option, archive_path, printing, printing_options
from onrecord.errors import UserError

if TYPE_CHECKING:
    from onrecord.archive.correct import CorrectionKind

_POSITION = re.compile(r"p[0-9a-f]{12}")

F = TypeVar("F", bound=Callable[..., Any])


@click.group("correct")
def command() -> None:
    """Correct what the machine says. A correction stands beside the machine's output with its author, time and reason; it wins wherever
    the archive is asked, goes on to later runs where its words are still found, and can be withdrawn."""


def _signed(function: F) -> F:
    """The options that every correction needs."""
    for option in (
        archive_option,
        click.option("--reason", required=True, metavar="WORDS", help="Why; it is kept."),
        click.option("--author", metavar="NAME", help="Who says so; else ONRECORD_AUTHOR."),
    ):
        function = option(function)
    return function


def _who(function: F) -> F:
    for option in (
        click.option("--for", "acts_for", metavar="SIDE", help="The side that it speaks for."),
        click.option("--type", "type", type=click.Choice(["person", "organisation", "state", "group", "unnamed"]), help="Its sort."),
        click.option("--id", "id", metavar="ID", help="Its id; else that of the one party of this name in the archive, else a local one."),
        click.option("--name", metavar="NAME", help="Its name."),
    ):  # fmt: skip
        function = option(function)
    return function


def _author(given: str | None) -> str:
    found = given or os.environ.get("ONRECORD_AUTHOR") or ""
    if not found.strip():
        raise UserError("say who corrects: --author NAME, or set ONRECORD_AUTHOR")
    return found


def _store(kind: CorrectionKind, archive: str | None, author: str | None, reason: str, **values: str | None) -> None:
    from onrecord.archive import Archive

    who = _author(author)
    path = archive_path(archive)
    with Archive(path) as _:  # a mistyped path must not make an archive
        pass
    with Archive(path, write=True) as found:
        click.echo(found.correct(kind, author=who, reason=reason, **values))


@command.command("speaker")
@click.argument("statement")
@_who
@_signed
def speaker(**options: Any) -> None:
    """STATEMENT was said by somebody else."""
    _store("wrong-speaker", **options)


@command.command("split")
@click.argument("statements", nargs=-1, required=True)
@_who
@_signed
def split(statements: tuple[str, ...], **options: Any) -> None:
    """STATEMENTS were said by another of the same name, who gets an identity of its own."""
    for statement in statements:
        _store("split", statement=statement, **options)


@command.command("merge")
@click.argument("party")
@click.option("--into", required=True, metavar="ID", help="The identity that stays.")
@click.option("--name", metavar="NAME", help="Its name, where the archive does not know it.")
@_signed
def merge(**options: Any) -> None:
    """PARTY (an id) is the same as another."""
    _store("merge", **options)


@command.command("position")
@click.argument("target")
@click.option("--question", metavar="ID", help="Such as talks; for a position's id it is known.")
@click.option("--stance", required=True, type=click.Choice(["for", "conditional", "against", "none"]), help="none: it takes no position.")
@click.option("--holder", metavar="NAME", help="Whose position it is; else as the machine has it.")
@click.option("--holder-id", metavar="ID", help="The holder's id.")
@click.option("--quote", metavar="WORDS", help="TARGET is a report, and these words of it, exactly, show the position.")
@_signed
def position(target: str, quote: str | None, **options: Any) -> None:
    """TARGET takes another position on a question, or none.

    TARGET is a statement; or the id of a position (`onrecord positions --format jsonl` gives it), also of one that no statement carries but
    an act shows ("signed a decree banning talks"); or with --quote a report, where the machine missed the position that an act shows.
    """
    if quote is not None:
        from onrecord.archive import Archive

        with Archive(archive_path(options["archive"])) as found:
            article = found.article_id(target)
        _store("wrong-position", article=article, quote=quote, **options)
    elif _POSITION.fullmatch(target):
        _store("wrong-position", position=target, **options)
    else:
        _store("wrong-position", statement=target, **options)


@command.command("not-a-statement")
@click.argument("statement")
@_signed
def not_a_statement(**options: Any) -> None:
    """STATEMENT is none."""
    _store("not-a-statement", **options)


@command.command("missed")
@click.argument("report")
@click.option(
    "--quote", required=True, metavar="WORDS", help="The words, exactly as the report has them, and enough of them to stand once."
)
@_who
@_signed
def missed(report: str, **options: Any) -> None:
    """REPORT (an id) holds a statement that the machine missed."""
    from onrecord.archive import Archive

    with Archive(archive_path(options["archive"])) as found:
        article = found.article_id(report)
    _store("missed-statement", article=article, **options)


@command.command("confirm")
@click.argument("statement")
@_signed
def confirm(**options: Any) -> None:
    """STATEMENT and its speaker are right."""
    _store("confirmed", **options)


@command.command("withdrawn")
@click.argument("report")
@_signed
def withdrawn(report: str, **options: Any) -> None:
    """REPORT (an id) was taken back by its outlet: every row that rests on it says so."""
    from onrecord.archive import Archive

    with Archive(archive_path(options["archive"])) as found:
        article = found.article_id(report)
    _store("withdrawn-report", article=article, **options)


@command.command("undo")
@click.argument("correction")
@_signed
def undo(correction: str, archive: str | None, author: str | None, reason: str) -> None:
    """Withdraw CORRECTION (an id): it stays on record and no longer counts."""
    from onrecord.archive import Archive

    who = _author(author)
    path = archive_path(archive)
    with Archive(path) as _:
        pass
    with Archive(path, write=True) as found:
        found.withdraw(correction, author=who, reason=reason)


@command.command("list")
@click.option(
    "--state", type=click.Choice(["standing", "orphaned", "withdrawn"]), help="orphaned: fits nothing in the current run of its report."
)
@printing_options
@archive_option
def listing(state: str | None, archive: str | None, **options: Any) -> None:
    """List corrections, newest first."""
    from itertools import islice

    from onrecord.archive import CORRECTION_COLUMNS, Archive
    from onrecord.cli.rows import CORRECTION_HEADS, show_correction
    from onrecord.export.rows import write_rows

    with Archive(archive_path(archive)) as found, printing(options) as (stream, form, limit):
        write_rows(islice(found.corrections(state), limit), CORRECTION_COLUMNS, form, stream, heads=CORRECTION_HEADS, show=show_correction)
