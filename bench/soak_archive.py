"""Kill a writer at random moments, 50 times or as often as told:
`PYTHONPATH=src:tests/unit python bench/soak_archive.py [TIMES] [SEED]`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from killed_writer import kill_writers

if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with TemporaryDirectory() as folder:
        stored = kill_writers(Path(folder) / "archive.db", times, seed)
    print(f"{times} writers killed; {stored} acknowledged reports, every one found whole.")
