"""Load the packaged weights and run them over a text: one pass serves every later stage."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from onrecord.encode.encoded import TAGS, Encoded, Entity, Floats, Windows
from onrecord.encode.pieces import BREAK_TOKEN, Cutter, Pieces
from onrecord.encode.sentences import sentence_numbers
from onrecord.errors import UserError

MODELS = ("fast", "accurate")
LONGEST = 512  # word pieces that the encoder can place
LABEL = 5  # words: a shorter first line stands above a headline
HEADLINE = 48  # pieces: a longer first line is read as running text only
CONTENT = TAGS.index("B-content")  # this tag and the next are of content
SURE = 20.0  # a score above all others of a head
OVERLAP = 32  # pieces that neighbouring windows share, where the weights name no other number


@dataclass(frozen=True, slots=True)
class Raw:
    """Encoder output per piece: small (n, classes of all heads), the vectors of each window, and, where asked for, states (n, hidden)."""

    small: Floats
    windows: Windows
    states: Floats | None = None


def model_folder(model: str) -> Path:
    """The folder of a model's weights; `accurate` comes from a distribution of its own."""
    if model == "fast":
        return Path(__file__).parent / "weights" / "fast"
    if model == "accurate":
        spec = importlib.util.find_spec("onrecord_accurate")
        if spec is None or spec.origin is None:
            raise UserError("the model 'accurate' is not installed: pip install 'onrecord[accurate]'")
        return Path(spec.origin).parent / "weights"
    raise UserError(f"no model is called {model!r}: choose one of {', '.join(MODELS)}")


@lru_cache(maxsize=2)
def load_reader(model: str = "fast", threads: int = 1) -> Reader:
    """A Reader over a model's packaged weights (cached). Raises UserError for a model that is not installed."""
    return Reader(model_folder(model), threads=threads)


class Reader:
    """The trained encoder with its heads, on onnxruntime. Not tied to a report: calls do not influence each other."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        import onnxruntime as ort
        from tokenizers import Tokenizer

        self.meta: dict[str, Any] = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
        self.version: str = self.meta["version"]
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_mem_pattern = False
        options.add_session_config_entry("session.set_denormal_as_zero", "1")  # a few hundredths of the time
        # measured: onnxruntime's joined skip-and-normalise is slower on processors than its two parts, a tenth of the whole pass
        slower = ["SkipLayerNormFusion"]
        self.session = ort.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"], disabled_optimizers=slower
        )
        own = folder / "vectors.npy"
        self.weight: Floats | None = np.load(own).astype(np.float32) if own.exists() else None
        self.cutter = Cutter(self.tokenizer)
        self.near = np.asarray(self.meta["near"], dtype=np.float32)
        self.none = np.asarray(self.meta["none"], dtype=np.float32)
        self.heads: dict[str, slice] = {}
        at = 0
        for name, size in self.meta["small"].items():
            self.heads[name] = slice(at, at + size)
            at += size
        vocabulary = self.tokenizer.get_vocab()
        self.break_id: int = vocabulary[BREAK_TOKEN]
        self.stops: list[int] = [vocabulary[t] for t in (".", "?", "!")]
        self.blocks = {n: slice(i * self.meta["width"], (i + 1) * self.meta["width"]) for i, n in enumerate(self.meta["vectors"])}

    def run(self, p: Pieces, longest: int | None = None, *, states: bool = False) -> Raw:
        """One encoder pass over pieces; long texts go through overlapping windows, each piece judged where it stands most central.

        longest: the most pieces of a window, the model's usual number where None. states: whether the encoder's states are wanted too.
        """
        size = (longest or int(self.meta["size"])) - 2
        shared = int(self.meta.get("overlap", OVERLAP))
        n = len(p)
        count = 1 if n <= size else -(-(n - shared) // (size - shared))
        length = -(-(n + (count - 1) * shared) // count)
        starts = [min(k * (length - shared), n - length) for k in range(count)] if count > 1 else [0]
        cls, sep, _ = self.meta["special"]
        ids = np.empty((count, length + 2), dtype=np.int64)
        ids[:, 0], ids[:, -1] = cls, sep
        case, quote = np.zeros_like(ids), np.zeros_like(ids)
        for row, a in enumerate(starts):
            ids[row, 1:-1], case[row, 1:-1], quote[row, 1:-1] = p.ids[a : a + length], p.case[a : a + length], p.quote[a : a + length]
        # one window at a time: what a pass works on then stays in the processor's near memory, which several windows outgrow
        own = "vectors" if self.weight is None else "states"
        wanted = ["small", own, *(["states"] if states and own != "states" else [])]
        each = [self.session.run(wanted, {"ids": ids[k : k + 1], "case": case[k : k + 1], "quote": quote[k : k + 1]}) for k in range(count)]
        out = each[0] if count == 1 else [np.concatenate(o) for o in zip(*each, strict=True)]
        cuts = [0, *(self._cut(p, a, b + length) for b, a in pairwise(starts)), n]
        home = np.repeat(np.arange(count), np.diff(cuts))
        parts = [slice(1 + cuts[row] - a, 1 + cuts[row + 1] - a) for row, a in enumerate(starts)]
        small = np.concatenate([out[0][row, part] for row, part in enumerate(parts)])
        windows = Windows(states=out[1][:, 1:-1], start=np.asarray(starts), home=home, block=self.blocks, weight=self.weight)
        return Raw(small, windows, np.concatenate([out[-1][row, part] for row, part in enumerate(parts)]) if states else None)

    def _cut(self, p: Pieces, a: int, b: int) -> int:
        """Where neighbouring windows part inside their overlap [a, b): at the paragraph break or full stop nearest the middle."""
        middle = (a + b) // 2
        for marks in ([self.break_id], self.stops):
            at = np.flatnonzero(np.isin(p.ids[a:b], marks)) + a
            if len(at):
                return int(at[np.abs(at - middle).argmin()]) + 1
        return middle

    def encode(self, text: str) -> Encoded:
        """Everything that one pass says of a text, one row a word.

        A headline is tagged from a pass of its own, a fiftieth of the cost: the text below it, which says the same in the manner of
        running text, blurs what the dash or colon of a headline means. On PolNeAR dev this changes next to nothing.
        """
        p = self.cutter.cut(text)
        raw = self.run(p)
        lines = _lines_at_top(p)
        for first, end in lines:
            if 1 < end - first <= HEADLINE < len(p) - end:
                alone = self.run(p.take(np.append(0, np.arange(first, end)))).small[1:]
                tags = alone[:, self.heads["tags"]]
                if (first, end) != lines[-1] and not (tags.argmax(1) >= CONTENT).any():
                    tags[:, 0] = SURE  # a label ("Valley dispute") attributes nothing, so it lends the headline below it no speaker
                for name in ("tags", "inner"):
                    if name in self.heads:
                        raw.small[first:end, self.heads[name]] = alone[:, self.heads[name]]
        return self._read(text, p, raw)

    def interpret(self, text: str, p: Pieces, longest: int | None = None) -> Encoded:
        """Run pieces of a text and read the heads off at the first piece of each word. longest: as for `run`."""
        return self._read(text, p, self.run(p, longest))

    def _read(self, text: str, p: Pieces, raw: Raw) -> Encoded:
        at = np.flatnonzero((p.first == 1) & (p.end > p.start))
        start = p.start[at]
        # a word ends with its last piece
        last = np.append(at[1:], len(p)) - 1
        last = np.where(p.paragraph[last] != p.paragraph[at], last - 1, last)
        end = p.end[np.maximum(last, at)]
        small = raw.small[at]
        starts, ends = start.tolist(), end.tolist()
        windows = raw.windows.at_words(at)
        sentences = sentence_numbers(text, starts, ends, p.paragraph[at].tolist())
        return Encoded(
            text=text,
            start=start,
            end=end,
            sentence=np.asarray(sentences, dtype=np.int64),
            paragraph=p.paragraph[at],
            tags=_softmax(small[:, self.heads["tags"]]),
            upos=small[:, self.heads["upos"]].argmax(1) if len(at) else np.zeros(0, dtype=np.int64),
            deprel=small[:, self.heads["deprel"]].argmax(1) if len(at) else np.zeros(0, dtype=np.int64),
            mention=small[:, self.heads["mentions"]].argmax(1) if len(at) else np.zeros(0, dtype=np.int64),
            entities=_entities(_softmax(small[:, self.heads["entities"]]), self.meta["entities"], p.paragraph[at]),
            windows=windows,
            starts=starts,
            ends=ends,
            sentences=sentences,
            piece=at,
            pieces=p,
            inner=_softmax(small[:, self.heads["inner"]]) if "inner" in self.heads else None,
        )


def _lines_at_top(p: Pieces) -> list[tuple[int, int]]:
    """The pieces of the headline: of the first line; where that has but a few words, of the second too, for it may be a label above it."""
    end = int(np.searchsorted(p.paragraph, p.paragraph[0], side="right"))
    lines = [(1, end)]
    if int(p.first[:end].sum()) < LABEL and end < len(p):
        lines.append((end + 1, int(np.searchsorted(p.paragraph, p.paragraph[end], side="right"))))
    return lines


def _softmax(x: Floats) -> Floats:
    x = np.exp(x - x.max(-1, keepdims=True)) if x.size else x
    return np.asarray(x / x.sum(-1, keepdims=True), dtype=np.float32) if x.size else x


def _entities(p: Floats, names: list[str], paragraph: npt.NDArray[np.int64]) -> tuple[Entity, ...]:
    best = p.argmax(1) if len(p) else np.zeros(0, dtype=np.int64)
    sure = p.max(1).tolist() if len(p) else []
    out: list[Entity] = []
    first, last, kind = -1, -1, ""
    for i in [*np.flatnonzero(best).tolist(), -1]:
        name = names[best[i]] if i >= 0 else "O"
        if i >= 0 and first >= 0 and i == last + 1 and name == "I-" + kind and paragraph[i] == paragraph[first]:
            last = i
            continue
        if first >= 0:
            score = sum(sure[first : last + 1]) / (last + 1 - first)
            out.append(Entity(first=first, last=last, type=kind, score=round(score, 3)))
        first, last, kind = i, i, name[2:]
    return tuple(out)
