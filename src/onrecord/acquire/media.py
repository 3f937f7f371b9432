"""Media types that can be a report, a feed or a sitemap, and what the bytes themselves show."""

from __future__ import annotations

import re

_TEXTUAL = re.compile(
    r"(?:text/(?:html|plain|xml|markdown|json|x-?json|rss\+xml|atom\+xml)"
    r"|application/(?:[\w.-]+\+)?(?:xml|json|xhtml\+xml)|application/(?:x-)?gzip|application/octet-stream|binary/octet-stream|"
    r"application/(?:rss|atom|feed|xhtml))$"
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE)


def why_refused(content_type: str) -> str | None:
    """Why a body of this type is not even fetched; None where it may be one of ours. No type at all may be anything."""
    kind = content_type.partition(";")[0].strip().lower()
    if not kind or "/" not in kind or _TEXTUAL.match(kind):
        return None
    return f"is {kind[:60]}, not a page, a text or a feed"


def charset_of(content_type: str) -> str | None:
    """The encoding that a Content-Type header declares, where it is one that exists."""
    m = _CHARSET.search(content_type)
    if m is None:
        return None
    import codecs

    try:
        return codecs.lookup(m[1]).name
    except LookupError:
        return None
