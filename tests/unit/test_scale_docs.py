"""docs/at-scale.md: its tables have the columns that it names, and DuckDB answers its queries."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
from scale_made import dataset_of_records

from onrecord.cli.main import status
from onrecord.scale.group import groups_schema
from onrecord.scale.schema import schemas

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "at-scale.md").read_text(encoding="utf-8")


def test_every_column_is_in_the_document() -> None:
    told = {m[1]: re.findall(r"`(\w+)`", m[2]) for m in re.finditer(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", TEXT, re.MULTILINE)}
    assert told == {name: schema.names for name, schema in {**schemas(), "groups": groups_schema()}.items()}


def test_duckdb_answers_its_queries(tmp_path: Path) -> None:
    dataset_of_records(tmp_path / "news-record")
    assert status(["run", "--group", "--output", str(tmp_path / "news-record")]) == 0
    blocks = re.findall(r"^```sql\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    views, *queries = [block.replace("'news-record/", f"'{tmp_path}/news-record/") for block in blocks]
    connection = duckdb.connect()
    connection.execute(views)
    assert [row[:4] for row in connection.execute(queries[0]).fetchall()] == [("Orsa Lenk", "Veskar", 3, 2), ("Berin Taal", "Veskar", 1, 1)]
    assert connection.execute(queries[1]).fetchall() == [("2031", "Veskar", 4, 0, 0)]
    assert connection.execute(queries[2]).fetchall() == [("Veskar", "Oldia", 2)]
    assert [row[0] for row in connection.execute(queries[3]).fetchall()] == ["Harbour Post", "Hill Times"]
    assert [row[1:3] + row[4:] for row in connection.execute(queries[4]).fetchall()] == [
        (1, 2, ["Orsa Lenk"], 2)
    ]  # the same sentence in the same words: copied
    assert connection.execute(queries[5]).fetchall() == [("made", "is empty", 1)]
    assert len(queries) == 6
