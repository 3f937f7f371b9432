"""Labelled documents as training examples: PolNeAR (with CoreNLP's silver layer), GUM, and our own written sentences.

Each document becomes one Example: its pieces and, per piece, the class of every head (-100 where a source does not say).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from network import DEPREL, ENTITIES, MENTIONS, TAGS, UPOS
from onrecord.encode.pieces import Pieces, cut

UNKNOWN = -100
SILVER = {"PERSON": "person", "ORGANIZATION": "organisation", "LOCATION": "place", "MISC": "misc"}
Span = tuple[int, int]  # character offsets


@dataclass
class Example:
    name: str
    pieces: Pieces
    labels: dict[str, np.ndarray]  # head -> class per piece
    # piece ranges (first, last): one row an attribution
    links: list[dict[str, list[Span]]] = field(default_factory=list)
    inner: list[dict[str, list[Span]]] = field(default_factory=list)  # the same for statements inside the content of another
    arcs: np.ndarray | None = None  # head piece of a word's first piece, -1 for the root, -100 unknown
    # anchors (piece, cluster, anaphoric): every mention in order
    anchors: list[tuple[int, int]] = field(default_factory=list)
    gold_coreference: bool = False
    text: str = ""  # the whole text, where a teacher may have read it too
    soft: np.ndarray | None = None  # a teacher's class probabilities of all heads, one row a piece
    states: np.ndarray | None = None  # another reader's states, one row a piece (states.py)


def word_pieces(p: Pieces, span: Span) -> list[int]:
    """First pieces of the words that a span overlaps."""
    lo = int(np.searchsorted(p.end, span[0], side="right"))
    hi = int(np.searchsorted(p.start, span[1], side="left"))
    return [i for i in range(lo, hi) if p.first[i] and p.end[i] > p.start[i]]


def blank(p: Pieces, value: int) -> np.ndarray:
    y = np.full(len(p), UNKNOWN, dtype=np.int64)
    y[p.first == 1] = value
    return y


def paint(y: np.ndarray, words: list[int], name: str, names: list[str]) -> None:
    for k, i in enumerate(words):
        y[i] = names.index(("I-" if k else "B-") + name)


def attribution_labels(p: Pieces, attributions: list[dict[str, Any]]) -> tuple[np.ndarray, list[dict[str, list[Span]]]]:
    y = blank(p, 0)
    links = []
    # a span that breaks at a paragraph is two spans for the tagger
    for a in attributions:
        row: dict[str, list[Span]] = {}
        for role in ("source", "cue", "content"):
            row[role] = []
            for s in a[role]:
                words = word_pieces(p, tuple(s))
                parts: list[list[int]] = []
                for w in words:
                    if parts and p.paragraph[parts[-1][-1]] == p.paragraph[w]:
                        parts[-1].append(w)
                    else:
                        parts.append([w])
                for part in parts:
                    paint(y, part, role, TAGS)
                    row[role].append((part[0], part[-1]))
        if row["cue"] and row["content"]:
            links.append(row)
    return y, links


def read_polnear(folder: Path, tokenizer: Any, score_module: Any, annotator: str = "all") -> list[Example]:
    silver = {}
    with gzip.open(folder / "silver_corenlp.jsonl.gz", "rt", encoding="utf-8") as f:
        for line in f:
            d = json.loads(line)
            silver[d["doc"]] = d
    out = []
    for doc, _, text, attributions in score_module.load_gold(str(folder), annotator):
        p = cut(text, tokenizer)
        y, links = attribution_labels(p, attributions)
        e = Example(doc, p, {"tags": y}, links, text=text)
        s = silver.get(doc)
        if s:
            ents = blank(p, 0)
            anchors: dict[int, int] = {}
            for a, b, kind in s["entities"]:
                if kind in SILVER and (words := word_pieces(p, (a, b))):
                    paint(ents, words, SILVER[kind], ENTITIES)
                    anchors[words[-1]] = -1
            for n, chain in enumerate(s["coreference"]):
                for a, b in chain:
                    words = word_pieces(p, (a, b))
                    if words and len(words) <= 4:
                        anchors[words[-1]] = n
            e.labels["entities"] = ents
            e.anchors = sorted(anchors.items())
        out.append(e)
    return out


FREE_GENRES = ("news", "interview", "academic", "court")  # texts under CC BY: these alone may train shipped weights
_ENTITY = re.compile(r"\((\d+)-([a-z]+)(?:-[^()]*?)?(\))?(?=\(|\)|\d|$)|(\d+)\)")


def gum_text(path: Path) -> str:
    """The text of a GUM document, rebuilt from its tokens with a line break at each paragraph."""
    return _gum_sentences(path)[0]


def _gum_sentences(path: Path) -> tuple[str, list[list[dict[str, Any]]]]:
    text = ""
    sentence: list[dict[str, Any]] = []
    new_paragraph = False
    joined = (0, False)
    sentences = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("# newpar ") or line == "# newpar":
            new_paragraph = True
        if line.startswith("#"):
            continue
        if not line:
            if sentence:
                sentences.append(sentence)
                sentence = []
                joined = (0, False)
            continue
        c = line.split("\t")
        if "-" in c[0]:  # a multi-word token ("Korea's"): its parts stand together
            joined = int(c[0].split("-")[1]), "SpaceAfter=No" in c[9]
        if not c[0].isdigit():
            continue
        if new_paragraph and not sentence:
            text = text.rstrip(" ") + ("\n" if text else "")
            new_paragraph = False
        a = len(text)
        text += c[1]
        sentence.append({"a": a, "b": len(text), "upos": c[3], "head": int(c[6]) - 1, "rel": c[7].split(":")[0], "misc": c[9]})
        inside, spaceless = int(c[0]) < joined[0], int(c[0]) == joined[0] and joined[1]
        if not (inside or spaceless or "SpaceAfter=No" in c[9]):
            text += " "
    return text, sentences


def read_gum(path: Path, tokenizer: Any) -> Example:
    """One GUM document with its words' classes, arcs, mention heads and coreference."""
    text, sentences = _gum_sentences(path)
    words: list[dict[str, Any]] = []
    for s in sentences:
        base = len(words)
        for t in s:
            t["head"] = t["head"] + base if t["head"] >= 0 else -1
            words.append(t)
    p = cut(text, tokenizer)
    at = {}
    for i, w in enumerate(words):
        got = word_pieces(p, (w["a"], w["b"]))
        if got:
            at[i] = got
    upos, rel = np.full(len(p), UNKNOWN), np.full(len(p), UNKNOWN)
    arcs = np.full(len(p), UNKNOWN)
    mentions = blank(p, 0)
    for i, w in enumerate(words):
        if i not in at:
            continue
        # a GUM word that our cut splits: its first part carries the labels, the parts hang on it
        k = at[i][0]
        upos[k], rel[k] = UPOS.index(w["upos"]), DEPREL.index(w["rel"])
        if w["head"] < 0:
            arcs[k] = -1
        elif w["head"] in at:
            arcs[k] = at[w["head"]][0]
        for extra in at[i][1:]:
            upos[extra], rel[extra], arcs[extra] = UPOS.index(w["upos"]), DEPREL.index("goeswith"), k
    stack: dict[str, list[tuple[int, str]]] = defaultdict(list)
    spans = []
    for i, w in enumerate(words):
        m = re.search(r"(?:^|\|)Entity=([^|]+)", w["misc"])
        for g in re.finditer(r"\(([^()]+)(\))?|([^()]+)\)", m[1] if m else ""):
            if g[1]:
                f = g[1].split("-")
                if g[2]:
                    spans.append((i, i, f[0], f[1]))
                else:
                    stack[f[0]].append((i, f[1]))
            elif stack[g[3]]:
                a, kind = stack[g[3]].pop()
                spans.append((a, i, g[3], kind))
    clusters: dict[str, int] = {}
    anchors: dict[int, int] = {}
    for a, b, entity, kind in spans:
        heads = [i for i in range(a, b + 1) if not a <= words[i]["head"] <= b]
        if len(heads) != 1 or heads[0] not in at or kind not in MENTIONS:
            continue
        h = heads[0]
        mentions[at[h][0]] = MENTIONS.index(kind)
        if words[h]["upos"] == "PROPN":
            while h + 1 <= b and words[h + 1]["upos"] == "PROPN" and h + 1 in at:
                h += 1
        anchors[at[h][-1]] = clusters.setdefault(entity, len(clusters))
    labels = {"upos": upos, "deprel": rel, "mentions": mentions}
    return Example(path.stem, p, labels, arcs=arcs, anchors=sorted(anchors.items()), gold_coreference=True, text=text)


_MARK = re.compile(r"\{(/?)([sct])(\d*)\}")


def read_written(path: Path, tokenizer: Any) -> list[Example]:
    """Our own sentences: one report a block, blank lines between; {s1}…{/s1} source, {c1} cue, {t1} content of attribution 1."""
    out = []
    for n, block in enumerate(re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())):
        if block.startswith("#"):
            continue
        text, last, open_, found = "", 0, {}, defaultdict(lambda: {"source": [], "cue": [], "content": []})
        for m in _MARK.finditer(block):
            text += block[last : m.start()]
            last = m.end()
            key = (m[2], m[3])
            if not m[1]:
                open_[key] = len(text)
            else:
                found[m[3]][{"s": "source", "c": "cue", "t": "content"}[m[2]]].append((open_.pop(key), len(text)))
        text += block[last:]
        if open_:
            raise ValueError(f"{path.name}: block {n + 1} leaves {sorted(open_)} open: {block[:60]}")
        p = cut(text, tokenizer)
        rows = list(found.values())
        inside = [k for k, a in enumerate(rows) if any(a is not b and _holds(b, a) for b in rows)]
        y, links = attribution_labels(p, [a for k, a in enumerate(rows) if k not in inside])
        e = Example(f"{path.stem}-{n}", p, {"tags": y}, links, text=text)
        if inside:
            inner, e.inner = attribution_labels(p, [rows[k] for k in inside])
            e.labels["inner"] = np.where(y >= TAGS.index("B-content"), inner, UNKNOWN)
        out.append(e)
    return out


def _holds(outer: dict[str, Any], inner: dict[str, Any]) -> bool:
    """Whether all parts of a statement lie in the content of another."""
    parts = [s for role in ("source", "cue", "content") for s in inner[role]]
    return all(any(a <= s[0] and s[1] <= b for a, b in outer["content"]) for s in parts)


def read_soft(soft: list[dict[str, Any]], tokenizer: Any) -> list[Example]:
    """Texts that a teacher labelled (teach.py)."""
    out = []
    for n, row in enumerate(soft):
        e = Example(f"soft-{n}", cut(row["text"], tokenizer), {}, soft=row["soft"].numpy(), inner=row.get("inner", []), text=row["text"])
        if len(e.pieces) == len(e.soft):
            out.append(e)
    return out


class Followed:
    """The states of another reader, in a folder that states.py wrote."""

    def __init__(self, folder: Path) -> None:
        self.rows: dict[str, tuple[int, int]] = {k: (a, b) for k, (a, b) in json.loads((folder / "texts.json").read_text()).items()}
        self.states = np.load(folder / "states.npy", mmap_mode="r")

    def give(self, e: Example) -> bool:
        """Give an example its states, where its text was read."""
        a, b = self.rows.get(text_name(e), (0, 0))
        if b - a == len(e.pieces):
            e.states = self.states[a:b]
        return e.states is not None


def text_name(e: Example) -> str:
    return hashlib.sha256(e.text.encode()).hexdigest()
