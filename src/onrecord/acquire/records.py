"""The records of a web archive, one after the other, over damage where there is any."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

GZIP = b"\x1f\x8b"
_BLOCK = 1 << 20
_HEAD = re.compile(rb"WARC/\d\.\d+\r?\n")
_LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.IGNORECASE | re.MULTILINE)
_FAULTS = (ArchiveLoadFailed, StatusAndHeadersParserException, zlib.error, EOFError, ValueError, gzip.BadGzipFile, UnicodeError)


class DamagedError(Exception):
    """A record cannot be read; the sentence says why."""


class _Reader(BufferedReader):  # type: ignore[misc]
    """Damage in compressed data is an error here; warcio prints it and goes on with what it has, or takes it for uncompressed."""

    decompressor: Any

    def _decompress(self, data: bytes) -> bytes:
        if self.decompressor is None or not data:
            return data
        found: bytes = self.decompressor.decompress(data)
        return found


class _Records(ArchiveIterator):  # type: ignore[misc]
    """warcio's iterator, without its messages on standard error. `offset`: where the record begins, after `read_to_end` where it ends."""

    def __init__(self, stream: BinaryIO, *, packed: bool) -> None:
        super().__init__(stream, no_record_parse=True)
        self.reader = _Reader(self.fh, block_size=16384, decomp_type="gzip" if packed else None)
        self.known_format = "warc"

    def _consume_blanklines(self) -> tuple[bytes | None, int]:
        blank = 0
        first = True
        while line := self.reader.readline():
            if line.strip():
                if first and not line.startswith(b"WARC/"):
                    raise ArchiveLoadFailed("its length is wrong")
                return line, blank
            first = False
            blank += len(line)
        return None, blank


Item = tuple[int, int, Any]
"""Where a record begins, where the next does, and the record: what `take` made of it, or a DamagedError."""


def walk_records(stream: BinaryIO, start: int, take: Any) -> Iterator[Item]:
    """Every record from the offset `start` on. take: called with each record while its content can be read.

    Of a damaged record comes a DamagedError, and then the next one that can be found.
    """
    packed, inner = _unpacked(stream)
    at: int | None = start
    while at is not None:
        inner.seek(at)
        records = _Records(inner, packed=packed)
        begin = at
        try:
            for record in records:
                begin = records.offset
                if record.length is None:  # warcio would take all that follows for its content
                    raise ArchiveLoadFailed("it states no length")
                made = take(record, begin)
                records.read_to_end()
                if getattr(record.raw_stream, "limit", 0) > 0:
                    raise EOFError
                yield begin, records.offset, made
                begin = records.offset
            if not _goes_on(inner, begin):
                return
            why = "is no record of a web archive"
        except _FAULTS as e:
            begin = max(begin, records.offset)
            why = "is cut off" if isinstance(e, EOFError) else f"is damaged ({_plain(e)})"
        at = None if inner is not stream else _next_record(stream, begin + 1)
        yield begin, begin + 1 if at is None else at, DamagedError(why)


def _plain(e: Exception) -> str:
    said = str(e).split("first line:")[0] if isinstance(e, ArchiveLoadFailed) else str(e)
    return " ".join(said.split())[:80].rstrip(" ,:") or type(e).__name__


def _goes_on(stream: BinaryIO, at: int) -> bool:
    """Does anything but blank stand behind the last record?"""
    try:
        stream.seek(at)
        return bool(stream.read(4096).strip())
    except _FAULTS:
        return True


def _unpacked(stream: BinaryIO) -> tuple[bool, BinaryIO]:
    """Whether each record is packed, and the stream; but unpacked where one gzip member holds many records, whose offsets are then those
    of the unpacked bytes."""
    stream.seek(0)
    if stream.read(2) != GZIP:
        return False, stream
    if not _is_one_member(stream):
        return True, stream
    stream.seek(0)
    return False, gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]


def _is_one_member(stream: BinaryIO) -> bool:
    """Does the first gzip member go on behind the first record?"""
    stream.seek(0)
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    head, size, wanted = b"", 0, None
    while not unpack.eof and (block := stream.read(16384)):
        try:
            found = unpack.decompress(block)
        except zlib.error:
            return False
        size += len(found)
        if wanted is None and len(head) < 65536:
            head += found
            if (end := re.search(rb"\r?\n\r?\n", head)) and (length := _LENGTH.search(head, 0, end.end())):
                wanted = end.end() + int(length[1])
        if wanted is not None and size > wanted + 64:
            return True
    return False


def _next_record(stream: BinaryIO, at: int) -> int | None:
    """Where the next record begins, at `at` or behind it."""
    stream.seek(0)
    mark = GZIP + b"\x08" if stream.read(2) == GZIP else b"WARC/"
    keep = 64
    stream.seek(at)
    block = stream.read(_BLOCK)
    while block:
        place = block.find(mark)
        while place >= 0 and place <= len(block) - (keep if len(block) >= _BLOCK else 0):
            if _begins_record(stream, at + place):
                return at + place
            place = block.find(mark, place + 1)
        step = max(1, len(block) - keep)
        at += step if len(block) >= _BLOCK else len(block)
        stream.seek(at)
        block = stream.read(_BLOCK)
    return None


def _begins_record(stream: BinaryIO, at: int) -> bool:
    stream.seek(at)
    head = stream.read(1024)
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, 64)
        except zlib.error:
            return False
    else:
        stream.seek(max(0, at - 1))
        if at and stream.read(1) != b"\n":
            return False
    return _HEAD.match(head) is not None
