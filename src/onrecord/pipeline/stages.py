"""One report through every stage, in order. Nothing here but the order."""

from __future__ import annotations

from collections.abc import Callable

from onrecord.article import build
from onrecord.encode.load import load_reader
from onrecord.model import Capture, Made, Record
from onrecord.statements.extract import extract

UNKNOWN_LANGUAGE = "language-not-supported"


def load(model: str) -> Callable[[Capture], Record]:
    """Everything that turns a capture into its record, with the weights of `model` ("fast" or "accurate") loaded once.

    Raises UserError where there is no such model. What the result says of a capture depends on nothing but that capture.
    """
    reader = load_reader(model)

    def stages(capture: Capture) -> Record:
        article = build(capture)
        if UNKNOWN_LANGUAGE in article.warnings:  # said on the record, not guessed at
            return Record(article=article)
        encoded = reader.encode(article.text)
        statements = extract(article, encoded, reader)
        return Record(article=article, statements=statements, made=(Made(step="statements", version=reader.version),))

    return stages
