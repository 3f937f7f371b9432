"""Sources in, records out, in the order of the sources."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

from onrecord.errors import SkippedError, SourceError
from onrecord.model import Capture, Record
from onrecord.pipeline.attempt import Stages, attempt, load

FEW = 3
"""Up to so many reports are read without worker processes: starting one costs more than reading them."""

STAGES = "onrecord.pipeline.stages:load"


def read(
    sources: Iterable[str | os.PathLike[str]],
    *,
    published: str | None = None,
    outlet: str | None = None,
    model: str = "fast",
    workers: int | None = None,
    stdin: BinaryIO | None = None,
    questions: Sequence[str | os.PathLike[str]] = (),
    allow_private: bool = False,
    pace: float | None = None,
    skipped: Callable[[SkippedError], object] | None = None,
) -> Iterator[Record | SourceError]:
    """Read reports and give their records, in input order, one at a time.

    sources: files (.txt, .html, .json, .jsonl, .warc, .warc.gz), folders of them (read recursively, sorted by path), addresses (https://…,
    of a page, a feed or a sitemap) or "-" for stdin. allow_private: addresses may lead to this machine and to private networks. pace:
    seconds between two requests to one host. published: an ISO date for reports that state none. outlet: an outlet for reports that state
    none. model: "fast", or "accurate" where its package is installed. workers: processes, by default one a core; up to three reports are
    read in this process. stdin: what "-" reads, by default standard input. questions: your own codebook files, coded beside the questions
    that ship. skipped: told of everything in a web archive that is no report.

    A report that cannot be read comes out as a SourceError in its place (ReportError where it was read but no record could be made of
    it), and the others go on. Raises UserError for wrong options. Memory does not grow with the number of reports, and no record depends
    on the other reports or on the number of workers.
    """
    from onrecord.acquire import Web, read_sources

    names = [os.fspath(s) for s in sources]
    web = Web(private=allow_private, pace=pace)
    captures = read_sources(names, published=published, outlet=outlet, stdin=stdin or sys.stdin.buffer, web=web)
    own = [os.path.abspath(q) for q in questions]  # noqa: PTH100 - workers may start elsewhere; nothing is resolved
    return _without_skipped(run(captures, stages=STAGES, model=model, workers=workers, questions=own), skipped)


def _without_skipped(
    found: Iterable[Record | SourceError], skipped: Callable[[SkippedError], object] | None
) -> Iterator[Record | SourceError]:
    for item in found:
        if not isinstance(item, SkippedError):
            yield item
        elif skipped is not None:
            skipped(item)


def run(
    captures: Iterable[Capture | SourceError],
    *,
    stages: str = STAGES,
    model: str = "fast",
    workers: int | None = None,
    questions: Sequence[str] = (),
) -> Iterator[Record | SourceError]:
    """The records of captures, in order; errors among them, skipped ones too, pass through.

    stages: the "module:function" that loads the stages. questions: paths of codebook files, for the stages.
    """
    wanted = cores() if workers is None else max(1, workers)
    captures = iter(captures)
    first = list(islice(captures, FEW + 1))
    if wanted == 1 or len(first) <= FEW:
        return _here(chain(first, captures), stages, model, questions)
    return _there(chain(first, captures), stages, model, wanted, questions)


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _here(captures: Iterable[Capture | SourceError], stages: str, model: str, questions: Sequence[str]) -> Iterator[Record | SourceError]:
    loaded: Stages | None = None
    for capture in captures:
        if isinstance(capture, SourceError):
            yield capture
        else:
            loaded = loaded or load(stages, model, questions)
            yield attempt(loaded, capture)


def _there(
    captures: Iterable[Capture | SourceError], stages: str, model: str, workers: int, questions: Sequence[str]
) -> Iterator[Record | SourceError]:
    from onrecord.pipeline.pool import Pool

    with Pool(stages, model, workers, questions) as pool:
        yield from pool.map(captures)
