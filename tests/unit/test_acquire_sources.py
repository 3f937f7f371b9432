from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from onrecord.acquire import read_sources
from onrecord.acquire.decode import MAX_BYTES
from onrecord.errors import SourceError, UserError
from onrecord.model import Capture


def read(*names: str, stdin: bytes | None = None, **options: str) -> list[Capture | SourceError]:
    return list(read_sources(names, stdin=None if stdin is None else io.BytesIO(stdin), **options))


def one(*names: str, stdin: bytes | None = None) -> Capture:
    (got,) = read(*names, stdin=stdin)
    assert isinstance(got, Capture), got
    return got


def reason(got: Capture | SourceError) -> str:
    assert isinstance(got, SourceError), got
    assert "\n" not in str(got)
    return got.reason


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"A line.\nAnother.", "A line.\nAnother."),
        (b"A line.\r\nAnother.\rThird.\n", "A line.\nAnother.\nThird.\n"),
        (b"\xef\xbb\xbfMarked.", "Marked."),
        ("“Ça va”, said Ödön.\u2028Next".encode(), "“Ça va”, said Ödön.\u2028Next"),
        (b"  spaces  kept \n\n\n", "  spaces  kept \n\n\n"),
    ],
)
def test_a_text_is_the_file_itself(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    got = one(str(tmp_path / "a.txt"))
    assert got.text == text
    assert got.identity == data
    assert got.source == str(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t\n", "is empty"),
        ("a.txt", b"one\0two", "NUL byte at offset 3"),
        ("a.txt", b"first\nna\xefve", "not UTF-8: byte 0xef in line 2"),
        ("a.txt", "wide".encode("utf-16"), "UTF-16"),
        ("a.txt", b"%PDF-1.7 ...", "PDF"),
        ("a.txt", b"\x01\x02\x03\x04\x05\x06 abc", "binary"),
        ("a.txt", b"x" * MAX_BYTES, "50 MB"),
        ("a.html", b"", "is empty"),
        ("a.html", b"\x89PNG\r\n\x1a\n", "image"),
        ("a.html", b"<p>a\0b</p>", "NUL"),
        ("a.json", b"", "is empty"),
        ("a.json", b"{", "not JSON"),
        ("a.json", b'{"a": 1}', "neither text nor html"),
        ("a.json", b'"text"', "expected, not a string"),
        ("a.json", b"[]", "empty list"),
        ("a.json", b'{"text": 3}', "its text is a number"),
        ("a.json", b'{"text": ""}', "its text is empty"),
        ("a.json", b'{"text": "a\\u0000b"}', "NUL"),
        ("a.json", b'{"text": "\xff"}', "not JSON"),
        ("a.json", b'{"text": "\\ud800"}', "not JSON"),
        ("a.jsonl", b"\n\n", "is empty"),
        ("a.jsonl", b"[1]\n", "expected, not a list"),
        ("a.csv", b"a,b", "is not a .txt"),
    ],
)
def test_bad_input_is_one_clear_line(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    (got,) = read(str(tmp_path / name))
    assert says in reason(got)


def test_the_others_are_still_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("fine")
    got = read(str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), str(tmp_path / "c.jsonl"))
    assert [isinstance(g, Capture) for g in got] == [False, True, False]
    assert "no such file" in reason(got[0])


def test_folders_are_read_recursively_sorted_by_path(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.HTM", "skip.md", ".hidden.txt", ".git/x.txt", "c.JSON"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"text": "t"}')
    got = read(str(tmp_path))
    assert [g.source for g in got] == [str(tmp_path / n) for n in ("a/b/c.HTM", "a/z.txt", "b.txt", "c.JSON")]


def test_a_folder_with_nothing_readable(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("x")
    (got,) = read(str(tmp_path))
    assert "holds no .txt" in reason(got)


def test_a_file_that_vanishes_after_the_listing(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("fine")
    reports = read_sources([str(tmp_path)])
    assert isinstance(next(reports), Capture)
    (tmp_path / "b.txt").unlink()
    assert "vanished" in reason(next(reports))
    assert isinstance(next(reports), Capture)


def test_json_lines_are_named_by_id_or_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"id": "x1", "text": "a"}\n\n{"text": "b"}\nnonsense\n{"id": 7, "text": "c"}')
    got = read(str(tmp_path / "a.jsonl"))
    base = str(tmp_path / "a.jsonl")
    assert [g.source for g in got] == ["x1", f"{base}:3", f"{base}:4", "7"]
    assert "not JSON" in reason(got[2])


def test_json_lines_are_streamed(tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        lines = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.lines += 1
            return b'{"text": "again"}\n'

    stream = Endless()
    reports = read_sources(["-"], stdin=stream)  # type: ignore[arg-type]
    assert [r.source for _, r in zip(range(3), reports, strict=False)] == ["-:1", "-:2", "-:3"]
    assert stream.lines < 10


@pytest.mark.parametrize(
    ("data", "sources"),
    [
        (b'{"text": "a"}', ["-:1"]),
        (b'{"text": "a"}\n{"html": "<p>b</p>"}\n', ["-:1", "-:2"]),
        (b'[\n {"text": "a"},\n {"text": "b"}\n]', ["-:2", "-:3"]),
        (b'{\n  "text": "a"\n}\n', ["-"]),
        (b'{"stories": [{"id": "s1", "text": "a"}]}', ["s1"]),
    ],
)
def test_standard_input_is_sniffed_as_json(data: bytes, sources: list[str]) -> None:
    assert [g.source for g in read("-", stdin=data)] == sources


@pytest.mark.parametrize("data", [b"<!DOCTYPE html><p>x", b"\n  <html><body>", b"<!-- c --><div>x</div>", "<html>".encode("utf-16")])
def test_standard_input_is_sniffed_as_a_page(data: bytes) -> None:
    assert one("-", stdin=data).html == data


@pytest.mark.parametrize("data", [b"A plain report.", b"[pullquote] A report.", b"< 3 dead, he said", b"{curly} text"])
def test_standard_input_is_sniffed_as_text(data: bytes) -> None:
    assert one("-", stdin=data).text == data.decode()


SHAPES = {
    "ours": {
        "id": "o",
        "text": "T",
        "url": "https://post.example/a",
        "outlet": "Meridian",
        "title": "H",
        "byline": "Ana Reyes",
        "published": "2022-10-13",
        "language": "en",
    },
    "trafilatura": {
        "title": "H",
        "author": "Ana Reyes; Tom Okoro",
        "hostname": "post.example",
        "date": "2022-10-13",
        "fingerprint": "f",
        "id": None,
        "raw_text": "T flat",
        "text": "T",
        "language": "en",
        "source": "https://post.example/a",
        "source-hostname": "Meridian",
    },
    "fundus": {
        "title": "H",
        "authors": ["Ana Reyes"],
        "publishing_date": "2022-10-13 14:05:00+02:00",
        "plaintext": "T",
        "publisher": "Meridian",
        "lang": "en",
        "html": {"requested_url": "https://post.example/a", "content": "<p>T</p>"},
    },
    "news-please": {
        "authors": ["Ana Reyes"],
        "date_publish": "2022-10-13 00:00:00",
        "date_modify": "2024-01-01 00:00:00",
        "maintext": "T",
        "title": "H",
        "source_domain": "post.example",
        "url": "https://post.example/a",
        "language": "en",
    },
    "media cloud": {
        "id": "abc",
        "media_name": "Meridian",
        "media_url": "post.example",
        "publish_date": "2022-10-13",
        "title": "H",
        "language": "en",
        "url": "https://post.example/a",
        "text": "T",
    },
}


@pytest.mark.parametrize("maker", SHAPES)
def test_reports_of_other_makers_are_taken_as_they_are(maker: str) -> None:
    got = one("-", stdin=json.dumps(SHAPES[maker]).encode())
    assert (got.text, got.title, got.url) == ("T", "H", "https://post.example/a")
    assert got.outlet in ("Meridian", "post.example")
    assert got.published
    assert got.published.startswith("2022-10-13")
    assert got.modified is None
    assert got.language == "en"
    assert not got.byline or got.byline[0] == "Ana Reyes"


def test_a_fundus_body_without_plaintext() -> None:
    body = {
        "summary": ["S."],
        "sections": [{"headline": [], "paragraphs": ["One.", "Two."]}, {"headline": ["Then"], "paragraphs": ["Three."]}],
    }
    assert one("-", stdin=json.dumps({"body": body}).encode()).text == "S.\n\nOne.\n\nTwo.\n\nThen\n\nThree."


def test_a_json_text_is_kept_verbatim() -> None:
    text = "\ufeffOne\r\n two  \n"
    assert one("-", stdin=json.dumps({"text": text}).encode()).text == text


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Ana Reyes, Tom Okoro", ("Ana Reyes", "Tom Okoro")),
        ("By Ana Reyes and Tom Okoro", ("Ana Reyes", "Tom Okoro")),
        ("Ana Reyes, Jr.", ("Ana Reyes, Jr.",)),
        (["Ana Reyes", {"name": "Tom Okoro"}], ("Ana Reyes", "Tom Okoro")),
        (None, ()),
    ],
)
def test_bylines(said: object, names: tuple[str, ...]) -> None:
    assert one("-", stdin=json.dumps({"text": "T", "byline": said}).encode()).byline == names


@pytest.mark.parametrize("published", ["2022-10-13", "2022-10", "2022", "2022-10-13T14:05:00+04:00"])
def test_a_given_date(published: str) -> None:
    (got,) = read("-", stdin=b"text", published=published, outlet="Meridian")
    assert isinstance(got, Capture)
    assert (got.given_published, got.given_outlet, got.published) == (published, "Meridian", None)


@pytest.mark.parametrize("published", ["yesterday", "2022-13-01", "13/10/2022", ""])
def test_a_wrong_date_is_wrong_use(published: str) -> None:
    with pytest.raises(UserError, match="not a date"):
        read("-", stdin=b"text", published=published)


def test_wrong_use_of_standard_input() -> None:
    with pytest.raises(UserError):
        read("-")
    with pytest.raises(UserError):
        read("-", "-", stdin=b"x")
