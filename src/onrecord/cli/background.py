"""A server in the background: started so that it outlives its command, found again and closed by the archive that it opens.

What is known of it stands in a file beside the archive (`news.db.serving`), which the server holds locked as long as it lives: the number
of a process that has gone, or that another program has got since, is never mistaken for it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from onrecord.errors import UserError

WAIT = 30.0
"""Seconds in which a server must answer, or have closed."""

IDLE = 12 * 3600.0
"""Seconds without any visit after which a server in the background closes by itself."""


def beside(archive: Path) -> Path:
    """The file that says which server has the archive open."""
    return archive.with_name(archive.name + ".serving")


def running(archive: Path) -> dict[str, Any] | None:
    """What is known of the server in the background that has the archive open; None where there is none."""
    file = beside(archive)
    try:
        with file.open("r", encoding="utf-8") as stream:
            if _lock(stream):
                return None  # nobody holds it: what it says is of the past
            found: dict[str, Any] = json.loads(stream.read() or "{}")
            return found
    except (FileNotFoundError, json.JSONDecodeError):
        return None


@contextlib.contextmanager
def held(file: Path, told: dict[str, Any]) -> Iterator[None]:
    """Say that this process is the server, as long as it lives. Raises UserError where another one is."""
    with file.open("a+", encoding="utf-8") as stream:
        tries = 20  # whoever looks whether it is held holds it for a moment
        while not _lock(stream) and (tries := tries - 1):
            time.sleep(0.1)
        if not tries:
            raise UserError(f"{file}: another server has this archive open in the background")
        stream.truncate(0)
        stream.write(json.dumps({**told, "pid": os.getpid()}))
        stream.flush()
        try:
            yield
        finally:
            file.unlink(missing_ok=True)


def start(archive: Path, arguments: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """Start a server that goes on when this command and its terminal have gone, and wait until it answers. Raises UserError."""
    _can()
    file, log = beside(archive), archive.with_name(archive.name + ".serving.log")
    command = [sys.executable, "-m", "onrecord", "serve", "--archive", str(archive), *arguments, "--held-in", str(file)]
    try:
        with log.open("wb") as stream:
            child = subprocess.Popen(  # noqa: S603 - our own command
                command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, start_new_session=True, close_fds=True,
                env={**os.environ, **environment},
            )  # fmt: skip
    except OSError as e:
        raise UserError(f"{log}: cannot be written ({e.strerror or e})") from e
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        if child.poll() is not None:
            raise UserError(f"the pages could not be opened: {_last_line(log)}")
        found = running(archive)
        if found is not None and found.get("pid") == child.pid and _answers(found["address"]):
            child.returncode = 0  # it is not waited for: it outlives this process
            return found
        time.sleep(0.1)
    child.terminate()
    raise UserError(f"the pages did not answer within {WAIT:.0f} seconds; {log} says more")


def stop(archive: Path) -> bool:
    """Close the server in the background, and wait until it has closed; whether there was one. Raises UserError."""
    _can()
    found = running(archive)
    if found is None:
        beside(archive).unlink(missing_ok=True)
        return False
    os.kill(int(found["pid"]), signal.SIGTERM)
    until = time.monotonic() + WAIT
    while running(archive) is not None:
        if time.monotonic() > until:
            raise UserError(f"process {found['pid']} does not close")
        time.sleep(0.05)
    beside(archive).unlink(missing_ok=True)
    return True


def _can() -> None:
    if os.name != "posix":
        raise UserError("--background and --stop need a Unix system; run `onrecord serve` in a terminal of its own")


def _lock(stream: IO[str]) -> bool:
    import fcntl

    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _answers(address: str) -> bool:
    from urllib.error import HTTPError, URLError
    from urllib.request import ProxyHandler, build_opener

    try:
        with build_opener(ProxyHandler({})).open(f"{address}static/page.css", timeout=5) as response:
            return bool(response.status == 200)
    except HTTPError:
        return True  # it answers, if not to us
    except (URLError, OSError):
        return False


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1].removeprefix("Error: ").removeprefix("onrecord: ") if lines else f"{log} says nothing"
