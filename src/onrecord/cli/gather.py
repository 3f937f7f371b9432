"""The records that a comparing verb works on: reports read now, or records that `onrecord read --format jsonl` or `run` wrote before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from onrecord.errors import SourceError, UserError
from onrecord.model import Record

_MARK = b'"schema":"onrecord.record/'


def gather(
    sources: Sequence[str],
    *,
    published: str | None = None,
    outlet: str | None = None,
    model: str = "fast",
    workers: int | None = None,
    questions: Sequence[str] = (),
) -> Iterator[Record | SourceError]:
    """The records of several sources, in their order. A source that cannot be read comes out as a SourceError in its place.

    questions: codebook files of the caller's own, coded beside those that ship.
    """
    from onrecord.pipeline import read

    waiting: list[str] = []
    for source in sources:
        if not _holds_records(source):
            waiting.append(source)
            continue
        if waiting:
            yield from read(waiting, published=published, outlet=outlet, model=model, workers=workers, questions=questions)
            waiting = []
        yield from (_coded(record, questions) for record in _records(source)) if questions else _records(source)
    if waiting:
        yield from read(waiting, published=published, outlet=outlet, model=model, workers=workers, questions=questions)


def _holds_records(source: str) -> bool:
    from onrecord.scale.dataset import is_dataset

    path = Path(source)
    if source != "-" and is_dataset(source):
        return True
    if path.suffix.lower() not in (".jsonl", ".json") or not path.is_file():
        return False
    with path.open("rb") as file:
        return _MARK in file.read(100).replace(b" ", b"")


def _records(source: str) -> Iterator[Record | SourceError]:
    from onrecord.record import loads

    if not Path(source).is_file():
        from onrecord.scale.load import records_of

        yield from records_of([source])
        return
    with Path(source).open("rb") as file:
        for n, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield loads(line)
            except UserError as e:
                yield SourceError(f"{source}:{n}", str(e))


def _coded(record: Record | SourceError, questions: Sequence[str]) -> Record | SourceError:
    """The record with the positions on the caller's own questions; the text is not encoded again, so fewer holders are found."""
    from dataclasses import replace

    from onrecord.coding.codebook import load
    from onrecord.coding.positions import code
    from onrecord.resolve.who import name_lookup

    if isinstance(record, SourceError):
        return record
    books = [load(Path(q)) for q in questions]
    ids = {book.id for book in books}
    own = code(record.article, record.statements, None, books, name_lookup())
    return replace(record, positions=(*(p for p in record.positions if p.question not in ids), *own))
