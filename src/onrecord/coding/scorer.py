"""Weigh a hit: a logistic regression over its features, trained on labelled sentences, with numbers only at run time."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from onrecord.errors import DataFileError
from onrecord.model import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """Weights by feature. threshold: the least score that is reported. lexical: words it knows of one question only are left out."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def score(self, features: Iterable[str], stance: Stance) -> float:
        """The probability that a hit with these features is a position."""
        total = self.bias + self.weights.get(f"stance={stance}", 0.0)
        for feature in dict.fromkeys(features):
            total += self.weights.get(feature, 0.0)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def reasons(self, features: Iterable[str], most: int = 3) -> list[str]:
        """The features that weigh most."""
        known = [f for f in dict.fromkeys(features) if f in self.weights]
        return sorted(known, key=lambda f: -abs(self.weights[f]))[:most]


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Scorer]:
    path = files("onrecord") / "data/questions/weights.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {name: Scorer(weights=s["weights"], bias=s["bias"], threshold=s["threshold"]) for name, s in data["scorers"].items()}
    except (OSError, ValueError, KeyError) as error:
        raise DataFileError(f"weights.json: cannot be read: {error}") from error


def shipped_scorer(question: str) -> Scorer:
    """The trained scorer of a question; that of any question where it has none of its own."""
    scorers = _shipped()
    return scorers.get(question) or scorers["any"]
