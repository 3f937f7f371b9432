"""Add what a second pass finds inside contents to a teacher's labels: `python train/teach_inner.py SOFT.pt OUT.pt FOLDER [FOLDER]`.

PolNeAR's labels do not nest. Two passes of the same model do find second-hand statements: the contents, laid out as a small text of
their own, are read once more (statements/nested.py). Here the mean of two readers' second passes becomes the class probabilities of the
head `inner`, so that a smaller reader learns to see both levels in one pass. FOLDER: packaged weights (model.onnx, reader.json), the first
of which also finds the contents.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from network import TAGS
from onrecord.encode.load import LONGEST, Reader
from onrecord.encode.pieces import cut
from onrecord.statements.decode import OUTSIDE, decode, decode_rows
from onrecord.statements.link import LinkScores, link
from onrecord.statements.nested import lay_out, ranges_to_read
from onrecord.statements.select import worth_keeping


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("soft", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("folders", type=Path, nargs="+")
    o = ap.parse_args()
    readers = [Reader(f) for f in o.folders]
    rows: list[dict[str, Any]] = torch.load(o.soft, weights_only=True)
    began, found = time.time(), 0
    for n, row in enumerate(rows):
        row["soft"], row["inner"] = label(readers, row["text"], row["soft"])
        found += len(row["inner"])
        if n % 100 == 99:
            print(n + 1, f"{time.time() - began:.0f}s, {found} inner statements", flush=True)
    torch.save(rows, o.out)


def label(readers: list[Reader], text: str, soft: torch.Tensor) -> tuple[torch.Tensor, list[dict[str, list[tuple[int, int]]]]]:
    """The teacher's rows with seven columns more (all zero where nothing was read twice), and the inner statements' piece ranges."""
    first = readers[0]
    e = first.encode(text)
    learned = LinkScores(first.near, first.none)
    kept = [a for a in link(e, decode(e), learned) if worth_keeping(e, a)]
    ranges = ranges_to_read(e, kept)
    wide = torch.cat([soft, torch.zeros(len(soft), len(TAGS), dtype=soft.dtype)], 1)
    if not ranges or e.pieces is None:
        return wide, []
    views, inner, places = [], None, []
    for r in readers:
        p = e.pieces if r is first else cut(text, r.tokenizer)
        at = np.flatnonzero((p.first == 1) & (p.end > p.start))
        if len(at) != len(e):
            continue
        laid, places = lay_out(replace(e, piece=at), p, ranges, r.break_id)
        got = r.interpret(text, laid, LONGEST)
        inner = inner or got
        views.append(got.tags)
    assert inner is not None
    mean = np.mean(views, 0)
    word = e.piece[np.asarray(places)]
    wide[torch.from_numpy(word), -len(TAGS) :] = torch.from_numpy(mean).to(soft.dtype)
    p = mean * np.where(np.arange(len(TAGS)) == 0, OUTSIDE, 1.0)
    pieces = decode_rows((p / p.sum(1, keepdims=True)).astype(np.float32), inner.paragraph)
    out = []
    for a in link(inner, pieces, learned):
        if worth_keeping(inner, a):
            out.append({k: [(int(word[x.first]), int(word[x.last])) for x in getattr(a, k)] for k in ("source", "cue", "content")})
    return wide, out


if __name__ == "__main__":
    sys.exit(main())
