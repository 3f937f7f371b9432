"""Make the characters visible that would act instead of being read.

A report may hold escape sequences (which a terminal obeys), direction overrides (which make text read otherwise than it is stored) and
lone surrogates (which cannot be written at all). Shown to a person, they stand as their escapes.
"""

from __future__ import annotations

import re

_CONTROL = "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f"  # C0 but tab and newline, DEL, C1
_DIRECTION = "\\u202a-\\u202e\\u2066-\\u2069"  # embeddings, overrides, isolates
_MARKS = "\\u061c\\u200e\\u200f"  # direction marks: harmless on a page, and right in Hebrew and Arabic
_OTHER = "\\u2028\\u2029\\ud800-\\udfff\\U000e0000-\\U000e007f\\ufff9-\\ufffb"  # separators, surrogates, tags, annotation

_ACTING = re.compile(f"[{_CONTROL}{_DIRECTION}{_MARKS}{_OTHER}]")
_ACTING_ON_A_PAGE = re.compile(f"[{_CONTROL}{_DIRECTION}{_OTHER}]")
_ACTING_IN_JSON = re.compile(f"[\\x7f-\\x9f{_DIRECTION}{_MARKS}\\u2028\\u2029\\U000e0000-\\U000e007f\\ufff9-\\ufffb]")


def visible(text: str) -> str:
    """The text for a terminal, with every acting character as its escape; tabs and newlines stay."""
    return _ACTING.sub(_escape, text)


def visible_line(text: str) -> str:
    """The text for one line of a terminal: `visible`, and every run of white space is one space."""
    return visible(" ".join(text.split()))


def visible_on_a_page(text: str) -> str:
    """The text for HTML, before `html.escape`."""
    return _ACTING_ON_A_PAGE.sub(_escape, text)


def visible_json(line: str) -> str:
    """The same JSON with its acting characters as JSON escapes (they stand in strings only); those below 0x20 already are."""
    return _ACTING_IN_JSON.sub(_escape_json, line)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escape_json(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[i] << 8 | units[i + 1]:04x}" for i in range(0, len(units), 2))
