"""The archive: keeps every record in one SQLite file, answers questions about them, and takes people's corrections."""

from onrecord.archive.archive import Archive
from onrecord.archive.ask import POSITION_COLUMNS, SPEAKER_COLUMNS, STATEMENT_COLUMNS
from onrecord.archive.filters import Filters
from onrecord.archive.store import Added

__all__ = ["POSITION_COLUMNS", "SPEAKER_COLUMNS", "STATEMENT_COLUMNS", "Added", "Archive", "Filters"]
