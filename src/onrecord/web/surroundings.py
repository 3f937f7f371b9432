"""The words around a passage, up to the ends of its sentence: a fragment is understood only where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import orjson

from onrecord.web.library import Library

BEFORE, AFTER = 130, 90
"""Code points that are shown before and after."""

LONG = 170
"""Code points from which on words stand for themselves."""

# A full stop after two small letters, so that "Mr." and "U.S." end nothing; or a new paragraph.
_END = re.compile(r"(?:(?<=[a-z\d%)”\"’]{2})[.!?][”\"’)\]]*\s+(?=[A-Z“\"‘])|\s*\n\s*)")


def surround(library: Library, rows: Iterable[dict[str, Any]]) -> None:
    """Give each row (with `spans` and `text_sha256`) what stands before and after its words, as `before` and `after`."""
    wanted = []
    given = list(rows)
    for row in given:
        row["before"] = row["after"] = ""
        spans = row["spans"]
        if spans and spans[-1][1] - spans[0][0] < LONG:
            wanted.append((row, spans[0][0], spans[-1][1]))
    if not wanted:
        return
    sql = f"""SELECT
        substr(t.text, max(1, json_extract(w.value, '$[1]') - {BEFORE - 1}), min({BEFORE}, json_extract(w.value, '$[1]'))) AS before,
        substr(t.text, json_extract(w.value, '$[2]') + 1, {AFTER}) AS after
        FROM json_each(?) AS w JOIN texts AS t ON t.sha256 = json_extract(w.value, '$[0]') ORDER BY w.key"""  # noqa: S608 - numbers
    found = library.rows(sql, orjson.dumps([(r["text_sha256"], a, b) for r, a, b in wanted]).decode())
    for (row, start, _), around in zip(wanted, found, strict=True):
        row["before"] = _before(around["before"], whole=start <= BEFORE)
        row["after"] = _after(around["after"])


def surround_moves(library: Library, moves: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The moves with what stands around the words of both sides, as copies: what is kept for all pages stays as it is."""
    copies = [{**m, "now": dict(m["now"]), "before": dict(m["before"]) if m["before"] else None} for m in moves]
    surround(library, [m[side] for m in copies for side in ("now", "before") if m[side]])
    return copies


def _before(text: str, *, whole: bool) -> str:
    ends = list(_END.finditer(text))
    if ends:
        return text[ends[-1].end() :]
    if whole:
        return text
    first = re.search(r"\s", text)  # from a whole word on
    return "… " + text[first.end() :] if first else ""


def _after(text: str) -> str:
    end = _END.search(text + "\n" if len(text) < AFTER else text)
    if end is not None:
        return text[: end.start()] + end.group().rstrip()
    last = text.rfind(" ")
    return text[:last] + " …" if last > 0 else ""
