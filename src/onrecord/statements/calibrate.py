"""Turn the product of tag and link probabilities into a score that means what it says."""

from __future__ import annotations

import math
from typing import Any


def calibrated(meta: dict[str, Any], raw: float, nested: bool) -> float:
    """The chance that a statement is right, two decimals: a logistic curve fitted on PolNeAR dev and kept with the weights."""
    slope, offset = meta.get("calibration", {}).get("nested" if nested else "outer", (1.0, 0.0))
    raw = min(max(raw, 1e-4), 1 - 1e-4)
    return round(1 / (1 + math.exp(-(slope * math.log(raw / (1 - raw)) + offset))), 2)
