"""Let a trained Reader label unlabelled reports for a smaller one: `python train/teach.py BASE WEIGHTS REPORTS.jsonl SOFT.pt`.

Writes, for each text, its pieces' class probabilities of every head (float16). Both vocabularies are BERT's, so the pieces are the same.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from examples import Example
from fit import collate, special_ids
from network import SMALL, load_base, load_weights
from onrecord.encode.pieces import cut


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("base", type=Path)
    ap.add_argument("weights", type=Path)
    ap.add_argument("reports", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--layers", type=int)
    ap.add_argument("--count", type=int, default=500)
    ap.add_argument("--longest", type=int, default=8000, help="characters: the start of a longer text is taken")
    ap.add_argument("--size", type=int, default=254)
    o = ap.parse_args()
    torch.set_num_threads(1)
    tok = Tokenizer.from_file(str(o.base / "tokenizer.json"))
    tok.no_truncation()
    tok.no_padding()
    model = load_base(o.base, o.layers)
    load_weights(model, o.weights)
    model.eval()
    texts = [json.loads(line)["text"] for line in o.reports.read_text(encoding="utf-8").splitlines()]
    random.Random(7).shuffle(texts)
    soft, began = [], time.time()
    for n, text in enumerate(texts[: o.count]):
        text = text[: o.longest]
        e = Example(str(n), cut(text, tok), {})
        out = np.zeros((len(e.pieces), sum(SMALL.values())), dtype=np.float16)
        edges = [*range(0, len(e.pieces), o.size), len(e.pieces)]
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            d = collate([(e, a, b) for a, b in pairwise(edges)], *special_ids(tok))
            _, small, _ = model(d["ids"], d["mask"], d["case"], d["quote"])
        parts = [p.softmax(-1) for p in small.float().split(list(SMALL.values()), -1)]
        rows = torch.cat(parts, -1).half().numpy()
        for r, (a, b) in enumerate(pairwise(edges)):
            out[a:b] = rows[r, 1 : 1 + b - a]
        soft.append({"text": text, "soft": torch.from_numpy(out)})
        if n % 50 == 49:
            print(n + 1, f"{time.time() - began:.0f}s", flush=True)
            torch.save(soft, o.out)
    torch.save(soft, o.out)


if __name__ == "__main__":
    sys.exit(main())
