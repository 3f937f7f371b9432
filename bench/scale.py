"""The engines against each other: `python bench/scale.py --reports 20000 --stages stub`, or with the real stages and fewer reports.

Makes reports by shuffling the sentences of given ones (--source FILE.jsonl; by default examples/), reads them with each engine on the same
cores, and prints reports a second, processor time (of all processes: on a busy machine the figure to trust), memory over the run, and
whether the rows are the same. With the stub stages, which do nothing, the time is what the engine itself costs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from load import ROOT

RUN = """
import sys
from onrecord.scale.dataset import Setup
from onrecord.scale.run import run
print(run([sys.argv[1]], sys.argv[2], engine=sys.argv[3], workers=int(sys.argv[4]), setup=Setup(stages=sys.argv[5])).rows["articles"])
"""
STAGES = {"real": "onrecord.pipeline.stages:load", "stub": "stub_stages:load"}
TICKS = os.sysconf("SC_CLK_TCK")


def make(folder: Path, source: Path | None, count: int, files: int, most: int | None) -> Path:
    """`count` reports in several files, each a given one with its sentences in another order, `most` of them where a number is given."""
    if source is None:
        texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "examples").glob("*.txt"))]
    else:
        texts = [json.loads(line)["text"] for line in source.read_text(encoding="utf-8").splitlines()]
    chance = random.Random(17)
    place = folder / "in"
    place.mkdir()
    for n in range(files):
        with (place / f"{n}.jsonl").open("w", encoding="utf-8") as out:
            for i in range(n, count, files):
                sentences = re.split(r"(?<=[.!?])\s+", texts[i % len(texts)])
                chance.shuffle(sentences)
                out.write(json.dumps({"id": f"r{i}", "text": " ".join(sentences[:most]), "published": "2031-06-03"}) + "\n")
    return place


class Usage:
    """Processor time and memory of a process and all that it started, seen every half second."""

    def __init__(self, pid: int) -> None:
        self.pid, self.spent, self.memory = pid, dict[int, float](), list[int]()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            parents: dict[int, int] = {}
            stat: dict[int, tuple[float, int]] = {}
            for path in Path("/proc").glob("[0-9]*/stat"):
                try:
                    values = path.read_text().rpartition(")")[2].split()
                    shared = int((path.parent / "statm").read_text().split()[2])
                except (OSError, IndexError):
                    continue
                pid = int(path.parent.name)
                parents[pid] = int(values[1])
                stat[pid] = ((int(values[11]) + int(values[12])) / TICKS, (int(values[21]) - shared) * os.sysconf("SC_PAGE_SIZE"))
            ours = {self.pid}
            while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
                ours |= more
            self.spent.update({pid: stat[pid][0] for pid in ours if pid in stat})
            self.memory.append(sum(max(0, stat[pid][1]) for pid in ours if pid in stat))


def rows(folder: Path) -> str:
    """A digest of every row of a dataset."""
    import hashlib

    from onrecord.scale.dataset import Dataset
    from onrecord.scale.schema import TABLES

    dataset = Dataset(str(folder))
    digest = hashlib.sha256()
    for partition in dataset.partitions():
        for table in TABLES:
            for row in dataset.rows(table, partition):
                digest.update(repr((partition, row)).encode())
    return digest.hexdigest()


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--reports", type=int, default=300)
    ap.add_argument("--files", type=int, default=4)
    ap.add_argument("--stages", choices=list(STAGES), default="real")
    ap.add_argument("--engines", nargs="*", default=["local", "ray"])
    ap.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    ap.add_argument("--source", type=Path)
    ap.add_argument("--sentences", type=int, help="the most sentences of a report: shorter ones weigh the engine more")
    given = ap.parse_args()
    path = os.pathsep.join([str(ROOT / "tests" / "unit"), *(p for p in sys.path if p)])
    digests = set()
    with tempfile.TemporaryDirectory() as made:
        inputs = make(Path(made), given.source, given.reports, given.files, given.sentences)
        for engine in given.engines:
            out = Path(made) / engine
            begin = time.perf_counter()
            command = [sys.executable, "-c", RUN, str(inputs), str(out), engine, str(given.workers), STAGES[given.stages]]
            env = {**os.environ, "PYTHONPATH": path, "RAY_AUTH_MODE": "disabled"}
            child = subprocess.Popen(command, env=env, stdout=subprocess.PIPE)
            usage = Usage(child.pid)
            done = int(child.communicate()[0])
            usage.stop()
            seconds, spent = time.perf_counter() - begin, sum(usage.spent.values())
            tenths = [
                max(usage.memory[i * len(usage.memory) // 10 : (i + 1) * len(usage.memory) // 10], default=0) >> 20 for i in range(10)
            ]
            digests.add(rows(out))
            print(
                f"{engine:6} {done:,} reports in {seconds:.0f} s ({done / seconds:.1f} a second), {spent:.0f} s of processor "
                f"({1000 * spent / done:.1f} ms a report); memory by tenths of the run, MB: {tenths}",
                flush=True,
            )
    same = len(digests) == 1
    print(f"the same rows: {'yes' if same else 'NO'}")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
