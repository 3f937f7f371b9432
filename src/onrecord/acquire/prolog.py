"""What an XML document is, told from its beginning; and the refusal of every one that declares entities."""

from __future__ import annotations

import codecs
import re
from xml.parsers import expat

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ROOT = re.compile(r"<(?:\w+:)?(rss|feed|RDF|urlset|sitemapindex|html)\b", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip


class EntitiesError(Exception):
    """The document declares entities. No feed needs any, and expanding them is how a small file fills a memory or reads another."""


class _Root(Exception):  # noqa: N818 - not an error: the end of what is looked at
    pass


def decode_xml(data: bytes, charset: str | None) -> str:
    """The document as text without its XML declaration: by its byte order mark, the header's charset, its declaration, else UTF-8."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _DECLARATION.sub("", data.decode(name, "replace").lstrip("\ufeff"))
    declared = _DECLARED.match(data[:200])
    name = charset or (declared[1].decode("ascii") if declared else "utf-8")
    try:
        if "<>".encode(name) != b"<>":  # EBCDIC and the like would hide markup from every check
            name = "utf-8"
        text = data.decode(name, "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    return _DECLARATION.sub("", text)


def root_of(text: str) -> str | None:
    """The name of the root element in small letters, without a prefix; None where it is no XML at all.

    Raises EntitiesError where the document declares an entity: declarations can stand only before the root.
    """
    parser = expat.ParserCreate("utf-8")
    found: list[str] = []

    def declared(*_: object) -> None:
        raise EntitiesError

    def began(name: str, _: object) -> None:
        found.append(name.rpartition(":")[2].lower())
        raise _Root

    parser.EntityDeclHandler = declared
    parser.StartElementHandler = began
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except _Root:
        return found[0]
    except expat.ExpatError:
        # Broken before its first element, as some feeds are: told by what it looks like, and held to the same rule.
        if "<!entity" in text.lower():
            raise EntitiesError from None
        m = _ROOT.search(text[:2000])
        return m[1].lower() if m else None
    return None
