"""Cross-validated figures for positions, and the weights to ship.

    PYTHONPATH=src:train python train/cv_positions.py [--shared ../shared] [--weights FOLDER] [--cache FILE] [--fit]

Each hit of the rules is weighed by a logistic regression. It learns from the labelled sentences and from hits judged in unlabelled
reports; the fifteen labelled reports and the two seeds teach it nothing, and neither do sentences that come from one of those reports. So
the figures for reports and seeds are those of weights that never saw them; those for sentences are cross-validated, folds by document.
The rules themselves were written with all this material in view. All figures come from the scorers beside the data. (Tried as further
features, with gains within the noise: mean encoder states of sentence and evidence; the syntax around cue and object; tense and helping
verbs. So the weights do not depend on the encoder's states.) --fit writes src/onrecord/data/questions/weights.json, the very weights that
were measured, with the threshold at which the hits' own cross-validated F peaks, recall weighing half as much as precision.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

import onrecord
from onrecord.coding.codebook import shipped
from onrecord.coding.positions import Candidate, candidates, settle, to_positions
from onrecord.model import Position
from position_data import Item, family, read_items
from position_names import name_lookup, phrase_reader

HERE = Path(__file__).resolve().parent
PACKAGE = Path(onrecord.__file__).parent
FOLDS = 10
STRENGTH = 0.2  # of the regularisation; picked on all folds, as was the list of features (0.15 to 0.3 do alike)
GRID = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7)
TAUGHT = ("sentence", "judged")  # the kinds of items that the weights may learn from


def same(a: str, b: str) -> bool:
    """Whether two names are one, by the scorer's own rule."""
    from score_record import same_name

    return bool(same_name(a, b))


def truth(item: Item, c: Candidate) -> bool | None:
    """Whether a hit is right in stance (and holder, where it has one); None where it is not judged."""
    if item.kind == "judged":
        a, b = c.sentence[0] + c.hit.start, c.sentence[0] + c.hit.end
        judged = [g for g in item.gold if a < g["end"] and b > g["start"]]
        same = [g for g in judged if g["stance"] == c.hit.stance]
        if same:
            return any(g["right"] for g in same)
        return False if any(g["right"] for g in judged) else None  # that it is not for does not say that it is not conditional
    if item.kind == "sentence":
        a, b = c.sentence[0] + c.hit.start, c.sentence[0] + c.hit.end
        if not (a < item.sentence[1] and b > item.sentence[0]):
            return None
        gold = item.gold
    elif c.statement is None:
        return None
    else:
        gold = [p for i in family(item.statements, c.statement.id) for p in item.by_statement.get(i, ())]
    return any(p["stance"] == c.hit.stance for p in gold)


def measured_docs(items: Sequence[Item]) -> set[str]:
    """The documents that a labelled report or a seed was taken from, found by their text: sentences of these teach nothing."""
    texts = [" ".join(i.article.text.split()) for i in items if i.kind not in TAUGHT]
    rest = [i for i in items if i.kind in TAUGHT]

    def part(item: Item) -> str:
        start, end = item.sentence
        return " ".join(item.article.text[start:end].split()[:40])

    return {i.doc for i in rest if any(part(i) in text for text in texts)}


def fold(doc: str) -> int:
    """The fold of a document, the same in every run."""
    return int(hashlib.sha256(doc.encode()).hexdigest(), 16) % FOLDS


class Model:
    """A logistic regression over named features."""

    def __init__(self, strength: float) -> None:
        self.names = DictVectorizer()
        self.fit_ = LogisticRegression(C=strength, max_iter=2000, class_weight=None)

    def fit(self, rows: Sequence[dict[str, float]], y: Sequence[bool]) -> Model:
        self.fit_.fit(self.names.fit_transform(rows), np.asarray(y))
        return self

    def score(self, rows: Sequence[dict[str, float]]) -> Any:
        return self.fit_.predict_proba(self.names.transform(rows))[:, 1] if rows else []


def row(c: Candidate) -> dict[str, float]:
    """A hit's features as the regression reads them."""
    return dict.fromkeys((*c.features, f"stance={c.hit.stance}"), 1.0)


def hits_f(said: Sequence[bool], right: Sequence[bool]) -> float:
    """F of hits that are reported, recall weighing half as much as precision: a wrong position is worse than a missed one."""
    both = sum(a and b for a, b in zip(said, right, strict=True))
    return 1.5 * both / max(1.0, sum(said) + 0.5 * sum(right))


def tool(shared: Path, name: str, *args: str) -> str:
    """The output of one of the scorers beside the data."""
    return subprocess.run([sys.executable, str(shared / "tools" / name), *args], capture_output=True, text=True, check=True).stdout


def as_record(item: Item, positions: Sequence[Position]) -> dict[str, Any]:
    """The record that the scorers read."""
    span = lambda s: {"start": s.start, "end": s.end, "text": s.text}  # noqa: E731
    party = lambda p: {"name": p.name, "status": p.status}  # noqa: E731
    return {
        "article": {"source": item.id, "text": item.article.text, "blocks": []},
        "dates": [],
        "statements": [
            {
                "id": s.id,
                "kind": s.kind,
                "content": [span(x) for x in s.content],
                "source": [span(x) for x in s.source],
                "speaker": party(s.speaker),
                "parent": s.parent,
            }
            for s in item.statements
        ],
        "positions": [
            {
                "statement": p.statement,
                "question": p.question,
                "holder": p.holder,
                "stance": p.stance,
                "condition": p.condition and span(p.condition),
                "evidence": [span(e) for e in p.evidence],
            }
            for p in positions
        ],
    }


def measure(shared: Path, items: Sequence[Item], coded: dict[str, tuple[Position, ...]], show: bool = False) -> dict[str, dict[str, float]]:
    """The scorers' figures for sentences, reports and seeds."""
    out: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("sentence", "report", "seed"):
            path = Path(folder) / f"{kind}.jsonl"
            some = [i for i in items if i.kind == kind]
            path.write_text("".join(json.dumps(as_record(i, coded[i.id])) + "\n" for i in some), encoding="utf-8")
            if kind == "sentence":
                text = tool(
                    shared, "score_positions.py", str(shared / "data/positions/dev.jsonl"), str(path), *(["--show"] if show else [])
                )
                *lines, last = text.strip().splitlines()
                if show:
                    print("\n".join(lines))
                out[kind] = {k: v for k, v in json.loads(last).items() if k not in ("sentences",)}
            else:
                where = shared / ("data/reports" if kind == "report" else "seeds")
                golds = [str(where / p.name) for p in sorted(where.glob("*.gold.json"))]
                text = tool(shared, "score_record.py", str(path), *golds, "--json")
                figures = json.loads(text)["figures"]
                out[kind] = {k: figures.get(k) for k in ("positions P", "positions R", "positions F1", "condition")}
    return out


def main() -> None:
    """Print the cross-validated figures, the curve, and those in training; with --fit write the weights."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    ap.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    ap.add_argument("--weights", type=Path, default=PACKAGE / "encode/weights/fast")
    ap.add_argument("--cache", type=Path)
    ap.add_argument("--strength", type=float, default=STRENGTH)
    ap.add_argument("--fit", action="store_true")
    ap.add_argument("--show", action="store_true")
    a = ap.parse_args()
    sys.path.insert(0, str(a.shared / "tools"))
    lookup = name_lookup()
    items = read_items(a.shared, a.weights, lookup, a.cache)
    books = [b for b in shipped() if b.id == "talks"]
    found = []
    for item in items:
        statements, mentions, who = phrase_reader(item.article, item.encoded, item.statements)
        if item.kind in ("sentence", "judged"):
            item.statements = statements
        found.append(candidates(item.article, item.statements, item.encoded, books, lookup, mentions, who))
    rows, y, groups, owner = [], [], [], []
    for n, (item, cs) in enumerate(zip(items, found, strict=True)):
        for c in cs:
            rows.append(row(c))
            y.append(truth(item, c))
            groups.append(fold(item.doc))
            owner.append(n)
    closed = measured_docs(items)
    known = [k for k in range(len(rows)) if y[k] is not None and items[owner[k]].kind in TAUGHT and items[owner[k]].doc not in closed]
    print(f"hits: {len(rows)}, judged {len(known)}, right {sum(bool(y[k]) for k in known)}")
    scores = np.zeros(len(rows))
    for f in range(FOLDS):
        train = [k for k in known if groups[k] != f]
        test = [k for k in range(len(rows)) if groups[k] == f]
        model = Model(a.strength).fit([rows[k] for k in train], [bool(y[k]) for k in train])
        if test:
            scores[test] = model.score([rows[k] for k in test])
    final = Model(a.strength).fit([rows[k] for k in known], [bool(y[k]) for k in known])
    unseen = [k for k in range(len(rows)) if items[owner[k]].kind not in TAUGHT]
    scores[unseen] = final.score([rows[k] for k in unseen])

    def coded(scores: Any, threshold: float | Sequence[float]) -> dict[str, tuple[Position, ...]]:
        out: dict[str, list[Position]] = {i.id: [] for i in items}
        k = 0
        for item, cs in zip(items, found, strict=True):
            least = threshold if isinstance(threshold, float) else threshold[fold(item.doc)]
            for c in cs:
                if scores[k] >= least:
                    out[item.id] += to_positions(item.article.text, c, float(scores[k]))
                k += 1
        return {ident: settle(ps) for ident, ps in out.items()}

    def best(without: int | None) -> float:
        some = [k for k in known if groups[k] != without]
        return max(GRID, key=lambda t: hits_f([scores[k] >= t for k in some], [bool(y[k]) for k in some]))

    threshold = best(None)  # what is shipped; each fold is measured with the threshold that the others choose
    inside = [best(f) for f in range(FOLDS)]
    print("cross-validated:")
    for t in (*GRID, inside):
        m = measure(a.shared, items, coded(scores, t))
        s, r, d = m["sentence"], m["report"], m["seed"]
        name = f"{t:.2f}" if isinstance(t, float) else "chosen in the other folds"
        print(
            f"  threshold {name}: sentences F1 {s['F1']} P {s['P']} R {s['R']} detection {s['detection F1']} condition {s['condition R']}"
            f" holder R {s['holder R']} stance R {s['stance R']}"
            f" | reports P {r['positions P']} R {r['positions R']} F1 {r['positions F1']} cond {r['condition']}"
            f" | seeds F1 {d['positions F1']} cond {d['condition']}"
        )
    if a.show:
        measure(a.shared, items, coded(scores, inside), show=True)
    m = measure(a.shared, items, coded(final.score(rows), threshold))
    print(f"in training, threshold {threshold}:", json.dumps(m))
    if a.fit:
        pairs = zip(final.names.feature_names_, final.fit_.coef_[0], strict=True)
        weights = {n: round(float(w), 4) for n, w in pairs if abs(w) >= 0.005}
        plain = {n: w for n, w in weights.items() if not n.startswith(("head=", "before=", "after=", "whole=", "pair="))}
        bias = round(float(final.fit_.intercept_[0]), 4)
        out = {
            "made": "train/cv_positions.py",
            "scorers": {
                "talks": {"weights": weights, "bias": bias, "threshold": threshold},
                "any": {"weights": plain, "bias": bias, "threshold": threshold},
            },
        }
        path = HERE.parent / "src/onrecord/data/questions/weights.json"
        path.write_text(json.dumps(out, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
