"""Makes an article of a capture: text, labelled blocks, metadata, language."""

from onrecord.article.build import build

__all__ = ["build"]
