"""`make bench`: how good, how fast and how large, stage by stage, and against bench/baseline.json as ratios. ARGS="--statements 1000000"
for a larger archive.

Figures are seconds or milliseconds of processor time where a busy machine would spoil the clock's, and say so. A baseline of another
machine is not compared with; `--write` makes this machine's. Quality is measured where the data lie beside the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive import fill, questions
from load import COMMAND, ROOT, peak_of, sample_reports

from onrecord import Archive
from onrecord.acquire import read_sources
from onrecord.encode.load import Reader
from onrecord.model import Capture
from onrecord.pipeline import stages
from onrecord.pipeline.pool import Pool
from onrecord.pipeline.reports import STAGES

BASELINE = Path(__file__).with_name("baseline.json")
ACCEPT = ROOT.parent / "shared" / "tools" / "accept"
PARTS = ("build", "find_times", "extract", "resolve_report", "time_statements", "code", "find_events")
ARCHIVES = "archive of "  # how the names of the figures of archives begin
ASKED = ("statements --speaker (the most quoted)", "statements --question --stance", "search, a common word", "search, the commonest word")


class Figures:
    """What was measured, printed as it comes."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[float, str]] = {}
        head = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
        self._before: dict[str, list[Any]] = head.get("figures", {}) if head.get("machine") == machine() else {}
        if not self._before:
            print("No baseline of this machine: nothing to compare with (--write makes one).\n")

    def note(self, name: str, value: float, unit: str) -> None:
        self.found[name] = (round(value, 3), unit)
        before = self._before.get(name)
        ratio = f"   {value / before[0]:.2f} of the baseline" if before and before[0] else ""
        print(f"{name:62} {value:10.2f} {unit:12}{ratio}", flush=True)

    def write(self, part: str | None) -> None:
        """Make them the baseline; where only a part was measured, the other part stays."""
        others = {k: v for k, v in self._before.items() if part is not None and k.startswith(ARCHIVES) != (part == "archive")}
        BASELINE.write_text(json.dumps({"machine": machine(), "figures": {**others, **self.found}}, indent=1) + "\n", encoding="utf-8")


def machine() -> str:
    """What makes figures comparable: the processor and its cores."""
    try:
        model = next(line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.processor()
    return f"{model}, {len(os.sched_getaffinity(0))} cores"


def spent() -> float:
    """Processor time of this process and of those that have ended."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def commands(figures: Figures, folder: Path) -> None:
    one = folder / "one.txt"
    one.write_text(next(read_sources([str(sample_reports(folder, 1))])).text, encoding="utf-8")  # type: ignore[union-attr, arg-type]
    for name, arguments in (
        ("onrecord --help", ["--help"]),
        ("cold: onrecord read of one report", ["read", str(one), "--format", "jsonl"]),
    ):
        clock, work = [], []
        for _ in range(5):
            begin, before = time.perf_counter(), spent()
            subprocess.run([*COMMAND, *arguments], stdout=subprocess.DEVNULL, check=True)
            clock.append(time.perf_counter() - begin)
            work.append(spent() - before)
        figures.note(name, min(clock), "s")
        figures.note(f"{name}, processor", min(work), "s")


def reading(figures: Figures, captures: list[Capture], model: str) -> None:
    for workers in sorted({1, len(os.sched_getaffinity(0))}):
        memory: list[int] = []
        over = threading.Event()

        def watch(memory: list[int] = memory, over: threading.Event = over) -> None:
            while not over.wait(0.2):
                memory.append(peak_of(os.getpid()))

        watcher = threading.Thread(target=watch)
        watcher.start()
        with Pool(STAGES, model, workers) as pool:
            warm = 4 * workers
            for n, _ in enumerate(pool.map(captures), 1):
                if n == warm:
                    begin = time.perf_counter()
            seconds = time.perf_counter() - begin
        over.set()
        watcher.join()
        figures.note(f"warm, {workers} worker{'s' if workers > 1 else ''}", (len(captures) - warm) / seconds, "reports/s")
        figures.note(f"peak memory, {workers} worker{'s' if workers > 1 else ''}", max(memory, default=0) / 1024, "MB")


def starting(figures: Figures, captures: list[Capture], model: str) -> None:
    """What workers cost before their first report, and what each further one adds: what they share is loaded once."""
    took = {}
    for workers in (1, 2, 4):
        times = []
        for _ in range(3):
            before = spent()
            with Pool(STAGES, model, workers) as pool:
                for _ in pool.map([replace(c, text="Nobody spoke.") for c in captures[:workers]]):
                    pass
            times.append(spent() - before)
        took[workers] = min(times)
        figures.note(f"starting {workers} worker{'s' if workers > 1 else ''}, processor", took[workers], "s")
    figures.note("  each further worker, processor", (took[4] - took[2]) / 2, "s")


def shares(figures: Figures, captures: list[Capture], model: str) -> None:
    took: Counter[str] = Counter()
    kept: dict[str, Callable[..., Any]] = {}

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            begin = time.process_time()
            try:
                return work(*args, **kwargs)
            finally:
                took[name] += time.process_time() - begin

        return call

    for name in PARTS:
        kept[name] = getattr(stages, name)
        setattr(stages, name, timed(name, kept[name]))
    passes = Reader.run
    Reader.run = timed("passes", passes)  # type: ignore[method-assign, assignment]
    try:
        run = stages.load(model)
        for capture in captures[:3]:
            run(capture)
        took.clear()
        begin = time.process_time()
        for capture in captures[3:]:
            run(capture)
        total = time.process_time() - begin
    finally:
        for name, work in kept.items():
            setattr(stages, name, work)
        Reader.run = passes  # type: ignore[method-assign]
    encoder = took.pop("passes")
    n = len(captures) - 3
    figures.note("a report, processor", 1000 * total / n, "ms")
    for name in PARTS:
        figures.note(f"  of it {name}", 1000 * took[name] / n, "ms")
    figures.note("  of it the reading of the whole text by the encoder, and the rest", 1000 * (total - took.total()) / n, "ms")
    figures.note("of a report: the encoder's passes, also those in extract", 1000 * encoder / n, "ms")
    figures.note("of a report: all but the encoder's passes", 1000 * (total - encoder) / n, "ms")


def quality(figures: Figures, accept: Path, parts: list[str], model: str) -> None:
    """The project's quality figures, where the data that they are measured on lie beside the repository."""
    environment = {**os.environ, "ONRECORD": shlex.join(COMMAND), "ACCEPT_ARGS": f"--model {model}"}
    done = subprocess.run([sys.executable, str(accept), *parts], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        if found := re.fullmatch(r"  (\S+) +(.+?) +([\d.]+)  bar .*", line):
            figures.note(f"quality: {found[1]} {found[2]}", float(found[3]), "")


def archives(figures: Figures, folder: Path, most: int) -> None:
    for size in (n for n in (10_000, 100_000, 1_000_000) if n <= most):
        path = folder / f"{size}.db"
        filled = fill(path, size)
        for way, took in (("of a dataset", filled.grouped), ("one by one", filled.single)):
            figures.note(f"{ARCHIVES}{size:,} statements: ingestion {way}", 1 / took[0], "reports/s")
            figures.note(f"{ARCHIVES}{size:,} statements: ingestion {way}, a report, processor", 1000 * took[1], "ms")
        for name, question in questions(filled.world).items():
            if name not in ASKED:
                continue
            with Archive(path) as archive:
                times = []
                for _ in range(6):
                    before = time.process_time()
                    question(archive)
                    times.append(1000 * (time.process_time() - before))
            figures.note(f"{ARCHIVES}{size:,} statements: {name}", statistics.median(times[1:]), "ms")
        path.unlink()


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("sources", nargs="*", help="reports to read; by default made of examples/")
    ap.add_argument("--count", type=int, default=100)
    ap.add_argument("--model", default="fast")
    ap.add_argument("--statements", type=int, default=100_000, help="size of the largest archive: 0, 10000, 100000 or 1000000")
    ap.add_argument("--quality", nargs="*", default=["polnear"], help="parts of ../shared/tools/accept to run, where it is there")
    ap.add_argument("--only", choices=["reading", "archive"], help="measure, compare and write only this part")
    ap.add_argument("--write", action="store_true", help="make these figures the baseline")
    given = ap.parse_args()
    figures = Figures()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if given.only != "archive":
            commands(figures, folder)
            if given.quality and ACCEPT.exists():
                quality(figures, ACCEPT, given.quality, given.model)
            sources = given.sources or [str(sample_reports(folder, given.count))]
            captures = [c for c in read_sources(sources) if isinstance(c, Capture)][: given.count]
            starting(figures, captures, given.model)
            shares(figures, captures, given.model)
            reading(figures, captures, given.model)
        if given.only != "reading":
            archives(figures, folder, given.statements)
    if given.write:
        figures.write(given.only)


if __name__ == "__main__":
    sys.exit(main())
