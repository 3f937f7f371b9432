"""Workers that are forked: they end as they should, die alone, and nothing is forked from a process that has threads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onrecord.errors import OnRecordError, SourceError
from onrecord.model import Capture, Record
from onrecord.pipeline import forked
from onrecord.pipeline.pool import Pool

STAGES = "stub_stages:load"
pytestmark = pytest.mark.skipif(not forked.POSSIBLE, reason="forks on Linux only")


def capture(text: str) -> Capture:
    return Capture(source="a.txt", identity=text.encode(), text=text)


def below(pid: int) -> dict[int, str]:
    """The processes below one, with what they run."""
    found: dict[int, str] = {}
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text(encoding="ascii").split()):
                found[child] = Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8").replace("\0", " ")
                found |= below(child)
    except OSError:
        return found
    return found


def ours(before: dict[int, str]) -> dict[int, str]:
    return {pid: line for pid, line in below(os.getpid()).items() if pid not in before}


def test_workers_are_forked_and_gone_afterwards() -> None:
    before = below(os.getpid())
    with Pool(STAGES, "fast", 2) as pool:
        found = list(pool.map([capture(f"Berin said it is {n}.") for n in range(8)]))
        lines = ours(before)
        assert [("pipeline.nursery" in line) for line in lines.values()] == [True, True, True]  # the nursery, and two that it forked
    assert all(isinstance(f, Record) for f in found)
    assert not ours(before)


def test_a_single_worker_needs_no_nursery() -> None:
    before = below(os.getpid())
    with Pool(STAGES, "fast", 1) as pool:
        next(pool.map([capture("Berin said it is one.")]))
        assert ["pipeline.worker" in line for line in ours(before).values()] == [True]


def test_a_nursery_that_is_killed_costs_no_report() -> None:
    before = below(os.getpid())
    with Pool(STAGES, "fast", 2) as pool:
        results = pool.map(capture(f"DIE ALWAYS {n}" if n == 9 else f"Berin said it is {n}.") for n in range(40))
        found = [next(results)]
        nursery = next(p for p in ours(before) if p in {int(c) for c in _children(os.getpid())})
        os.kill(nursery, signal.SIGKILL)
        found += results
        assert sum(isinstance(f, SourceError) for f in found) == 1
        assert len(found) == 40
        assert any("pipeline.worker" in line for line in ours(before).values())  # the dead one's place was filled in the plain way
    end = time.monotonic() + 10
    while ours(before) and time.monotonic() < end:
        time.sleep(0.05)
    assert not ours(before)


def _children(pid: int) -> list[str]:
    return [c for task in Path(f"/proc/{pid}/task").iterdir() for c in (task / "children").read_text(encoding="ascii").split()]


def test_nobody_is_forked_from_a_process_with_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "threaded.py").write_text(
        "import threading, time\nfrom stub_stages import load\n"
        "def prepare(questions):\n    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    before = below(os.getpid())
    with Pool("threaded:load", "fast", 2) as pool:
        assert all(isinstance(f, Record) for f in pool.map([capture(f"Berin said it is {n}.") for n in range(4)]))
        assert sum("pipeline.worker" in line for line in ours(before).values()) == 2


def test_what_is_prepared_starts_no_thread() -> None:
    """Else no worker would be forked, and none would say so."""
    code = "from onrecord.pipeline import nursery, stages; stages.prepare(); print(nursery.can_fork())"
    environment = {
        **os.environ,
        "OPENBLAS_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert ran.stdout.strip() == "True"


def test_closed_while_it_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow_to_load.py").write_text(
        "import time\nfrom stub_stages import load\ndef prepare(questions):\n    time.sleep(60)\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    pool = Pool("slow_to_load:load", "fast", 2)
    waiting = pool._executor.submit(pool._work, capture("Berin said it is late."))
    time.sleep(0.2)
    pool.close()
    with pytest.raises(OnRecordError, match="stopped"):
        waiting.result()
