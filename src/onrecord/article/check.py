"""Checks outlets' layouts on their sample pages: slower than loading the file, so done when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from onrecord.article.build import build
from onrecord.article.outlets import Outlet, host_of
from onrecord.errors import ReportError
from onrecord.model import Capture


def check_layouts(outlet: Outlet, sample: Callable[[str], bytes]) -> Iterator[str]:
    """What is wrong with the outlet's layouts, a line each. sample: gives the bytes of a sample page by its name; may raise OSError."""
    for layout in outlet.layouts:
        place = f"{outlet.id}: {layout.sample}"
        try:
            page = sample(layout.sample)
        except (OSError, ValueError) as e:
            yield f"{place}: the sample page cannot be read ({e})"
            continue
        address = f"https://{sorted(outlet.hosts)[0]}/sample"
        assert host_of(address) is not None
        try:
            found = build(Capture(source=layout.sample, identity=page, html=page, url=address), outlet.layouts)
        except ReportError as e:
            yield f"{place}: {e.reason}"
            continue
        if not layout.holds(found.published):
            yield f"{place}: the sample page is of a day on which the layout does not hold"
        shown = "\n".join(found.text[b.start : b.end] for b in found.blocks if b.kind != "furniture")
        yield from (f"{place}: the text has lost {words!r}" for words in layout.keeps if words not in shown)
        yield from (f"{place}: the text still has {words!r}" for words in layout.loses if words in shown)
