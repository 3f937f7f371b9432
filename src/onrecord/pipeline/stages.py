"""One report through every stage, in order. Nothing here but the order."""

from __future__ import annotations

from collections.abc import Callable

from onrecord.article import build
from onrecord.model import Capture, Record


def load(model: str) -> Callable[[Capture], Record]:  # noqa: ARG001 - until the reader lands
    """Everything that turns a capture into its record, with the weights of `model` ("fast" or "accurate") loaded once.

    Raises UserError where there is no such model. What the result says of a capture depends on nothing but that capture.
    """

    def stages(capture: Capture) -> Record:
        article = build(capture)
        return Record(article=article)

    return stages
