from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import DataFileError
from onrecord.rules import Field, data_version, load_rules

GOOD = "- id: hail\n  pattern: hello \\w+\n  must_match: [hello world]\n  must_not: [goodbye]\n"


def load(folder: Path) -> tuple[re.Pattern[str], ...]:
    def make(entry: Mapping[str, Any]) -> re.Pattern[str]:
        return re.compile(entry["pattern"])

    return load_rules("greetings", {"pattern": Field(str)}, make, lambda rule, text: bool(rule.fullmatch(text)), root=folder)


def write(folder: Path, content: str, name: str = "a.yaml") -> Path:
    (folder / "greetings").mkdir(exist_ok=True)
    (folder / "greetings" / name).write_text(content, encoding="utf-8")
    return folder


def test_rules_load_in_order_of_files_and_places(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("hail", "second").replace("hello", "hey"), "b.yaml")
    assert [r.pattern for r in load(write(tmp_path, GOOD))] == [r"hello \w+", r"hey \w+"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (GOOD + "  colour: red\n", "greetings/a.yaml: hail: unknown key 'colour'"),
        (GOOD.replace("  must_not: [goodbye]\n", ""), "hail: 'must_not' is missing"),
        (GOOD.replace("[goodbye]", "[]"), "at least one example"),
        (GOOD.replace("hello \\w+", "3"), "'pattern' holds int"),
        (GOOD.replace("[hello world]", "[hello]"), "does not match its example 'hello'"),
        (GOOD.replace("goodbye", "hello you"), "matches 'hello you', which it must not"),
        (GOOD.replace("hello \\w+", "'hello ('"), "greetings/a.yaml: hail: "),
        (GOOD + GOOD, "hail: the id is used twice"),
        ("id: hail\n", "a data file is a list"),
        ("- hail\n", "entry 1 is not a mapping"),
        ("- id: [\n", "greetings/a.yaml: "),
    ],
)
def test_a_wrong_data_file_names_file_and_entry(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(DataFileError, match=re.escape(says)):
        load(write(tmp_path, content))


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="no such data folder"):
        load(tmp_path)


def test_data_version_changes_with_the_data_only() -> None:
    assert data_version("dates") == data_version("dates")
    assert len({data_version("dates"), data_version("questions"), data_version("dates", "questions")}) == 3
    with pytest.raises(DataFileError, match="no such data file"):
        data_version("nothing")
