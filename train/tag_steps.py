"""Count which tag follows which in PolNeAR: `python train/tag_steps.py BASE ../shared/data/polnear/train OUT`.

Decoding weighs the tagger's probabilities with these counts (statements/decode.py): word for word the tagger knows little of its own
neighbouring choices.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from examples import read_polnear
from fit import scorer
from network import TAGS

EDGE = len(TAGS)  # before the first and after the last word of a paragraph


def main() -> None:
    base, folder, out = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    tok = Tokenizer.from_file(str(base / "tokenizer.json"))
    tok.no_truncation()
    tok.no_padding()
    counts = np.zeros((EDGE + 1, EDGE + 1), dtype=int)
    for e in read_polnear(folder, tok, scorer(folder.parents[2] / "tools"), "first"):
        p = e.pieces
        at = np.flatnonzero((p.first == 1) & (p.end > p.start))
        tags = e.labels["tags"][at].tolist()
        ends = [0, *(np.flatnonzero(np.diff(p.paragraph[at])) + 1).tolist(), len(at)]
        for a, b in pairwise(ends):
            for x, y in pairwise([EDGE, *tags[a:b], EDGE]):
                counts[x, y] += 1
    note = "Tag pairs in PolNeAR 1.0's training part (counts only; by train/tag_steps.py); last row and column: paragraph edges."
    rows = ",\n  ".join(json.dumps(r) for r in counts.tolist())
    out.write_text(f'{{\n "note": "{note}",\n "tags": {json.dumps([*TAGS, "edge"])},\n "counts": [\n  {rows}\n ]\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
