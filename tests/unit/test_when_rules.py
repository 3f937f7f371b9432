"""Every date rule holds its own examples, and the loader refuses what it should."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from onrecord.errors import DataFileError
from onrecord.resolve.when.counted import load_starts
from onrecord.resolve.when.find import VALUES, find_in
from onrecord.resolve.when.load import FOLDER, Rule, load_rules

DAY = dt.date(2020, 6, 17)  # a Wednesday; the day that the examples in the data files lean on
RULES = load_rules().rules


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_examples_hold(rule: Rule) -> None:
    assert rule.match, "a rule without an example"
    assert rule.value in VALUES
    for e in rule.match:
        got = [t for t in find_in(e["text"], DAY) if t.rule == rule.name and t.text == e["is"]]
        assert got, f"{e['text']!r}: not found"
        assert got[0].timex_value == str(e["timex"])
        assert "edtf" not in e or got[0].when.edtf == e["edtf"]
        assert "time" not in e or got[0].when.time == e["time"]
    for text in rule.unmatch:
        assert not [t for t in find_in(text, DAY) if t.rule == rule.name], text


def test_names_are_unique() -> None:
    names = [r.name for r in RULES]
    assert len(names) == len(set(names))


def test_known_beginnings_hold_their_examples() -> None:
    assert load_starts()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("- {rule: x, pattern: 'now', value: fixed}", "keys must be"),
        ("- {rule: x, pattern: '{nothing}', value: fixed, match: []}", "unknown class or macro"),
        ("- {rule: x, pattern: '(now)?', value: fixed, match: []}", "matches nothing"),
        ("- {rule: x, pattern: 'now', value: fixed, match: [], colour: red}", "keys must be"),
        ("- {rule: x, pattern: 'now', value: fixed, match: [], after: '('}", "after"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path: Path, entry: str, message: str) -> None:
    for name in ("words.yaml", "macros.yaml", "holidays.yaml"):
        shutil.copy(FOLDER / name, tmp_path / name)
    (tmp_path / "rules-x.yaml").write_text(f"rules:\n{entry}\n", "utf-8")
    with pytest.raises(DataFileError, match=re.escape(message)):
        load_rules(tmp_path)
