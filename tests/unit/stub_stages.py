"""Stages that need no weights: for tests of scheduling and of input and output only."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

from onrecord.errors import OnRecordError, UserError
from onrecord.model import UNRESOLVED, Article, Block, Capture, Record, Span, Statement

_SAID = re.compile(r"(?P<source>[A-Z]\w+) (?P<cue>said) (?P<content>[^.\n]+)")


def load(model: str) -> Callable[[Capture], Record]:
    if model == "none":
        raise UserError("there is no model called none")
    if model == "broken":
        raise OnRecordError("the weights are damaged")
    if model == "dead":
        os._exit(7)
    return lambda capture: _stages(capture, model)


def _stages(capture: Capture, model: str) -> Record:
    text = capture.text or (capture.html or b"").decode("utf-8", "replace")
    if "CRASH" in text:
        raise ValueError("a stage\nbroke")
    if "DIE ALWAYS" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if match := re.search(r"DIE ONCE (\S+)", text):
        flag = Path(match[1])
        if not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if match := re.search(r"KILL MASTER (\S+)", text):  # the process that gives this one its work
        flag = Path(match[1])
        if not flag.exists():
            flag.touch()
            os.kill(os.getppid(), signal.SIGKILL)
    if "NOISE" in text:
        os.write(1, b"a library prints\n")
    if "SLOW" in text:
        time.sleep(0.05)
    if "HANG" in text:
        time.sleep(60)
    return record(text, capture.source, model)


def record(text: str, source: str = "a.txt", model: str = "fast") -> Record:
    sha = hashlib.sha256(text.encode()).hexdigest()
    blocks = tuple(Block(start=m.start(), end=m.end(), kind="paragraph") for m in re.finditer(r"[^\n]+", text))

    def span(m: re.Match[str], name: str) -> tuple[Span, ...]:
        return (Span(start=m.start(name), end=m.end(name), text=m[name]),)

    statements = tuple(
        Statement(
            id=f"{sha[:8]}-{m.start()}",
            kind="indirect",
            part="body",
            content=span(m, "content"),
            cue=span(m, "cue"),
            source=span(m, "source"),
            speaker=UNRESOLVED,
            score=0.5,
            how=model,
        )
        for m in _SAID.finditer(text)
    )
    article = Article(id=sha[:16], source=source, text=text, text_sha256=sha, title=text.split("\n")[0][:60], blocks=blocks)
    return Record(article=article, statements=statements)
