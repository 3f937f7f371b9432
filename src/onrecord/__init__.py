"""onrecord turns news reports into the record: every attributed statement, word for word, with who said it, when, and where they stand.

    from onrecord import read

    for found in read(["reports/"], published="2024-05-02"):
        if isinstance(found, SourceError):
            print(found)                     # one report that could not be read; the others go on
        else:
            for statement in found.statements:
                print(statement.speaker.name, [span.text for span in statement.content])

Public names: `read`, `Archive` and its `Filters`, the types that `read` gives (`Record` and what `onrecord.model` holds), the errors, and
`to_json`, `from_json` for the data contract. Everything else may change between versions.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.archive import Archive, Filters
    from onrecord.errors import OnRecordError, ReportError, SourceError, UserError
    from onrecord.model import Record
    from onrecord.pipeline import read
    from onrecord.record import from_json, to_json

__version__ = "0.1.0"
__all__ = [
    "Archive",
    "Filters",
    "OnRecordError",
    "Record",
    "ReportError",
    "SourceError",
    "UserError",
    "__version__",
    "from_json",
    "read",
    "to_json",
]

# Looked up on first use, so that `onrecord --help` does not wait for the pipeline's libraries.
_HOME = {
    "Archive": "onrecord.archive",
    "Filters": "onrecord.archive",
    "OnRecordError": "onrecord.errors",
    "ReportError": "onrecord.errors",
    "SourceError": "onrecord.errors",
    "UserError": "onrecord.errors",
    "Record": "onrecord.model",
    "read": "onrecord.pipeline",
    "from_json": "onrecord.record",
    "to_json": "onrecord.record",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
