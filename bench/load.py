"""Reports to measure on, and the command to measure."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "onrecord"]


def sample_reports(folder: Path, count: int) -> Path:
    """A file of `count` reports made of the plain-text examples in turn, no two with the same text."""
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "examples").glob("*.txt"))]
    target = folder / "reports.jsonl"
    with target.open("w", encoding="utf-8") as out:
        for i in range(count):
            text = f"{texts[i % len(texts)]}\nReport {i} of the day.\n"
            out.write(json.dumps({"id": f"report-{i}", "text": text, "published": "2031-06-03"}) + "\n")
    return target


def peak_of(pid: int) -> int:
    """Resident memory, in kilobytes, of a process and those it started; 0 where the system does not tell (it does on Linux)."""
    total = 0
    try:
        total += int((re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) or ["0"])[0])
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(peak_of(int(child)) for child in (task / "children").read_text().split())
    except OSError:
        return total
    return total


class Run:
    """One run of `onrecord read`: its output file, seconds, and memory by the second."""

    def __init__(self, sources: list[str], out: Path, workers: int, model: str) -> None:
        self.memory: list[int] = []
        begin = time.perf_counter()
        with out.open("wb") as stream:
            arguments = ["read", *sources, "--format", "jsonl", "--workers", str(workers), "--model", model]
            child = subprocess.Popen([*COMMAND, *arguments], stdout=stream)
            watcher = threading.Thread(target=self._watch, args=(child,))
            watcher.start()
            self.status = child.wait()
            watcher.join()
        self.seconds = time.perf_counter() - begin

    def _watch(self, child: subprocess.Popen[bytes]) -> None:
        while child.poll() is None:
            self.memory.append(peak_of(child.pid))
            time.sleep(0.2)
