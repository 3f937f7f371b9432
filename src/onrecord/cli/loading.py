"""Store the records of datasets that `onrecord run` made: the other half of `add`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from onrecord.errors import SourceError, UserError

_AT_ONCE = 100  # records stored in one transaction: another writer waits no longer than a second

if TYPE_CHECKING:
    from onrecord.archive import Added, Archive
    from onrecord.cli.closing import Closing
    from onrecord.cli.progress import Progress
    from onrecord.model import Record


def load_datasets(
    datasets: Sequence[str], archive: Archive, closing: Closing, *, progress: Progress, each: Callable[[Added, Record], None] | None
) -> None:
    """Store every record of datasets as it is; nothing is read again."""
    from onrecord.scale.load import records_of

    for some in _portions(records_of(datasets)):
        done: list[tuple[Added, Record] | SourceError] = []
        with archive.together():
            for record in some:
                try:
                    if isinstance(record, SourceError):
                        raise record
                    done.append((archive.add(record), record))
                except SourceError as e:
                    done.append(e)
        for outcome in done:  # only now is it on the disk
            if isinstance(outcome, SourceError):
                closing.miss(outcome)
                progress.complain(outcome)
            else:
                closing.store(outcome[0].state)
                if each is not None:
                    each(*outcome)
            progress.step()


def _portions(records: Iterator[Record | SourceError]) -> Iterator[list[Record | SourceError]]:
    """The records some at a time; what came before an error is handed on before it is raised."""
    error: UserError | None = None
    while error is None:
        some: list[Record | SourceError] = []
        try:
            some.extend(islice(records, _AT_ONCE))
        except UserError as e:
            error = e
        if not some and error is None:
            return
        yield some
    raise error
