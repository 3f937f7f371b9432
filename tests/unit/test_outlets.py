"""Outlets' data files: what they may say, and layouts on their sample pages."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest

from onrecord.article import build
from onrecord.article.check import check_layouts
from onrecord.article.outlets import feeds_of, layouts_of, load_outlets, outlet_of, outlets
from onrecord.cli.main import status
from onrecord.errors import DataFileError
from onrecord.model import Capture, When

SAMPLES = resources.files("onrecord") / "data" / "outlets" / "samples"
PLAIN = """- id: harbour-post
  name: 'Harbour Post'
  hosts: [harbourpost.example]
  must_match: ['Harbour Post', 'https://www.harbourpost.example/a']
  must_not: ['Harbour Post says']
"""
LAYOUT = """  layouts:
    - until: 2030-12-31
      text: '//div[@id="story"]/p'
      sample: oldian-gazette-2029.html
      keeps: ['Nobody has been to the quarry since.']
      loses: ['Ferry timetable']
"""


def write(tmp_path: Path, content: str) -> Path:
    (tmp_path / "outlets").mkdir(exist_ok=True)
    file = tmp_path / "outlets" / "own.yaml"
    file.write_text(content, encoding="utf-8")
    return file


def test_every_layout_does_what_its_file_says() -> None:
    checked = [o for o in outlets() if o.layouts]
    assert checked
    for outlet in checked:
        assert list(check_layouts(outlet, lambda name: (SAMPLES / name).read_bytes())) == []


def test_hosts_and_feeds_are_no_two_outlets() -> None:
    hosts = [h for o in outlets() for h in o.hosts]
    feeds = [f for o in outlets() for f in o.feeds]
    assert len(hosts) == len(set(hosts))
    assert len(feeds) == len(set(feeds))
    assert feeds_of("BBC") == feeds_of("bbc") != ()
    assert feeds_of("Reuters") == ()
    assert feeds_of("Nobody's Paper") is None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("  colour: red\n", "harbour-post: unknown key 'colour'"),
        ("  country: Oldia\n", "country 'Oldia' is not a code such as GB"),
        ("  language: English\n", "language 'English' is not a code such as en"),
        ("  feeds: [harbourpost.example/feed]\n", "is not an address"),
        (LAYOUT.replace("until", "untill"), "layout: unknown key 'untill'"),
        (LAYOUT.replace("2030-12-31", "'soon'"), "layout: until 'soon' is not a day"),
        (LAYOUT.replace("//div[@id", "//div[[@id"), "is not an XPath"),
        (LAYOUT.replace("      text: '//div[@id=\"story\"]/p'\n", ""), "names neither text nor anything to drop"),
        (LAYOUT.replace("      keeps: ['Nobody has been to the quarry since.']\n", ""), "needs a sample page and words"),
        (LAYOUT.replace("['Ferry timetable']", "Ferry"), "loses is not a list of texts"),
        ("  layouts: [here]\n", "a layout is a mapping"),
    ],
)
def test_a_wrong_file_names_the_entry(tmp_path: Path, more: str, said: str) -> None:
    file = write(tmp_path, PLAIN + more)
    with pytest.raises(DataFileError) as caught:
        load_outlets(tmp_path)
    assert said in str(caught.value)
    assert "outlets/own.yaml: harbour-post" in str(caught.value)
    assert status(["outlets", "--check", str(file)]) == 2


def test_a_host_is_no_address(tmp_path: Path) -> None:
    write(tmp_path, PLAIN.replace("[harbourpost.example]", "['www.harbourpost.example']"))
    with pytest.raises(DataFileError, match="without www"):
        load_outlets(tmp_path)


def page(date: str) -> bytes:
    return (SAMPLES / "oldian-gazette-2031.html").read_bytes().replace(b"2031-04-02T07:30:00+00:00", date.encode())


def test_a_layout_holds_for_its_days_only() -> None:
    def text(date: str, host: str = "oldiangazette.example") -> str:
        html = page(date)
        return build(Capture(source="x", identity=html, html=html, url=f"https://{host}/a")).text

    assert "What is the Sund?" not in text("2031-04-02T07:30:00+00:00")
    # On a day of the older layout, whose elements the page has not got, it is read as any page is.
    assert "The bridge has been shut" in text("2029-04-02T07:30:00+00:00")
    assert text("2031-04-02T07:30:00+00:00", "other.example") == text("2029-04-02T07:30:00+00:00")
    old, new = layouts_of("https://www.oldiangazette.example/a")
    assert not old.holds(None)
    assert new.holds(None)
    assert old.holds(When(edtf="2030", earliest="2030-01-01", latest="2030-12-31"))
    assert not new.holds(When(edtf="2030", earliest="2030-01-01", latest="2030-12-31"))
    assert outlet_of("https://oldiangazette.example/a") == "The Oldian Gazette"


def test_the_verb(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert status(["outlets", "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert len(rows) == len(outlets())
    assert status(["outlets", "bbc.co.uk", "RT"]) == 0
    assert [json.loads(line)["id"] for line in capfd.readouterr().out.splitlines()] == ["bbc", "rt"]
    assert status(["outlets", "--feeds", "--format", "table"]) == 0
    assert "reuters" not in capfd.readouterr().out
    assert status(["outlets", "nobody"]) == 2
    good = write(tmp_path, PLAIN + LAYOUT)
    assert status(["outlets", "--check", str(good)]) == 0
    assert "1 outlet, 1 layout: all right" in capfd.readouterr().out
    bad = write(tmp_path, PLAIN + LAYOUT.replace("Nobody has been", "Everybody has been").replace("2030-12-31", "2020-12-31"))
    assert status(["outlets", "--check", str(bad)]) == 1
    out = capfd.readouterr().out
    assert "of a day on which the layout does not hold" in out
    assert "the text has lost 'Everybody has been to the quarry since.'" in out
    assert status(["outlets", "--check", str(tmp_path / "none.yaml")]) == 2
    missing = write(tmp_path, PLAIN + LAYOUT.replace("oldian-gazette-2029.html", "../../secret"))
    assert status(["outlets", "--check", str(missing)]) == 1
