"""Cut a text into the word pieces that the encoder reads, with their places in the text.

The same cut serves training and reading. A piece is one token of the model's vocabulary; a paragraph break and the start of the
document are pieces of their own, so that the encoder sees the layout. Beside its id each piece carries two small features that an
uncased vocabulary loses: the letter case of its word and whether it stands inside quotation marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

BREAK_TOKEN = "[unused0]"  # stands for a line break between paragraphs
START_TOKEN = "[unused1]"  # stands before the first paragraph

CASE_NONE, CASE_LOWER, CASE_TITLE, CASE_UPPER, CASE_MIXED, CASE_DIGIT = range(6)
QUOTE_OUT, QUOTE_DOUBLE, QUOTE_SINGLE, QUOTE_MARK = range(4)

_OPENING = "“„«"
_CLOSING = "”»"
_BEFORE_OPEN = " \t\xa0([—–-"
_MARKS = re.compile("[\"“„«”»‘’']")
# rare marks are read as their usual likeness, which training has seen often; the text and its offsets stay as they are
_LIKENESS = {"‒": "–", "―": "–", "‐": "-", "‑": "-", "−": "-", "‟": "“", "‛": "‘", "″": "”", "′": "’"}
_RARE = re.compile("[" + "".join(_LIKENESS) + "]")
_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The pieces of one text; all arrays have one entry a piece.

    ids: vocabulary ids. start, end: half-open code-point offsets (a break has the offsets of its line break). first: 1 where a
    piece opens a word, else 0. case, quote: the feature classes of this module. paragraph: 0-based number of the piece's
    paragraph.
    """

    ids: Ints
    start: Ints
    end: Ints
    first: Ints
    case: Ints
    quote: Ints
    paragraph: Ints

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, places: Ints) -> Pieces:
        """Some of the pieces, as a text of their own."""
        return Pieces(**{name: getattr(self, name)[places] for name in ("ids", "start", "end", "first", "case", "quote", "paragraph")})


def quote_states(text: str) -> npt.NDArray[np.int8]:
    """One state a code point: outside, inside double or single quotation marks, or a mark itself.

    A paragraph that opens a double quotation and does not close it is quoted to its end; the next paragraph starts outside unless
    it opens with a mark of its own, as running quotations do.
    """
    states = np.zeros(len(text), dtype=np.int8)
    for paragraph in _PARAGRAPH.finditer(text):
        double = single = False
        at = paragraph.start()  # where the stretch since the last mark begins
        for mark in _MARKS.finditer(text, at, paragraph.end()):
            i, c = mark.start(), mark.group()
            before = text[i - 1] if i > paragraph.start() else " "
            after = text[i + 1] if i + 1 < paragraph.end() else " "
            was = QUOTE_DOUBLE if double else QUOTE_SINGLE if single else QUOTE_OUT
            if c == '"' or c in _OPENING or c in _CLOSING:
                if c == '"':
                    # a straight mark opens where it stands before a word and after none, closes where it is the other way round
                    opens, closes = before in _BEFORE_OPEN and not after.isspace(), not before.isspace() and not after.isalnum()
                    double = opens if opens != closes else not double
                else:
                    double = c in _OPENING
                single = False
            elif c == "‘" or (c == "'" and not before.isalnum() and after.isalnum() and not single):
                single = True
            elif single and not after.isalnum():
                single = False
            else:
                continue  # an apostrophe
            if was:
                states[at:i] = was
            states[i] = QUOTE_MARK
            at = i + 1
        if double or single:
            states[at : paragraph.end()] = QUOTE_DOUBLE if double else QUOTE_SINGLE
    return states


@lru_cache(maxsize=50_000)
def word_case(word: str) -> int:
    """The letter-case class of a word."""
    if word.islower():
        return CASE_LOWER
    if word.isdigit():
        return CASE_DIGIT
    if not any(c.isalpha() for c in word):
        return CASE_NONE
    if word[:1].isupper() and (len(word) == 1 or word[1:].islower()):
        return CASE_TITLE
    if word.isupper():
        return CASE_UPPER
    return CASE_MIXED


def _usual(mark: re.Match[str]) -> str:
    return _LIKENESS[mark.group()]


def cut(text: str, tokenizer: Any) -> Pieces:
    """Cut a text with a `tokenizers.Tokenizer` that has neither truncation nor special tokens switched on."""
    paragraphs = [(m.start(), m.group()) for m in _PARAGRAPH.finditer(text)]
    encodings = tokenizer.encode_batch([_RARE.sub(_usual, p) for _, p in paragraphs], add_special_tokens=False)
    break_id, start_id = tokenizer.token_to_id(BREAK_TOKEN), tokenizer.token_to_id(START_TOKEN)
    states = quote_states(text).tobytes()  # bytes, for each is asked for by itself
    ids: list[int] = [start_id]
    start: list[int] = [0]
    end: list[int] = [0]
    first: list[int] = [0]
    case: list[int] = [0]
    quote: list[int] = [0]
    number: list[int] = [0]
    for n, ((at, paragraph), encoding) in enumerate(zip(paragraphs, encodings, strict=True)):
        if n:
            for values, value in ((ids, break_id), (start, at - 1), (end, at), (first, 0), (case, 0), (quote, 0), (number, n)):
                values.append(value)
        offsets = encoding.offsets
        start += [at + a for a, _ in offsets]
        end += [at + b for _, b in offsets]
        quote += [states[at + a] if b > a else 0 for a, b in offsets]
        number += [n] * len(offsets)
        words = encoding.word_ids
        opens = [k for k, word in enumerate(words) if not k or word != words[k - 1]]
        sizes = [b - a for a, b in pairwise([*opens, len(words)])]
        for k, size in zip(opens, sizes, strict=True):
            a, b = offsets[k][0], offsets[k + size - 1][1]
            if size == 1:  # nearly always
                first.append(1)
                case.append(word_case(paragraph[a:b]))
            else:
                first += (1, *[0] * (size - 1))
                case += [word_case(paragraph[a:b])] * size
        ids.extend(encoding.ids)
    return Pieces(
        ids=np.asarray(ids, dtype=np.int64),
        start=np.asarray(start, dtype=np.int64),
        end=np.asarray(end, dtype=np.int64),
        first=np.asarray(first, dtype=np.int64),
        case=np.asarray(case, dtype=np.int64),
        quote=np.asarray(quote, dtype=np.int64),
        paragraph=np.asarray(number, dtype=np.int64),
    )
