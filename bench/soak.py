"""Many reports in one run: memory must stay flat and every report must give the same record each time. `make soak`."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
from pathlib import Path

from load import Run, sample_reports


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--count", type=int, default=3000)
    ap.add_argument("--model", default="fast")
    given = ap.parse_args()
    cores = len(os.sched_getaffinity(0))
    digests = []
    flat = True
    with tempfile.TemporaryDirectory() as folder:
        reports = sample_reports(Path(folder), given.count)
        for workers in (cores, max(2, cores // 2)):
            out = Path(folder) / "out.jsonl"
            run = Run([str(reports)], out, workers, given.model)
            digests.append(hashlib.sha256(out.read_bytes()).hexdigest())
            third = len(run.memory) // 3 or 1
            early, late = max(run.memory[third : 2 * third], default=0), max(run.memory[2 * third :], default=0)
            flat = flat and late <= early * 1.1 + 10_000
            print(
                f"{workers} workers: {given.count} reports in {run.seconds:.0f} s, status {run.status}, peak memory in the second third "
                f"{early / 1024:,.0f} MB, in the last {late / 1024:,.0f} MB"
            )
    same = len(set(digests)) == 1
    print(f"memory flat: {'yes' if flat else 'NO'}; same records with any number of workers: {'yes' if same else 'NO'}")
    sys.exit(0 if flat and same else 1)


if __name__ == "__main__":
    main()
