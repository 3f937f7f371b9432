"""Train a Reader: `python train/fit.py BASE OUT --epochs 2 --lr 6e-5`. See docs/training.md for the data and the terms."""

from __future__ import annotations

import argparse
import importlib.util
import math
import random
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from examples import FREE_GENRES, UNKNOWN, Example, Followed, read_gum, read_polnear, read_soft, read_written
from network import DISTANCES, SMALL, VECTORS, WIDTH, Reader, load_base, load_weights

HARD, SOFT = 0.6, 0.8  # weights of people's labels and of a teacher's in batches that have both
MATCH = 1.0  # weight of the squared distance from another reader's states, as a share of their variance
LOSS = {"tags": 1.0, "entities": 0.3, "mentions": 0.3, "upos": 0.15, "deprel": 0.15, "inner": 0.5}


def scorer(tools: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score_attribution", tools / "score_attribution.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def windows(examples: list[Example], size: int, rng: random.Random) -> list[tuple[Example, int, int]]:
    """Cut documents into windows at random offsets: each piece is read once an epoch."""
    out = []
    for e in examples:
        n = len(e.pieces)
        if n <= size:
            out.append((e, 0, n))
            continue
        shift = rng.randrange(size // 2)
        edges = [0, *range(size - shift, n, size), n]
        out += [(e, a, b) for a, b in pairwise(edges) if b - a > 8]
    return out


def batches(w: list[tuple[Example, int, int]], budget: int, rng: random.Random) -> list[list[tuple[Example, int, int]]]:
    """Batches of windows of like length in random order, each at most `budget` pieces with its padding; a teacher's texts stay apart."""
    w = sorted(w, key=lambda x: (x[0].soft is not None, (x[2] - x[1]) // 16 + rng.random()))
    out: list[list[tuple[Example, int, int]]] = []
    for x in w:
        longest = max(x[2] - x[1], out[-1][-1][2] - out[-1][-1][1]) if out else 0
        same = out and (out[-1][-1][0].soft is None) == (x[0].soft is None)
        if same and (longest + 2) * (len(out[-1]) + 1) <= budget:
            out[-1].append(x)
        else:
            out.append([x])
    rng.shuffle(out)
    return out


def collate(batch: list[tuple[Example, int, int]], cls: int, sep: int, pad: int) -> dict[str, Any]:
    n = max(b - a for _, a, b in batch) + 2
    ids, mask, case, quote = (torch.zeros(len(batch), n, dtype=torch.long) for _ in range(4))
    ids += pad
    labels = {h: torch.full((len(batch), n), UNKNOWN) for h in SMALL}
    arcs = torch.full((len(batch), n), UNKNOWN)
    for r, (e, a, b) in enumerate(batch):
        m = b - a
        ids[r, 0], ids[r, m + 1], mask[r, : m + 2] = cls, sep, 1
        for t, v in ((ids, e.pieces.ids), (case, e.pieces.case), (quote, e.pieces.quote)):
            t[r, 1 : m + 1] = torch.from_numpy(v[a:b])
        for h, y in e.labels.items():
            labels[h][r, 1 : m + 1] = torch.from_numpy(y[a:b])
        if e.arcs is not None:
            y = e.arcs[a:b].copy()
            inside = (y >= a) & (y < b)
            y = np.where(inside, y - a + 1, np.where(y == -1, 0, UNKNOWN))
            arcs[r, 1 : m + 1] = torch.from_numpy(y)
    soft = None
    if any(e.soft is not None for e, _, _ in batch):
        soft = torch.zeros(len(batch), n, sum(SMALL.values()))
        for r, (e, a, b) in enumerate(batch):
            if e.soft is not None:
                # only words' first pieces are read
                soft[r, 1 : b - a + 1] = torch.from_numpy(e.soft[a:b].astype(np.float32) * (e.pieces.first[a:b, None] == 1))
    return {"ids": ids, "mask": mask, "case": case, "quote": quote, "labels": labels, "arcs": arcs, "batch": batch, "soft": soft}


def distance(x: Tensor, batch: list[tuple[Example, int, int]]) -> Tensor | None:
    """How far states (windows, pieces, hidden) are from those to match, as a share of these' variance; None where none are known."""
    pairs = [(x[r, 1 : b - a + 1], e.states[a:b]) for r, (e, a, b) in enumerate(batch) if e.states is not None]
    if not pairs:
        return None
    aim = torch.from_numpy(np.concatenate([np.asarray(y, dtype=np.float32) for _, y in pairs]))
    return F.mse_loss(torch.cat([p for p, _ in pairs]).float(), aim) / aim.var()


def blend(e: Example, soft: list[dict[str, Any]]) -> bool:
    """Give a labelled document the teacher's class probabilities too, where the teacher read (the beginning of) its text."""
    for row in soft:
        if row["text"] and e.text.startswith(row["text"]):
            n = min(len(row["soft"]) - 2, len(e.pieces))  # the end of a text that was cut may split a word
            e.soft = np.zeros((len(e.pieces), row["soft"].shape[1]), dtype=np.float16)
            e.soft[:n] = row["soft"][:n].numpy()
            e.inner = [r for r in row.get("inner", []) if all(b < n for spans in r.values() for _, b in spans)]
            row["used"] = True
            return True
    return False


def special_ids(tok: Tokenizer) -> list[int]:
    """The ids that open, close and pad a window, whatever the base model calls them."""
    return [
        next(i for i in map(tok.token_to_id, names) if i is not None) for names in (("<s>", "[CLS]"), ("</s>", "[SEP]"), ("<pad>", "[PAD]"))
    ]


def buckets(d: Tensor) -> Tensor:
    """Signed logarithmic distance buckets, 0..2*DISTANCES-1."""
    k = torch.log2(d.abs().float() + 1).mul(1.8).long().clamp(max=DISTANCES - 1)
    return torch.where(d < 0, k, k + DISTANCES)


def link_losses(model: Reader, v: dict[str, Tensor], batch: list[tuple[Example, int, int]]) -> dict[str, Tensor]:
    losses: dict[str, list[Tensor]] = {"content": [], "source": [], "antecedent": []}
    scale = 1 / math.sqrt(WIDTH)
    for r, (e, a, b) in enumerate(batch):

        def place(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
            return [(x - a + 1, y - a + 1) for x, y in spans if x >= a and y < b]  # noqa: B023

        for level in (e.links, e.inner):
            rows = [{k: place(s) for k, s in row.items()} for row in level]
            cues = sorted({s for row in rows for s in row["cue"]})
            contents = [(s, row["cue"]) for row in rows for s in row["content"]]
            sources = sorted({s for row in rows for s in row["source"]})
            if not cues:
                continue
            c = torch.tensor(cues)
            if contents:
                s = torch.tensor([x for x, _ in contents])
                key = v["content_first"][r, s[:, 0]] + v["content_last"][r, s[:, 1]]
                score = key @ v["cue_content"][r, c[:, 0]].T * scale + model.near[0][buckets(c[None, :, 0] - s[:, None, 0])]
                score = torch.cat([score, model.none[0].expand(len(s), 1)], 1)
                gold = torch.tensor([cues.index(q[0]) if q else len(cues) for _, q in contents])
                losses["content"].append(F.cross_entropy(score, gold, reduction="none"))
            query = v["cue_source"][r, c[:, 0]]
            gold = []
            for cue in cues:
                got = [row["source"][0] for row in rows if cue in row["cue"] and row["source"]]
                gold.append(sources.index(got[0]) if got else len(sources))
            score = model.none[1].expand(len(c), 1)
            if sources:
                s = torch.tensor(sources)
                key = v["source_first"][r, s[:, 0]] + v["source_last"][r, s[:, 1]]
                score = torch.cat([query @ key.T * scale + model.near[1][buckets(s[None, :, 0] - c[:, None, 0])], score], 1)
            losses["source"].append(F.cross_entropy(score, torch.tensor(gold), reduction="none"))
        anchors = [(i - a + 1, n) for i, n in e.anchors if a <= i < b]
        if len(anchors) > 1:
            i = torch.tensor([x for x, _ in anchors])
            n = torch.tensor([x for _, x in anchors])
            score = v["ana"][r, i] @ v["ante"][r, i].T * scale + model.near[2][buckets(i[None, :] - i[:, None])]
            before = torch.ones(len(i), len(i)).tril(-1).bool()
            score = torch.cat([model.none[2].expand(len(i), 1), score.masked_fill(~before, -1e4)], 1)
            same = (n[:, None] == n[None, :]) & before & (n[:, None] >= 0)
            first = ~same.any(1)
            good = torch.cat([first[:, None], same], 1)
            loss = score.logsumexp(1) - score.masked_fill(~good, -1e4).logsumexp(1)
            use = ~first if not e.gold_coreference else torch.ones_like(first)
            if use.any():
                losses["antecedent"].append(loss[use])
    return {k: torch.cat(x).mean() for k, x in losses.items() if x}


def loss_of(model: Reader, d: dict[str, Any]) -> tuple[Tensor, dict[str, float]]:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        x, small, vec = model(d["ids"], d["mask"], d["case"], d["quote"])
    small, vec = small.float(), vec.float()
    parts: dict[str, Tensor] = {}
    if (far := distance(x, d["batch"])) is not None:
        parts["match"] = MATCH * far
    logits = dict(zip(SMALL, small.split(list(SMALL.values()), -1), strict=True))
    for h, y in d["labels"].items():
        if (y != UNKNOWN).any():
            parts[h] = (
                (HARD if d["soft"] is not None else 1)
                * LOSS[h]
                * F.cross_entropy(logits[h].flatten(0, 1), y.flatten(), ignore_index=UNKNOWN)
            )
    v = dict(zip(VECTORS, vec.split(WIDTH, -1), strict=True))
    if (d["arcs"] != UNKNOWN).any():
        score = v["arc_dependent"] @ v["arc_head"].transpose(1, 2) / math.sqrt(WIDTH)
        score = score.masked_fill(d["mask"][:, None, :] == 0, -1e4)
        parts["arcs"] = 0.15 * F.cross_entropy(score.flatten(0, 1), d["arcs"].flatten(), ignore_index=UNKNOWN)
    links = link_losses(model, v, d["batch"])
    for k, weight in (("content", 0.15), ("source", 0.15), ("antecedent", 0.1)):
        if k in links:
            parts["link " + k] = weight * links[k]
    if d["soft"] is not None:
        for (h, x), y in zip(logits.items(), d["soft"].split(list(SMALL.values()), -1), strict=True):
            use = y.sum(-1) > 0
            if use.any():
                parts["soft " + h] = SOFT * LOSS[h] * -(y[use] * x[use].log_softmax(-1)).sum(-1).mean()
    return sum(parts.values(), torch.zeros(())), {k: float(p.detach()) for k, p in parts.items()}


def read_labelled(data: Path, tok: Any, annotator: str, limit: int | None = None) -> tuple[list[Example], list[Example]]:
    """PolNeAR's training files and GUM's documents under free terms, those held out left aside."""
    polnear = read_polnear(data / "polnear" / "train", tok, scorer(data.parent / "tools"), annotator)[:limit]
    held = {line.strip("* \n") for line in (data / "gum" / "splits.md").read_text().split("## train")[0].splitlines() if "GUM_" in line}
    gum = [read_gum(p, tok) for p in sorted((data / "gum").glob("*.conllu")) if p.stem.split("_")[1] in FREE_GENRES and p.stem not in held]
    return polnear, gum[:limit]


def share(model: Reader, ranks: int) -> None:
    """Give every process the mean of all processes' gradients."""
    used = [p for p in model.parameters() if p.requires_grad]
    flat = torch.cat([(torch.zeros_like(p) if p.grad is None else p.grad).flatten() for p in used])
    torch.distributed.all_reduce(flat)
    at = 0
    for p in used:
        p.grad = (flat[at : at + p.numel()] / ranks).view_as(p)
        at += p.numel()


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("base", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--data", type=Path, default=Path("../shared/data"))
    ap.add_argument("--epochs", type=float, default=2)
    ap.add_argument("--lr", type=float, default=6e-5)
    ap.add_argument("--head-lr", type=float, default=5e-4)
    ap.add_argument("--size", type=int, default=256)
    ap.add_argument("--batch", type=int, default=8)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--annotator", default="all")
    ap.add_argument("--written", type=Path, default=Path("train/written"))
    ap.add_argument("--init", type=Path)
    ap.add_argument("--limit", type=int)
    ap.add_argument("--match", type=Path, help="states of another reader (states.py), which these shall come near")
    ap.add_argument("--ranks", type=int, default=1, help="processes that share each step")
    ap.add_argument("--layers", type=int, help="keep only the lowest layers of the base model")
    ap.add_argument("--teacher", type=Path, nargs="*", default=[], help="texts labelled by teach.py: learn its class probabilities on them")
    o = ap.parse_args()
    if o.ranks == 1:
        train(0, o)
    else:
        with tempfile.TemporaryDirectory() as d:
            torch.multiprocessing.spawn(work, (o, f"file://{d}/meeting"), nprocs=o.ranks)


def work(rank: int, o: argparse.Namespace, meeting: str) -> None:
    torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=o.ranks)
    train(rank, o)
    torch.distributed.destroy_process_group()


def train(rank: int, o: argparse.Namespace) -> None:
    """One process of o.ranks: all make the same batches from the same seed, and each takes its share of them."""
    torch.set_num_threads(1)
    torch.manual_seed(o.seed)
    rng = random.Random(o.seed)
    tok = Tokenizer.from_file(str(o.base / "tokenizer.json"))
    tok.no_truncation()
    tok.no_padding()
    special = special_ids(tok)
    polnear, gum = read_labelled(o.data, tok, o.annotator, o.limit)
    print(f"{len(polnear)} PolNeAR files, {len(gum)} GUM documents, {sum(len(e.pieces) for e in polnear + gum)} pieces", flush=True)
    model = load_base(o.base, o.layers)
    if o.init:
        load_weights(model, o.init)
    soft = [row for p in o.teacher for row in torch.load(p, weights_only=True)]
    print(f"{sum(blend(e, soft) for e in polnear)} PolNeAR files with the teacher's view beside their labels", flush=True)
    polnear += read_soft([row for row in soft if not row.get("used")], tok)
    followed = Followed(o.match) if o.match else None
    if followed:
        print(f"{sum(followed.give(e) for e in polnear + gum)} documents with the states to match", flush=True)
        # what the words mean stays as it is: the thinner layers learn to do the same with it
        model.encoder.words.requires_grad_(False)
    encoder = list(model.encoder.parameters())
    known = {id(p) for p in encoder}
    rest = [p for p in model.parameters() if id(p) not in known]
    optimiser = torch.optim.AdamW([{"params": encoder, "lr": o.lr}, {"params": rest, "lr": o.head_lr}], weight_decay=0.01, fused=True)
    per_epoch = len(batches(windows(polnear + gum, o.size, rng), o.batch * (o.size + 2), rng))
    total = int(per_epoch * o.epochs / o.ranks) + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda k: min(1, (k + 1) / (0.06 * total)) * max(0.02, 1 - k / total))
    o.out.mkdir(parents=True, exist_ok=True)
    step, began = 0, time.time()
    seen: dict[str, float] = {}
    while step < total:
        written = [e for p in sorted(o.written.glob("*.txt")) for e in read_written(p, tok)] if o.written.exists() else []
        print(f"epoch at step {step}: {len(written)} written blocks", flush=True)
        if followed:
            for e in written:
                followed.give(e)
        extra = windows(written, o.size, rng)
        every = batches(windows(polnear + gum, o.size, rng) + extra, o.batch * (o.size + 2), rng)
        for batch in every[rank : len(every) - len(every) % o.ranks : o.ranks]:
            d = collate(batch, *special)
            loss, parts = loss_of(model, d)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            if o.ranks > 1:
                share(model, o.ranks)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            for k, x in parts.items():
                seen[k] = 0.98 * seen.get(k, x) + 0.02 * x
            if step % 50 == 0 and not rank:
                print(f"{step}/{total} {time.time() - began:.0f}s " + " ".join(f"{k} {x:.4f}" for k, x in seen.items()), flush=True)
            if step % 200 == 0 and not rank:
                torch.save(model.state_dict(), o.out / "latest.pt")
            if step >= total:
                break
    if not rank:
        torch.save(model.state_dict(), o.out / "model.pt")
    print(f"done in {time.time() - began:.0f}s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
