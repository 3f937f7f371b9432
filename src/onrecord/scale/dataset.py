"""A dataset: a folder with a Parquet file for each table and input, and a mark for each input that is whole.

_onrecord.json                                what the dataset is and how its records were made
articles/input=NAME/part.parquet              and so for each table
_done/NAME.json                               written last: the input NAME is whole, its counts
_unfinished/NAME/…                            what a run has made of an input that it has not finished
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from onrecord.errors import OnRecordError, UserError
from onrecord.model import Record
from onrecord.scale.inputs import Input
from onrecord.scale.need import need
from onrecord.scale.places import Folder
from onrecord.scale.rows import Row, record_of
from onrecord.scale.schema import DATASET, PARTS, TABLES
from onrecord.scale.tables import Made, file_of, put_together

HEAD = "_onrecord.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What every record of a dataset depends on, beside its report. stages: who loads the stages, see `onrecord.pipeline`."""

    model: str = "fast"
    published: str | None = None
    outlet: str | None = None
    questions: tuple[str, ...] = ()
    stages: str = "onrecord.pipeline.stages:load"


def is_dataset(address: str) -> bool:
    """Does a dataset lie there? For a path nothing of the extra `scale` is needed to say so."""
    if address.lower().startswith(("http://", "https://")):  # a page to fetch
        return False
    return Folder(address).exists(HEAD) if "://" in address else (Path(address) / HEAD).is_file()


class Dataset:
    """A dataset on any file system."""

    def __init__(self, address: str) -> None:
        self.folder = Folder(address)

    def begin(self, setup: Setup) -> None:
        """Make the dataset, or go on with it. Raises UserError where it was made otherwise, or the folder holds other things."""
        asked = {"model": setup.model, "published": setup.published, "outlet": setup.outlet, "questions": list(setup.questions)}
        if self.folder.exists(HEAD):
            head = self._head()
            differing = [name for name, value in asked.items() if head.get(name) != value]
            if differing:
                was = ", ".join(f"{name} {head.get(name) or 'not given'}" for name in differing)
                raise UserError(f"{self.folder.address}: was made with {was}; name another folder, or the same options")
            return
        if self.folder.exists() and self.folder.names(""):
            raise UserError(f"{self.folder.address}: is not empty and not a dataset of onrecord's; name another folder")
        with self.folder.writing(HEAD) as file:
            file.write(orjson.dumps({"schema": DATASET, **asked}, option=orjson.OPT_INDENT_2))

    def done(self, given: Input) -> bool:
        """Is this input whole in the dataset, and has it not changed since?"""
        mark = self.mark(given.partition)
        return mark is not None and bool(mark["whole"]) and (given.size is None or mark["size"] in (None, given.size))

    def mark(self, partition: str) -> dict[str, Any] | None:
        """What is noted of a finished input; None where it is not finished."""
        try:
            found = orjson.loads(self.folder.read(f"_done/{partition}.json"))
        except FileNotFoundError:
            return None
        except (orjson.JSONDecodeError, OSError):  # cut off, or not to be read: it is made again
            return None
        return found if isinstance(found, dict) and "whole" in found else None

    def clear(self, given: Input) -> None:
        """Take away what an earlier run left of an input, its mark first."""
        self.folder.remove(f"_done/{given.partition}.json")
        for name in TABLES:
            self.folder.remove(f"{name}/input={given.partition}")
        self.folder.remove(f"_unfinished/{given.partition}")

    def finish(self, given: Input, chunks: int, made: Made, *, whole: bool) -> None:
        """Put an input's chunks in their place, and then its mark. whole: whether the input could be read to its end."""
        put_together(self.folder, given.partition, chunks)
        mark = {"input": given.name, "size": given.size, "whole": whole, "rows": made.rows, "skipped": made.skipped}
        with self.folder.writing(f"_done/{given.partition}.json") as file:
            file.write(orjson.dumps(mark, option=orjson.OPT_INDENT_2))

    def partitions(self) -> list[str]:
        """The names of the finished inputs' partitions, in order."""
        return [name.removesuffix(".json") for name in self.folder.names("_done") if name.endswith(".json")]

    def check(self) -> None:
        """Raises UserError where no dataset lies there, or one of another version."""
        self._head()

    def records(self, partition: str) -> Iterator[Record]:
        """The records of one finished input, one at a time. Raises OnRecordError where a file is damaged."""
        return (record for _, record in self.numbered(partition))

    def numbered(self, partition: str) -> Iterator[tuple[int, Record]]:
        """The same, each with the number of its report."""
        parts = {name: _Reports(self.rows(name, partition)) for name in PARTS}
        for article in self.rows("articles", partition):
            number = article["report"]
            yield number, record_of(article, {name: rows.of(number) for name, rows in parts.items()})

    def rows(self, table: str, partition: str, columns: list[str] | None = None) -> Iterator[Row]:
        """The rows of one table of one input, in order."""
        pa, pq = need("pyarrow"), need("pyarrow.parquet")
        name = file_of(table, partition)
        try:
            with self.folder.fs.open(self.folder.at(name), "rb") as file:
                for batch in pq.ParquetFile(file).iter_batches(batch_size=256, columns=columns):
                    yield from batch.to_pylist()
        except (OSError, pa.ArrowException) as e:
            raise OnRecordError(f"{self.folder.address}/{name}: cannot be read ({' '.join(str(e).split())[:200]})") from e

    def _head(self) -> dict[str, Any]:
        try:
            head = orjson.loads(self.folder.read(HEAD))
        except FileNotFoundError:
            raise UserError(f"{self.folder.address}: is not a dataset of onrecord's") from None
        except (orjson.JSONDecodeError, OSError) as e:
            raise UserError(f"{self.folder.address}/{HEAD}: cannot be read ({e})") from e
        if not isinstance(head, dict) or head.get("schema") != DATASET:
            raise UserError(f'{self.folder.address}: is a dataset of another version: "schema" is not "{DATASET}"')
        return head


class _Reports:
    """The rows of a table, taken report by report; they lie in the order of the reports."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, number: int) -> list[Row]:
        found: list[Row] = []
        while self._next is not None and self._next["report"] <= number:
            if self._next["report"] == number:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found
