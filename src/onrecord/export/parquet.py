"""Rows as Parquet, for those who have pyarrow (the extra `onrecord[parquet]`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from itertools import islice
from typing import IO, Any

import orjson

from onrecord.errors import UserError

AT_ONCE = 10_000
"""Rows in a group: memory stays flat however many there are."""

_WHOLE = frozenset(
    "start end run statements reports outlets condition_start condition_end uses number agreement reports_between entry"
    " examples version".split()
)
_REAL = frozenset({"score", "doubt"})
_TRUE = frozenset({"repeated", "negated"})


def write_parquet(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], stream: IO[bytes]) -> None:
    """Write rows; text as strings, lists as JSON. Raises UserError where pyarrow is not installed."""
    try:
        # By name: pyarrow has no types, and is not installed where this is checked.
        pa, pq = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as e:
        raise UserError("Parquet needs pyarrow: pip install 'onrecord[parquet]'") from e
    types = {**dict.fromkeys(_WHOLE, pa.int64()), **dict.fromkeys(_REAL, pa.float64()), **dict.fromkeys(_TRUE, pa.bool_())}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in columns])
    found = iter(rows)
    with pq.ParquetWriter(stream, schema) as writer:
        while batch := list(islice(found, AT_ONCE)):
            writer.write_table(pa.table({name: [_value(row.get(name)) for row in batch] for name in columns}, schema=schema))


def _value(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else value
