"""How an outlet's pages are laid out, for those that the general extraction gets wrong: where the text is, and what is none of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from onrecord.article.page import Tree
from onrecord.model import When

_KEYS = {"since", "until", "text", "drop", "sample", "keeps", "loses"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A layout and the days (ISO, inclusive) for which it holds; None: open. text: XPath of the elements that hold the report's text,
    drop: of what inside them is none of it. sample: a page of this layout, self-written; keeps, loses: words that must be, and must not
    be, in the text made of it.
    """

    since: str | None
    until: str | None
    text: str | None
    drop: tuple[str, ...]
    sample: str
    keeps: tuple[str, ...]
    loses: tuple[str, ...]

    def holds(self, published: When | None) -> bool:
        """Is a page of this day laid out so? An undated page has the newest layout."""
        early, late = (published.earliest, published.latest) if published is not None else (None, None)
        if early is None or late is None:
            return self.until is None
        return (self.since or "") <= late and (self.until is None or early <= self.until)


def make_layout(entry: object) -> Layout:
    """A layout of a data file. Raises ValueError, which says what is wrong with it."""
    if not isinstance(entry, Mapping):
        raise ValueError("a layout is a mapping")
    if unknown := sorted(set(map(str, entry)) - _KEYS):
        raise ValueError(f"layout: unknown key {unknown[0]!r} (known: {', '.join(sorted(_KEYS))})")
    for name in ("since", "until"):
        if entry.get(name) is not None and not _DAY.fullmatch(str(entry[name])):
            raise ValueError(f"layout: {name} {entry[name]!r} is not a day such as 2031-06-03")
    text, drop = entry.get("text"), entry.get("drop", [])
    if text is None and not drop:
        raise ValueError("layout: names neither text nor anything to drop")
    lists = {name: _strings(name, entry.get(name, [])) for name in ("drop", "keeps", "loses")}
    if not isinstance(entry.get("sample"), str) or not lists["keeps"]:
        raise ValueError("layout: needs a sample page and words that the text made of it keeps")
    for path in (*([text] if text is not None else []), *lists["drop"]):
        _compiled(path)
    since, until = (None if entry.get(n) is None else str(entry[n]) for n in ("since", "until"))
    return Layout(since=since, until=until, text=text, sample=entry["sample"], **lists)


def apply_layout(tree: Tree, layouts: Sequence[Layout], published: When | None) -> Tree:
    """The page with nothing in its body but the report, by the first layout that holds; as it is where none does or fits."""
    layout = next((x for x in layouts if x.holds(published)), None)
    if layout is None:
        return tree
    work = deepcopy(tree)
    for path in layout.drop:
        for element in _compiled(path)(work):
            if element.getparent() is not None:
                element.drop_tree()
    if layout.text is None:
        return work
    found = _compiled(layout.text)(work)
    body = work.find("body")
    if not found or body is None:
        return tree  # laid out in another way than the file knows
    article = body.makeelement("article", {})
    for element in found:
        article.append(element)
    for child in list(body):
        body.remove(child)
    body.text = None
    body.append(article)
    return work


def _compiled(path: object) -> Any:
    from lxml import etree

    try:
        return etree.XPath(str(path))
    except etree.XPathError as e:
        raise ValueError(f"layout: {path!r} is not an XPath ({e})") from e


def _strings(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValueError(f"layout: {name} is not a list of texts")
    return tuple(value)
