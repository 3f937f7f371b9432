"""The errors that onrecord raises; every one of them is an OnRecordError."""

from __future__ import annotations


class OnRecordError(Exception):
    """The root of all errors of this package."""


class UserError(OnRecordError):
    """A mistake in how a command or function was called: one clear line, exit status 2."""


class DataFileError(OnRecordError):
    """A data file (outlet, language, question, party, date rule) is wrong; names the file and the entry."""


class SourceError(OnRecordError):
    """A source could not be read (missing, empty, binary, too large, not decodable); names the source."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class ReportError(SourceError):
    """A report was read, but no record could be made of it."""


class SkippedError(SourceError):
    """What is no report and no fault either (a picture, a redirect, a section's page): counted by its reason, not complained about."""
