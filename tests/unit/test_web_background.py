"""Pages that stay open when their command has ended, and are closed by the archive that they open."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from click.testing import CliRunner, Result
from pages_made import fill

from onrecord.cli.main import cli
from onrecord.errors import UserError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the background needs a Unix system")


def serve(archive: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["serve", "--archive", str(archive), *arguments])


def fetch(address: str) -> str:
    with build_opener(ProxyHandler({})).open(address, timeout=10) as response:
        return str(response.read().decode())


def test_pages_stay_open_until_they_are_closed(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a b.db")
    opened = serve(archive, "--background", "--port", "0")
    try:
        assert opened.exit_code == 0, opened.output
        address = opened.stdout.splitlines()[0].split(" at ")[1]
        assert "The record" in fetch(address)
        assert f"--archive '{archive}' --stop" in opened.stdout
        again = serve(archive, "--background")
        assert again.stdout.splitlines()[0] == f"The record is open at {address}"
        known = json.loads(Path(f"{archive}.serving").read_text())
        assert known["address"] == address
    finally:
        closed = serve(archive, "--stop")
    assert (closed.exit_code, closed.stdout) == (0, "Closed.\n")
    with pytest.raises(OSError, match="refused"):
        fetch(address)
    assert not Path(f"{archive}.serving").exists()
    assert serve(archive, "--stop").stdout.startswith("No pages are open in the background")


def test_what_is_written_of_a_server_that_has_gone_ends_no_other_process(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a.db")
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as bystander:
        Path(f"{archive}.serving").write_text(json.dumps({"pid": bystander.pid, "address": "http://127.0.0.1:1/"}))
        assert serve(archive, "--stop").exit_code == 0
        time.sleep(0.2)
        assert bystander.poll() is None
        bystander.terminate()


def test_what_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    missing = serve(tmp_path / "none.db", "--background")
    assert "there is no archive" in str(missing.exception)
    archive = fill(tmp_path / "a.db")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        refused = serve(archive, "--background", "--port", str(taken.getsockname()[1]))
    assert isinstance(refused.exception, UserError)
    assert "cannot be listened on" in str(refused.exception)


def test_where_the_usual_port_is_taken_a_free_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.cli import serve as verb

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        monkeypatch.setattr(verb, "PORT", taken.getsockname()[1])
        with verb._listen("127.0.0.1", None) as found:
            assert found.getsockname()[1] != taken.getsockname()[1]
