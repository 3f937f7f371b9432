"""Words as they are compared: small letters, no accents, one sort of quotation mark, nothing invisible."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_MARKS = {ord(c): "'" for c in "‘’‚‛ʼʻ′`´"} | {ord(c): '"' for c in "“”„‟«»″"} | {ord(c): "-" for c in "‐‑‒–—―"}
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """A copy of the text to index and to compare; its offsets are not the text's."""
    if text.isascii():
        return text.lower()
    text = _INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFKD", text).casefold().translate(_MARKS)  # in this order: one sign may stand for capitals ("㋌")
    return "".join(c for c in text if not unicodedata.combining(c)).translate(_LETTERS)


def fold_words(text: str) -> str:
    """The folded words, one space between: "Al-Assad’s" is "al assad s"."""
    return " ".join(_WORD.findall(fold(text)))
