"""From a report's bytes to its text, or to one clear sentence about why not."""

from __future__ import annotations

import codecs

MAX_BYTES = 50_000_000  # a report of this size or more is refused: no news report has a hundredth of it

_WIDE_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MAGIC = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a zip or office document",
    b"\x1f\x8b": "gzip-compressed",
    b"BZh": "bzip2-compressed",
    b"\xfd7zXZ": "xz-compressed",
    b"\x28\xb5\x2f\xfd": "zstd-compressed",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
    b"{\\rtf": "an RTF document",
}


class BadInputError(Exception):
    """Why one report cannot be read; becomes a SourceError that names the source."""


def too_large() -> BadInputError:
    """The error for a report of MAX_BYTES or more."""
    return BadInputError(f"is {MAX_BYTES // 1_000_000} MB or larger; one report cannot be")


def refuse_non_text(data: bytes) -> None:
    """Raise BadInputError for what no text or page can be: too large, empty, or a known binary format."""
    if len(data) >= MAX_BYTES:
        raise too_large()
    if not data.strip():
        raise BadInputError("is empty")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise BadInputError(f"is {what}, not text")


def decode_text(data: bytes) -> str:
    """A plain-text report: UTF-8 (a byte order mark is not text and is dropped), newlines as \\n, no other change."""
    refuse_non_text(data)
    if data.startswith(_WIDE_BOMS):
        raise BadInputError("is UTF-16 or UTF-32, not UTF-8; convert it first")
    if (at := data.find(b"\0")) >= 0:
        raise BadInputError(f"holds a NUL byte at offset {at}: binary, or not UTF-8")
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as e:
        line = body.count(b"\n", 0, e.start) + 1
        raise BadInputError(f"is not UTF-8: byte 0x{body[e.start]:02x} in line {line} (offset {e.start}); convert it first") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise BadInputError("is empty")
    controls = sum(1 for c in text[:4096] if c < " " and c not in "\n\t\f\v\x1b")
    if controls * 10 > min(len(text), 4096):
        raise BadInputError("is binary, not text")
    return text


def check_page(data: bytes) -> bytes:
    """A page's bytes, whatever their encoding: only what cannot be a page is refused."""
    refuse_non_text(data)
    if data.startswith(_WIDE_BOMS):
        return data
    if (at := data.find(b"\0")) >= 0 and not _wide_without_mark(data):
        raise BadInputError(f"holds a NUL byte at offset {at}: binary, not a page")
    return data


def _wide_without_mark(data: bytes) -> bool:
    """UTF-16 without a byte order mark: a page opens with "<", so one of its first two bytes is NUL."""
    return data[:4] in (b"<\0!\0", b"<\0h\0", b"<\0H\0", b"<\0?\0", b"\0<\0!", b"\0<\0h", b"\0<\0H", b"\0<\0?")
