"""The encoder and its heads, in plain torch.

One post-norm transformer serves both base models: BERT's (MiniLM, absolute positions) and MPNet's (absolute positions and a relative
bias). Two feature embeddings (letter case, quotation state) are added to the word embeddings, zero at the start, so that training
begins from the base model exactly.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

TAGS = ["O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content"]
ENTITIES = ["O", *(f"{p}-{t}" for t in ("person", "organisation", "place", "misc") for p in "BI")]
MENTIONS = ["none", "person", "organization", "place", "animal", "plant", "object", "substance", "event", "time", "abstract"]
UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
DEPREL = (
    "acl advcl advmod amod appos aux case cc ccomp compound conj cop csubj dep det discourse dislocated expl fixed flat goeswith iobj "
    "list mark nmod nsubj nummod obj obl orphan parataxis punct reparandum root vocative xcomp"
).split()
# sizes of the blocks in the one output row of a piece, in this order
SMALL = {
    "tags": len(TAGS),
    "entities": len(ENTITIES),
    "mentions": len(MENTIONS),
    "upos": len(UPOS),
    "deprel": len(DEPREL),
    "inner": len(TAGS),  # the tags of a statement reported inside the content of another
}
VECTORS = (
    "cue_source",
    "cue_content",
    "source_first",
    "source_last",
    "content_first",
    "content_last",
    "arc_dependent",
    "arc_head",
    "ana",
    "ante",
)
WIDTH = 64
DISTANCES = 16


@dataclass
class Config:
    vocab: int
    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    position_start: int
    eps: float
    relative: bool


def relative_bucket(distance: Tensor, buckets: int = 32, longest: int = 128) -> Tensor:
    """MPNet's (T5's) bidirectional bucket of a relative position."""
    half = buckets // 2
    n = -distance
    out = (n < 0).long() * half
    n = n.abs()
    exact = half // 2
    far = exact + (torch.log(n.clamp(min=1).float() / exact) / math.log(longest / exact) * (half - exact)).long()
    return out + torch.where(n < exact, n, far.clamp(max=half - 1))


class FusedAttention(torch.autograd.Function):
    """onnxruntime's one-node attention, for export only."""

    @staticmethod
    def forward(_ctx: object, q: Tensor, _k: Tensor, _v: Tensor, _heads: int) -> Tensor:
        return q.clone()

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any, heads: int) -> Any:
        return g.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads).setType(q.type())


class Layer(nn.Module):
    def __init__(self, c: Config) -> None:
        super().__init__()
        self.relative = c.relative or None
        self.heads, self.size = c.heads, c.hidden // c.heads
        self.q, self.k, self.v, self.o = (nn.Linear(c.hidden, c.hidden) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(c.hidden, eps=c.eps), nn.LayerNorm(c.hidden, eps=c.eps)
        self.up, self.down = nn.Linear(c.hidden, c.inner), nn.Linear(c.inner, c.hidden)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, _ = x.shape
        q, k, v = (f(x).view(b, n, self.heads, self.size).transpose(1, 2) for f in (self.q, self.k, self.v))
        if torch.onnx.is_in_onnx_export():
            # reading sends windows of one length, so there is no padding to mask
            if self.relative is None:
                y = FusedAttention.apply(self.q(x), self.k(x), self.v(x), self.heads)
                x = self.norm1(x + self.o(y))
                return self.norm2(x + self.down(F.gelu(self.up(x))))
            y = ((q @ k.transpose(-1, -2)) * (1 / math.sqrt(self.size)) + bias).softmax(-1) @ v
        else:
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        x = self.norm1(x + self.o(y.transpose(1, 2).reshape(b, n, -1)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    def __init__(self, c: Config) -> None:
        super().__init__()
        self.c = c
        self.words, self.places = nn.Embedding(c.vocab, c.hidden), nn.Embedding(c.positions, c.hidden)
        self.kind = nn.Parameter(torch.zeros(c.hidden))
        self.case, self.quote = nn.Embedding(6, c.hidden), nn.Embedding(4, c.hidden)
        nn.init.zeros_(self.case.weight)
        nn.init.zeros_(self.quote.weight)
        self.norm = nn.LayerNorm(c.hidden, eps=c.eps)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.relative = nn.Embedding(32, c.heads) if c.relative else None

    def forward(self, ids: Tensor, mask: Tensor, case: Tensor, quote: Tensor) -> Tensor:
        x, bias = self.embed(ids, mask, case, quote)
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def embed(self, ids: Tensor, mask: Tensor, case: Tensor, quote: Tensor) -> tuple[Tensor, Tensor]:
        """What the first layer is given: states (windows, pieces, hidden), and the bias of attention."""
        n = ids.shape[1]
        at = torch.arange(n, device=ids.device)
        x = self.words(ids) + self.places(at + self.c.position_start) + self.kind + self.case(case) + self.quote(quote)
        x = self.norm(x)
        bias = (1.0 - mask[:, None, None, :].float()) * -1e4
        if self.relative is not None:
            # detached: a bias that needs no gradient lets the fused attention kernel run; the table is good as it comes
            bias = bias + self.relative(relative_bucket(at[None, :] - at[:, None])).permute(2, 0, 1)[None].detach()
        else:
            bias = bias.expand(-1, 1, n, -1)
        return x, bias


class Reader(nn.Module):
    """Encoder, per-piece classifiers and the vectors that score links, arcs and antecedents."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.encoder = Encoder(c)
        self.small = nn.Linear(c.hidden, sum(SMALL.values()))
        self.vectors = nn.Linear(c.hidden, WIDTH * len(VECTORS))
        # biases of a link by distance bucket: content to cue, cue to source, anaphor to antecedent; and the score of "none"
        self.near = nn.Parameter(torch.zeros(3, 2 * DISTANCES))
        self.none = nn.Parameter(torch.zeros(3))

    def forward(self, ids: Tensor, mask: Tensor, case: Tensor, quote: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.encoder(ids, mask, case, quote)
        return x, self.small(x), self.vectors(x)


def thin(layer: Layer, heads: int, inner: int) -> None:
    """Give a layer fewer attention heads and a narrower middle; the new matrices hold nothing yet."""
    hidden, width = layer.q.in_features, heads * layer.size
    layer.heads = heads
    layer.q, layer.k, layer.v = (nn.Linear(hidden, width) for _ in range(3))
    layer.o = nn.Linear(width, hidden)
    layer.up, layer.down = nn.Linear(hidden, inner), nn.Linear(inner, hidden)


def load_weights(model: Reader, path: Path) -> None:
    """Weights of an earlier run. Rows of classes that run did not have (the inner tags) start as copies of the tags' rows; layers that
    prune.py made thinner are made as thin first."""
    w = torch.load(path, weights_only=True)
    for i, layer in enumerate(model.encoder.layers):
        width, inner = (w[f"encoder.layers.{i}.{name}.weight"].shape[0] for name in ("q", "up"))
        if (width, inner) != (layer.q.out_features, layer.up.out_features):
            thin(layer, width // layer.size, inner)
    short = model.small.weight.shape[0] - w["small.weight"].shape[0]
    if short:
        assert short == len(TAGS)
        for name in ("small.weight", "small.bias"):
            w[name] = torch.cat([w[name], w[name][: len(TAGS)]])
    model.load_state_dict(w)


def load_base(folder: Path, layers: int | None = None) -> Reader:
    """A Reader over the base weights (model.safetensors, config.json) of a folder, its lowest `layers` only where a number is given."""
    raw = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    mpnet = raw["model_type"] == "mpnet"
    c = Config(
        vocab=raw["vocab_size"], hidden=raw["hidden_size"], layers=layers or raw["num_hidden_layers"], heads=raw["num_attention_heads"],
        inner=raw["intermediate_size"], positions=raw["max_position_embeddings"], position_start=2 if mpnet else 0,
        eps=raw["layer_norm_eps"], relative=mpnet,
    )  # fmt: skip
    model = Reader(c)
    w = load_file(folder / "model.safetensors")
    w = {k.removeprefix("mpnet.").removeprefix("bert."): v for k, v in w.items()}
    e = model.encoder
    with torch.no_grad():
        e.words.weight.copy_(w["embeddings.word_embeddings.weight"])
        e.places.weight.copy_(w["embeddings.position_embeddings.weight"])
        if not mpnet:
            e.kind.copy_(w["embeddings.token_type_embeddings.weight"][0])
        names = [(e.norm, "embeddings.LayerNorm")]
        if e.relative is not None:
            e.relative.weight.copy_(w["encoder.relative_attention_bias.weight"])
        for i, layer in enumerate(e.layers):
            p = f"encoder.layer.{i}."
            attention = ("attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o") if mpnet else (
                "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")  # fmt: skip
            names += [(m, p + n) for m, n in zip((layer.q, layer.k, layer.v, layer.o), attention, strict=True)]
            names += [(layer.norm1, p + ("attention.LayerNorm" if mpnet else "attention.output.LayerNorm"))]
            names += [(layer.up, p + "intermediate.dense"), (layer.down, p + "output.dense"), (layer.norm2, p + "output.LayerNorm")]
        for module, name in names:
            module.weight.copy_(w[name + ".weight"])
            module.bias.copy_(w[name + ".bias"])
    return model
