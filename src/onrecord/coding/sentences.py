"""The sentences of a text, as offsets."""

from __future__ import annotations

import re

from onrecord.encode.encoded import Encoded

END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\n+")
SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Maj|Sgt|Prof|St|No|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec|[A-Z])|\b[A-Za-z]\.[A-Za-z])\.$"
)


def sentences(text: str, encoded: Encoded | None = None) -> list[tuple[int, int]]:
    """(start, end) of each sentence; the encoder's where there is one, else cut at full stops and line ends."""
    if encoded is not None and len(encoded):
        out: list[tuple[int, int]] = []
        first = 0
        numbers = encoded.sentence.tolist()
        for i in range(1, len(numbers) + 1):
            if i == len(numbers) or numbers[i] != numbers[first]:
                out.append((encoded.starts[first], encoded.ends[i - 1]))
                first = i
        return out
    out = []
    start = 0
    for m in END.finditer(text):
        if "\n" not in m.group() and SHORT.search(text, max(0, m.start() - 8), m.start()):
            continue
        if m.start() > start:
            out.append((start, m.start()))
        start = m.end()
    if start < len(text):
        out.append((start, len(text)))
    return out
