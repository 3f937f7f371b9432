"""Cuts a text into words and writes each as one character, so that rules can be regular expressions over words.

Every word that some rule or class knows has a character of its own; numbers have one character for each form that matters (a day, a
year, a clock time). All others become UNKNOWN, which no rule matches. The rules then run over a string of about one character a word,
and only where it holds a known word: that is what makes them cheap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UNKNOWN = "."

# The forms of numbers: class name -> its character(s). A class may join several forms.
_FORMS = (
    "n0",
    "n12",
    "n24",
    "n31",
    "n59",
    "n99",
    "n999",
    "year4",
    "big",
    "decimal",
    "iso",
    "slash",
    "years",
    "clock",
    "decade",
    "short",
    "nth",
)
FORM = {name: chr(0xF000 + i) for i, name in enumerate(_FORMS)}
FORM_CLASSES: dict[str, str] = {
    "day": FORM["n12"] + FORM["n24"] + FORM["n31"],
    "hour": FORM["n0"] + FORM["n12"] + FORM["n24"],
    "hour12": FORM["n12"],
    "digits": "".join(FORM[n] for n in ("n12", "n24", "n31", "n59", "n99", "n999", "year4", "big", "decimal")),
    "small": "".join(FORM[n] for n in ("n12", "n24", "n31", "n59", "n99", "n999")),
    "year": FORM["year4"],
    "big": FORM["big"],
    "iso": FORM["iso"],
    "slash": FORM["slash"],
    "years": FORM["years"],
    "clock": FORM["clock"],
    "decimal": FORM["decimal"],
    "decade": FORM["decade"],
    "short": FORM["short"],
    "nth": FORM["nth"],
}

# the commonest forms stand first: a plain word (possessive, so that "Sept." is not read as "Sep"), then marks
TOKEN = re.compile(
    r"(?P<word>[^\W\d_]++(?!\.))"
    r"|(?P<mark>[,.;:“”\"()?!–—-])"
    r"|(?P<iso>\d{4}-\d\d-\d\d(?:T\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]))"
    r"|(?P<slash>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/]))"
    r"|(?P<years>(?:1[5-9]|20)\d\d\s?[-–/]\s?(?:(?:1[5-9]|20)\d\d|\d\d)(?![\w–-]))"
    r"|(?P<clock>\d{1,2}:[0-5]\d(?::[0-5]\d)?(?![\d:]))"
    r"|(?P<big>\d+(?:,\d{3})+(?:\.\d+)?(?!\d))"
    r"|(?P<decimal>\d+\.\d+)"
    r"|(?P<decade>(?:(?:1[5-9]|20)?\d0['’]?s|['’`]\d0['’]?s)(?!\w))"
    r"|(?P<nth>\d{1,3}(?:st|nd|rd|th)(?!\w))"
    r"|(?P<short>['’`]\d\d(?![\w]))"
    r"|(?P<number>\d+)"
    r"|(?P<ampm>[APap]\.\s?[Mm](?:\.|\b))"
    r"|(?P<abbr>(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)\.)"
    r"|(?P<own>['’]s(?!\w))"
    r"|(?P<last>[^\W\d_]+)"
    r"|(?P<gap>\n\s*\n)"
    r"|(?P<other>\S)"
)
WORDLIKE = frozenset({"word", "last", "abbr"})
PUNCTUATION = {"—": "–", "’": "'", "`": "'", "(": "lparen", ")": "rparen"}


@dataclass(frozen=True, slots=True)
class Words:
    """A text cut into words: kinds holds one character a word (see the module), starts and ends their offsets."""

    text: str
    kinds: str
    starts: list[int]
    ends: list[int]


@dataclass(slots=True)
class Vocabulary:
    """Which character stands for which word. cased: words that count only with a capital letter."""

    known: dict[str, str]
    cased: frozenset[str]

    def kind(self, raw: str) -> str:
        """The character of a word as it stands in the text."""
        low = raw.lower()
        got = self.known.get(low)
        if got is None or (low in self.cased and raw[0].islower()):
            return UNKNOWN
        return got


def number_form(raw: str) -> str:
    """The form class of a plain number."""
    if len(raw) > 4:
        return FORM["big"]
    n = int(raw)
    if len(raw) == 4 and 1500 <= n <= 2199:
        return FORM["year4"]
    if len(raw) > 2:
        return FORM["n999"] if len(raw) == 3 else FORM["big"]
    for top, name in ((0, "n0"), (12, "n12"), (24, "n24"), (31, "n31"), (59, "n59")):
        if n <= top:
            return FORM[name]
    return FORM["n99"]


def cut(text: str, vocabulary: Vocabulary) -> Words:
    """Cut a text into words with their kinds."""
    found = list(TOKEN.finditer(text))
    raws = [m[0] for m in found]
    memo = {raw: _kind(raw, m.lastgroup or "other", vocabulary) for raw, m in dict(zip(raws, found, strict=True)).items()}
    return Words(text, "".join([memo[raw] for raw in raws]), [m.start() for m in found], [m.end() for m in found])


def _kind(raw: str, form: str, vocabulary: Vocabulary) -> str:
    """The character of a word of some form (a group of TOKEN)."""
    if form in WORDLIKE:
        return vocabulary.kind(raw)
    if form == "number":
        return number_form(raw)
    if form == "ampm":
        return vocabulary.kind(raw.replace(" ", ""))
    if form == "own":
        return vocabulary.kind("'s")
    if form in ("mark", "other"):
        return vocabulary.kind(PUNCTUATION.get(raw, raw))
    return UNKNOWN if form == "gap" else FORM[form]
