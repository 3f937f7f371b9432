"""What the caller says of all reports at once: --published and --outlet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from onrecord.errors import UserError

_PART = re.compile(r"(\d{4})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The options that hold for every report that states nothing itself."""

    published: str | None = None
    outlet: str | None = None


def check_given(published: str | None, outlet: str | None) -> Given:
    """Check the options. Raises UserError for a date that is not an ISO date, date and time, month or year."""
    if published is not None:
        published = published.strip()
        if not _is_date(published):
            raise UserError(f"--published {published!r} is not a date; write 2022-10-13 or 2022-10-13T14:05:00+04:00")
    return Given(published=published, outlet=(outlet or "").strip() or None)


def _is_date(text: str) -> bool:
    if m := _PART.fullmatch(text):
        return m[1] != "0000" and (m[2] is None or "01" <= m[2] <= "12")
    try:
        date.fromisoformat(text)
    except ValueError:
        try:
            datetime.fromisoformat(text)
        except ValueError:
            return False
    return True
