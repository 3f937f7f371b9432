"""A file that may only be read, and a disk that is full, as the system says it and not as we imagine it; each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from reports_made import report
from sample import sample

from onrecord import Archive

HERE = Path(__file__).parent
CALM = ("Berin Taal", "Berin Taal", "that the bridge is open")
NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that others than its owner may enter, unlike pytest's."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def child(code: str, *arguments: str) -> list[str]:
    """What a process of its own prints, line by line."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *(p for p in sys.path if p)])}
    done = subprocess.run([sys.executable, "-c", code, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return [*done.stdout.splitlines(), *done.stderr.splitlines()]


AS_NOBODY = f"""
import os, sys
from onrecord import Archive
from onrecord.cli.main import status
from onrecord.cli import correct, statements
from sample import sample
path, other = sys.argv[1:]
with Archive(other, write=True) as archive:  # whatever is loaded late is loaded while the program's files may be read
    archive.add(sample())
status(["statements", "--archive", other, "--limit", "1", "--format", "table"])
os.setgid({NOBODY}); os.setuid({NOBODY})
print("---", flush=True)
with Archive(path) as archive:
    print(archive.count(), flush=True)
print(status(["correct", "confirm", "s1", "--author", "A", "--reason", "B", "--archive", path]), flush=True)
"""


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else; others are tested elsewhere"
)
@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o755), (0o644, 0o755), (0o444, 0o777)])
def test_who_may_not_write_can_ask_and_is_told(folder: Path, tmp_path: Path, file_mode: int, folder_mode: int) -> None:
    path = folder / "archive.db"
    with Archive(path, write=True) as archive:
        archive.add(sample())
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    said = child(AS_NOBODY, str(path), str(tmp_path / "other.db"))
    count, code, line = said[said.index("---") + 1 :]
    assert (count, code) == ("7", "2")
    assert line.startswith("onrecord: ")
    assert line.endswith("may only be read, not written")


ON_A_FULL_DISK = """
import os, resource, sys
from onrecord import Archive
from onrecord.cli.main import status
from reports_made import report
path, room = sys.argv[1], int(sys.argv[2])
size = os.path.getsize(path)
resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
done = 0
try:
    with Archive(path, write=True) as archive:
        for n in range(1000):
            archive.add(report(*[("Berin Taal", "Berin Taal", f"that number {n} {k} is open") for k in range(20)], id=f"full{n}"))
            done += 1
except Exception as e:
    print(done, type(e).__name__, e, flush=True)
print(status(["correct", "confirm", "s1", "--author", "A", "--reason", "B" * 2_000_000, "--archive", path]), flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
@pytest.mark.parametrize("room", [300_000, 900_000])
def test_a_disk_that_takes_no_more(tmp_path: Path, room: int) -> None:
    path = tmp_path / "archive.db"
    with Archive(path, write=True) as archive:
        archive.add(sample())
    said = child(ON_A_FULL_DISK, str(path), str(room))
    done, kind, words = said[0].split(" ", 2)
    assert kind == "UserError"
    assert "what was stored before is safe" in words
    assert said[1] == "2"
    assert len(said) == 3  # and one line, of the command
    with Archive(path, write=True) as archive:
        assert archive.check() == []
        assert sum(r["article"].startswith("full") for r in archive.reports()) == int(done)
        assert archive.add(report(CALM)).state == "new"
