"""Write a reader's states over all training texts, for a thinner one to match: `python train/states.py FOLDER OUT`.

FOLDER: what export.py wrote, best with `--quantise none --size 510 --overlap 64`. OUT becomes a folder: states.npy (pieces, hidden) in
float16 and texts.json, the rows of each text by its sha256. Texts are read in windows that share pieces, as when reports are read.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import torch

from examples import read_soft, read_written, text_name
from fit import blend, read_labelled
from onrecord.encode.load import Reader


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("folder", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--data", type=Path, default=Path("../shared/data"))
    ap.add_argument("--annotator", default="first")
    ap.add_argument("--teacher", type=Path, nargs="*", default=[])
    ap.add_argument("--written", type=Path, default=Path("train/written"))
    o = ap.parse_args()
    reader = Reader(o.folder, threads=os.cpu_count() or 1)
    tok = reader.tokenizer
    polnear, gum = read_labelled(o.data, tok, o.annotator)
    soft = [row for p in o.teacher for row in torch.load(p, weights_only=True)]
    for e in polnear:
        blend(e, soft)
    examples = polnear + gum + read_soft([row for row in soft if not row.get("used")], tok)
    examples += [e for p in sorted(o.written.glob("*.txt")) for e in read_written(p, tok)]
    hidden = reader.run(examples[0].pieces, states=True).states.shape[1]
    o.out.mkdir(parents=True, exist_ok=True)
    total, began, rows = sum(len(e.pieces) for e in examples), time.time(), {}
    states = np.lib.format.open_memmap(o.out / "states.npy", mode="w+", dtype=np.float16, shape=(total, hidden))
    at = 0
    for k, e in enumerate(examples):
        states[at : at + len(e.pieces)] = reader.run(e.pieces, states=True).states
        rows[text_name(e)] = (at, at + len(e.pieces))
        at += len(e.pieces)
        if k % 200 == 199:
            print(f"{k + 1}/{len(examples)} texts, {at}/{total} pieces, {time.time() - began:.0f}s", flush=True)
    states.flush()
    (o.out / "texts.json").write_text(json.dumps(rows))


if __name__ == "__main__":
    sys.exit(main())
