"""Datasets among the sources of `onrecord add`: their records are stored as they are, not made again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.errors import OnRecordError, SourceError, UserError
from onrecord.model import Record
from onrecord.scale.dataset import Dataset, is_dataset


def split_datasets(sources: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sources that are datasets, and the others."""
    datasets = tuple(source for source in sources if source != "-" and is_dataset(source))
    return datasets, tuple(source for source in sources if source not in datasets)


def records_of(datasets: Sequence[str]) -> Iterator[Record | SourceError]:
    """The records of datasets, one at a time; a partition that is damaged comes out as a SourceError, and the others go on.

    Raises UserError for what is no dataset, or where its libraries are not installed.
    """
    for address in datasets:
        dataset = Dataset(address)
        dataset.check()
        for partition in dataset.partitions():
            try:
                yield from dataset.records(partition)
            except UserError:
                raise
            except OnRecordError as e:
                yield SourceError(f"{address} ({partition})", str(e))
