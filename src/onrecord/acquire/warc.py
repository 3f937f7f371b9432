"""Web archives (.warc, .warc.gz): the pages that a crawler fetched, streamed; the memory of one page, however large the file."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from onrecord.acquire.decode import BadInputError, check_page
from onrecord.acquire.given import Given
from onrecord.acquire.records import GZIP, DamagedError, walk_records
from onrecord.acquire.trail import Place, Trail
from onrecord.errors import SkippedError, SourceError
from onrecord.model import Capture, Fetch

MAX_PAGE = 20_000_000
"""A page of more bytes than this, unpacked, is passed over."""

_ENDS = 65536
_HEADERS = ("content-type", "content-language", "etag", "last-modified", "date")
_SILENT = ("warcinfo", "request", "metadata")  # what a crawler notes of its own work
_HTML = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!--|!doctype|\?xml|html|head|body)", re.IGNORECASE)
_FRONT = re.compile(r"/?(?:(?:index|home|default)(?:\.\w{2,5})?)?/?", re.IGNORECASE)

Found = Capture | SourceError | None


def read_warc(stream: BinaryIO, name: str, given: Given, trail: Trail) -> Iterator[Capture | SourceError]:
    """The pages of a web archive, named "file:offset"; a SkippedError for each response that holds none, a SourceError for damage."""
    if (wrong := _not_an_archive(stream)) is not None:
        yield SourceError(name, wrong)
        return
    file = _fingerprint(stream, given)
    start = trail.resume(file)
    if start is None:
        return
    # Each item waits for the next, so that what holds no page stands before the place of the last that does.
    last: tuple[int, Capture | SourceError] | None = None
    for begin, end, made in walk_records(stream, start, partial(_take, name, given)):
        found = SourceError(f"{name}:{begin}", str(made)) if isinstance(made, DamagedError) else made
        if found is None:
            last = last and (end, last[1])
            continue
        if last is not None:
            trail.place = Place(file, last[0], finished=False)
            yield last[1]
        last = (end, found)
    if last is not None:
        trail.place = Place(file, last[0], finished=True)
        yield last[1]


def _not_an_archive(stream: BinaryIO) -> str | None:
    head = stream.read(16)
    if head.startswith((GZIP, b"WARC/")):
        return None
    if not head:
        return "is empty"
    return "is zstd-compressed; unpack it first" if head.startswith(b"\x28\xb5\x2f\xfd") else "is not a web archive"


def _fingerprint(stream: BinaryIO, given: Given) -> str:
    """Size, time of change, both ends: enough to know a file again that nobody forged, without reading gigabytes."""
    try:
        found = os.fstat(stream.fileno())
        size, changed = found.st_size, found.st_mtime_ns
    except OSError:  # not a file of this machine
        size, changed = stream.seek(0, os.SEEK_END), 0
    digest = hashlib.sha256(repr((size, changed, given.published, given.outlet)).encode("utf-8", "surrogatepass"))
    for at in (0, max(0, size - _ENDS)):
        stream.seek(at)
        digest.update(stream.read(_ENDS))
    return digest.hexdigest()


def _take(name: str, given: Given, record: Any, offset: int) -> Found:
    """What a record is to us: a page, something to pass over, or (None) a crawler's note."""
    place = f"{name}:{offset}"
    kind = record.rec_type
    if kind == "revisit":
        return SkippedError(place, "the same again (revisit)")
    if kind == "conversion":
        return SkippedError(place, "text that others extracted (conversion)")
    if kind not in ("response", "resource"):
        return None if kind in _SILENT else SkippedError(place, "other records")
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if not url.startswith(("http:", "https:")):
        return SkippedError(place, "not from the web")
    return _take_page(place, url, given, record, is_response=kind == "response")


def _take_page(place: str, url: str, given: Given, record: Any, *, is_response: bool) -> Found:
    headers: Any = None
    status, stated = "200", record.content_type or ""
    if is_response:
        try:
            headers = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False).parse(record.raw_stream)
        except (EOFError, StatusAndHeadersParserException, ValueError):
            return SkippedError(place, "no HTTP response")
        status, stated = headers.get_statuscode(), headers.get_header("Content-Type") or ""
    if status != "200":
        return SkippedError(place, "redirect" if status.startswith("3") else f"status {status}" if status.isdigit() else "no HTTP response")
    stated = stated or record.rec_headers.get_header("WARC-Identified-Payload-Type") or ""
    if stated and stated.split(";")[0].strip().lower() not in _HTML:
        return SkippedError(place, "not HTML")
    if _FRONT.fullmatch(_path(url)):
        return SkippedError(place, "front page")
    if (record.length or 0) > MAX_PAGE + _ENDS:
        return SkippedError(place, "larger than 20 MB")
    try:
        page = _body(record.raw_stream, headers)
    except BadInputError as e:
        return SkippedError(place, str(e))
    if not page.strip():
        return SkippedError(place, "empty")
    if not stated and not _MARKUP.match(page):
        return SkippedError(place, "not HTML")
    try:
        check_page(page)
    except BadInputError:
        return SkippedError(place, "not HTML")
    charset = _CHARSET.search(stated)
    return Capture(
        source=place,
        identity=page,
        html=page,
        charset=charset[1] if charset else None,
        url=url,
        given_published=given.published,
        given_outlet=given.outlet,
        fetch=_fetch(url, record, headers),
        crawled=True,
        truncated=record.rec_headers.get_header("WARC-Truncated") is not None,
    )


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts.path if not parts.query else f"{parts.path}?{parts.query}"


def _fetch(url: str, record: Any, headers: Any) -> Fetch | None:
    """How the crawler says that it came; None where its date is none."""
    try:
        at = datetime.fromisoformat((record.rec_headers.get_header("WARC-Date") or "").strip())
    except ValueError:
        return None
    moment = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = tuple((str(k), str(v)) for k, v in headers.headers if k.lower() in _HEADERS) if headers is not None else ()
    return Fetch(address=url, final=url, status=200, at=moment, headers=said)


def _body(raw: Any, headers: Any) -> bytes:
    """The page's bytes, out of their chunks and unpacked. Raises BadInputError where that cannot be done or they are too many."""
    chunked = headers is not None and "chunked" in (headers.get_header("Transfer-Encoding") or "").lower()
    data: bytes = (ChunkedDataReader(raw) if chunked else raw).read()
    codings = (headers.get_header("Content-Encoding") or "") if headers is not None else ""
    for coding in reversed([c.strip().lower() for c in codings.split(",")]):
        if coding in ("", "identity", "none", "utf-8"):
            continue
        if coding not in ("gzip", "x-gzip", "deflate"):
            if _MARKUP.match(data):  # some crawlers unpack the page and keep the header
                continue
            raise BadInputError(f"packed in a way that is not read ({coding[:20]})")
        data = _unpack(data)
    if len(data) > MAX_PAGE:
        raise BadInputError("larger than 20 MB")
    return data


def _unpack(data: bytes) -> bytes:
    """Out of gzip or deflate, never more than one byte beyond the largest page; where it is damaged, as far as that goes."""
    if data.startswith(GZIP):
        forms = [16 + zlib.MAX_WBITS]
    elif _MARKUP.match(data):
        return data
    else:
        forms = [zlib.MAX_WBITS, -zlib.MAX_WBITS]
    for form in forms:
        unpack, out = zlib.decompressobj(form), io.BytesIO()
        for at in range(0, len(data), _ENDS):
            try:
                out.write(unpack.decompress(unpack.unconsumed_tail + data[at : at + _ENDS], MAX_PAGE + 1 - out.tell()))
            except zlib.error:
                break
            if out.tell() > MAX_PAGE:
                raise BadInputError("larger than 20 MB")
        if out.tell():
            return out.getvalue()
    raise BadInputError("packed, and damaged")
