"""Two reports side by side, and whose word a contested name is."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest
import yaml
from align_samples import record
from click.testing import CliRunner

from onrecord.align.compare import compare
from onrecord.align.contested import contested_names, names, names_in
from onrecord.archive import Archive
from onrecord.cli.compare import command as compare_command
from onrecord.cli.same import command as same_command
from onrecord.errors import UserError
from onrecord.record import dumps

A = record(
    "Militants hold the bridge. “We will open the northern harbour to fishermen if the guns fall silent,” Taal said. “The terrorists must leave,” he added. "
    "Lenk called it a coup. Officials spoke of a “regime” in Quell.",
    ("Berin Taal", "“We will open the northern harbour to fishermen if the guns fall silent,”"),
    ("Berin Taal", "“The terrorists must leave,”"),
    ("Orsa Lenk", "it a coup"),
    source="a.txt",
)
B = record(
    "Fighters hold the bridge. “We may open the northern harbour to fishermen,” Taal said. He said nothing else.",
    ("Berin Taal", "“We may open the northern harbour to fishermen,”"),
    ("Berin Taal", "nothing else"),
    source="b.txt",
    day="2031-05-03",
)


def test_shared_only_here_only_there() -> None:
    found = compare(A, B)
    assert [(p.a.statement, p.b.statement) for p in found.shared] == [("a-0", "b-0")]
    assert [d.kind for d in found.worded_differently[0].differences if d.matters] == ["changed-modal", "cut-condition"]
    assert [s.statement for s in found.only_a] == ["a-1", "a-2"]
    assert [s.statement for s in found.only_b] == ["b-1"]


def test_a_report_shares_everything_with_itself() -> None:
    found = compare(A, A)
    assert len(found.shared) == 3
    assert not found.only_a
    assert not found.only_b


def test_who_says_a_contested_name() -> None:
    uses = {u.name: (u.voice, u.speaker) for u in contested_names(A)}
    assert uses == {
        "militants": ("outlet", None),
        "terrorists": ("speaker", "Berin Taal"),
        "coup": ("reported", "Orsa Lenk"),
        "regime": ("outlet-in-quotes", None),
    }


def test_the_lexicon_matches_its_examples() -> None:
    found = names()
    assert len({n.referent for n in found}) >= 20
    assert all(n.name and n.referent for n in found)


def test_every_example_of_the_lexicon_is_found_in_one_pass() -> None:
    for file in (resources.files("onrecord") / "data" / "contested").iterdir():
        for entry in yaml.safe_load(file.read_text(encoding="utf-8")):
            for example in entry["must_match"]:
                assert entry["id"] in {u.rule for u in names_in(f"İ {example}", [])}, example


@pytest.fixture
def written(tmp_path: Path) -> tuple[str, str]:
    paths = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    for path, rec in zip(paths, (A, B), strict=True):
        path.write_bytes(dumps(rec) + b"\n")
    return str(paths[0]), str(paths[1])


def test_same_all_as_the_scorer_reads_it(written: tuple[str, str]) -> None:
    out = CliRunner().invoke(same_command, ["--all", *written, "--format", "jsonl"], standalone_mode=False)
    assert out.exception is None
    (line,) = out.stdout.splitlines()
    members = json.loads(line)["members"]
    assert [m["source"] for m in members] == ["a.txt", "b.txt"]
    for member, rec in zip(members, (A, B), strict=True):
        for span in member["content"]:
            assert rec.article.text[span["start"] : span["end"]] == span["text"]


def test_same_of_one_statement(written: tuple[str, str]) -> None:
    out = CliRunner().invoke(same_command, ["b-0", *written, "--format", "table"], standalone_mode=False)
    assert "changed modal: “will” → “may”" in out.stdout
    assert out.stdout.startswith("2 reports · Berin Taal")
    for wrong in ("nothing", "a-"):
        failed = CliRunner().invoke(same_command, [wrong, *written], standalone_mode=False)
        assert isinstance(failed.exception, UserError)


def test_same_over_the_archive(tmp_path: Path) -> None:
    file = str(tmp_path / "archive.db")
    with Archive(file, write=True) as archive:
        for rec in (A, B):
            archive.add(rec)
        (wanted,) = [r["id"] for r in archive.statements() if "may open" in r["words"]]
    whole = CliRunner().invoke(same_command, ["--all", "--archive", file], standalone_mode=False)
    assert whole.exception is None
    assert [len(json.loads(line)["members"]) for line in whole.stdout.splitlines()] == [2]
    one = CliRunner().invoke(same_command, [wanted, "--archive", file, "--format", "table"], standalone_mode=False)
    assert "changed modal: “will” → “may”" in one.stdout


def test_one_statement_is_found_through_others_and_copies_are_told(tmp_path: Path) -> None:
    """The first and the last share too little; what stands between them leads from one to the other. b.txt repeats a.txt."""
    said = [
        "“The northern harbour opens to fishermen in spring, and the granaries of Quell will be filled by boats from Oldia”",
        "“the granaries of Quell will be filled by boats from Oldia, whatever the council of elders decides about winter tolls”",
        "“whatever the council of elders decides about winter tolls, every ferry will sail on Sundays”",
    ]
    tail = " The rest of the report tells at length how the delegations came to the bridge and left it again in the evening by two roads."
    texts = [f"Taal spoke. {words} he said.{tail if n < 2 else ''}" for n, words in enumerate(said)]
    file = str(tmp_path / "archive.db")
    with Archive(file, write=True) as archive:
        for n, (text, words) in enumerate(zip(texts, said, strict=True)):
            archive.add(record(text, ("Berin Taal", words), source=f"{'abc'[n]}.txt", day=f"2031-05-0{n + 1}"))
        for n in range(40):
            archive.add(record(f"Lenk said number {n} stays.", ("Orsa Lenk", f"number {n} stays"), source=f"n{n}.txt"))
    out = CliRunner().invoke(same_command, ["c-0", "--archive", file], standalone_mode=False)
    (line,) = out.stdout.splitlines()
    found = json.loads(line)
    assert [m["source"] for m in found["members"]] == ["a.txt", "b.txt", "c.txt"]
    assert [m["copy_of"] is not None for m in found["members"]] == [False, True, False]
    assert (found["reports"], found["accounts"]) == (3, 2)
    whole = CliRunner().invoke(same_command, ["--all", "--archive", file], standalone_mode=False).stdout.splitlines()
    assert line in whole


def test_compare_for_people_and_as_json(written: tuple[str, str]) -> None:
    out = CliRunner().invoke(compare_command, [*written, "--format", "table"], standalone_mode=False)
    assert out.exception is None
    assert "Both carry 1, 1 of them worded differently where it matters" in out.stdout
    assert "terrorists (quoting Berin Taal)" in out.stdout
    assert "fighters (the outlet)" in out.stdout
    found = json.loads(CliRunner().invoke(compare_command, [*written], standalone_mode=False).stdout)
    assert [len(found[k]) for k in ("shared", "only_a", "only_b")] == [1, 2, 1]
