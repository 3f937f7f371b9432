"""Run the stages on one report, so that whatever goes wrong stays with that report."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from importlib import import_module

from onrecord.errors import ReportError, SourceError
from onrecord.model import Capture, Record

Stages = Callable[[Capture], Record]


def load(place: str, model: str, questions: Sequence[str] = ()) -> Stages:
    """The stages that the function at `place` ("module:function") makes for `model` and the caller's own codebook files."""
    module, _, name = place.partition(":")
    function = getattr(import_module(module), name)
    made: Stages = function(model, questions) if questions else function(model)
    return made


def prepare(place: str, questions: Sequence[str] = ()) -> None:
    """What the stages of `place` can load before a process is forked, if their module has a function `prepare` for that."""
    if work := getattr(import_module(place.partition(":")[0]), "prepare", None):
        work(questions)


def attempt(stages: Stages, capture: Capture) -> Record | SourceError:
    """The report's record, or the error that kept it from having one.

    An error that a stage did not foresee is a fault of ours: its traceback is kept as a note for `ONRECORD_DEBUG=1` to show.
    """
    try:
        return stages(capture)
    except SourceError as e:
        return e
    except Exception as e:
        cause = " ".join(f"{type(e).__name__}: {e}".split())
        error = ReportError(capture.source, f"no record could be made of it, by a fault of onrecord ({cause[:200]})")
        error.add_note(traceback.format_exc())
        return error
