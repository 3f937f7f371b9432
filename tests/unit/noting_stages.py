"""Stages with the real article and stub statements, which note each capture that they read in the file that ONRECORD_NOTES names."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from stub_stages import record

from onrecord.article import build
from onrecord.errors import SkippedError
from onrecord.model import Capture, Record


def load(model: str) -> Callable[[Capture], Record]:
    return _stages


def plain(model: str) -> Callable[[Capture], Record]:
    """Without the article either: quick to start."""
    return _plain


def _plain(capture: Capture) -> Record:
    _note(capture)
    if b"<title>Topics" in (capture.html or b""):
        raise SkippedError(capture.source, "a list")
    return record((capture.html or b"").decode(), capture.source)


def _note(capture: Capture) -> None:
    if notes := os.environ.get("ONRECORD_NOTES"):
        with Path(notes).open("a", encoding="utf-8") as file:
            file.write(f"{capture.source}\n")
    if b"SLOW" in (capture.html or b""):
        time.sleep(0.02)


def _stages(capture: Capture) -> Record:
    _note(capture)
    if b"CRASH" in (capture.html or b""):
        raise ValueError("a stage broke")
    article = build(capture)
    made = record(article.text)
    return replace(made, article=article)
