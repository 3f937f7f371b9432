"""The input files of a run: which there are, and the reports that each holds, read as a stream."""

from __future__ import annotations

import gzip
import hashlib
import posixpath
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from onrecord.acquire.decode import BadInputError
from onrecord.acquire.documents import numbered, read_json_lines
from onrecord.acquire.given import Given
from onrecord.acquire.reports import capture_report
from onrecord.acquire.trail import Trail
from onrecord.errors import SourceError, UserError
from onrecord.model import Capture
from onrecord.scale.need import need
from onrecord.scale.places import reach, whole

LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
PARQUET = (".parquet",)
WARC = (".warc", ".warc.gz")
SUFFIXES = (*LINES, *PARQUET, *WARC)

ROWS_AT_ONCE = 64
"""Rows of a Parquet file that are decoded at once: memory stays flat however large its row groups' texts."""

_PLAIN = re.compile(r"[^A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file of reports. name: as the caller spelled it; address: so that every process can open it; size: in bytes, None if unknown.

    partition: the name of its partition in the dataset, a plain word.
    """

    name: str
    address: str
    size: int | None
    partition: str


def find_inputs(names: Iterable[str]) -> list[Input]:
    """The files that the names stand for: files, folders (searched through, sorted by path) and patterns with `*`, in order, each once.

    Raises UserError for a name that stands for nothing, or for a file that is none of those that hold many reports.
    """
    found: dict[str, Input] = {}
    for name in names:
        fs, path = reach(name)
        if any(c in path for c in "*?["):
            matches = [p for p in sorted(map(str, fs.glob(path))) if _known(p)]
            named = [(fs.unstrip_protocol(p) if "://" in name else p, p) for p in matches]
            if not named:
                raise UserError(f"{name}: matches no {_kinds()} file")
        elif not fs.exists(path):
            raise UserError(f"{name}: no such file or folder")
        elif fs.isdir(path):
            named = [(posixpath.join(name, posixpath.relpath(p, path)), p) for p in sorted(map(str, fs.find(path))) if _wanted(p, path)]
            if not named:
                raise UserError(f"{name}: the folder holds no {_kinds()} file")
        elif not _known(path):
            raise UserError(f"{name}: is not a {_kinds()} file; `onrecord read` and `onrecord add` take texts and pages")
        else:
            named = [(name, path)]
        for spelled, place in named:
            address = str(fs.unstrip_protocol(place)) if "://" in spelled else whole(spelled)
            found.setdefault(address, Input(name=spelled, address=address, size=fs.size(place), partition=_partition(address)))
    return list(found.values())


@dataclass(slots=True)
class Reading:
    """The reports of one input, in order; what cannot be read comes out as a SourceError in its place (as a SkippedError: is none).

    whole: False where the file could not be read to its end for a reason outside it (it vanished, the network failed): worth another try.
    """

    input: Input
    given: Given
    whole: bool = field(default=True, init=False)

    def __iter__(self) -> Iterator[Capture | SourceError]:
        try:
            fs, path = reach(self.input.address)
            with fs.open(path, "rb") as file:
                yield from self._reports(file)
        except (gzip.BadGzipFile, zlib.error, EOFError) as e:
            yield SourceError(self.input.name, f"is damaged: what follows could not be read ({e})")
        except (OSError, UserError) as e:
            self.whole = False
            said = e.strerror if isinstance(e, OSError) else None
            yield SourceError(self.input.name, f"cannot be read ({said or e})")

    def _reports(self, file: Any) -> Iterator[Capture | SourceError]:
        name = self.input.name
        low = name.lower()
        if low.endswith(PARQUET):
            yield from _read_parquet(file, name, self.given)
        elif low.endswith(WARC):
            from onrecord.acquire.warc import read_warc  # here: few readings need it

            yield from read_warc(file, name, self.given, Trail())
        elif low.endswith(".gz"):
            with gzip.open(file, "rb") as lines:
                yield from read_json_lines(numbered(lines), name, self.given)
        else:
            yield from read_json_lines(numbered(file), name, self.given)


def _read_parquet(file: Any, name: str, given: Given) -> Iterator[Capture | SourceError]:
    """One report a row, its columns named as the fields of a JSON report; named "name:row" (from 1) where it has no id."""
    pa, pq = need("pyarrow"), need("pyarrow.parquet")
    try:
        batches = pq.ParquetFile(file).iter_batches(batch_size=ROWS_AT_ONCE)
        number = 0
        for batch in batches:
            for row in batch.to_pylist():
                number += 1
                try:
                    yield capture_report({k: _plain(v) for k, v in row.items() if v is not None}, f"{name}:{number}", given)
                except BadInputError as e:
                    yield SourceError(f"{name}:{number}", str(e))
    except pa.ArrowException as e:
        yield SourceError(name, f"is damaged: what follows could not be read ({' '.join(str(e).split())[:200]})")


def _plain(value: Any) -> Any:
    """A cell as JSON would have it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value


def _partition(address: str) -> str:
    base = _PLAIN.sub("-", posixpath.basename(address)).strip("-.")[:80]
    return f"{base}-{hashlib.sha256(address.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"


def _known(path: str) -> bool:
    return path.lower().endswith(SUFFIXES)


def _wanted(path: str, folder: str) -> bool:
    within = posixpath.relpath(path, folder).split("/")
    return _known(path) and not any(part.startswith((".", "_")) for part in within)


def _kinds() -> str:
    return ", ".join(SUFFIXES[:-1]) + " or " + SUFFIXES[-1]
