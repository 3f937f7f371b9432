"""What an address asks for: filters, page, size; everything bounded, and a clear line for what is not understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from onrecord.archive import Filters
from onrecord.errors import OnRecordError, UserError

FILTERS = {
    "speaker": "speaker", "about": "about", "for": "acts_for", "to": "addressee", "outlet": "outlet", "since": "since", "until": "until",
    "question": "question", "stance": "stance", "kind": "kind", "words": "words", "article": "article",
}  # fmt: skip
"""The parameters of an address, named as the CLI's options, and the filters that they set."""

LONGEST = 300
MOST_ROWS = 200
DEEPEST = 10_000


class NotFound(OnRecordError):  # noqa: N818 - it is an answer
    """There is nothing at this address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of a list: number counts from 1; size rows a page."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size


def asked_filters(request: Request, **fixed: str | None) -> Filters:
    """The filters of an address. Raises UserError."""
    found: dict[str, Any] = {}
    for name, field in FILTERS.items():
        value = asked_text(request, name)
        if value is not None:
            found[field] = value
    return Filters(**(found | fixed))


def asked_text(request: Request, name: str) -> str | None:
    """A parameter's text, None where it is missing or empty. Raises UserError where it is too long."""
    value = request.query_params.get(name, "").strip()
    if len(value) > LONGEST or "\x00" in value:
        raise UserError(f"{name}: too long, or not text")
    return value or None


def asked_page(request: Request, size: int = 25) -> Page:
    """The page that an address asks for. Raises UserError."""
    return Page(number=_number(request, "page", 1, DEEPEST), size=_number(request, "size", size, MOST_ROWS))


def _number(request: Request, name: str, default: int, most: int) -> int:
    value = request.query_params.get(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value[:9]) <= most:
        raise UserError(f"{name}: a number from 1 to {most}")
    return int(value)


def filters_shown(wanted: Filters) -> list[tuple[str, str]]:
    """The filters that are set, as parameter and value."""
    return [(name, str(getattr(wanted, field))) for name, field in FILTERS.items() if getattr(wanted, field) is not None]
