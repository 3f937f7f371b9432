"""Where a report was sent from: "WASHINGTON/SEOUL (Reuters) - ", "MOSCOW, October 13. /TASS/."."""

from __future__ import annotations

import re

_CAPS = r"[A-ZÀ-Þ][A-ZÀ-Þ.’'-]+(?: [A-ZÀ-Þ.’'-]+){0,3}"
_CITY = rf"(?:{_CAPS}|[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]+){{0,3}})"
_MORE = r"(?:,? (?:[A-Z][\w.’'-]*|\d{1,2}|\d{4}|of|and|the)){0,6},?"  # ", Ukraine", ", N.Y., Sept. 26"
_AGENCY = r"\((?:[A-Z][\w.&’'/ -]{1,40})\)"
_REGION = r"(?:, (?:[A-ZÀ-Þ][a-zà-ÿ’'-]+\.?(?: [A-ZÀ-Þ][a-zà-ÿ’'-]+\.?)?(?: \d{1,2})?|(?:[A-Z]\.){2,3}|[A-Z]{2}|\d{4}))"
_DASH = r"(?:--|[-–—―_])"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_CITY}(?:/{_CITY}){{0,2}}{_MORE} {_AGENCY}\s*{_DASH}+\s+",  # Port Lumen (Agency) -
        rf"{_AGENCY}\s*{_DASH}+\s+",  # (Agency) --
        rf"{_CAPS}(?:/{_CAPS}){{0,2}}{_REGION}{{0,2}},? {_DASH}+\s+",  # PORT LUMEN, Vell —
        rf"{_CAPS}{_REGION}?[—―](?=[\w“\"‘])",  # PORT LUMEN—The
        rf"{_CITY}, [A-Z][a-z]+\.? \d{{1,2}}(?:, \d{{4}})?\.? /[A-Z][\w ,.-]{{1,30}}/\.?\s+",  # PORT LUMEN, October 13. /AGENCY/.
        rf"{_CITY}, [A-Z][a-z]+\.? \d{{1,2}} {_AGENCY}\.?\s*(?:{_DASH}+\s+)?",  # Port Lumen, June 3 (Agency)
    )
)
_NOT_PLACES = re.compile(
    r"(?:UPDATE|CORRECT|EXCLUSIVE|ANALYSIS|BREAKING|WATCH|NOTE|NEWS\b|FACTBOX|OPINION|EDITOR|LIVE\b|VIDEO|PHOTO|FILE\b|READ\b|MORE\b|[IVX]+\b|A\b)"
)


def find_dateline(paragraph: str) -> int:
    """The length of the paragraph's dateline with its dash, without the space after it; 0 where it has none."""
    if not paragraph[:1].isupper() and paragraph[:1] != "(":
        return 0
    if _NOT_PLACES.match(paragraph):
        return 0
    for form in _FORMS:
        if (m := form.match(paragraph)) and m.end() < len(paragraph):
            return len(m[0].rstrip())
    return 0
