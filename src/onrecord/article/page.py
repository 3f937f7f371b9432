"""Parses a page and makes its marks plain text where a browser would show them."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

Tree = Any  # an lxml element; lxml ships no types

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u200b\ufeff\ufffe\uffff]")


def parse_page(page: str) -> Tree | None:
    """The page's tree, or None where there is nothing to parse. Broken markup is mended, as browsers do."""
    page = _CONTROLS.sub("", page)
    if not page.strip():
        return None
    # As bytes: a page may declare an encoding that it no longer has.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree


def show_quotations(tree: Tree) -> None:
    """Write out the quotation marks of <q>, which browsers draw, and which text extraction drops with the element's words."""
    for q in list(tree.iter("q")):
        before = q.getprevious()
        lead = before.tail if before is not None else q.getparent().text if q.getparent() is not None else ""
        inner = "".join(q.itertext()).strip()
        marked = inner[:1] in '“"‘«„' or (lead or "").rstrip()[-1:] in tuple('“"‘«„')
        if inner and not marked:
            q.text = "“" + (q.text or "").lstrip()
            if len(q):
                last = q[-1]
                last.tail = (last.tail or "").rstrip() + "”"
            else:
                q.text = q.text.rstrip() + "”"
        q.drop_tag()


def unwrap_blockquotes(tree: Tree) -> None:
    """Turn <blockquote> into ordinary paragraphs: what is quoted there is what we look for. Embedded posts stay as they are."""
    for quote in list(tree.iter("blockquote")):
        names = quote.get("class") or ""
        if re.search(r"twitter-tweet|instagram-media|tiktok|fb-post|wp-embedded|reddit", names):
            continue
        blocks = quote.find(".//p") is not None or quote.find(".//div") is not None
        quote.tag = "div" if blocks else "p"
        for name in list(quote.attrib):
            del quote.attrib[name]


_BOX = re.compile(
    r"(?:^|[\s_-])(?:tool-?tips?|pop-?overs?|pop-?ups?|hover-?cards?|drop-?downs?|sr-only|visually-?hidden|screen-reader(?:-text)?)(?:$|[\s_-])"
    r"|rollover-(?:\w+-)?block",
    re.IGNORECASE,
)


def drop_boxes(tree: Tree) -> None:
    """Drop what a browser does not show in a paragraph until it is asked to: boxes behind a name, notes for screen readers."""
    for paragraph in tree.iter("p", "li"):
        for inner in list(paragraph.iterdescendants("span", "div", "ul", "aside")):
            hidden = inner.get("hidden") is not None or "display:none" in (inner.get("style") or "").replace(" ", "").lower()
            if (hidden or _BOX.search(inner.get("class") or "")) and inner.getparent() is not None:
                inner.drop_tree()


def flat(text: str | None) -> str:
    """A text with its spaces made single."""
    return " ".join((text or "").split())
