"""Storing: inserts only, all or nothing, versions and runs, old files, and clear answers where the file cannot be written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from killed_writer import kill_writers
from reports_made import report
from sample import sample

from onrecord import Archive, Filters, ReportError, UserError
from onrecord.archive.migrate import migrations, newest, split_sql
from onrecord.model import Made, Span
from onrecord.record import to_json

HERE = Path(__file__).parent
CALM = ("Berin Taal", "Berin Taal", "that the bridge is open")
SHARP = ("Orsa Lenk", "Orsa Lenk", "that the bridge is closed")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def dump(path: Path) -> list[str]:
    db = sqlite3.connect(path)
    try:
        return [line for line in db.iterdump() if line.startswith("INSERT")]
    finally:
        db.close()


def test_a_record_comes_back_as_it_went_in(path: Path) -> None:
    with Archive(path, write=True) as archive:
        added = archive.add(sample())
        assert (added.state, added.article) == ("new", "a1")
        assert to_json(archive.record("a1")) == to_json(sample())
        assert archive.check() == []


def test_adding_again_changes_nothing(path: Path) -> None:
    with Archive(path, write=True) as archive:
        archive.add(sample(), read_as=("key", "engine"))
    before = dump(path)
    with Archive(path, write=True) as archive:
        assert archive.has_read("key", "engine")
        assert archive.add(sample(), read_as=("key", "engine")).state == "known"
    assert dump(path) == before


def test_the_same_bytes_from_another_file_are_the_same_report(path: Path) -> None:
    with Archive(path, write=True) as archive:
        archive.add(report(CALM))
        assert archive.add(report(CALM, source="b.txt")).state == "known"
        assert archive.count() == 1


def test_a_new_model_adds_a_run_beside_and_the_latest_is_current(path: Path) -> None:
    with Archive(path, write=True) as archive:
        first = archive.add(report(CALM, SHARP, id="r"))
        # The same text, read by a model that finds one statement only, and another speaker for it.
        better = report(("Berin Taal", None, CALM[2]), SHARP, id="r", version="2")
        better = replace(better, statements=better.statements[:1])
        second = archive.add(better)
        assert (first.state, second.state) == ("new", "run")
        assert [(r["speaker"], r["model"]) for r in archive.statements()] == [(None, "statements 2")]
        changes = list(archive.diff(first.run, second.run))
        assert [(c["change"], c["fields"], c["old_speaker"], c["new_speaker"]) for c in changes] == [
            ("changed", "speaker, side", "Berin Taal", None),
            ("vanished", "", "Orsa Lenk", None),
        ]
        assert [(r["run"], r["current"]) for r in archive.runs("r")] == [(1, False), (2, True)]
        assert archive.check() == []


def test_a_better_extraction_of_the_same_bytes_is_a_run_whose_statements_are_matched_by_their_words(path: Path) -> None:
    with Archive(path, write=True) as archive:
        first = archive.add(report(CALM, SHARP, id="r"))
        second = archive.add(report(CALM, id="r", opening="A longer opening of the report", version="2"))
        assert second.state == "run"
        assert [c["change"] for c in archive.diff(first.run, second.run)] == ["vanished"]


def test_a_position_that_changed_is_shown_on_both_sides(path: Path) -> None:
    with Archive(path, write=True) as archive:
        first = archive.add(report(CALM, id="r", stance="for"))
        second = archive.add(report(CALM, id="r", stance="against", version="2"))
        third = archive.add(report(CALM, id="r", version="3"))
        (changed,) = archive.diff(first.run, second.run)
        assert changed["fields"] == "positions"
        assert changed["old_positions"].startswith("talks for (")
        assert changed["new_positions"].startswith("talks against (")
        (lost,) = archive.diff(second.run, third.run)
        assert lost["old_positions"] == changed["new_positions"]
        assert lost["new_positions"] is None


def test_an_edited_report_is_a_new_version_and_only_the_newest_counts(path: Path) -> None:
    with Archive(path, write=True) as archive:
        old = archive.add(report(CALM, url="https://harbour.example/1"))
        new = archive.add(report(SHARP, url="https://harbour.example/1#top"))
        assert (old.state, new.state) == ("new", "version")
        assert [r["speaker"] for r in archive.statements()] == ["Orsa Lenk"]
        assert len(list(archive.runs(old.article))) == 2
        # Reading the old version again with a newer model does not make it the newest.
        again = archive.add(report(CALM, url="https://harbour.example/1", version="2"))
        assert again.state == "run"
        assert [r["speaker"] for r in archive.statements()] == ["Orsa Lenk"]
        assert archive.check() == []


def test_an_older_version_that_arrives_later_is_not_the_newest(path: Path) -> None:
    with Archive(path, write=True) as archive:
        archive.add(report(SHARP, url="https://harbour.example/1", published="2031-06-04"))
        archive.add(report(CALM, url="https://harbour.example/1", published="2031-06-03"))
        assert [r["speaker"] for r in archive.statements()] == ["Orsa Lenk"]


@pytest.mark.parametrize(
    "table", ["texts", "articles", "captures", "runs", "statements", "parties", "mentions", "positions", "corrections"]
)
def test_nothing_that_was_stored_can_be_changed(path: Path, table: str) -> None:
    with Archive(path, write=True) as archive:
        archive.add(sample())
        statement = next(r["id"] for r in archive.statements() if r["speaker"] == "Berin Taal")
        archive.correct("not-a-statement", author="A", reason="R", statement=statement)
    db = sqlite3.connect(path)
    column = db.execute(f"PRAGMA table_info({table})").fetchone()[1]
    for sql in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            db.execute(sql)
    db.close()


def test_a_record_that_does_not_hold_together_leaves_nothing(path: Path) -> None:
    good = report(CALM)
    wrong_words = replace(good.statements[0], cue=(Span(start=0, end=4, text="told"),))
    wrong_parent = replace(good.statements[0], parent="nobody")
    wrong_text = replace(good, article=replace(good.article, text_sha256="0" * 64))
    with Archive(path, write=True) as archive:
        for bad in (
            replace(good, statements=(wrong_words,)),
            replace(good, statements=(wrong_parent,)),
            replace(good, statements=good.statements * 2),
            wrong_text,
        ):
            with pytest.raises(ReportError, match=r"a\.txt"):
                archive.add(bad)
        assert archive.count() == 0
        assert archive.add(good).state == "new"
        assert archive.check() == []
    assert len([line for line in dump(path) if 'INTO "runs"' in line]) == 1


def test_a_nul_is_refused_and_a_name_that_is_no_text_is_kept_as_escapes(path: Path) -> None:
    nul = report(("Berin Taal", "Berin Taal", "that the\0bridge is open"))
    with Archive(path, write=True) as archive:
        with pytest.raises(ReportError, match="NUL"):
            archive.add(nul)
        archive.add(report(CALM, id="r", source="\udcff.txt"))
        assert archive.record("r").article.source == "\\udcff.txt"
        with pytest.raises(UserError, match="is not UTF-8"):
            Filters(speaker="\udcff")


def test_check_finds_what_somebody_changed(path: Path) -> None:
    with Archive(path, write=True) as archive:
        archive.add(sample())
    db = sqlite3.connect(path)
    db.execute("DROP TRIGGER texts_no_update")
    db.execute("UPDATE texts SET text = replace(text, 'Quell', 'Quill')")
    db.execute("DELETE FROM current_index WHERE statement_id = 's0'")
    db.commit()
    db.close()
    with Archive(path) as archive:
        wrong = archive.check()
    assert any("is not the text that has this hash" in line for line in wrong)
    assert any("statement s2 words" in line for line in wrong)
    assert any("current_index" in line for line in wrong)
    with Archive(path, write=True) as archive:
        archive.reindex()
        assert not any("current_index" in line for line in archive.check())


def test_backup_is_a_whole_archive_and_replaces_nothing(path: Path, tmp_path: Path) -> None:
    with Archive(path, write=True) as archive:
        archive.add(sample())
        archive.backup(tmp_path / "copy.db")
        with pytest.raises(UserError, match="exists already"):
            archive.backup(tmp_path / "copy.db")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["archive.db", "copy.db"]
    with Archive(tmp_path / "copy.db") as copy:
        assert copy.check() == []
        assert copy.count() == 7


def test_the_migrations_are_numbered_without_gaps() -> None:
    assert [number for number, _ in migrations()] == list(range(1, newest() + 1))
    for _, sql in migrations():
        assert all(sqlite3.complete_statement(s) for s in split_sql(sql))


@pytest.mark.parametrize("kept", sorted((HERE.parent / "kept").glob("archive-format-*.db")), ids=lambda p: p.stem)
def test_every_kept_old_file_can_still_be_opened(kept: Path, path: Path) -> None:
    shutil.copy(kept, path)
    with Archive(path, write=True) as archive:
        assert archive.check() == []
        assert to_json(archive.record("a1")) == to_json(sample())
        assert {r["id"]: r["speaker"] for r in archive.statements()}["s3"] == "Orsa Lenk"
        assert [r["id"] for r in archive.search("guns")] == ["s2"]
        assert archive.add(sample()).state == "known"


def test_a_file_of_a_newer_format_is_refused(path: Path) -> None:
    Archive(path, write=True).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 999")
    db.close()
    with pytest.raises(UserError, match="newer onrecord"):
        Archive(path)


@pytest.mark.parametrize("content", [b"", b"nothing of the sort, only text in a file that is long enough to be looked at" * 3])
def test_what_is_not_an_archive_is_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(UserError, match="is not an archive"):
        Archive(path)
    if content:
        with pytest.raises(UserError, match="is not an archive"):
            Archive(path, write=True)
        assert path.read_bytes() == content
    other = path.with_name("other.db")
    db = sqlite3.connect(other)
    db.execute("CREATE TABLE t (x)")
    db.close()
    with pytest.raises(UserError, match="is not an archive"):
        Archive(other, write=True)


def test_a_missing_archive_is_not_made_by_asking(path: Path) -> None:
    with pytest.raises(UserError, match="there is no archive"):
        Archive(path)
    assert not path.exists()


def test_a_second_writer_waits_and_then_gets_a_clear_answer(path: Path) -> None:
    with Archive(path, write=True) as first, Archive(path, write=True, wait=0.05) as second, Archive(path) as reader:
        first.add(report(CALM))
        second.add(report(SHARP))  # in turns is fine
        first._db.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError, match="another process is writing"):
            second.add(sample())
        assert reader.count() == 2  # readers go on meanwhile
        first._db.execute("ROLLBACK")
        assert second.add(sample()).state == "new"
        assert reader.check() == []


def test_two_processes_that_make_the_file_at_once_both_write(path: Path) -> None:
    code = """import sys; sys.path.insert(0, sys.argv[2])
from reports_made import report
from onrecord import Archive
with Archive(sys.argv[1], write=True) as archive:
    for n in range(20):
        archive.add(report(("Berin Taal", "Berin Taal", f"that {sys.argv[3]} {n} is open")))"""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    children = [subprocess.Popen([sys.executable, "-c", code, str(path), str(HERE), name], env=env) for name in "ab"]
    assert [child.wait(60) for child in children] == [0, 0]
    with Archive(path) as archive:
        assert archive.count() == 40
        assert archive.check() == []


def test_a_read_only_file_can_be_asked_and_not_written(path: Path, tmp_path: Path) -> None:
    with Archive(path, write=True) as archive:
        archive.add(sample())
    path.chmod(0o444)
    with Archive(path) as archive:
        assert archive.count() == 7
        with pytest.raises(UserError, match="may only be read"):
            archive.add(report(CALM))
    if os.geteuid() != 0:
        with pytest.raises(UserError, match="may only be read"):
            Archive(path, write=True)
        tmp_path.chmod(0o555)
        try:
            with Archive(path) as archive:
                assert archive.count() == 7
        finally:
            tmp_path.chmod(0o755)


def test_a_full_disk_is_said_in_one_line_and_loses_nothing(path: Path) -> None:
    with Archive(path, write=True) as archive:
        archive.add(sample())
        pages = archive._db.execute("PRAGMA page_count").fetchone()[0]
        archive._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(UserError, match="the disk is full") as error:
            archive.add(report(*[("Berin Taal", "Berin Taal", f"that number {n} is open and so is the road to it") for n in range(2000)]))
        assert "\n" not in str(error.value)
        archive._db.execute("PRAGMA max_page_count = 1000000")
        assert archive.check() == []
        assert [r["id"] for r in archive.search("guns")] == ["s2"]
        assert archive.add(report(CALM)).state == "new"


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_killed_writer_loses_nothing_that_it_acknowledged(path: Path) -> None:
    assert kill_writers(path, 4) > 4


def test_several_made_steps_stand_in_the_model(path: Path) -> None:
    made = (Made(step="statements", version="3f"), Made(step="who", version="7"))
    with Archive(path, write=True) as archive:
        archive.add(replace(report(CALM), made=made))
        assert [r["model"] for r in archive.statements(Filters())] == ["statements 3f, who 7"]


def test_a_copy_of_the_file_alone_is_whole_once_closed(path: Path, tmp_path: Path) -> None:
    with Archive(path, write=True) as archive:
        archive.add(sample())
    shutil.copy(path, tmp_path / "sent.db")
    with Archive(tmp_path / "sent.db") as archive:
        assert archive.count() == 7
