"""`onrecord compare`: two reports side by side."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from onrecord.errors import SourceError, UserError
from onrecord.model import Record

if TYPE_CHECKING:
    from onrecord.align.carrier import Carrier
    from onrecord.align.compare import Comparison
    from onrecord.align.contested import Use

_VOICES = {
    "outlet": "the outlet",
    "outlet-in-quotes": "the outlet, in quotation marks",
    "speaker": "quoting {}",
    "reported": "reporting {}",
}


@click.command("compare")
@click.argument("a")
@click.argument("b")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), help="By default table on a terminal, jsonl into a pipe or file.")
@click.option("--published", metavar="DATE", help="Publication date (ISO 8601) for reports that state none.")
@click.option("--model", type=click.Choice(["fast", "accurate"]), default="fast", show_default=True, help="Which model reads the reports.")
def command(a: str, b: str, form: str | None, published: str | None, model: str) -> int:
    """Compare two reports A and B: what both carry, what only one does, what they word differently, which contested names each uses."""
    import orjson

    from onrecord.align.compare import compare
    from onrecord.align.write import comparison_json
    from onrecord.cli.gather import gather
    from onrecord.export.visible import visible_json

    one, two = (_single(name, list(gather([name], published=published, model=model, workers=1))) for name in (a, b))
    found = compare(one, two)
    if (form or ("table" if sys.stdout.isatty() else "jsonl")) == "table":
        for line in lines(one, two, found):
            click.echo(line)
        return 0
    line = orjson.dumps(comparison_json(one, two, found)).decode()
    click.echo(visible_json(line) if sys.stdout.isatty() else line)
    return 0


def _single(name: str, found: Sequence[Record | SourceError]) -> Record:
    if len(found) != 1:
        raise UserError(f"{name}: {len(found)} reports; compare takes two sources of one report each")
    if isinstance(found[0], SourceError):
        raise found[0]
    return found[0]


def lines(a: Record, b: Record, found: Comparison) -> Iterator[str]:
    """The comparison for people."""
    from onrecord.cli.same import name_difference
    from onrecord.export.visible import visible_line
    from onrecord.export.wording import name_words

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
    """ "invasion (the outlet, 3 times)", the names in order of their first use."""
    counts: dict[tuple[str, str], int] = {}
    for use in uses:
        voice = _VOICES[use.voice].format(use.speaker or "somebody")
        counts[use.name, voice] = counts.get((use.name, voice), 0) + 1
    return [f"{name} ({voice}{f', {n} times' if n > 1 else ''})" for (name, voice), n in counts.items()]


def _who(s: Carrier) -> str:
    return s.speaker or s.source or "nobody named"
