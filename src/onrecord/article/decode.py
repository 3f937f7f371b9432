"""A page's bytes to its characters, whatever the page says of itself."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_PRESCAN = 4096  # browsers look at 1024 bytes; pages put scripts first
# What the labels mean to a browser (WHATWG Encoding Standard): the superset that pages really use.
_MEANT = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
    "x-user-defined": "cp1252",
    "unicode": "utf-8",
}
_SHIFTED = ("iso-2022-jp", "hz-gb-2312", "iso-2022-kr")  # seven-bit: always valid UTF-8, so only the declaration tells


def decode_page(data: bytes, charset: str | None = None) -> str:
    """The page as text; never fails. charset: as an HTTP header or a JSON report declares it.

    A byte order mark decides; then UTF-8 if the bytes are UTF-8 (no other encoding looks like it by chance); then what the header and
    the page declare, if the bytes agree; then UTF-8 with a few broken bytes replaced; then windows-1252, which any bytes are.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace")
    if data[:2] in (b"<\0", b"\0<"):
        return data.decode("utf-16-le" if data[0] else "utf-16-be", "replace")
    found = _DECLARED.search(data[:_PRESCAN])
    declared = [name for name in (charset, found[1].decode("ascii") if found else None) if name]
    for name in declared:
        if name.lower() in _SHIFTED and (text := _strictly(data, name)) is not None:
            return text
    if (text := _strictly(data, "utf-8")) is not None:
        return text
    for name in declared:
        label = name.strip().lower()
        if (text := _strictly(data, _MEANT.get(label, label))) is not None:
            return text
    loose = data.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    if broken * 10 <= sum(1 for c in loose if c > "\x7f") and broken:
        return loose
    return data.decode("cp1252", "replace")


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None
