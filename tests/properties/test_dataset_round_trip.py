"""Any record survives the tables of a dataset; nothing is lost on the way."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from test_record_round_trip import records

from onrecord.model import Record
from onrecord.record import to_json
from onrecord.scale.rows import record_of, rows_of
from onrecord.scale.schema import PARTS, schemas


@given(st.lists(records, max_size=2))
@settings(deadline=None, max_examples=20)
def test_records_come_back_from_the_tables(given: list[Record]) -> None:
    rows = [rows_of(n, record) for n, record in enumerate(given)]
    tables = {
        name: pa.Table.from_pylist([row for each in rows for row in each[name]], schema=schemas()[name]).to_pylist()
        for name in ("articles", *PARTS)
    }
    found = [
        record_of(article, {name: [row for row in tables[name] if row["report"] == article["report"]] for name in PARTS})
        for article in tables["articles"]
    ]
    assert [to_json(record) for record in found] == [to_json(record) for record in given]
    assert found == given
