"""The options of the verbs that read sources, and of those that read them or else ask the archive."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import click

from onrecord.errors import SourceError, UserError
from onrecord.model import Record

F = TypeVar("F", bound=Callable[..., Any])

questions_option = click.option(
    "--questions", multiple=True, type=click.Path(dir_okay=False), metavar="FILE",
    help="A codebook of your own, coded beside the questions that ship; may be given several times.",
)  # fmt: skip

_READING = (
    click.option("--published", metavar="DATE", help="With SOURCE: publication date (ISO 8601) for reports that state none."),
    click.option("--outlet", metavar="NAME", help="With SOURCE: the outlet of reports that state none; else: of this outlet (whole words of its name do)."),  # noqa: E501
    click.option("--workers", type=click.IntRange(min=1), metavar="N", help="With SOURCE: worker processes; by default one for each core."),
    click.option("--model", type=click.Choice(["fast", "accurate"]), default="fast", show_default=True, help="With SOURCE: which model reads the reports."),  # noqa: E501
)  # fmt: skip


def reading_options(command: F) -> F:
    """How sources are read."""
    for option in reversed(_READING):
        command = option(command)
    return command


@dataclass(slots=True)
class Reading:
    """Records from sources, one at a time; failed: whether one could not be read, which is also said on standard error.

    quiet: no count on standard error while it goes on, for what prints to the same screen meanwhile.
    """

    sources: Sequence[str]
    published: str | None = None
    outlet: str | None = None
    workers: int | None = None
    model: str = "fast"
    questions: Sequence[str] = ()
    quiet: bool = False
    failed: bool = field(default=False, init=False)

    def __iter__(self) -> Iterator[Record]:
        from onrecord.cli.gather import gather
        from onrecord.cli.progress import Progress

        found = gather(self.sources, published=self.published, outlet=self.outlet, model=self.model, workers=self.workers, questions=self.questions)  # noqa: E501  # fmt: skip
        with Progress(quiet=self.quiet) as progress:
            for record in found:
                if isinstance(record, SourceError):
                    self.failed = True
                    progress.complain(record)
                else:
                    yield record
                progress.step()


def take_reading(sources: Sequence[str], archive: str | None, options: dict[str, Any]) -> Reading | None:
    """The reading that SOURCE asks for, its options taken out of `options`; None: the archive is asked, and `outlet` left among them.

    Raises UserError where both are named, or an option that only reading has goes with the archive.
    """
    names = ("published", "workers", "questions", "outlet")
    given = {name: options.pop(name) for name in (*names, "model") if name in options}
    if sources:
        if archive is not None:
            raise UserError("name SOURCE, which is read, or --archive, which was read before; not both")
        return Reading(sources, **given)
    for name in names[:-1]:
        if given.get(name):
            raise UserError(f"--{name} goes with SOURCE; without one the archive is asked")
    options["outlet"] = given.get("outlet")
    return None


def on_terminal(output: str | None = None) -> bool:
    """Whether what is printed goes to a person's screen."""
    return output is None and sys.stdout.isatty()
