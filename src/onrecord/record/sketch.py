"""A text's wording in a few numbers: by them two texts are known for one, as with wire copy, without reading either again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from zlib import crc32

from onrecord.model import Article

SKETCH = 128
"""Hashes kept of a report's text: enough to tell half from two thirds of shared wording."""

SHINGLE = 5
"""Words in a row that make one hash: two reports that share those share their wording, not only their subject."""

_WORD = re.compile(r"\w+")


def sketch_article(article: Article) -> tuple[int, ...]:
    """The sketch of an article: of its paragraphs, so that what a page puts around them makes no two reports alike."""
    return sketch_blocks(article.text, [(b.start, b.end, b.kind) for b in article.blocks])


def sketch_blocks(text: str, blocks: Sequence[tuple[int, int, str]]) -> tuple[int, ...]:
    """The same from a text and its blocks (start, end, kind)."""
    if not blocks:
        return sketch([text])
    return sketch(text[start:end] for start, end, kind in blocks if kind in ("paragraph", "standfirst"))


def sketch(texts: Iterable[str]) -> tuple[int, ...]:
    """The smallest hashes of all runs of five words: how many two texts have in common tells how much of their wording they share."""
    hashes: set[int] = set()
    for text in texts:
        words = _WORD.findall(text.casefold())
        hashes.update(crc32(" ".join(words[i : i + SHINGLE]).encode()) for i in range(len(words) - SHINGLE + 1))
    return tuple(sorted(hashes)[:SKETCH])
