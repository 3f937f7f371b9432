"""A writer that is killed: shared by the tests and by bench/soak.py."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from onrecord import Archive

HERE = Path(__file__).parent

WRITER = """
import sys
sys.path.insert(0, {here!r})
from dataclasses import replace
from reports_made import report
from onrecord import Archive
with Archive({path!r}, write=True) as archive:
    for n in range({first}, 100_000):
        said = [("Berin Taal", "Berin Taal", f"that number {{n}} {{k}} is ready") for k in range(20)]
        archive.add(report(*said, id=f"r{{n}}", stance="for"))
        print(n, flush=True)
"""


def kill_writers(path: Path, times: int, seed: int = 7) -> int:
    """Start a writer, kill it at a random moment, and see that every report that it acknowledged is there, whole; how many there are."""
    chance = random.Random(seed)
    acknowledged = 0
    for _ in range(times):
        code = WRITER.format(here=str(HERE), path=str(path), first=acknowledged)
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=env)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.random() * 0.15)
        child.send_signal(signal.SIGKILL)
        told = child.stdout.read().split()
        child.stdout.close()
        child.wait()
        acknowledged = max(acknowledged + 1, int(told[-1]) + 1 if told else 0)
        with Archive(path, write=True) as archive:
            stored = archive._db.execute("SELECT count(*) FROM articles").fetchone()[0]
            assert stored in (acknowledged, acknowledged + 1)  # the last may have been stored and not told
            assert archive.count() == 20 * stored
            assert archive.check() == []
    return acknowledged
