"""Watching feeds: what is new is read once, nothing ends the watch but its owner, and nothing is lost by a restart."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from faulty_server import Site, item, rss, serving
from reports_made import report
from test_cli import start

from onrecord import Archive
from onrecord.acquire.fetch import Limits
from onrecord.cli.alerts import Alerts, parse_command, parse_query
from onrecord.cli.main import status
from onrecord.cli.watch import addresses_of, parse_span
from onrecord.errors import UserError
from onrecord.model import Capture

FAST = ["--allow-private", "--pace", "0", "--workers", "1"]


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("onrecord.pipeline.reports.STAGES", "stub_stages:load")
    monkeypatch.setattr("onrecord.acquire.fetch.Limits", partial(Limits, backoff=0.01))
    found = tmp_path / "archive.db"
    monkeypatch.setenv("ONRECORD_ARCHIVE", str(found))
    return found


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def publish(site: Site, *numbers: int, more: str = "", day: str = "") -> str:
    """A feed of these reports, the newest first, and their pages."""
    for n in numbers:
        site.answers[f"/{n}.txt"] = ("text/plain", f"Report {n}\nBerin said that number {n} is ready.\n".encode())
    items = "".join(item(f"/{n}.txt", day=day) for n in reversed(numbers))
    site.answers["/feed.xml"] = ("application/rss+xml", rss(items + more))
    return site.base + "/feed.xml"


def watch(capfd: pytest.CaptureFixture[str], *arguments: str, expect: int = 0) -> tuple[str, str]:
    assert status(["watch", *arguments, *FAST, "--once"]) == expect
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    return out, err


def words(path: Path) -> list[str]:
    with Archive(path) as archive:
        assert archive.check() == []
        return sorted(r["words"] for r in archive.statements())


def test_new_entries_are_read_once(site: Site, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    feed = publish(site, 1, 2)
    out, err = watch(capfd, feed)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  1 feed: .*2 new.*; 2 statements\n", out)
    assert err == ""
    publish(site, 1, 2, 3)
    out, _ = watch(capfd, feed)
    assert "1 new" in out
    out, _ = watch(capfd, feed)
    assert " new" not in out.replace("0 new", "")
    assert site.paths() == ["/feed.xml", "/2.txt", "/1.txt", "/feed.xml", "/3.txt", "/feed.xml"]
    assert words(path) == [f"that number {n} is ready" for n in (1, 2, 3)]


def test_what_fails_does_not_hold_up_the_rest(site: Site, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    feed = publish(site, 1, more=item("/missing") + item("/fault") + item("/forbidden/a.html") + item("/picture.png"))
    dead = site.base.replace("127.0.0.1", "127.0.0.2") + "/feed.xml"
    out, err = watch(capfd, dead, site.base + "/laughs.xml", site.base + "/no-feed.xml", feed, expect=1)
    assert "1 new" in out
    assert "robots.txt" in out
    assert "3 feeds" not in out
    for said in ("cannot be reached", "declares entities", "is not a feed or sitemap", "is not there", "has a fault"):
        assert said in err
    site.asked.clear()
    watch(capfd, feed, expect=1)
    assert site.paths() == ["/feed.xml", "/fault", "/fault", "/fault"]  # the others would say the same again
    for _ in range(5):
        status(["watch", feed, *FAST, "--once"])
    capfd.readouterr()
    site.asked.clear()
    watch(capfd, feed)
    assert site.paths() == ["/feed.xml"]  # given up
    assert words(path) == ["that number 1 is ready"]


def test_an_entry_that_changed_is_read_again(site: Site, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    feed = publish(site, 1, day="Tue, 03 Jun 2031 08:00:00 GMT")
    watch(capfd, feed)
    watch(capfd, feed)
    assert site.counts["/1.txt"] == 1
    publish(site, 1, day="Wed, 04 Jun 2099 08:00:00 GMT")
    site.answers["/1.txt"] = ("text/plain", b"Report 1\nBerin said that it is not ready.\n")
    watch(capfd, feed)
    watch(capfd, feed)  # its time lies ahead, and is known all the same
    assert site.counts["/1.txt"] == 2
    assert "that it is not ready" in words(path)


def test_a_page_whose_text_stays_is_unchanged(path: Path) -> None:
    with Archive(path, write=True) as archive:
        first, again, edited = (
            report(("Taal", "Berin Taal", said), id=id, url="https://a.example/1")
            for id, said in (("a" * 32, "that it is shut"), ("b" * 32, "that it is shut"), ("c" * 32, "that it is open"))
        )
        assert [archive.add(r).state for r in (first, again, edited, first)] == ["new", "known", "version", "known"]
        assert archive.count() == 1


def test_a_report_in_two_feeds_is_fetched_once(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    feed = publish(site, 1)
    site.answers["/other.xml"] = site.answers["/feed.xml"]
    watch(capfd, feed, site.base + "/other.xml")
    assert site.counts["/1.txt"] == 1


def test_a_feed_that_says_it_has_not_changed(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    feed = publish(site, 1, more=item("/fault"))
    body = site.answers["/feed.xml"]
    assert isinstance(body, tuple)
    site.answers["/feed.xml"] = lambda h: (
        h.send(304) if h.headers.get("If-None-Match") else h.send(200, body[1], "application/rss+xml", ETag='"1"')
    )
    watch(capfd, feed, expect=1)
    assert site.asked[-1][0] == "/fault"
    watch(capfd, feed, expect=1)
    assert "if-none-match" not in [h for p, h in site.asked if p == "/feed.xml"][-1]  # an entry is still open
    site.answers["/fault"] = ("text/plain", b"Report 9\nBerin said that it is mended.\n")
    watch(capfd, feed)
    watch(capfd, feed)
    assert [h for p, h in site.asked if p == "/feed.xml"][-1]["if-none-match"] == '"1"'


def test_a_page_without_a_record_is_kept_and_not_asked_for_again(site: Site, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    site.answers["/1.txt"] = ("text/plain", b"CRASH")
    site.answers["/feed.xml"] = ("application/rss+xml", rss(item("/1.txt")))
    _, err = watch(capfd, site.base + "/feed.xml", expect=1)
    assert "by a fault of onrecord" in err
    watch(capfd, site.base + "/feed.xml")
    assert site.counts["/1.txt"] == 1
    with Archive(path) as archive:
        ((_, capture),) = archive.keeping.captures()
        assert capture.text == "CRASH"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_after_the_report_in_hand(site: Site, path: Path, how: signal.Signals) -> None:
    feed = publish(site, *range(1, 30))
    process = start(
        "watch", feed, "--allow-private", "--pace", "0.1", "--workers", "1", "--every", "1h", stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 20
    while site.counts["/24.txt"] == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(how)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, b"")
    assert b"stopped" in out
    asked = [p for p in site.paths() if p != "/feed.xml"]
    assert 6 <= len(asked) < 29
    assert len(words(path)) >= len(asked) - 1


def test_a_kill_loses_nothing_and_reads_nothing_twice(site: Site, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    feed = publish(site, *range(1, 16))
    process = start(
        "watch",
        feed,
        "--allow-private",
        "--pace",
        "0.05",
        "--workers",
        "1",
        "--every",
        "1h",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while site.counts["/7.txt"] == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    before = len(words(path))
    assert 1 <= before < 15
    watch(capfd, feed)
    assert len(words(path)) == 15
    with Archive(path) as archive:
        assert all(len(list(archive.runs(r["article"]))) == 1 for r in archive.statements())
    again = [p for p in site.paths() if p != "/feed.xml" and site.counts[p] > 1]
    assert len(again) <= 5  # only what was not stored yet


def test_another_writer_is_waited_for_and_then_done_without(
    site: Site, path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = publish(site, 1)
    watch(capfd, feed)
    publish(site, 1, 2)
    monkeypatch.setattr("onrecord.archive.archive.Archive.add", _locked)
    _, err = watch(capfd, feed, expect=1)
    assert "another process is writing to it" in err
    monkeypatch.undo()
    monkeypatch.setenv("ONRECORD_ARCHIVE", str(path))
    monkeypatch.setattr("onrecord.pipeline.reports.STAGES", "stub_stages:load")
    watch(capfd, feed)
    assert len(words(path)) == 2


def _locked(*_: object, **__: object) -> None:
    raise UserError("archive.db: another process is writing to it; try again when it has finished (nothing was lost)")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing-known"], "is neither an address"),
        (["reuters"], "names no feeds"),
        (["https://a.example/", "--every", "often"], "is not a time"),
        (["https://a.example/", "--every", "30s"], "at most every 60 s"),
        (["https://a.example/", "--notify", "cat"], "nothing to tell"),
        (["https://a.example/", "--notify", "no-such-program x", "--query", "words=x"], "there is no program"),
        (["https://a.example/", "--notify", "cat '", "--query", "words=x"], "quotation mark"),
        (["https://a.example/", "--query", "colour=red"], "is not NAME=VALUE"),
        (["https://a.example/", "--query", "stance=maybe"], "is not one of"),
        (["https://a.example/", "--query", ""], "--query is empty"),
        (["https://a.example/", "--question", "weather"], "is not one of"),
        ([], "Missing argument"),
    ],
)
def test_mistakes_are_one_line(arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert status(["watch", *arguments]) == 2
    _, err = capfd.readouterr()
    assert said in err


def test_times_and_outlets() -> None:
    assert [parse_span(t, shortest=1) for t in ("15m", "90s", "2h", "1d", "5", "10min")] == [900, 5400 / 60, 7200, 86400, 300, 600]
    assert addresses_of(("https://a.example/f", "BBC News", "https://a.example/f"))[0] == "https://a.example/f"
    assert len(addresses_of(("bbc", "BBC"))) == 1


# What is told.


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive(path, write=True) as found:
        found.add(
            report(
                ("Taal", "Berin Taal", "that Veskar is ready for talks"), stance="for", published="2031-06-01", url="https://a.example/1"
            )
        )
        yield found


def teller(tmp_path: Path, code: str = "") -> tuple[list[str], Path]:
    """A command that keeps what it is told, a line each."""
    kept = tmp_path / "told.jsonl"
    program = f"import sys; {code or 'pass'}; open({str(kept)!r}, 'a').write(sys.stdin.read() + chr(10))"
    return [sys.executable, "-c", program], kept


def told(kept: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []


def test_a_query_tells_what_it_gained_and_nothing_twice(archive: Archive, tmp_path: Path) -> None:
    command, kept = teller(tmp_path)
    query = parse_query("speaker='Berin Taal' words=bridge")
    alerts = Alerts(archive, [query], [], command)
    assert alerts.tell() == 0  # what was there before is no news
    archive.add(
        report(
            ("Taal", "Berin Taal", "that the bridge is shut"), ("Lenk", "Orsa Lenk", "that the bridge is open"), url="https://a.example/2"
        )
    )
    assert alerts.tell() == 1
    assert alerts.tell() == 0
    (alert,) = told(kept)
    assert (alert["schema"], alert["kind"], alert["query"], alert["more"]) == (
        "onrecord.alert/1",
        "statements",
        "'speaker=Berin Taal' words=bridge",
        0,
    )
    (row,) = alert["statements"]  # type: ignore[misc]
    assert (row["speaker"], row["words"], row["url"]) == ("Berin Taal", "that the bridge is shut", "https://a.example/2")
    # The report again with a word more elsewhere: its old statement is no news, a new one is.
    edited = report(
        ("Taal", "Berin Taal", "that the bridge is shut"),
        ("Taal", "Berin Taal", "that a second bridge will come"),
        opening="Edited",
        url="https://a.example/2",
    )
    archive.add(edited)
    again = Alerts(archive, [query], [], command)  # a restart, with the report stored meanwhile
    assert again.tell() == 1
    assert [r["words"] for r in told(kept)[1]["statements"]] == ["that a second bridge will come"]  # type: ignore[attr-defined]


def test_a_change_of_stance_is_told_once(archive: Archive, tmp_path: Path) -> None:
    command, kept = teller(tmp_path)
    alerts = Alerts(archive, [], ["talks"], command)
    assert alerts.tell() == 0
    archive.add(
        report(("Taal", "Berin Taal", "that Veskar refuses talks"), stance="against", published="2031-06-20", url="https://a.example/2")
    )
    assert alerts.tell() == 1
    archive.add(
        report(
            ("Taal", "Berin Taal", "that Veskar still refuses talks"), stance="against", published="2031-06-25", url="https://a.example/3"
        )
    )
    assert alerts.tell() == 0
    (alert,) = told(kept)
    (change,) = alert["changes"]  # type: ignore[misc]
    assert {k: change[k] for k in ("holder", "kind", "before", "now", "date", "last_seen", "reports_between")} == {
        "holder": "Veskar", "kind": "changed", "before": "for", "now": "against", "date": "2031-06-20", "last_seen": "2031-06-01", "reports_between": 0,
    }  # fmt: skip
    assert Alerts(archive, [], ["talks"], command).tell() == 0


def test_a_command_that_fails_is_told_again(
    archive: Archive, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command, kept = teller(tmp_path, "sys.exit(3) if not __import__('os').path.exists('ready') else None")
    monkeypatch.chdir(tmp_path)
    alerts = Alerts(archive, [parse_query("words=bridge")], [], command)
    archive.add(report(("Taal", "Berin Taal", "that the bridge is shut"), url="https://a.example/2"))
    assert alerts.tell() == 0
    assert "ended with status 3; it is told again after the next round" in capfd.readouterr().err
    (tmp_path / "ready").touch()
    assert alerts.tell() == 1
    assert len(told(kept)) == 1


def test_commands_that_hang_or_vanish_are_one_line(
    archive: Archive, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.cli.alerts.TIMEOUT", 0.2)
    hanging = Alerts(archive, [parse_query("words=bridge")], [], [sys.executable, "-c", "import time; time.sleep(9)"])
    archive.add(report(("Taal", "Berin Taal", "that the bridge is shut"), url="https://a.example/2"))
    assert hanging.tell() == 0
    assert Alerts(archive, [parse_query("words=bridge")], [], ["/no/such/program"]).tell() == 0
    err = capfd.readouterr().err
    assert "did not end within 0.2 s and was stopped" in err
    assert "could not be run" in err


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    assert parse_command("cat '$HOME; ls' `x`") == ["cat", "$HOME; ls", "`x`"]


def test_without_a_command_lines_are_printed(archive: Archive, capfd: pytest.CaptureFixture[str]) -> None:
    alerts = Alerts(archive, [parse_query("words=bridge")], ["talks"], None)
    archive.add(
        report(
            ("Taal", "Berin Taal", "that the bridge\x1b[31m is shut"), url="https://a.example/2", stance="against", published="2031-06-20"
        )
    )
    assert alerts.tell() == 2
    out = capfd.readouterr().out
    assert "words=bridge: 2031-06-20, Harbour Post: Berin Taal: that the bridge" in out
    assert "talks: 2031-06-20: Veskar: for → against (changed)" in out
    assert "\x1b" not in out


def test_watch_tells(site: Site, path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    command, kept = teller(tmp_path)
    feed = publish(site, 1)
    notify = ["--query", "words=ready", "--notify", " ".join(f"'{c}'" if "'" not in c else f'"{c}"' for c in command)]
    watch(capfd, feed, *notify)
    assert [len(a["statements"]) for a in told(kept)] == [1]  # type: ignore[arg-type]
    publish(site, 1, 2, 3)
    watch(capfd, feed, *notify)
    assert [len(a["statements"]) for a in told(kept)] == [1, 2]  # type: ignore[arg-type]


# What is kept, and made again.


def test_add_takes_addresses_and_keeps_what_came(site: Site, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    publish(site, 1)
    address = site.base + "/1.txt"
    assert status(["add", address, *FAST]) == 0
    assert status(["add", address, *FAST]) == 0
    with Archive(path) as archive:
        ((_, capture),) = archive.keeping.captures()
        assert capture.identity == b"Report 1\nBerin said that number 1 is ready.\n"
        assert capture.fetch is not None
        assert (capture.fetch.address, dict(capture.fetch.headers)["content-type"]) == (address, "text/plain")
        assert archive.check() == []
    capfd.readouterr()


def test_pages_are_fetched_again_only_if_they_changed(site: Site, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    address = site.base + "/etag.html"
    assert status(["add", address, *FAST]) == 0
    assert status(["add", address, *FAST]) == 0
    assert site.asked[-1][1]["if-none-match"] == '"first"'
    assert re.search(r"already there|unchanged", capfd.readouterr().out)


def test_reread_makes_records_again_from_what_is_kept(
    site: Site, path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(site, 1)
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfReport A\r\nBerin said that files too are kept.\r\n")
    assert status(["add", site.base + "/1.txt", str(tmp_path / "a.txt"), *FAST]) == 0
    (tmp_path / "a.txt").unlink()
    site.asked.clear()
    assert status(["reread"]) == 0
    assert "2 read by this version before" in capfd.readouterr().out
    monkeypatch.setattr("onrecord.pipeline.reports.STAGES", "stub_stages:load")
    # The stub writes the model's name into each statement: another model makes another record.
    assert status(["reread", "--model", "accurate"]) == 0
    assert "2 read again, differently" in capfd.readouterr().out
    assert site.asked == []
    with Archive(path) as archive:
        runs = [list(archive.runs(a)) for a in {r["article"] for r in archive.statements()}]
        assert [len(r) for r in runs] == [2, 2]
        assert {r["words"] for r in archive.statements()} == {"that number 1 is ready", "that files too are kept"}
        assert archive.check() == []
    some = runs[0][0]["article"]
    assert status(["reread", some[:8]]) == 0
    assert status(["reread", "nothing"]) == 2


def test_every_capture_comes_back_as_it_was(path: Path) -> None:
    captures = [
        Capture(source="a.txt", identity=b"\xef\xbb\xbfA\r\n", text="A\n"),
        Capture(source="b", identity="Ä".encode(), text="Ä", title="T", byline=("A", "B"), published="2031", given_outlet="O"),
        Capture(source="c.html", identity=b"<p>\xff", html=b"<p>\xff", charset="latin-1", given_title="G"),
        Capture(source="d\udcff.txt", identity=b"D", text="D"),
    ]
    with Archive(path, write=True) as archive:
        for n, capture in enumerate(captures):
            archive.keeping.keep(capture, str(n))
            archive.keeping.keep(capture, str(n))
        found = dict(archive.keeping.captures())
    assert [found[str(n)] for n in range(3)] == captures[:3]
    assert found["3"].source == "d\\udcff.txt"


def test_damage_to_what_is_kept_is_found(path: Path) -> None:
    with Archive(path, write=True) as archive:
        archive.keeping.keep(Capture(source="c.html", identity=b"<p>c", html=b"<p>c"), "c")
    db = sqlite3.connect(path)
    db.execute("DROP TRIGGER kept_bytes_no_update")
    db.execute("UPDATE kept_bytes SET packed = x'00'")
    db.commit()
    db.close()
    with Archive(path) as archive:
        assert any("kept bytes" in said for said in archive.check())
