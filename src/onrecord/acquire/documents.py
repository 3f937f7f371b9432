"""JSON and JSON Lines, read as a stream: a file of any size needs the memory of its longest line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

import orjson

from onrecord.acquire.decode import MAX_BYTES, BadInputError, refuse_non_text, too_large
from onrecord.acquire.given import Given
from onrecord.acquire.reports import capture_report, listed
from onrecord.errors import SourceError
from onrecord.model import Capture

Line = tuple[int, bytes]

_BOM = b"\xef\xbb\xbf"
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]|\n', re.DOTALL)


def numbered(stream: BinaryIO) -> Iterator[Line]:
    """The stream's lines with their numbers from 1; of an overlong line the first MAX_BYTES stand for it, which every reader refuses."""
    number = 0
    while line := stream.readline(MAX_BYTES):
        number += 1
        tail = line
        while len(tail) == MAX_BYTES and not tail.endswith(b"\n"):
            tail = stream.readline(MAX_BYTES)
        yield number, line.removeprefix(_BOM) if number == 1 and len(line) < MAX_BYTES else line


def read_json_lines(lines: Iterable[Line], name: str, given: Given) -> Iterator[Capture | SourceError]:
    """One report a line, named "name:line" where it has no id; a line that is no report is an error of its own."""
    found = False
    for number, line in lines:
        if not line.strip():
            continue
        found = True
        place = f"{name}:{number}"
        try:
            if len(line) >= MAX_BYTES:
                raise too_large()
            yield capture_report(_loads(line), place, given)
        except BadInputError as e:
            yield SourceError(place, str(e))
    if not found:
        yield SourceError(name, "is empty")


def read_json(lines: Iterator[Line], name: str, given: Given, *, stream: bool = False) -> Iterator[Capture | SourceError]:
    """A JSON document (one report, a list of them, an API's answer), or JSON Lines that go by another name.

    stream: an object alone on one line is JSON Lines of one line, and is named so; in a .json file it is the file.
    """
    full = (line for line in lines if line[1].strip())
    head = list(_take(full, 2))
    if (len(head) == 2 or (stream and head)) and all(_is_report(line) for _, line in head):
        yield from read_json_lines(chain(head, full), name, given)
        return
    # The numbers tell how many blank lines lay between; only positions inside the document need them.
    size, kept = 0, []
    for number, line in chain(head, full):
        size += len(line)
        if size >= MAX_BYTES:
            yield SourceError(name, str(too_large()))
            return
        kept.append((number, line))
    data = b"".join(line for _, line in kept)
    try:
        refuse_non_text(data)
        value = _loads(data)
    except BadInputError as e:
        if len(kept) > 1 and all(line.lstrip().startswith(b"{") for _, line in kept) and any(_is_report(line) for _, line in kept):
            yield from read_json_lines(kept, name, given)
        else:
            yield SourceError(name, str(e))
        return
    yield from _read_document(value, data, [n for n, _ in kept], name, given)


def _read_document(value: object, data: bytes, numbers: list[int], name: str, given: Given) -> Iterator[Capture | SourceError]:
    items = value if isinstance(value, list) else listed(value) if isinstance(value, dict) else None
    if items is None:
        places = [(name, value)]
    elif not items:
        yield SourceError(name, "is an empty list")
        return
    else:
        starts = [numbers[n] for n in _object_lines(data, 1 if isinstance(value, list) else 2)]
        ordinals = starts if len(starts) == len(items) else list(range(1, len(items) + 1))
        places = [(f"{name}:{n}", item) for n, item in zip(ordinals, items, strict=True)]
    for place, item in places:
        try:
            yield capture_report(item, place, given)
        except BadInputError as e:
            yield SourceError(place, str(e))


def _object_lines(data: bytes, depth: int) -> list[int]:
    """The (0-based) lines on which the objects at this nesting depth begin."""
    line = level = 0
    starts: list[int] = []
    for token in _TOKEN.finditer(data):
        t = token[0]
        if t == b"\n":
            line += 1
        elif t in (b"[", b"{"):
            if level == depth and t == b"{":
                starts.append(line)
            level += 1
        elif t in (b"]", b"}"):
            level -= 1
    return starts


def _take(lines: Iterator[Line], n: int) -> Iterator[Line]:
    for _ in range(n):
        line = next(lines, None)
        if line is None:
            return
        yield line


def _is_report(line: bytes) -> bool:
    """Is the line a JSON object by itself, and not an API's whole answer?"""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return isinstance(value, dict) and listed(value) is None


def _loads(data: bytes) -> object:
    try:
        value: object = orjson.loads(data)
    except orjson.JSONDecodeError as e:
        raise BadInputError(f"is not JSON: {e}") from None
    return value
