"""Take attention heads and middle columns out of a trained Reader: `python train/prune.py BASE WEIGHTS OUT --teacher SOFT.pt --budget 0.5`.

How much a head or a column of the feed-forward part matters is its Fisher information: the squared gradient of the training loss with
respect to a gate on it, summed over windows (Kwon et al. 2022, "A fast post-training pruning framework for transformers"). What matters
least for the time it takes goes first, whichever layer it is in. Then the two matrices that write into each layer's sum are fitted anew,
layer by layer, so that what is left gives nearly what the whole layer gave (least squares over some thousand pieces). The rest is for
fit.py, with --match.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from examples import read_polnear, read_soft
from fit import batches, blend, collate, loss_of, scorer, special_ids, windows
from network import Layer, Reader, load_base, load_weights, thin

HEAD = 180.0  # the time of an attention head in that of a middle column, measured through onnxruntime at windows of 342 pieces
LEAST_HEADS, LEAST_INNER = 2, 128


class Gates:
    """Gates of ones on every head and middle column, one row a window, whose gradients tell what each is worth."""

    def __init__(self, model: Reader) -> None:
        self.model = model
        self.heads = [torch.zeros(layer.heads) for layer in model.encoder.layers]
        self.inner = [torch.zeros(layer.up.out_features) for layer in model.encoder.layers]
        self._open: list[Tensor] = []  # in the order in which they are passed: heads and columns by turns
        for layer in model.encoder.layers:
            layer.o.register_forward_pre_hook(lambda _, x, size=layer.size: self._gate(x[0], size))
            layer.down.register_forward_pre_hook(lambda _, x: self._gate(x[0], 1))

    def _gate(self, x: Tensor, size: int) -> Tensor:
        gate = torch.ones(len(x), 1, x.shape[2] // size, requires_grad=True)
        self._open.append(gate)
        return x * gate.repeat_interleave(size, 2)

    def read(self, d: dict[str, Any]) -> None:
        """Add what one batch says."""
        self._open = []
        loss, _ = loss_of(self.model, d)
        for k, g in enumerate(torch.autograd.grad(loss, self._open)):
            into = (self.heads, self.inner)[k % 2][k // 2]
            into += g[:, 0].float().pow(2).sum(0)


def choose(gates: Gates, budget: float) -> list[tuple[list[int], list[int]]]:
    """The heads and columns of each layer that stay, within a share of the time that all of them take."""
    units = []
    for n, (heads, inner) in enumerate(zip(gates.heads, gates.inner, strict=True)):
        units += [(float(x) / HEAD, HEAD, n, 0, i) for i, x in enumerate(heads)]
        units += [(float(x), 1.0, n, 1, i) for i, x in enumerate(inner)]
    allowed = budget * sum(u[1] for u in units)
    kept: list[tuple[list[int], list[int]]] = [([], []) for _ in gates.heads]
    units.sort(reverse=True)
    for n, (heads, inner) in enumerate(zip(gates.heads, gates.inner, strict=True)):
        for which, worth, least in ((0, heads, LEAST_HEADS), (1, inner, LEAST_INNER)):
            kept[n][which].extend(worth.argsort(descending=True)[:least].tolist())
    allowed -= sum(len(h) * HEAD + len(i) for h, i in kept)
    for _, cost, n, which, i in units:
        if i not in kept[n][which] and cost <= allowed:
            kept[n][which].append(i)
            allowed -= cost
    return [(sorted(h), sorted(i)) for h, i in kept]


def take_out(model: Reader, kept: list[tuple[list[int], list[int]]]) -> None:
    """Leave only the heads and columns named, with the weights that they have."""
    for layer, (heads, inner) in zip(model.encoder.layers, kept, strict=True):
        at = [h * layer.size + k for h in heads for k in range(layer.size)]
        old = {name: getattr(layer, name) for name in ("q", "k", "v", "o", "up", "down")}
        thin(layer, len(heads), len(inner))
        with torch.no_grad():
            for name, rows in (("q", at), ("k", at), ("v", at), ("up", inner)):
                getattr(layer, name).weight.copy_(old[name].weight[rows])
                getattr(layer, name).bias.copy_(old[name].bias[rows])
            for name, columns in (("o", at), ("down", inner)):
                getattr(layer, name).weight.copy_(old[name].weight[:, columns])
                getattr(layer, name).bias.copy_(old[name].bias)


def through(layer: Layer, x: Tensor, bias: Tensor) -> dict[str, Tensor]:
    """What a layer makes of states x: what goes into `o` and `down`, the sums that it normalises after each, and its own states."""
    kept: dict[str, Tensor] = {}
    handles = [
        m.register_forward_pre_hook(lambda _, x, name=name: kept.update({name: x[0].detach()}))
        for name, m in (("o", layer.o), ("o sum", layer.norm1), ("down", layer.down), ("down sum", layer.norm2))
    ]
    with torch.no_grad():
        kept["out"] = layer(x, bias)
    for handle in handles:
        handle.remove()
    return kept


def refit(model: Reader, whole: Reader, data: list[dict[str, Any]], ridge: float = 1e-3) -> None:
    """Fit `o` and `down` of each layer so that the sums they write into are those of the whole model."""
    with torch.no_grad():
        given = [model.encoder.embed(d["ids"], d["mask"], d["case"], d["quote"]) for d in data]
    use = [d["mask"] == 1 for d in data]
    ours, theirs, bias = [x for x, _ in given], [x for x, _ in given], [b for _, b in given]
    for n, (layer, full) in enumerate(zip(model.encoder.layers, whole.encoder.layers, strict=True)):
        aims = [through(full, x, b) for x, b in zip(theirs, bias, strict=True)]
        for name in ("o", "down"):
            matrix: nn.Linear = getattr(layer, name)
            got = [through(layer, x, b) for x, b in zip(ours, bias, strict=True)]
            x, total = (torch.cat([g[k][u] for g, u in zip(got, use, strict=True)]).double() for k in (name, name + " sum"))
            missing = torch.cat([g[name + " sum"][u] for g, u in zip(aims, use, strict=True)]).double() - total
            x = torch.cat([x, torch.ones(len(x), 1, dtype=torch.double)], 1)
            # added to the weights as they are, so that directions which the sample hardly shows keep them
            gram = x.T @ x
            more = torch.linalg.solve(gram + ridge * gram.diagonal().mean() * torch.eye(len(gram), dtype=torch.double), x.T @ missing)
            with torch.no_grad():
                matrix.weight += more[:-1].T.float()
                matrix.bias += more[-1].float()
            left = missing - x @ more
            print(f"layer {n} {name}: squared error {float(missing.pow(2).mean()):.4f} before, {float(left.pow(2).mean()):.4f} after")
        ours = [through(layer, x, b)["out"] for x, b in zip(ours, bias, strict=True)]
        theirs = [g["out"] for g in aims]


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("base", type=Path)
    ap.add_argument("weights", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--data", type=Path, default=Path("../shared/data"))
    ap.add_argument("--teacher", type=Path, nargs="*", default=[], help="texts labelled by teach.py")
    ap.add_argument("--budget", type=float, default=0.5, help="share of the layers' time that may stay")
    ap.add_argument("--batches", type=int, default=120)
    ap.add_argument("--size", type=int, default=400)
    o = ap.parse_args()
    torch.manual_seed(1)
    rng = random.Random(1)
    tok = Tokenizer.from_file(str(o.base / "tokenizer.json"))
    tok.no_truncation()
    tok.no_padding()
    examples = read_polnear(o.data / "polnear" / "train", tok, scorer(o.data.parent / "tools"), "first")
    soft = [row for p in o.teacher for row in torch.load(p, weights_only=True)]
    for e in examples:
        blend(e, soft)
    examples += read_soft([row for row in soft if not row.get("used")], tok)
    given = batches(windows(examples, o.size, rng), 4 * (o.size + 2), rng)[: o.batches]
    data = [collate(b, *special_ids(tok)) for b in given]
    whole, model, judged = (load_base(o.base) for _ in range(3))
    for m in (whole, model, judged):
        load_weights(m, o.weights)
        m.eval()
    gates = Gates(judged)
    for d in data:
        gates.read(d)
    kept = choose(gates, o.budget)
    for n, (heads, inner) in enumerate(kept):
        print(f"layer {n}: {len(heads)} heads, {len(inner)} columns")
    take_out(model, kept)
    refit(model, whole, data[:30])
    o.out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), o.out / "model.pt")


if __name__ == "__main__":
    sys.exit(main())
