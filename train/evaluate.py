"""Measure packaged weights on held-out data and fit their score calibration: `python train/evaluate.py FOLDER [--calibrate]`.

PolNeAR dev (first annotator), by the scorer beside the data; GUM's held-out news and interviews for words, mentions and pronouns.
With --calibrate the logistic curve of the statement score, fitted on PolNeAR dev, is written into reader.json.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np

from examples import gum_text, read_gum
from fit import scorer
from onrecord.encode.load import Reader
from onrecord.statements.decode import decode
from onrecord.statements.link import LinkScores, link
from onrecord.statements.select import with_subject, with_whole_source, without_topics, worth_keeping
from onrecord.statements.signed import with_signed
from onrecord.statements.twice import attributed_twice, holds

PRONOUNS = frozenset("he she him her his they them their it its".split())


def polnear(reader: Reader, data: Path) -> tuple[dict[str, Any], list[tuple[float, bool]]]:
    score = scorer(data.parent / "tools")
    learned = LinkScores(reader.near, reader.none)
    pairs, scored = [], []
    for _, _, text, gold in score.load_gold(str(data / "polnear" / "dev"), "first"):
        e = reader.encode(text)
        pieces = decode(e)
        every = [with_subject(e, without_topics(e, with_whole_source(e, a))) for a in with_signed(e, link(e, pieces, learned))]
        kept = [a for a in every if worth_keeping(e, a)]
        whole, _ = attributed_twice(e, pieces, kept)
        found = [*whole, *(a for a in kept if not any(holds(o, a) for o in whole))]
        predicted = [{r: [[e.starts[p.first], e.ends[p.last]] for p in getattr(a, r)] for r in ("source", "cue", "content")} for a in found]
        pairs.append((text, gold, predicted))
        doc = score.Doc(text)
        g, p = [score.Att(x, doc) for x in gold], [score.Att(x, doc) for x in predicted]
        both = [[j for j, y in enumerate(g) if score.content_ok(x, y) and score.source_ok(x, y)] for x in p]
        hit = score.max_match(both, len(g))
        scored += [(a.score, i in hit) for i, a in enumerate(found)]
    c = score.score(pairs)
    names = ("attribution", "quoted attribution", "content-only", "token source", "token cue", "token content")
    out: dict[str, Any] = {k: [round(100 * x, 1) for x in c[k].prf()] for k in names}
    for k in ("direct", "mixed", "indirect", "no-source"):
        out["recall " + k] = round(100 * c["recall " + k].prf()[1], 1)
    return out, scored


def calibrate(scored: list[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and offset of a logistic curve over the raw score's log odds, by Newton's method."""
    raw = np.clip([s for s, _ in scored], 1e-4, 1 - 1e-4)
    x = np.stack([np.log(raw / (1 - raw)), np.ones(len(raw))], 1)
    y = np.asarray([h for _, h in scored], dtype=float)
    w = np.zeros(2)
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        w += np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + 1e-6 * np.eye(2), x.T @ (y - p))
    return float(w[0]), float(w[1])


def reliability(scored: list[tuple[float, bool]], curve: tuple[float, float]) -> list[tuple[str, int, float, float]]:
    odds = [math.log(max(s, 1e-4) / (1 - min(s, 1 - 1e-4))) for s, _ in scored]
    p = [1 / (1 + math.exp(-(curve[0] * x + curve[1]))) for x in odds]
    out = []
    for lo in (0.0, 0.2, 0.4, 0.6, 0.8, 0.9):
        hi = {0.8: 0.9, 0.9: 1.01}.get(lo, lo + 0.2)
        rows = [(q, h) for q, (_, h) in zip(p, scored, strict=True) if lo <= q < hi]
        if rows:
            said, right = np.mean(rows, axis=0)
            out.append((f"{lo:.1f}-{min(hi, 1):.1f}", len(rows), round(float(said), 2), round(float(right), 2)))
    return out


def gum(reader: Reader, data: Path) -> dict[str, float]:
    """Word classes, mention heads by type and pronouns' antecedents on GUM's held-out news and interviews."""
    splits = (data / "gum" / "splits.md").read_text(encoding="utf-8").split("## train")[0].splitlines()
    held = [line.strip("* \n") for line in splits if "GUM_news" in line or "GUM_interview" in line]
    n = dict.fromkeys(("words", "upos", "arcs", "arc_right", "gold", "found", "right", "pronouns", "resolved"), 0)
    for name in held:
        x = read_gum(data / "gum" / f"{name}.conllu", reader.tokenizer)
        e = reader.encode(gum_text(data / "gum" / f"{name}.conllu"))
        word = {int(p): i for i, p in enumerate(e.piece)}
        cluster = dict(x.anchors)
        head = {i: j for at in np.unique(e.sentence, return_index=True)[1] for i, j in e.governors(int(at)).items()}
        for piece, i in word.items():
            if x.labels["upos"][piece] >= 0:
                n["words"] += 1
                n["upos"] += int(e.upos[i]) == int(x.labels["upos"][piece])
            if x.arcs is not None and x.arcs[piece] >= 0:
                n["arcs"] += 1
                n["arc_right"] += int(e.piece[head[i]]) == int(x.arcs[piece])
            g, f = int(x.labels["mentions"][piece]), int(e.mention[i])
            n["gold"] += g > 0
            n["found"] += f > 0
            n["right"] += g > 0 and g == f
        anchors = sorted(word[a] for a in cluster if a in word)
        of = {word[a]: c for a, c in cluster.items() if a in word}
        for k, i in enumerate(anchors):
            if e.word(i).lower() not in PRONOUNS or of[i] not in {of[j] for j in anchors[:k]}:
                continue
            w = int(e.windows.home[i])
            before = np.asarray([j for j in anchors[:k] if e.windows.inside(np.asarray([j]), w)[0]], dtype=np.int64)
            n["pronouns"] += 1
            if len(before):
                s = (e.windows.rows("ante", before, w) @ e.windows.rows("ana", np.asarray([i]), w)[0]) / 8
                d = e.piece[before] - e.piece[i]
                b = np.minimum((np.log2(np.abs(d) + 1) * 1.8).astype(int), 15)
                n["resolved"] += of[int(before[(s + reader.near[2][b]).argmax()])] == of[i]
    p, r = n["right"] / max(n["found"], 1), n["right"] / max(n["gold"], 1)
    return {
        "documents": len(held),
        "upos accuracy": round(100 * n["upos"] / n["words"], 1),
        "unlabelled arcs": round(100 * n["arc_right"] / n["arcs"], 1),
        "mention head and type F1": round(200 * p * r / (p + r), 1),
        "pronoun accuracy": round(100 * n["resolved"] / n["pronouns"], 1),
        "pronouns": n["pronouns"],
    }


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("folder", type=Path)
    ap.add_argument("--data", type=Path, default=Path("../shared/data"))
    ap.add_argument("--calibrate", action="store_true")
    o = ap.parse_args()
    reader = Reader(o.folder)
    figures, scored = polnear(reader, o.data)
    curve = calibrate(scored)
    out = {
        "version": reader.version,
        "PolNeAR dev": figures,
        "calibration": [round(x, 3) for x in curve],
        "reliability": reliability(scored, curve),
        "GUM held-out news and interviews": gum(reader, o.data),
    }
    print(json.dumps(out, indent=1))
    if o.calibrate:
        meta = json.loads((o.folder / "reader.json").read_text(encoding="utf-8"))
        meta["calibration"] = {"outer": out["calibration"], "nested": out["calibration"]}
        (o.folder / "reader.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
