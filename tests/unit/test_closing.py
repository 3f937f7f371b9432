"""The closing line of `add` and `watch`."""

from __future__ import annotations

import pytest

from onrecord.cli.closing import Closing, kind_of
from onrecord.errors import ReportError, SkippedError, SourceError


def test_says_everything_that_happened():
    closing = Closing()
    for state in ("new", "new", "version", "run", "known"):
        closing.store(state)
    closing.leave(3000)
    for reason in ("not HTML", "redirect", "not HTML"):
        closing.miss(SkippedError("a.warc.gz:12", reason))
    closing.miss(SourceError("b.txt", "is empty"))
    closing.miss(SourceError("c.txt", "is not UTF-8: byte 0x92 in line 7 (offset 3012); convert it first"))
    closing.miss(ReportError("d.txt", "is not UTF-8: byte 0x93 in line 8 (offset 1); convert it first"))
    assert closing.line() == (
        "5 read: 2 new, 1 changed, 1 read again differently; 3,001 unchanged; 3 skipped: 2 not HTML, 1 redirect; "
        "3 failed: 2 is not UTF-8, 1 is empty"
    )
    assert closing.status == 1
    assert closing.counts()["unchanged"] == 3001


def test_nothing_new_is_fine():
    closing = Closing()
    assert (closing.line(), closing.status) == ("0 read", 0)
    closing.leave()
    closing.miss(SkippedError("a", "redirect"))
    assert (closing.line(), closing.status) == ("0 read; 1 unchanged; 1 skipped: redirect", 0)


def test_many_reasons_stay_one_line():
    closing = Closing()
    for n in range(9):
        for _ in range(9 - n):
            closing.miss(SkippedError("a", f"reason {'abcdefghi'[n]}"))
    assert closing.line() == "0 read; 45 skipped: 9 reason a, 8 reason b, 7 reason c, 6 reason d, 15 for other reasons"


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("is empty", "is empty"),
        ("holds a NUL byte at offset 12: binary, not a page", "holds a NUL byte"),
        ("cannot be read (Permission denied)", "cannot be read"),
        ("is 50 MB or larger; one report cannot be", "is … MB or larger"),
        ("no record could be made of it: the worker process died on it twice (signal 9)", "no record could be made of it"),
        (": odd", ": odd"),
    ],
)
def test_kind_of(reason, kind):
    assert kind_of(reason) == kind
