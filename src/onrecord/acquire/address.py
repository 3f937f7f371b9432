"""Addresses: what may be asked for at all, before any name is looked up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.acquire.refuse import FetchError

if TYPE_CHECKING:
    from httpx2 import URL

PORTS = frozenset({80, 443, 8000, 8080, 8443})
"""Where pages are served. A connection to another port would reach another kind of service."""

LONGEST = 4_000
"""Characters; browsers and servers give up earlier."""

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_UNFIT = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029]")


def is_address(source: str) -> bool:
    """Does a source name a page on the web rather than a file?"""
    return _ADDRESS.match(source) is not None


def check_address(text: str, *, private: bool = False, base: URL | None = None) -> URL:
    """The address as it will be asked for, without its fragment. Raises FetchError for what is never asked for.

    private: this machine and private networks may be reached, at any port. base: the page on which the address stands.
    """
    from httpx2 import URL, InvalidURL

    text = text.strip()
    if len(text) > LONGEST:
        raise FetchError(text[:80] + "…", f"the address is longer than {LONGEST:,} characters", "refused")
    if found := _UNFIT.search(text):
        raise FetchError(text, f"the address holds {found[0]!r}, which no address may", "refused")
    try:
        url = base.join(text) if base is not None else URL(text)
        port = url.port
        host = url.host
    except (InvalidURL, ValueError, UnicodeError) as e:
        raise FetchError(text, f"is not an address ({e})", "refused") from e
    if url.scheme not in ("http", "https"):
        raise FetchError(text, f"only http and https are asked for, not {url.scheme or 'nothing'}:", "refused")
    if not host:
        raise FetchError(text, "the address names no host", "refused")
    if url.userinfo:
        raise FetchError(f"{url.scheme}://{host}/…", "the address holds a user name or password; leave it out", "refused")
    if port is not None and port not in PORTS and not private:
        raise FetchError(text, f"port {port} is not where pages are served (--allow-private allows any)", "refused")
    return url.copy_with(fragment=None)
