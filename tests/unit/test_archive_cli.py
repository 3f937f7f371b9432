"""The archive's verbs: what they print, what they refuse, and how `add` goes on where it stopped."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from reports_made import report
from sample import sample
from test_cli import start

from onrecord import Archive
from onrecord.cli import add as add_verb
from onrecord.cli.main import status
from onrecord.export.csv import cell

SIGNED = ["--author", "A Reader", "--reason", "So it stands."]


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("onrecord.pipeline.reports.STAGES", "stub_stages:load")
    found = tmp_path / "kept" / "archive.db"
    monkeypatch.setenv("ONRECORD_ARCHIVE", str(found))
    return found


@pytest.fixture
def filled(path: Path) -> Path:
    with Archive(path, write=True) as archive:
        archive.add(sample())
        archive.add(report(("Berin Taal", "Berin Taal", "=cmd() is a formula"), outlet="@Outlet", published="2030-01-01"))
    return path


def run(capfd: pytest.CaptureFixture[str], *arguments: str, expect: int = 0) -> str:
    assert status(list(arguments)) == expect
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    return out if expect == 0 else out + err


def test_add_stores_each_report_and_goes_on_where_it_stopped(
    tmp_path: Path, path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for i in range(5):
        (folder / f"{i}.txt").write_text(f"Report {i}\nBerin said that number {i} is ready.\n", encoding="utf-8")
    (folder / "2.txt").write_text("CRASH", encoding="utf-8")
    assert status(["add", str(folder), "--workers", "2"]) == 1
    out, err = capfd.readouterr()
    assert "4 new" in out
    assert "2.txt" in err
    (folder / "2.txt").write_text("Report 2\nBerin said that it is back.\n", encoding="utf-8")

    from onrecord.pipeline import reports

    given: list[str] = []
    whole = reports.run
    monkeypatch.setattr(reports, "run", lambda captures, **options: whole((given.append(c.source) or c for c in captures), **options))
    assert "1 read: 1 new; 4 unchanged" in run(capfd, "add", str(folder))
    assert [Path(g).name for g in given] == ["2.txt"]  # the others were not read again
    monkeypatch.setattr(add_verb, "engine", lambda model: "another program")
    assert "5 read; 5 unchanged" in run(capfd, "add", str(folder))
    assert len(given) == 6
    assert run(capfd, "add", str(folder / "0.txt"), "--published", "2031-01-01", "--each").startswith("known\t")  # the stub knows no dates
    assert len(given) == 7
    with Archive(path) as archive:
        assert archive.count() == 5
        assert archive.check() == []


def test_add_from_standard_input(path: Path) -> None:
    child = start("add", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    lines = b'{"id": "x", "text": "Berin said so it is."}\n{"id": "y", "text": "Orsa said so too."}\n'
    out, err = child.communicate(lines)
    assert (child.returncode, err) == (0, b"")
    assert b"2 new" in out


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_killed_add_goes_on(tmp_path: Path, path: Path) -> None:
    lines = "".join(json.dumps({"id": str(i), "text": f"Berin said that {i} is so. SLOW"}) + "\n" for i in range(30))
    (tmp_path / "many.jsonl").write_text(lines, encoding="utf-8")
    child = start("add", str(tmp_path / "many.jsonl"), "--each", "--workers", "1", stdout=subprocess.PIPE)
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(3)]
    time.sleep(0.07)
    child.send_signal(signal.SIGKILL)
    told += child.stdout.readlines()
    child.stdout.close()
    child.wait()
    with Archive(path) as archive:
        assert len(told) <= archive.count() < 30
        assert archive.check() == []
        for line in told:
            archive.record(line.split(b"\t")[1].decode())
    child = start("add", str(tmp_path / "many.jsonl"), "--workers", "1", stdout=subprocess.PIPE)
    child.communicate()
    with Archive(path) as archive:
        assert archive.count() == 30


def test_statements_in_every_form(filled: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in run(capfd, "statements", "--speaker", "Taal").splitlines()]
    assert [r["id"] for r in rows[:2]] == ["s1", "s2"]
    assert {"outlet", "date", "url", "start", "end", "spans", "text_sha256", "model"} <= set(rows[0])
    table = run(capfd, "statements", "--speaker", "Taal", "--format", "table")
    assert "Veskar is ready to meet" in table
    assert run(capfd, "statements", "--words", "zebra", "--format", "table") == "Nothing found.\n"
    made = list(csv.DictReader(io.StringIO(run(capfd, "statements", "--format", "csv", "--oldest-first"), newline="")))
    assert (made[0]["outlet"], made[0]["words"]) == ("'@Outlet", "'=cmd() is a formula")
    assert len(made) == 8
    target = tmp_path / "out.csv"
    assert run(capfd, "statements", "-o", str(target), "--limit", "2") == ""
    assert len(target.read_bytes().split(b"\r\n")) == 4
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kept", "out.csv"]


def test_parquet(filled: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    out = run(capfd, "statements", "-o", str(tmp_path / "x.parquet"), expect=2)
    assert "pip install 'onrecord[parquet]'" in out
    assert not (tmp_path / "x.parquet").exists()
    monkeypatch.undo()
    monkeypatch.setenv("ONRECORD_ARCHIVE", str(filled))
    for verb in ("statements", "speakers", "positions", "review"):
        run(capfd, verb, "-o", str(tmp_path / f"{verb}.parquet"))
        assert pq.read_table(tmp_path / f"{verb}.parquet").num_rows > 0
    assert pq.read_table(tmp_path / "statements.parquet").schema.field("start").type == "int64"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+x", "'+x"),
        ("-x", "'-x"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("plain", "plain"),
        (-5, -5),
        (None, ""),
        (True, "true"),
        ([1], "[1]"),
        ("‮x", "\\u202ex"),
    ],
)
def test_cells(value: object, written: object) -> None:
    assert cell(value) == written


def test_speakers_search_and_positions(filled: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run(capfd, "speakers", "--limit", "1"))["statements"] == 2
    assert json.loads(run(capfd, "search", "guns", '"fall silent"'))["id"] == "s2"
    assert "s2" in run(capfd, "search", "GUNS", "--format", "table")
    assert [json.loads(line)["stance"] for line in run(capfd, "positions", "--holder", "Veskar").splitlines()] == ["for", "conditional"]
    assert "only if the guns" in run(capfd, "positions", "--format", "table")


def test_show_diff_check_and_backup(filled: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run(capfd, "show", "a1"))["article"]["title"] == "Veskar open to talks with Oldia – Palace"
    assert json.loads(run(capfd, "show", "s3"))["speaker_status"] == "ambiguous"
    assert "s3" in run(capfd, "show", "s3", "--format", "table")
    assert "has only one run" in run(capfd, "diff", "a1", expect=2)
    assert json.loads(run(capfd, "diff", "a1", "--runs"))["current"] is True
    assert "holds" in run(capfd, "check")
    assert "holds" in run(capfd, "check", "--repair")
    run(capfd, "backup", str(tmp_path / "copy.db"))
    assert "holds" in run(capfd, "check", "--archive", str(tmp_path / "copy.db"))


def test_cite_and_verify(filled: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    cited = tmp_path / "cited.json"
    cited.write_text(run(capfd, "cite", "s1"), encoding="utf-8")
    assert run(capfd, "verify", str(cited)).startswith("same: ")
    report_file = tmp_path / "veskar.txt"
    report_file.write_text(sample().article.text, encoding="utf-8")
    assert run(capfd, "verify", str(cited), str(report_file)).startswith("same: ")
    report_file.write_text("Corrected.\n" + sample().article.text, encoding="utf-8")
    assert run(capfd, "verify", str(cited), str(report_file), expect=1).startswith("moved: ")
    report_file.write_text("Something else.", encoding="utf-8")
    assert run(capfd, "verify", str(cited), str(report_file), expect=1).startswith("gone: ")
    assert "is not JSON" in run(capfd, "verify", str(report_file), expect=2)


def test_correct_from_the_command_line(filled: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    made = run(capfd, "correct", "speaker", "s3", "--name", "Orsa Lenk", *SIGNED).strip()
    assert json.loads(run(capfd, "show", "s3"))["speaker"] == "Orsa Lenk"
    assert "Orsa Lenk" in run(capfd, "correct", "list", "--format", "table")
    assert "say who corrects" in run(capfd, "correct", "confirm", "s1", "--reason", "R", expect=2)
    monkeypatch.setenv("ONRECORD_AUTHOR", "B")
    run(capfd, "correct", "confirm", "s1", "--reason", "R")
    run(capfd, "correct", "position", "s1", "--question", "talks", "--stance", "none", "--reason", "R")
    run(capfd, "correct", "not-a-statement", "s4", "--reason", "R")
    run(capfd, "correct", "missed", "a1", "--quote", "100% Font Size", "--reason", "R")
    run(capfd, "correct", "merge", "x-berin-taal", "--into", "x-taal", "--reason", "R")
    run(capfd, "correct", "split", "s2", "--name", "Berin Taal the younger", "--reason", "R")
    run(capfd, "correct", "withdrawn", "a1", "--reason", "R")
    run(capfd, "correct", "undo", made, "--reason", "R")
    assert json.loads(run(capfd, "show", "s3"))["speaker"] is None
    assert len(run(capfd, "agreement").splitlines()) == 5  # the undone one no longer counts
    assert "Kind" in run(capfd, "agreement", "--format", "table").title()
    assert "s1" not in run(capfd, "review")
    assert "holds" in run(capfd, "check")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["statements", "--since", "soon"], "is not a date"),
        (["statements", "--archive", "/nowhere/at/all.db"], "there is no archive"),
        (["check", "--archive", ""], "--archive is empty"),
        (["cite", "nothing"], "there is no such statement"),
        (["show", "nothing"], "there is no such statement"),
        (["correct", "speaker", "s1", "--name", "X", "--author", "A"], "Missing option '--reason'"),
        (["backup", "/nowhere/at/all.db"], "cannot be opened"),
        (["add", "/nowhere.txt", "--archive", "/dev/null/x.db"], "cannot be opened"),
    ],
)
def test_wrong_use_is_one_line(filled: Path, arguments: list[str], words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert status(arguments) == 2
    out, err = capfd.readouterr()
    assert words in err
    assert out == ""


def test_a_mistyped_archive_is_not_made_by_correcting(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "typo.db"
    assert "there is no archive" in run(capfd, "correct", "confirm", "s1", "--archive", str(missing), *SIGNED, expect=2)
    assert not missing.exists()
