"""Reports a second and peak memory, start-up included: `make bench`, or `make bench ARGS="FOLDER --workers 2"`."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from load import COMMAND, Run, sample_reports


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("sources", nargs="*", help="reports to read; by default made of examples/")
    ap.add_argument("--count", type=int, default=200, help="how many reports to make where none are given")
    ap.add_argument("--workers", type=int, nargs="*", default=sorted({1, len(os.sched_getaffinity(0))}))
    ap.add_argument("--model", default="fast")
    given = ap.parse_args()
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run([*COMMAND, "--help"], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - begin)
    print(f"onrecord --help   {statistics.median(times):.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        sources = given.sources or [str(sample_reports(Path(folder), given.count))]
        out = Path(folder) / "out.jsonl"
        for workers in given.workers:
            run = Run(sources, out, workers, given.model)
            words, n = 0, 0
            with out.open(encoding="utf-8") as lines:
                for line in lines:
                    n += 1
                    words += len(json.loads(line)["article"]["text"].split())
            peak = max(run.memory, default=0) / 1024
            print(
                f"{workers} worker(s)   {n} reports of {words // max(n, 1)} words in {run.seconds:.1f} s = {n / run.seconds:.1f} a second, "
                f"{words / run.seconds:,.0f} words a second; peak memory {peak:,.0f} MB (status {run.status})"
            )


if __name__ == "__main__":
    main()
