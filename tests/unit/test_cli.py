"""The command line: formats, exit status, one line for each failure. The stages are stubs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import onrecord
from onrecord.cli.main import VERBS, status

ROOT = Path(__file__).resolve().parents[2]
RUN = "import onrecord.pipeline.reports as r; r.STAGES = 'stub_stages:load'; from onrecord.cli.main import main; main()"


@pytest.fixture(autouse=True)
def _stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.pipeline.reports.STAGES", "stub_stages:load")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for i in range(5):
        (tmp_path / f"{i}.txt").write_text(f"Report {i}\nBerin said that number {i} is ready.\n", encoding="utf-8")
    return tmp_path


def start(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([*(p for p in sys.path if p), str(Path(__file__).parent)])
    env = {**os.environ, "PYTHONPATH": path}
    return subprocess.Popen([sys.executable, "-c", RUN, *arguments], env=env, **options)  # type: ignore[call-overload,no-any-return]


def test_json_lines_in_input_order(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert status(["read", str(folder), str(folder / "0.txt"), "--format", "jsonl", "--workers", "2"]) == 0
    out, err = capfdbinary.readouterr()
    sources = [json.loads(line)["article"]["source"] for line in out.splitlines()]
    assert [Path(s).name for s in sources] == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "0.txt"]
    assert err == b""


def test_json_lines_are_the_default_in_a_pipe(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert status(["read", str(folder / "0.txt")]) == 0
    assert json.loads(capfdbinary.readouterr().out)["schema"] == "onrecord.record/1"


def test_failures_are_one_line_each_and_the_others_are_printed(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (folder / "1.txt").write_text("CRASH", encoding="utf-8")
    (folder / "2.txt").write_bytes(b"")
    assert status(["read", str(folder), str(folder / "missing.txt"), "--workers", "2"]) == 1
    out, err = capfdbinary.readouterr()
    assert len(out.splitlines()) == 3
    lines = err.decode().splitlines()
    assert len(lines) == 3
    assert all(line.startswith("onrecord: ") for line in lines)
    assert "1.txt: no record could be made of it" in lines[0]
    assert "Traceback" not in err.decode()


def test_a_name_with_an_escape_sequence_does_not_reach_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert status(["read", str(tmp_path / "a\x1b[2Jb.txt")]) == 1
    err = capfd.readouterr().err
    assert "\x1b" not in err
    assert "a\\x1b[2Jb.txt" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read"], "Missing argument 'SOURCE...'"),
        (["read", "x.txt", "--format", "xml"], "'xml' is not one of"),
        (["read", "x.txt", "--workers", "0"], "0 is not in the range"),
        (["read", "x.txt", "--published", "Tuesday"], "Tuesday"),
        (["read", "x.txt", "--output", "/nowhere/at/all.html"], "cannot be written"),
        (["nonsense"], "No such command 'nonsense'"),
    ],
)
def test_wrong_use_is_status_2(arguments: list[str], words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert status(arguments) == 2
    out, err = capfd.readouterr()
    assert words in err
    assert out == ""


def test_output_to_a_file_takes_its_format_from_the_name(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    report = str(folder / "0.txt")
    for name, begins in (("a.html", "<!doctype html>"), ("a.jsonl", '{"schema":'), ("a.txt", "────")):
        target = folder / "out" / name
        target.parent.mkdir(exist_ok=True)
        assert status(["read", report, "--output", str(target)]) == 0
        assert target.read_text(encoding="utf-8").startswith(begins)
    assert sorted(p.name for p in (folder / "out").iterdir()) == ["a.html", "a.jsonl", "a.txt"]
    assert status(["read", report, "-o", "/dev/null"]) == 0
    assert not Path("/dev/null").is_file()
    assert capfd.readouterr().out == ""


def test_help_names_every_verb(capfd: pytest.CaptureFixture[str]) -> None:
    assert status(["--help"]) == 0
    out = capfd.readouterr().out
    assert all(verb in out for verb in VERBS)


def test_help_imports_no_library_of_the_stages() -> None:
    code = (
        "import sys; from onrecord.cli.main import status; status(['--help']);"
        "print(sorted({'numpy', 'rich', 'onnxruntime', 'lxml', 'trafilatura', 'orjson', 'yaml'} & set(sys.modules)))"
    )
    path = os.pathsep.join(p for p in sys.path if p)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env={**os.environ, "PYTHONPATH": path}, check=True)
    assert done.stdout.splitlines()[-1] == b"[]"


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_has_help_and_is_documented(verb: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert status([verb, "--help"]) == 0
    assert f"onrecord {verb}" in capfd.readouterr().out
    assert f"onrecord {verb}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_schema_is_json(capfd: pytest.CaptureFixture[str]) -> None:
    assert status(["schema"]) == 0
    assert json.loads(capfd.readouterr().out)["$schema"].endswith("2020-12/schema")


def test_standard_input() -> None:
    child = start("read", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = child.communicate(b"A report\nBerin said that it is so.\n")
    assert (child.returncode, err) == (0, b"")
    assert json.loads(out)["article"]["source"] == "-"


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": str(i), "text": "Berin said that it is so. " * 200}) + "\n" for i in range(200))
    (tmp_path / "many.jsonl").write_text(lines, encoding="utf-8")
    child = start("read", str(tmp_path), "--workers", "1", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.read(10)
    child.stdout.close()
    assert child.stderr.read() == b""
    child.stderr.close()
    assert child.wait(20) == 1


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_it_with_one_line(folder: Path, workers: str) -> None:
    (folder / "3.txt").write_text("HANG", encoding="utf-8")
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs, and their children, are made deaf to it
    try:
        child = start("read", str(folder), "--workers", workers, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    finally:
        signal.signal(signal.SIGINT, heard)
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(0.2)
    os.killpg(child.pid, signal.SIGINT)
    _, err = child.communicate(timeout=20)
    assert err.decode().strip() == "onrecord: interrupted"  # after the newline that ends the terminal's ^C
    assert child.returncode == 130


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
def test_on_a_terminal_a_digest_is_the_default(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A report\nBerin said that \x1b[2J it is so.\n", encoding="utf-8")
    master, slave = os.openpty()
    child = start("read", str(tmp_path / "a.txt"), stdout=slave, stderr=subprocess.PIPE)
    _, err = child.communicate(timeout=20)
    os.close(slave)
    shown = os.read(master, 65536).decode()
    os.close(master)
    assert child.returncode == 0, err
    assert "A report" in shown
    assert "\x1b[2J" not in shown


def test_the_public_names_are_there() -> None:
    for name in onrecord.__all__:
        assert getattr(onrecord, name) is not None
    with pytest.raises(AttributeError):
        _ = onrecord.nonsense
