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
KEPT, LONGEST_KEPT = 30_000, 40  # runs of characters that a Cutter remembers (some 4 MB), and the length of the longest of them
_COLUMNS = 5
_NO_WORD = -1


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


class Cutter:
    """Cuts texts with a `tokenizers.Tokenizer` that has neither truncation nor special tokens switched on.

    How it cut a run of characters between blanks is remembered, for reports are made of the same words: no token reaches over a blank, so
    that what stands around a run changes nothing.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        # no run holds a line break, and none is empty: those stand for a break between paragraphs and for the start
        self._marks = {"\n": _row(tokenizer.token_to_id(BREAK_TOKEN), 0, 1), "": _row(tokenizer.token_to_id(START_TOKEN), 0, 0)}
        self._known = dict(self._marks)

    def cut(self, text: str) -> Pieces:
        """The pieces of a text."""
        runs, offsets, numbers = [""], [0], [0]
        number, at = -1, 0
        for paragraph in _RARE.sub(_usual, text).split("\n"):
            if paragraph:
                number += 1
                if number:
                    runs.append("\n")
                    offsets.append(at - 1)
                    numbers.append(number)
                place = at
                for run in paragraph.split(" "):
                    if run:
                        runs.append(run)
                        offsets.append(place)
                        numbers.append(number)
                    place += len(run) + 1
            at += len(paragraph) + 1
        rows = self._rows(runs)
        table = np.frombuffer(b"".join(rows), dtype=np.int32).reshape(-1, _COLUMNS).astype(np.int64).T
        sizes = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows)) // (4 * _COLUMNS)
        ids, start, end, first, case = table
        offset = np.repeat(offsets, sizes)
        start, end = start + offset, end + offset
        inside = (end > start) & (case != _NO_WORD)
        quote = np.zeros(len(ids), dtype=np.int64)
        quote[inside] = quote_states(text)[start[inside]]
        return Pieces(
            ids=np.ascontiguousarray(ids), start=start, end=end, first=np.ascontiguousarray(first), case=np.maximum(case, 0), quote=quote,
            paragraph=np.repeat(numbers, sizes),
        )  # fmt: skip

    def _rows(self, runs: list[str]) -> list[bytes]:
        known = self._known  # kept by name: another thread may begin a new one
        new = list({run for run in runs if run not in known})
        if len(known) + len(new) > KEPT:
            known = self._known = dict(self._marks)
            new = list(set(runs) - known.keys())
        encodings = self._tokenizer.encode_batch(new, add_special_tokens=False)
        cut_now = {run: _pieces_of(run, encoding) for run, encoding in zip(new, encodings, strict=True)}
        known.update((run, row) for run, row in cut_now.items() if len(run) <= LONGEST_KEPT)  # longer ones are addresses, not met again
        return [cut_now[run] if run in cut_now else known[run] for run in runs]


def _row(piece: int, start: int, end: int) -> bytes:
    return np.asarray([piece, start, end, 0, _NO_WORD], dtype=np.int32).tobytes()


def _pieces_of(run: str, encoding: Any) -> bytes:
    """A row for each piece of a run of characters: id, start and end within the run, whether it opens a word, letter case."""
    offsets, words, ids = encoding.offsets, encoding.word_ids, encoding.ids
    rows: list[tuple[int, int, int, int, int]] = []
    opens = [k for k, word in enumerate(words) if not k or word != words[k - 1]]
    for k, after in pairwise([*opens, len(words)]):
        case = word_case(run[offsets[k][0] : offsets[after - 1][1]])
        rows += [(ids[i], *offsets[i], int(i == k), case) for i in range(k, after)]
    return np.asarray(rows, dtype=np.int32).tobytes()


def cut(text: str, tokenizer: Any) -> Pieces:
    """The pieces of one text; `Cutter` for many."""
    return Cutter(tokenizer).cut(text)
