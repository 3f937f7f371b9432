"""Scheduling: order, failures, workers. The stages are stubs; their work has its own tests."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.errors import OnRecordError, ReportError, SourceError, UserError
from onrecord.model import Capture, Record
from onrecord.pipeline.reports import run
from onrecord.record import check, dumps

STAGES = "stub_stages:load"


def capture(text: str, source: str = "a.txt") -> Capture:
    return Capture(source=source, identity=text.encode(), text=text)


def reports(n: int) -> list[Capture]:
    return [capture(f"Report {i}\nBerin said that number {i} is ready.", f"{i}.txt") for i in range(n)]


def sources(found: Iterator[Record | SourceError]) -> list[str]:
    return [f.source if isinstance(f, SourceError) else f.article.source for f in found]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_order_is_that_of_the_sources(workers: int) -> None:
    given = reports(20)
    given[0] = capture("SLOW Berin said it is late.", "0.txt")
    assert sources(run(given, stages=STAGES, workers=workers)) == [f"{i}.txt" for i in range(20)]


def test_a_record_depends_on_its_report_alone() -> None:
    given = reports(12)
    alone = {c.source: dumps(r) for c in given for r in run([c], stages=STAGES) if isinstance(r, Record)}
    shuffled = random.Random(7).sample(given, len(given))
    for workers in (1, 2):
        for found in run(shuffled, stages=STAGES, workers=workers):
            assert isinstance(found, Record)
            assert check(found) == []
            assert dumps(found) == alone[found.article.source]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stage_that_breaks_costs_one_report(workers: int) -> None:
    given = reports(6)
    given[2] = capture("CRASH", "bad.txt")
    found = list(run(given, stages=STAGES, workers=workers))
    assert isinstance(found[2], ReportError)
    assert str(found[2]) == "bad.txt: no record could be made of it, by a fault of onrecord (ValueError: a stage broke)"
    assert any("Traceback" in note for note in found[2].__notes__)
    assert sum(isinstance(f, Record) for f in found) == 5


def test_source_errors_keep_their_place() -> None:
    given: list[Capture | SourceError] = [*reports(5)]
    given.insert(1, SourceError("gone.txt", "no such file"))
    for workers in (1, 2):
        assert sources(run(given, stages=STAGES, workers=workers)) == ["0.txt", "gone.txt", "1.txt", "2.txt", "3.txt", "4.txt"]


def test_a_report_that_kills_its_worker_twice_is_given_up(tmp_path: Path) -> None:
    given = reports(8)
    given[3] = capture("DIE ALWAYS", "killer.txt")
    given[5] = capture(f"DIE ONCE {tmp_path / 'flag'}\nBerin said it works.", "unlucky.txt")
    found = list(run(given, stages=STAGES, workers=2))
    assert isinstance(found[3], ReportError)
    assert "worker process died on it twice (signal 9)" in str(found[3])
    assert isinstance(found[5], Record)
    assert sum(isinstance(f, Record) for f in found) == 7


def test_what_a_library_prints_does_not_break_the_messages(capfd: pytest.CaptureFixture[str]) -> None:
    found = list(run([capture("NOISE"), *reports(4)], stages=STAGES, workers=2))
    assert all(isinstance(f, Record) for f in found)
    out, err = capfd.readouterr()
    assert out == ""
    assert "a library prints" in err


@pytest.mark.parametrize("workers", [1, 2])
def test_an_unknown_model_is_the_callers_mistake(workers: int) -> None:
    with pytest.raises(UserError, match="no model called none"):
        list(run(reports(6), stages=STAGES, model="none", workers=workers))


@pytest.mark.parametrize(("model", "reason"), [("broken", "damaged"), ("dead", "could not start \\(exit status 7\\)")])
def test_workers_that_cannot_start(model: str, reason: str) -> None:
    with pytest.raises(OnRecordError, match=reason):
        list(run(reports(6), stages=STAGES, model=model, workers=2))


def test_sources_are_read_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[Capture]:
        nonlocal taken
        while True:
            taken += 1
            yield capture(f"Berin said {taken} is enough.", f"{taken}.txt")

    found = run(endless(), stages=STAGES, workers=2)
    for _ in range(10):
        next(found)
    assert taken < 30
    found.close()  # type: ignore[attr-defined]


def children() -> set[str]:
    """The process numbers of our children (other tests may have some of their own)."""
    return {pid for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text(encoding="ascii").split()}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc to count processes in")
def test_leaving_early_ends_the_workers() -> None:
    before = children()
    found = run([*reports(1), *(capture("HANG") for _ in range(5))], stages=STAGES, workers=2)
    next(found)
    found.close()  # type: ignore[attr-defined]
    gc.collect()
    assert children() <= before
