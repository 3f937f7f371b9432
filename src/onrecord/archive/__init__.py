"""The archive: keeps every record in one SQLite file, answers questions about them, and takes people's corrections."""

from onrecord.archive.archive import Archive
from onrecord.archive.ask import EVENT_COLUMNS, POSITION_COLUMNS, SPEAKER_COLUMNS, STATEMENT_COLUMNS
from onrecord.archive.bookmarks import Bookmark
from onrecord.archive.cite import Verdict, verify_citation
from onrecord.archive.correct import CORRECTION_COLUMNS
from onrecord.archive.diff import CHANGE_COLUMNS, RUN_COLUMNS
from onrecord.archive.filters import Filters
from onrecord.archive.kept import Keeping, validators
from onrecord.archive.reports import REPORT_COLUMNS
from onrecord.archive.review import AGREEMENT_COLUMNS, REVIEW_COLUMNS
from onrecord.archive.store import Added
from onrecord.archive.timeline import DATED_COLUMNS

__all__ = [
    "AGREEMENT_COLUMNS",
    "CHANGE_COLUMNS",
    "CORRECTION_COLUMNS",
    "DATED_COLUMNS",
    "EVENT_COLUMNS",
    "POSITION_COLUMNS",
    "REPORT_COLUMNS",
    "REVIEW_COLUMNS",
    "RUN_COLUMNS",
    "SPEAKER_COLUMNS",
    "STATEMENT_COLUMNS",
    "Added",
    "Archive",
    "Bookmark",
    "Filters",
    "Keeping",
    "Verdict",
    "validators",
    "verify_citation",
]
