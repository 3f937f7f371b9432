"""Two outlets over several reports."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from align_samples import record
from click.testing import CliRunner

from onrecord.align.outlets import OutletComparison, compare_outlets, outlet_side
from onrecord.align.outlets_rows import name_rows, outlets_json, outlets_rows, period_rows
from onrecord.archive import Archive, Filters
from onrecord.cli.compare import command
from onrecord.errors import UserError
from onrecord.model import Record, When

OPEN = "“We will open the northern harbour to fishermen if the guns fall silent,”"
MAY = "“We may open the northern harbour to fishermen,”"


def told(outlet: str, source: str, day: str | None, text: str, *said: tuple[str, str]) -> Record:
    made = record(text, *said, source=source, day=day or "2031-01-01")
    dated = (
        None
        if day is None
        else When(edtf=day[:7] if day.endswith("-00") else day, earliest=day.replace("-00", "-01"), latest=day, basis="stated")
    )
    return replace(made, article=replace(made.article, outlet=outlet, published=dated))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "archive.db"
    with Archive(file, write=True) as archive:
        for found in (
            told("Harbour Post", "a.txt", "2031-05-02", f"Militants hold the bridge. {OPEN} Taal said.", ("Berin Taal", OPEN)),
            told(
                "Harbour Post",
                "b.txt",
                "2032-01-20",
                "Militants and fighters met. “Nothing is settled,” Lenk said.",
                ("Orsa Lenk", "“Nothing is settled,”"),
            ),
            told(
                "Quell Herald",
                "c.txt",
                "2031-05-04",
                f"Fighters hold the bridge. {MAY} Taal said. “The terrorists must leave,” he added.",
                ("Berin Taal", MAY),
                ("Berin Taal", "“The terrorists must leave,”"),
            ),
            told(
                "Quell Herald",
                "d.txt",
                None,
                "Fighters left. “We are tired of waiting for boats,” he said.",
                ("", "“We are tired of waiting for boats,”"),
            ),
            told("The Oldia News", "e.txt", "2031-05-00", f"Nobody knows. {MAY} Taal said again.", ("Berin Taal", MAY)),
        ):
            archive.add(found)
    return file


def compared(path: Path, a: str, b: str, since: str | None = None, until: str | None = None) -> OutletComparison:
    with Archive(path) as archive:
        return compare_outlets(
            *(outlet_side(archive.reports(o, since=since, until=until), archive.statements(Filters(outlet=o))) for o in (a, b))
        )


def test_shared_worded_differently_and_alone(path: Path) -> None:
    found = compared(path, "Harbour Post", "Quell Herald")
    (shared,) = found.shared
    assert (shared.first, shared.days, shared.copied, shared.carriers_a, shared.carriers_b) == ("a", 2, False, 1, 1)
    assert [d.kind for d in shared.differences if d.matters] == ["changed-modal", "cut-condition"]
    assert found.worded_differently == (shared,)
    assert [c.report.source for c in found.only_a] == ["b.txt"]
    assert [c.report.source for c in found.only_b] == ["c.txt", "d.txt"]  # the undated last


def test_periods(path: Path) -> None:
    found = compared(path, "Harbour Post", "Quell Herald")
    assert found.by == "month"
    assert [(p["period"], p["reports_a"], p["reports_b"], p["shared"]) for p in period_rows(found)] == [
        ("2031-05", 1, 1, 1), ("2032-01", 1, 0, 0), ("undated", 0, 1, 0)
    ]  # fmt: skip
    later = compared(path, "Harbour Post", "Quell Herald", since="2032")
    assert [p["period"] for p in period_rows(later)] == ["2032-01"]
    assert not later.shared


def test_names_with_their_voices(path: Path) -> None:
    names = {n["name"]: n for n in name_rows(compared(path, "Harbour Post", "Quell Herald"))}
    assert names["militants"]["a"]["voices"] == {"outlet": 2}
    assert names["militants"]["a"]["periods"] == {"2031-05": 1, "2032-01": 1}
    assert names["militants"]["b"]["uses"] == 0
    assert names["fighters"]["b"]["reports"] == 2
    assert names["terrorists"]["b"]["speakers"] == {"Berin Taal": 1}
    assert all(n["differs"] for n in names.values())


def test_a_report_dated_by_its_month_only(path: Path) -> None:
    (shared,) = compared(path, "Harbour Post", "Oldia News").shared
    assert shared.b.report.published == "2031-05-01"


def test_a_withdrawn_report_is_left_out(path: Path) -> None:
    with Archive(path, write=True) as archive:
        (article,) = [r["article"] for r in archive.reports("Oldia")]
        archive.correct("withdrawn-report", author="A", reason="B", article=article)
    assert not compared(path, "Harbour Post", "Oldia").shared


def test_rows_and_one_object(path: Path) -> None:
    found = compared(path, "Harbour Post", "Quell Herald")
    rows = list(outlets_rows(found))
    assert {r["row"] for r in rows} == {"period", "name", "shared", "only"}
    whole = outlets_json(found, most=1)
    assert (whole["a"]["only"], len(whole["b"]["only_here"])) == (1, 1)
    assert json.loads(json.dumps(whole)) == whole


def test_on_the_command_line(path: Path) -> None:
    run = CliRunner()
    out = run.invoke(command, ["--outlets", "Harbour", "Quell", "--archive", str(path), "--format", "table"], standalone_mode=False)
    assert out.exception is None
    assert "Both carry 1: 1 worded differently where it matters" in out.stdout
    assert "2031-05-02 · A 2 days earlier · Berin Taal" in out.stdout
    assert "changed modal: “will” → “may”" in out.stdout
    lines = run.invoke(command, ["--outlets", "Harbour", "Quell", "--archive", str(path)], standalone_mode=False).stdout.splitlines()
    assert all(json.loads(line)["row"] for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--outlets", "Nobody", "Quell"], "no report of such an outlet"),
        (["--outlets", "Quell", "Quell Herald"], "is meant by both"),
        (["a.txt", "b.txt", "--since", "2031"], "go with --outlets"),
    ],
)
def test_wrong_use(path: Path, arguments: list[str], words: str) -> None:
    failed = CliRunner().invoke(command, [*arguments, "--archive", str(path)], standalone_mode=False)
    assert isinstance(failed.exception, UserError)
    assert words in str(failed.exception)


def test_two_reports_of_the_archive_by_their_ids(path: Path) -> None:
    with Archive(path) as archive:
        a, c = (r["article"] for o in ("Harbour", "Quell") for r in archive.reports(o, until="2031"))
    out = CliRunner().invoke(command, [a[:8], c[:8], "--archive", str(path), "--format", "table"], standalone_mode=False)
    assert "Both carry 1, 1 of them worded differently" in out.stdout
