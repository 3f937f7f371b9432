"""`onrecord reread`: make records again from what the archive keeps."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from onrecord.cli.asking import archive_option, archive_path
from onrecord.errors import SourceError

if TYPE_CHECKING:
    from onrecord.archive import Archive
    from onrecord.model import Capture


@click.command("reread")
@click.argument("reports", nargs=-1, metavar="[REPORT]...")
@click.option("--model", type=click.Choice(["fast", "accurate"]), default="fast", show_default=True, help="accurate: larger and slower; needs the extra onrecord[accurate].")  # fmt: skip  # noqa: E501
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Worker processes; by default one for each core.")
@archive_option
def command(reports: tuple[str, ...], model: str, workers: int | None, archive: str | None) -> int:
    """Make the records of the archive again, from the bytes that it keeps: nothing is fetched, no file is opened.

    REPORT is a report's id or the beginning of one; without it all are read. Where the program, its models or its rules have changed and
    the record with them, it is stored as a further run beside the old one (`onrecord diff REPORT --runs`). What this state of the program
    has read already is not read again. Pages that gave no record when they were fetched are tried too.
    """
    from onrecord.archive import Archive
    from onrecord.cli.progress import Progress
    from onrecord.cli.unread import engine
    from onrecord.export.visible import visible_line
    from onrecord.pipeline import reports as pipeline

    counts = {"new": 0, "version": 0, "run": 0, "known": 0}
    failed = False
    with Archive(archive_path(archive), write=True) as kept, Progress(quiet=False) as progress:
        again = Again(kept, [kept.article_id(r) for r in reports], engine(model))
        for result in pipeline.run(again, stages=pipeline.STAGES, model=model, workers=workers):
            key, capture = again.given.popleft()
            try:
                if isinstance(result, SourceError):
                    raise result
                counts[kept.add(result, read_as=(key, again.engine), capture=capture).state] += 1
            except SourceError as e:
                failed = True
                progress.complain(e)
            progress.step()
        without = 0 if reports else kept.keeping.without()
    made = counts["new"] + counts["version"]
    told = [
        f"{counts['run']} read again, differently",
        f"{counts['known']} the same",
        *([f"{made} new"] if made else []),
        *([f"{again.skipped} read by this version before"] if again.skipped else []),
        *([f"{without} without kept bytes (stored by an older version; add them again)"] if without else []),
    ]
    click.echo(f"{visible_line(str(archive_path(archive)))}: {', '.join(told)}")
    return int(failed or bool(again.missing))


class Again:
    """The kept captures that this state of the program has not read yet; given: those out, with their keys."""

    def __init__(self, archive: Archive, articles: list[str], engine: str) -> None:
        self.given: deque[tuple[str, Capture]] = deque()
        self.engine, self.skipped = engine, 0
        self.missing: list[str] = []
        self._archive, self._articles = archive, articles

    def __iter__(self) -> Iterator[Capture]:
        for key, capture in self._captures():
            if self._archive.has_read(key, self.engine):
                self.skipped += 1
                continue
            self.given.append((key, capture))
            yield capture

    def _captures(self) -> Iterator[tuple[str, Capture]]:
        keeping = self._archive.keeping
        if not self._articles:
            yield from keeping.captures()
        for article in self._articles:
            found = list(keeping.captures(article))
            if not found:
                self.missing.append(article)
                click.echo(f"onrecord: {article}: its bytes were not kept (it was stored by an older version); add it again", err=True)
            yield from found
