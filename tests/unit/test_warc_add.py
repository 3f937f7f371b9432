"""`onrecord add` over web archives: one closing line, nothing read twice, not even after a kill."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from warc_made import Warc, article

from onrecord import Archive
from onrecord.cli.main import status

URL = "https://news.example/2031/06/05/harbour-strike-goes-on"
LIST = b"<html><head><title>Topics</title></head><body>" + b"<p>A line of a list of lines.</p>" * 9 + b"</body></html>"
RUN = "from onrecord.pipeline import reports; reports.STAGES = 'noting_stages:plain'; from onrecord.cli.main import main; main()"


@pytest.fixture(autouse=True)
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("onrecord.pipeline.reports.STAGES", "noting_stages:load")
    monkeypatch.setenv("ONRECORD_ARCHIVE", str(tmp_path / "archive.db"))
    monkeypatch.setenv("ONRECORD_NOTES", str(tmp_path / "notes"))
    return tmp_path / "notes"


def noted(notes: Path) -> list[str]:
    found = notes.read_text(encoding="utf-8").split("\n")[:-1] if notes.exists() else []
    notes.unlink(missing_ok=True)
    return found


def crawl(path: Path, count: int, *more: str, tail: bytes = b"") -> list[str]:
    """Every third record a list or no page at all; the names of the reports."""
    places = []
    with Warc(path) as warc:
        for n in range(count):
            if n % 6 == 2:
                warc.put(f"https://news.example/topics/{n}", LIST)
            elif n % 6 == 5:
                warc.put(f"{URL}-{n}.jpg", b"\xff\xd8\xff", media="image/jpeg")
            else:
                places.append(warc.put(f"{URL}-{n}", article(n, *more)))
        if tail:
            warc.put(f"{URL}-tail", tail)
    return places


def run(capfd: pytest.CaptureFixture[str], *arguments: str, expect: int = 0) -> tuple[str, str]:
    assert status(["add", *arguments, "--workers", "1"]) == expect
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    return out.strip(), err.strip()


def test_one_line_says_what_came(tmp_path: Path, notes: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.warc.gz"
    places = crawl(path, 12)
    line = f"{tmp_path / 'archive.db'}: 8 read: 8 new; 4 skipped: 2 a section or a list, 2 not HTML"
    assert run(capfd, str(path)) == (line, "")
    assert [n for n in noted(notes) if n in places] == places
    assert "0 read; 8 unchanged; 4 skipped: looked at before" in run(capfd, str(path))[0]
    os.utime(path, (1, 1))  # the same bytes, another file: looked up one by one
    assert "0 read; 8 unchanged; 4 skipped: 2 a section or a list, 2 not HTML" in run(capfd, str(path))[0]
    assert noted(notes) == []
    assert run(capfd, str(path), "--quiet") == ("", "")
    with Archive(tmp_path / "archive.db") as archive:
        assert archive.check() == []


def test_a_dry_run_reads_nothing(tmp_path: Path, notes: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.warc.gz"
    places = crawl(path, 6)
    out, err = run(capfd, str(path), "https://news.example/feed", "--dry-run", "--each")
    assert [line.split("\t")[1] for line in out.splitlines() if line.startswith("would read")] == [*places[:2], f"{path}:{_list_at(path)}", *places[2:]]
    assert "would fetch\thttps://news.example/feed" in out
    assert err.endswith("5 would be read; 1 address would be fetched; 1 skipped: not HTML")
    assert not (tmp_path / "archive.db").exists()
    assert noted(notes) == []
    run(capfd, str(path))
    noted(notes)
    assert run(capfd, str(path), "--dry-run")[0].endswith("0 would be read; 4 unchanged; 2 skipped: looked at before")
    assert noted(notes) == []


def _list_at(path: Path) -> int:
    from onrecord.acquire import read_sources

    return next(int(c.source.rpartition(":")[2]) for c in read_sources([str(path)]) if getattr(c, "html", None) == LIST)


def test_what_failed_is_tried_again(tmp_path: Path, notes: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.warc"
    places = crawl(path, 3, tail=article("CRASH"))
    out, err = run(capfd, str(path), expect=1)
    assert out.endswith("2 read: 2 new; 1 skipped: a section or a list; 1 failed: no record could be made of it, by a fault of onrecord")
    assert err.startswith(f"onrecord: {path}:")
    assert len(noted(notes)) == 4
    assert run(capfd, str(path), expect=1)[0].startswith(f"{tmp_path / 'archive.db'}: 0 read; 2 unchanged; 1 skipped: a section or a list; 1 failed")
    assert set(noted(notes)).isdisjoint(places)
    assert run(capfd, str(tmp_path / "missing.warc"), expect=1)[1].endswith("no such file or folder")
    assert status(["add", str(path), "--published", "soon"]) == 2


def test_the_same_page_twice_and_with_other_words(tmp_path: Path, notes: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Warc(tmp_path / "a.warc.gz") as warc:
        for _ in range(2):
            warc.put(URL, article(1, "Orsa said it would open in autumn."))
        warc.put(URL, b"", kind="revisit")
    assert "1 read: 1 new; 1 unchanged; 1 skipped: the same again (revisit)" in run(capfd, str(tmp_path / "a.warc.gz"))[0]
    assert len(noted(notes)) == 1
    changed = article(1, "Orsa said it would open in spring.", head="<meta property='article:modified_time' content='2031-06-06T08:00:00Z'>")
    with Warc(tmp_path / "b.warc.gz") as warc:
        warc.put(URL, changed)
    assert "1 read: 1 changed" in run(capfd, str(tmp_path / "b.warc.gz"))[0]
    (tmp_path / "c.html").write_bytes(article(1, "Nothing is said of it.", head=f"<link rel='canonical' href='{URL}'><meta property='article:modified_time' content='2031-06-07'>"))
    assert "1 read: 1 changed" in run(capfd, str(tmp_path / "c.html"))[0]
    with Archive(tmp_path / "archive.db") as archive:
        runs = [r["run"] for r in archive.runs(archive._db.execute("SELECT id FROM articles LIMIT 1").fetchone()[0])]
        assert len(runs) == 3
        first = {(r["change"], r["old_words"], r["new_words"]) for r in archive.diff(runs[0], runs[1])}
        assert ("vanished", "it would open in autumn", None) in first or ("changed", "it would open in autumn", "it would open in spring") in first
        assert ("vanished", "it would open in spring", None) in {(r["change"], r["old_words"], r["new_words"]) for r in archive.diff(runs[1], runs[2])}
        assert archive._db.execute("SELECT count(*) FROM runs WHERE modified IS NOT NULL").fetchone()[0] == 2
    report = _newest(tmp_path)
    assert status(["diff", report, "--format", "table"]) == 0
    assert "it would open in spring" in capfd.readouterr().out


def _newest(tmp_path: Path) -> str:
    with Archive(tmp_path / "archive.db") as archive:
        return str(archive._db.execute("SELECT article_id FROM runs ORDER BY id DESC LIMIT 1").fetchone()[0])


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_nothing_is_read_twice_after_a_kill(tmp_path: Path, notes: Path, name: str) -> None:
    path, chance = tmp_path / name, random.Random(name)
    places = crawl(path, 36, "SLOW")
    stored: set[str] = set()
    kills = reads = 0
    while True:
        child = start("add", str(path), "--each", "--workers", "2")
        assert child.stdout is not None
        told = [child.stdout.readline() for _ in range(chance.randint(1, 12))]
        time.sleep(chance.random() * 0.05)
        if kills < 2:
            child.send_signal(signal.SIGKILL)
            kills += 1
        told += child.stdout.readlines()
        child.stdout.close()
        code = child.wait()
        time.sleep(0.1)  # the workers of a killed process end with their input
        read = noted(notes)
        reads += len(read)
        assert stored.isdisjoint(read), "a stored report was read again"
        with Archive(tmp_path / "archive.db") as archive:
            stored = {source for (source,) in archive._db.execute("SELECT source FROM captures")}
            assert {line.decode().split("\t")[2].strip() for line in told if line.strip()} <= stored
        if code == 0:
            break
    assert stored == set(places)
    # Beside the 24 reports and 6 lists only what was under way at a kill was read once more: four reports a worker at most.
    assert reads <= 30 + kills * 2 * 4
    with Archive(tmp_path / "archive.db") as archive:
        assert archive.check() == []


def start(*arguments: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([*(p for p in sys.path if p), str(Path(__file__).parent)])
    return subprocess.Popen([sys.executable, "-c", RUN, *arguments], env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip
