"""Store the records of datasets that `onrecord run` made: the other half of `add`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from onrecord.errors import SourceError

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

    for record in records_of(datasets):
        try:
            if isinstance(record, SourceError):
                raise record
            added = archive.add(record)
        except SourceError as e:
            closing.miss(e)
            progress.complain(e)
        else:
            closing.store(added.state)
            if each is not None:
                each(added, record)
        progress.step()
