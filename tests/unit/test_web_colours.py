"""Every colour of the style sheet on every ground that it stands on: WCAG AA, in light and in dark."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = files("onrecord.web").joinpath("static", "page.css").read_text(encoding="utf-8")

TEXT = ("ink", "soft", "link", "for", "conditional", "against")
GROUNDS = ("paper", "raised", "mark", "deep")
MARKED = ("mark", "deep")  # only the report's own words and who said them stand on these
MARKS = ("for", "conditional", "against", "focus", "soft")


def schemes() -> dict[str, dict[str, str]]:
    light, dark = (dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL))
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_every_ground(scheme: str) -> None:
    colours = schemes()[scheme]
    pairs = [(t, g) for t in TEXT for g in GROUNDS if g not in MARKED or t in ("ink",)]
    found = {(t, g): contrast(colours[t], colours[g]) for t, g in pairs}
    assert {p: round(c, 2) for p, c in found.items() if c < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_stand_out_from_every_ground(scheme: str) -> None:
    colours = schemes()[scheme]
    found = {(m, g): contrast(colours[m], colours[g]) for m in MARKS for g in ("paper", "raised", "mark")}
    assert {p: round(c, 2) for p, c in found.items() if c < 3} == {}


def test_nothing_blinks_or_moves() -> None:
    assert not re.search(r"animation|transition|@keyframes|blink", CSS)


def test_every_colour_is_one_of_those() -> None:
    body = re.sub(r":root \{.*?\}", "", CSS, flags=re.DOTALL)
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", body)) <= {"#8a9199"}  # the border of a field, 3:1 on either paper
    for scheme in schemes().values():
        assert min(contrast("#8a9199", scheme[g]) for g in ("paper", "raised")) >= 3
