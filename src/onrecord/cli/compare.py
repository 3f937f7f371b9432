"""`onrecord compare`: two reports, or two outlets, side by side."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.asking import archive_option, archive_path
from onrecord.errors import SourceError, UserError
from onrecord.model import Record

if TYPE_CHECKING:
    from onrecord.align.carrier import Carrier
    from onrecord.align.compare import Comparison
    from onrecord.align.contested import Use
    from onrecord.align.outlets import OutletComparison

_ID = re.compile(r"[0-9a-f]{4,64}")

_VOICES = {
    "outlet": "the outlet",
    "outlet-in-quotes": "the outlet, in quotation marks",
    "speaker": "quoting {}",
    "reported": "reporting {}",
}


@click.command("compare")
@click.argument("a")
@click.argument("b")
@click.option("--outlets", is_flag=True, help="A and B are outlets: compare all that the archive has of either.")
@click.option("--since", metavar="DATE", help="With --outlets: reports published from this year, month or day on.")
@click.option("--until", metavar="DATE", help="With --outlets: reports published up to and with this year, month or day.")
@click.option("--by", type=click.Choice(["year", "month"]), help="With --outlets: the periods; by default months where they are few.")
@click.option("--limit", type=click.IntRange(min=1), default=20, metavar="N", help="With --outlets: so many of a sort in the table.")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), help="By default table on a terminal, jsonl into a pipe or file.")
@click.option("--published", metavar="DATE", help="Publication date (ISO 8601) for reports that state none.")
@click.option("--model", type=click.Choice(["fast", "accurate"]), default="fast", show_default=True, help="Which model reads the reports.")
@archive_option
def command(a: str, b: str, outlets: bool, form: str | None, published: str | None, model: str, archive: str | None, **options: Any) -> int:
    """Compare A and B: what both carry, what only one does, what they word differently, which contested names each uses and who says them.

    A and B are two reports (what `onrecord read` reads, a record that it wrote, or the beginning of a report's id in the archive), or with
    --outlets two outlets, by name or whole words of it, over all their reports in the archive: then also who had what first, by period.
    """
    import orjson

    from onrecord.export.visible import visible_json

    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    if outlets:
        found = _outlets(archive_path(archive), (a, b), since=options["since"], until=options["until"], by=options["by"])
        for line in _told(found, form, options["limit"]):
            click.echo(line)
        return 0
    if options["since"] or options["until"] or options["by"]:
        raise UserError("--since, --until and --by go with --outlets")
    from onrecord.align.compare import compare
    from onrecord.align.write import comparison_json

    one, two = _records((a, b), archive, published, model)
    compared = compare(one, two)
    if form == "table":
        for line in lines(one, two, compared):
            click.echo(line)
        return 0
    line = orjson.dumps(comparison_json(one, two, compared)).decode()
    click.echo(visible_json(line) if sys.stdout.isatty() else line)
    return 0


def _records(names: tuple[str, str], archive: str | None, published: str | None, model: str) -> list[Record]:
    """The two reports: from the archive where that is named or the names can only be ids, else read now."""
    if archive is not None or not any(name == "-" or Path(name).exists() or not _ID.fullmatch(name) for name in names):
        from onrecord.archive import Archive

        with Archive(archive_path(archive)) as kept:
            return [kept.record(name) for name in names]
    from onrecord.cli.gather import gather

    return [_single(name, list(gather([name], published=published, model=model, workers=1))) for name in names]


def _outlets(path: Path, names: tuple[str, str], *, since: str | None, until: str | None, by: Any) -> OutletComparison:
    """The comparison of two outlets over the archive."""
    from onrecord.align.outlets import compare_outlets, outlet_side
    from onrecord.archive import Archive, Filters

    with Archive(path) as kept:
        known = [kept.outlets(name) for name in names]
        for name, found in zip(names, known, strict=True):
            if not found:
                raise UserError(f"{name}: the archive has no report of such an outlet; it has {_some(kept.outlets())}")
        if both := sorted(set(known[0]) & set(known[1])):
            raise UserError(f"{both[0]} is meant by both {names[0]!r} and {names[1]!r}; give whole names")
        sides = [
            outlet_side(kept.reports(name, since=since, until=until), kept.statements(Filters(outlet=name), order="oldest"))
            for name in names
        ]
    return compare_outlets(*sides, by=by)


def _told(found: OutletComparison, form: str, limit: int) -> Iterator[str]:
    import orjson

    from onrecord.align.outlets_rows import outlets_rows
    from onrecord.export.outlets_text import outlets_lines
    from onrecord.export.visible import visible_json

    if form == "table":
        yield from outlets_lines(found, most=limit)
        return
    for row in outlets_rows(found):
        line = orjson.dumps(row).decode()
        yield visible_json(line) if sys.stdout.isatty() else line


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "") if names else "none at all"


def _single(name: str, found: Sequence[Record | SourceError]) -> Record:
    if len(found) != 1:
        raise UserError(f"{name}: {len(found)} reports; compare takes two sources of one report each")
    if isinstance(found[0], SourceError):
        raise found[0]
    return found[0]


def lines(a: Record, b: Record, found: Comparison) -> Iterator[str]:
    """The comparison for people."""
    from onrecord.export.visible import visible_line
    from onrecord.export.wording import name_difference, name_words

    for letter, record in (("A", a), ("B", b)):
        article = record.article
        yield visible_line(f"{letter}  {article.outlet or article.source}: {article.title or 'untitled'}")
    yield ""
    yield f"Both carry {len(found.shared)}, {len(found.worded_differently)} of them worded differently where it matters"
    for pair in found.shared:
        yield "  " + visible_line(_who(pair.a))
        yield "    A " + visible_line(name_words(pair.a.content))
        yield "    B " + visible_line(name_words(pair.b.content))
        for difference in pair.differences:
            if difference.matters:
                yield "      " + visible_line(name_difference(difference))
    for letter, alone in (("A", found.only_a), ("B", found.only_b)):
        yield ""
        yield f"Only {letter} carries {len(alone)}"
        for s in alone:
            yield "  " + visible_line(f"{_who(s)}: {name_words(s.content)}")
    used = dict.fromkeys(u.referent for u in (*found.names_a, *found.names_b))
    for title, referents in (
        ("Contested names: more than one for one thing", found.disputed),
        ("Contested names: one only", [r for r in used if r not in found.disputed]),
    ):
        if referents:
            yield ""
            yield title
        for referent in referents:
            yield f"  {referent}"
            for letter, uses in (("A", found.names_a), ("B", found.names_b)):
                if counted := count_uses([u for u in uses if u.referent == referent]):
                    yield f"    {letter}  " + visible_line("; ".join(counted))


def count_uses(uses: Sequence[Use]) -> list[str]:
    """ "invasion (the outlet 3 times, quoting Berin Taal)", the names in order of their first use, the outlet's own word first."""
    counts: dict[str, dict[str, int]] = {}
    for use in sorted(uses, key=lambda u: list(_VOICES).index(u.voice)):
        voice = _VOICES[use.voice].format(use.speaker or "somebody")
        of = counts.setdefault(use.name, {})
        of[voice] = of.get(voice, 0) + 1
    named = ((name, counts[name]) for name in dict.fromkeys(u.name for u in uses))
    return [f"{name} ({', '.join(f'{v} {n} times' if n > 1 else v for v, n in of.items())})" for name, of in named]


def _who(s: Carrier) -> str:
    return s.speaker or s.source or "nobody named"
