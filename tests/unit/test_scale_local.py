"""Large runs on one machine: what is read, what is written, what is gone on with. The stages are stubs; their work has its own tests."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scale_made import STUB, files, report, rows, write_lines

from onrecord.acquire import read_sources
from onrecord.cli.main import status
from onrecord.errors import OnRecordError, SourceError, UserError
from onrecord.model import Capture, Record
from onrecord.pipeline.reports import run as read_all
from onrecord.record import schema, to_json
from onrecord.scale import local
from onrecord.scale.dataset import Dataset, Setup
from onrecord.scale.inputs import Reading, find_inputs
from onrecord.scale.load import records_of, split_datasets
from onrecord.scale.run import run
from onrecord.scale.schema import TABLES, schemas

ROOT = Path(__file__).resolve().parents[2]


def captures(name: str) -> list[Capture | SourceError]:
    (given,) = find_inputs([name])
    from onrecord.acquire.given import Given

    return list(Reading(given, Given()))


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    write_lines(folder / "a.jsonl", [report(n) for n in range(5)])
    write_lines(folder / "b.jsonl.gz", [report(5), {"text": ""}, report(6, "CRASH"), "not json", report(7, "DIE ALWAYS"), report(8)])
    write_lines(folder / "c.jsonl", [])
    pq.write_table(pa.Table.from_pylist([report(n) for n in range(9, 12)]), folder / "d.parquet")
    return folder


# ---- what is read


def test_inputs_are_files_folders_and_patterns(inputs: Path) -> None:
    names = ["a.jsonl", "b.jsonl.gz", "c.jsonl", "d.parquet"]
    (inputs / "_hidden.jsonl").touch()
    (inputs / "notes.md").touch()
    assert [Path(i.name).name for i in find_inputs([str(inputs)])] == names
    assert [Path(i.name).name for i in find_inputs([str(inputs / "[ab]*.jsonl*"), str(inputs / "a.jsonl"), str(inputs)])] == names
    partitions = [i.partition for i in find_inputs([str(inputs)])]
    assert len(set(partitions)) == 4
    assert all(re.fullmatch(r"[\w.-]+", p) for p in partitions)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gone.jsonl", "no such file or folder"),
        ("empty", "holds no .jsonl"),
        ("x.txt", "`onrecord read` and `onrecord add` take texts"),
        ("*.warc", "matches no"),
        ("nowhere://x/y.jsonl", "nowhere"),
    ],
)
def test_names_that_stand_for_nothing_are_the_callers_mistake(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.txt").touch()
    with pytest.raises(UserError, match=re.escape(reason)):
        find_inputs([name if "://" in name else str(tmp_path / name)])


def test_reports_are_the_same_as_read_directly(tmp_path: Path) -> None:
    given = [
        report(1),
        {"text": "Berin said no.", "outlet": "Harbour Post", "url": "https://news.example/1"},
        {"html": "<p>Hello</p>"},
        "x",
    ]
    plain = write_lines(tmp_path / "a.jsonl", given)
    packed = write_lines(tmp_path / "a.jsonl.gz", given)
    direct = list(read_sources([str(plain)]))
    for name in (plain, packed):
        found = captures(str(name))
        for one, other in zip(direct, found, strict=True):
            if isinstance(one, SourceError):
                assert isinstance(other, SourceError)
                assert one.reason == other.reason
            else:
                assert isinstance(other, Capture)
                assert one.source == other.source.replace(".jsonl.gz:", ".jsonl:")
                assert (one.identity, one.text, one.html, one.outlet, one.url) == (
                    other.identity,
                    other.text,
                    other.html,
                    other.outlet,
                    other.url,
                )


def test_parquet_columns_are_the_fields_of_a_report(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table(
        {
            "text": ["Berin said yes.", None, "Taal said no."],
            "published": [date(2031, 6, 3), date(2031, 6, 4), None],
            "publisher": ["Harbour Post", None, "The Veskar News"],
        }
    )
    pq.write_table(table, path)
    one, two, three = captures(str(path))
    assert isinstance(one, Capture)
    assert isinstance(three, Capture)
    assert (one.source, one.text, one.published, one.outlet) == (f"{path}:1", "Berin said yes.", "2031-06-03", "Harbour Post")
    assert (three.published, three.outlet) == (None, "The Veskar News")
    assert isinstance(two, SourceError)
    assert two.source == f"{path}:2"


@pytest.mark.parametrize("cut", [10, 30, -1])
def test_a_damaged_file_gives_what_it_can_and_one_failure(tmp_path: Path, cut: int) -> None:
    path = write_lines(tmp_path / "a.jsonl.gz", [report(n) for n in range(300)])
    path.write_bytes(path.read_bytes()[:cut])
    *_, last = captures(str(path))
    assert isinstance(last, SourceError)
    told = run([str(path)], str(tmp_path / "out"), setup=STUB, workers=1)
    assert told.rows["failures"] == 1
    assert told.broken == 0  # trying again would not help


# ---- what is written


def test_the_tables_have_every_name_of_the_contract() -> None:
    found = schema()
    for table, name in {
        "statements": "statement",
        "positions": "position",
        "dates": "when_span",
        "events": "event",
        "articles": "article",
    }.items():
        assert set(found["$defs"][name]["properties"]) <= set(schemas()[table].names), table
    speaker = schemas()["statements"].field("speaker").type
    assert set(found["$defs"]["party"]["properties"]) <= {speaker.field(i).name for i in range(speaker.num_fields)}


def test_every_input_becomes_a_partition(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = run([str(inputs)], str(out), setup=STUB, workers=2)
    assert (told.inputs, told.there, told.broken) == (4, 0, 0)
    assert (told.rows["articles"], told.rows["statements"], told.rows["failures"]) == (10, 20, 5)
    parts = [i.partition for i in find_inputs([str(inputs)])]
    assert files(out) == {
        "_onrecord.json",
        *(f"_done/{p}.json" for p in parts),
        *(f"{t}/input={p}/part.parquet" for t in TABLES for p in parts),
    }
    found = rows(out)
    assert [row["id"] for row in found["articles"]] != []
    reasons = {row["source"].removeprefix(f"{inputs}/"): (row["error"], row["report"], row["reason"]) for row in found["failures"]}
    assert reasons["b.jsonl.gz:2"] == ("SourceError", 1, "its text is empty")
    assert reasons["r6"][:2] == ("ReportError", 2)
    assert "not JSON" in reasons["b.jsonl.gz:4"][2]
    assert "died on it twice" in reasons["r7"][2]
    assert reasons["c.jsonl"] == ("SourceError", 0, "is empty")


def test_a_row_group_is_written_whenever_enough_has_come_together(inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.scale.tables.GROUP", 100)
    run([str(inputs / "a.jsonl")], str(tmp_path / "out"), setup=STUB, workers=1)
    (path,) = (tmp_path / "out" / "articles").rglob("*.parquet")
    assert pq.ParquetFile(path).num_row_groups > 1
    assert [row["report"] for row in rows(tmp_path / "out")["articles"]] == [0, 1, 2, 3, 4]


def test_a_text_that_is_no_unicode_costs_one_report(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [report(1), '{"text": "Berin said \\ud800 no."}', report(2)])
    told = run([str(path)], str(tmp_path / "out"), setup=STUB, workers=1)
    assert (told.rows["articles"], told.rows["failures"]) == (2, 1)


# ---- going on


def test_what_is_finished_is_not_made_again(inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    first = inputs / "a.jsonl"
    run([str(first)], str(out), setup=STUB, workers=1)
    before = (next((out / "articles").rglob("*.parquet"))).stat().st_mtime_ns
    seen: list[str] = []
    monkeypatch.setattr(local.Reading, "__iter__", lambda self: iter([SourceError(self.input.name, str(seen.append(self.input.name)))]))
    told = run([str(inputs)], str(out), setup=STUB, workers=1)
    assert told.there == 1
    assert [Path(name).name for name in seen] == ["b.jsonl.gz", "c.jsonl", "d.parquet"]
    assert (next((out / "articles").rglob("*a.jsonl*/*.parquet"))).stat().st_mtime_ns == before


def test_an_interrupted_input_is_made_again(inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"

    class Stop(BaseException):
        pass

    class Watch:
        def __init__(self, most: int) -> None:
            self.left = most

        def step(self) -> None:
            self.left -= 1
            if not self.left:
                raise Stop

        def complain(self, error: SourceError) -> None:
            pass

    for most in (3, 2, 7):
        with pytest.raises(Stop):
            run([str(inputs)], str(out), setup=STUB, workers=1, watch=Watch(most))
        assert not list(out.rglob("*.part"))
    assert len(Dataset(str(out)).partitions()) == 1
    (out / "statements" / next(i.partition for i in find_inputs([str(inputs / "d.parquet")]))).mkdir()
    run([str(inputs)], str(out), setup=STUB, workers=2)
    run([str(inputs)], str(tmp_path / "at-once"), setup=STUB, workers=1)
    assert rows(out) == rows(tmp_path / "at-once")


def test_an_input_that_has_grown_is_made_again(tmp_path: Path) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    write_lines(path, [report(1)])
    run([str(path)], str(out), setup=STUB, workers=1)
    write_lines(path, [report(1), report(2)])
    assert run([str(path)], str(out), setup=STUB, workers=1).there == 0
    assert len(rows(out)["articles"]) == 2


def test_an_input_that_could_not_be_reached_is_tried_again(inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, out = str(inputs / "a.jsonl"), tmp_path / "out"

    def broken(*_: object) -> Any:
        raise TimeoutError("the net is down")

    with monkeypatch.context() as patch:
        patch.setattr(local.Reading, "_reports", broken)
        assert run([path], str(out), setup=STUB, workers=1).broken == 1
    assert [row["reason"] for row in rows(out)["failures"]] == ["cannot be read (the net is down)"]
    assert run([path], str(out), setup=STUB, workers=1).there == 0
    assert rows(out)["failures"] == []


def test_a_dataset_keeps_its_options(inputs: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    run([str(inputs / "a.jsonl")], out, setup=STUB, workers=1)
    with pytest.raises(UserError, match="was made with model fast"):
        run([str(inputs)], out, setup=Setup(model="accurate"), workers=1)
    with pytest.raises(UserError, match="not empty and not a dataset"):
        run([str(inputs)], str(inputs), setup=STUB)
    (tmp_path / "out" / "_onrecord.json").write_text('{"schema": "onrecord.dataset/9", "model": "fast"}', encoding="utf-8")
    with pytest.raises(UserError, match="another version"):
        run([str(inputs)], out, setup=STUB, workers=1)


def test_a_model_that_is_not_there_is_the_callers_mistake(inputs: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no model called none"):
        run([str(inputs)], str(tmp_path / "out"), setup=Setup(model="none", stages=STUB.stages), workers=1)


# ---- taking it back


def test_records_come_back_as_they_were(inputs: Path, tmp_path: Path) -> None:
    run([str(inputs)], str(tmp_path / "out"), setup=STUB, workers=2)
    found = list(records_of([str(tmp_path / "out")]))
    direct = [
        r for i in find_inputs([str(inputs)]) for r in read_all(captures(i.name), stages=STUB.stages, workers=2) if isinstance(r, Record)
    ]
    assert [to_json(r) for r in found if isinstance(r, Record)] == [to_json(r) for r in direct]
    assert len(found) == 10


def test_a_damaged_partition_costs_no_other(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([str(inputs)], str(out), setup=STUB, workers=2)
    next((out / "dates").glob("*a.jsonl*/*")).write_bytes(b"PAR1 no")
    found = list(records_of([str(out)]))
    assert sum(isinstance(r, Record) for r in found) == 5
    assert [type(r) for r in found if not isinstance(r, Record)] == [SourceError]
    with pytest.raises(UserError, match="is not a dataset"):
        list(records_of([str(inputs)]))


def test_other_file_systems(inputs: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/news/a.jsonl", (inputs / "a.jsonl").read_bytes())
    told = run(["memory://news/*.jsonl"], "memory://out/set", setup=STUB, workers=1)
    assert told.rows["articles"] == 5
    assert run(["memory://news"], "memory://out/set", setup=STUB, workers=1).there == 1
    assert len(list(records_of(["memory://out/set"]))) == 5
    assert split_datasets(["memory://out/set", "memory://news", "-", "a.txt"])[0] == ("memory://out/set",)


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
    assert status(["run", "x.jsonl", "-o", str(tmp_path / "out")]) == 2
    assert "pip install 'onrecord[scale]'" in capsys.readouterr().err


# ---- the command


def test_run_then_add_is_add(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = [{"id": p.name, "text": p.read_text(encoding="utf-8")} for p in sorted((ROOT / "examples").glob("*.txt"))]
    given += [
        json.loads(line) for line in (ROOT / "examples" / "5-wire-briefs.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    path = write_lines(tmp_path / "a.jsonl", [*given, {"text": ""}])
    out, archive = str(tmp_path / "out"), str(tmp_path / "archive.db")
    assert status(["run", str(path), "-o", out, "--workers", "1"]) == 1
    told = capsys.readouterr()
    assert f"{len(given)} reports" in told.out
    assert "1 could not be read" in told.out
    assert "its text is empty" in told.err
    assert status(["add", out, "--archive", archive]) == 0
    assert f"{len(given)} new" in capsys.readouterr().out
    status(["add", str(path), "--archive", archive, "--workers", "1"])  # the very same records: nothing changes
    told_again = capsys.readouterr().out
    assert f"{len(given)} unchanged" in told_again
    assert status(["check", "--archive", archive]) == 0
    # The verbs that compare take a dataset for what it holds; so both answer alike.
    answers = []
    for source in (out, str(path)):
        capsys.readouterr()
        status(["positions", "--question", "talks", "--format", "jsonl", source, "--workers", "1"])
        answers.append(capsys.readouterr().out)
    assert answers[0] == answers[1] != ""


def test_wrong_use_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lines(tmp_path / "a.jsonl", [report(1)])
    for arguments in (["gone.jsonl"], [str(path), "--published", "soon"]):
        assert status(["run", *arguments, "-o", str(tmp_path / "out")]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_what_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [report(1)])
    (tmp_path / "file").touch()
    with pytest.raises((UserError, OnRecordError)):
        run([str(path)], str(tmp_path / "file" / "out"), setup=STUB, workers=1)


def test_web_archives_are_read_as_ever(tmp_path: Path) -> None:
    """Here and from another file system; what holds no report is counted, not kept."""
    from warc_made import Warc, article

    path = tmp_path / "a.warc.gz"
    with Warc(path) as archive:
        for n in range(3):
            archive.put(f"https://news.example/2031/report-{n}", article(n))
            archive.put(f"https://news.example/picture-{n}.png", b"\x89PNG", media="image/png")
    direct = list(read_sources([str(path)]))
    assert [getattr(c, "identity", str(c)) for c in captures(str(path))] == [getattr(c, "identity", str(c)) for c in direct]
    told = run([str(path)], str(tmp_path / "out"), setup=STUB, workers=1)
    assert (told.rows["articles"], told.skipped.total(), told.rows["failures"]) == (3, 3, 0)
    fsspec.filesystem("memory").pipe("/crawl/a.warc.gz", path.read_bytes())
    told = run(["memory://crawl/a.warc.gz"], "memory://crawl-out", setup=STUB, workers=1)
    assert (told.rows["articles"], told.skipped.total(), told.rows["failures"]) == (3, 3, 0)
