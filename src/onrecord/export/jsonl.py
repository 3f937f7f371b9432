"""Records as JSON lines: the contract itself."""

from __future__ import annotations

from typing import IO

from onrecord.errors import ReportError
from onrecord.export.visible import visible_json
from onrecord.model import Record
from onrecord.record import dumps


class Jsonl:
    """Writes one line a record to a binary stream; for_terminal: with acting characters as JSON escapes."""

    def __init__(self, stream: IO[bytes], *, for_terminal: bool = False) -> None:
        self._stream, self._for_terminal = stream, for_terminal

    def add(self, record: Record) -> None:
        """Write a record. Raises ReportError where its text cannot be written as UTF-8."""
        try:
            line = dumps(record)
        except TypeError as e:
            raise ReportError(record.article.source, f"its record cannot be written as JSON ({e})") from e
        if self._for_terminal:
            line = visible_json(line.decode()).encode()
        self._stream.write(line + b"\n")
        self._stream.flush()

    def finish(self) -> None:
        """Nothing comes after the last line."""
