"""One file: by its suffix a text, a page, JSON or JSON Lines; without one, by its first bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePath
from typing import BinaryIO

from onrecord.acquire.decode import MAX_BYTES, BadInputError, check_page, decode_text
from onrecord.acquire.documents import numbered, read_json, read_json_lines
from onrecord.acquire.given import Given
from onrecord.acquire.trail import Trail
from onrecord.errors import SourceError
from onrecord.model import Capture

TEXT_SUFFIXES = (".txt",)
PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
JSON_SUFFIXES = (".json",)
LINES_SUFFIXES = (".jsonl", ".ndjson")
WARC_SUFFIXES = (".warc", ".warc.gz")
SUFFIXES = TEXT_SUFFIXES + PAGE_SUFFIXES + JSON_SUFFIXES + LINES_SUFFIXES + WARC_SUFFIXES

_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[{\]])")
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!--|!doctype|\?xml|/?[a-z][a-z0-9-]*[\s/>])", re.IGNORECASE)
_WIDE_PAGE = re.compile(rb"(?:\xff\xfe|\xfe\xff)?(?:<\0|\0<)")


def read_stream(stream: BinaryIO, name: str, given: Given, trail: Trail) -> Iterator[Capture | SourceError]:
    """Everything that one open file holds."""
    suffix = PurePath(name).suffix.lower() if name != "-" else ""
    if name != "-" and name.lower().endswith(WARC_SUFFIXES):
        from onrecord.acquire.warc import read_warc  # here: few readings need it

        yield from read_warc(stream, name, given, trail)
    elif suffix in LINES_SUFFIXES:
        yield from read_json_lines(numbered(stream), name, given)
    elif suffix in JSON_SUFFIXES:
        yield from read_json(numbered(stream), name, given)
    elif suffix in TEXT_SUFFIXES:
        yield _whole(stream.read(MAX_BYTES), name, given, page=False)
    elif suffix in PAGE_SUFFIXES:
        yield _whole(stream.read(MAX_BYTES), name, given, page=True)
    else:
        yield from _sniffed(stream, name, given)


def _sniffed(stream: BinaryIO, name: str, given: Given) -> Iterator[Capture | SourceError]:
    head = b""
    while len(head) < 4096 and not head.strip() and (line := stream.readline(MAX_BYTES)):
        head += line
    # A document that opens with "{" or "[" alone on its line needs the next line to be told from a text.
    if head.strip() in (b"{", b"["):
        head += stream.readline(MAX_BYTES)
    if _JSON.match(head):
        lines = enumerate(head.splitlines(keepends=True), 1)
        count = len(head.splitlines())
        rest = ((number + count, line) for number, line in numbered(stream))
        yield from read_json(chain(lines, rest), name, given, stream=True)
        return
    data = head + stream.read(max(0, MAX_BYTES - len(head)))
    yield _whole(data, name, given, page=looks_like_page(data))


def looks_like_json(data: bytes) -> bool:
    """Do the bytes begin as a JSON report, or a list of them, does?"""
    return _JSON.match(data) is not None


def looks_like_page(data: bytes) -> bool:
    """Do the bytes begin with markup?"""
    return _PAGE.match(data) is not None or _WIDE_PAGE.match(data) is not None


def _whole(data: bytes, name: str, given: Given, *, page: bool) -> Capture | SourceError:
    try:
        text = None if page else decode_text(data)
        html = check_page(data) if page else None
    except BadInputError as e:
        return SourceError(name, str(e))
    return Capture(source=name, identity=data, text=text, html=html, given_published=given.published, given_outlet=given.outlet)
