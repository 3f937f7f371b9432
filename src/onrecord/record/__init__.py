"""The record as JSON: to and from the public data contract, its schema, and its rules as checks."""

from onrecord.record.check import check
from onrecord.record.read import from_json, loads
from onrecord.record.schema import SCHEMA_NAME, schema
from onrecord.record.write import dumps, to_json

__all__ = ["SCHEMA_NAME", "check", "dumps", "from_json", "loads", "schema", "to_json"]
