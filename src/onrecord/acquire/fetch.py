"""Fetches one address politely: robots.txt, pace, conditional requests, bounded redirects, retries, limits on size and time."""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version

import httpcore2
import httpx2

from onrecord.acquire.address import check_address
from onrecord.acquire.body import CAP, ENCODINGS, CutOffError, TooLargeError, read_body
from onrecord.acquire.connect import CheckedTransport, Deadline
from onrecord.acquire.media import charset_of, why_refused
from onrecord.acquire.memory import Known
from onrecord.acquire.pace import PACE, Pacer
from onrecord.acquire.refuse import FetchError, Why
from onrecord.acquire.robots import Robots
from onrecord.model import Fetch

ACCEPT = "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1"  # noqa: E501
NAME = "onrecord"
_STATUS: dict[int, Why] = {401: "denied", 402: "denied", 403: "denied", 404: "gone", 410: "gone", 451: "denied"}
_SAID = {
    401: "asks for a login", 402: "asks for payment", 403: "may not be read", 404: "is not there", 410: "was taken down",
    451: "is withheld for legal reasons",
}  # fmt: skip
_PRIVATE = ("set-cookie", "set-cookie2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one address: bytes of its decompressed body; seconds to connect, for each read, for everything; redirects; tries."""

    size: int = CAP
    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    redirects: int = 5
    tries: int = 3
    backoff: float = 1.0  # seconds before the second try, doubled for each further one
    patience: float = 30.0  # the longest Retry-After that is waited for; for a longer one the host is left alone so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address gave. unchanged: it says that it is as it was when last asked, and body is empty."""

    fetch: Fetch
    body: bytes
    media: str
    charset: str | None
    unchanged: bool = False


class Fetcher:
    """Fetches addresses one at a time. Close it, or use it in a `with`.

    private: this machine and private networks may be reached. pace: seconds between requests to one host. wait: sleeps; may raise, to
    stop. verify: the certificates to trust, by default the system's.
    """

    def __init__(
        self,
        *,
        private: bool = False,
        pace: float = PACE,
        limits: Limits | None = None,
        wait: Callable[[float], None] = time.sleep,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self._private, self._limits = private, limits or Limits()
        self._deadline = Deadline()
        self._client = httpx2.Client(
            transport=CheckedTransport(private=private, deadline=self._deadline, verify=verify),
            trust_env=False,
            headers={"user-agent": user_agent(), "accept": ACCEPT, "accept-encoding": "gzip, deflate"},
        )
        self._pacer = Pacer(pace, wait)
        self._robots = Robots(NAME, self._ask_robots)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self._client.close()

    def get(self, address: str, known: Known | None = None) -> Answer:
        """The answer of an address. known: the last answer, for a conditional request. Raises FetchError, which names the address."""
        try:
            return self._get(address, known)
        except FetchError as e:
            if e.source == address:
                raise
            raise FetchError(address, e.reason, e.why) from e

    def _get(self, address: str, known: Known | None) -> Answer:
        url = check_address(address, private=self._private)
        self._client.cookies.clear()
        for attempt in range(1, self._limits.tries + 1):
            try:
                with self._timed(self._limits.total):
                    return self._follow(address, url, known)
            except _PassingError as e:
                wait = self._limits.backoff * 2 ** (attempt - 1) if e.after is None else e.after
                if e.after is not None and e.after > self._limits.patience:
                    self._pacer.rest(e.host, e.after)
                    raise FetchError(address, f"{e.reason}; it asks to be left alone for {_span(e.after)}", e.why) from e
                if attempt == self._limits.tries or not e.again:
                    (self._pacer.failed if e.why == "network" else self._pacer.answered)(e.host)
                    tried = f" ({attempt} tries)" if attempt > 1 else ""
                    raise FetchError(address, e.reason + tried, e.why) from e
                self._pacer.pause(wait)
        raise AssertionError("unreachable")

    @contextmanager
    def _timed(self, seconds: float) -> Iterator[None]:
        """Within it, connections end after so many seconds; waiting for the pace does not count."""
        before, self._deadline.at = self._deadline.at, time.monotonic() + seconds
        try:
            yield
        finally:
            self._deadline.at = before

    def _follow(self, address: str, url: httpx2.URL, known: Known | None) -> Answer:
        seen: list[str] = []
        while True:
            origin = f"{url.scheme}://{_host(url)}"
            if (forbidden := self._robots.why_not(origin, str(url))) is not None:
                raise FetchError(address, *forbidden)
            seen.append(str(url))
            answer = self._ask(address, url, known if len(seen) == 1 else None, self._robots.delay(origin))
            if isinstance(answer, Answer):
                return answer
            target = check_address(answer, private=self._private, base=url)
            if str(target) in seen:
                raise FetchError(address, "redirects in a circle", "redirects")
            if len(seen) > self._limits.redirects:
                raise FetchError(address, f"redirects more than {self._limits.redirects} times", "redirects")
            url = target

    def _ask(self, address: str, url: httpx2.URL, known: Known | None, delay: float) -> Answer | str:
        """One request: the answer, or where it redirects to."""
        headers = {}
        if known is not None and known.etag:
            headers["if-none-match"] = known.etag
        if known is not None and known.last_modified:
            headers["if-modified-since"] = known.last_modified
        with self._exchange(url, headers, delay) as response:
            status = response.status_code
            if status in (301, 302, 303, 307, 308):
                return response.headers.get("location") or _no_place(address)
            fetch = Fetch(
                address=address,
                final=str(url),
                status=status,
                at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                headers=tuple((k, v[:2000]) for k, v in response.headers.multi_items() if k.lower() not in _PRIVATE),
            )
            if status == 304 and headers:
                return Answer(fetch=fetch, body=b"", media="", charset=None, unchanged=True)
            self._refuse_status(url, status, response.headers.get("retry-after"))
            kind = response.headers.get("content-type", "")
            if (reason := why_refused(kind)) is not None:
                raise FetchError(address, reason, "type")
            body = self._body(address, url, response)
            return Answer(fetch=fetch, body=body, media=kind.partition(";")[0].strip().lower(), charset=charset_of(kind))

    def _body(self, address: str, url: httpx2.URL, response: httpx2.Response) -> bytes:
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in ENCODINGS:
            raise FetchError(address, f"comes compressed in a way that was not asked for ({encoding[:40]})", "broken")
        limit = self._limits.size
        try:
            declared = int(response.headers.get("content-length", "0"))
        except ValueError:
            declared = 0
        try:
            if declared > limit:
                raise TooLargeError
            return read_body(response.iter_raw(), encoding, limit)
        except TooLargeError:
            raise FetchError(address, f"is larger than {limit / 1_000_000:g} MB; no report is", "size") from None
        except CutOffError as e:
            raise _PassingError(_host(url), str(e), "broken") from e

    def _refuse_status(self, url: httpx2.URL, status: int, retry_after: str | None) -> None:
        if 200 <= status < 300 and status != 204:
            return
        if status in (429, 503):
            said = "asks for fewer requests" if status == 429 else "is not available now"
            raise _PassingError(_host(url), f"{said} (status {status})", "busy", after=_seconds(retry_after))
        if status >= 500 or status in (408, 425):
            raise _PassingError(_host(url), f"the host has a fault (status {status})", "server")
        raise FetchError(str(url), f"{_SAID.get(status, 'gives no page')} (status {status})", _STATUS.get(status, "gone"))

    @contextmanager
    def _exchange(self, url: httpx2.URL, headers: dict[str, str], delay: float) -> Iterator[httpx2.Response]:
        """One request at its pace, with every way in which it can fail as one of ours."""
        host, limits = _host(url), self._limits
        if (left := self._pacer.resting(host)) > 0:
            raise FetchError(str(url), f"the host is left alone for another {_span(left)}", "busy")
        left = self._deadline.at - time.monotonic()
        self._pacer.begin(host, delay)
        self._deadline.at = time.monotonic() + left
        try:
            timeout = httpx2.Timeout(limits.read, connect=limits.connect)
            with self._client.stream("GET", url, headers=headers, timeout=timeout) as response:
                yield response
            self._pacer.answered(host)
        except (httpcore2.TimeoutException, httpx2.TimeoutException) as e:
            raise _PassingError(host, f"the host did not answer in time ({_step(e)})", "network", again=False) from e
        except (httpcore2.ConnectError, httpx2.ConnectError) as e:
            cause = str(e)
            if "CERTIFICATE" in cause.upper() or "certificate" in cause:
                raise FetchError(str(url), f"the host's certificate does not hold ({_short(cause)})", "denied") from e
            raise _PassingError(host, f"cannot be reached ({_short(cause)})", "network") from e
        except (httpcore2.RemoteProtocolError, httpx2.RemoteProtocolError) as e:
            raise _PassingError(host, f"the answer is cut off or no HTTP ({_short(str(e))})", "broken") from e
        except (httpcore2.NetworkError, httpx2.TransportError, httpcore2.ProtocolError, httpcore2.ConnectionNotAvailable) as e:
            raise _PassingError(host, f"the connection broke ({_short(str(e))})", "network") from e
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as e:
            raise FetchError(str(url), f"gives no readable answer ({_short(str(e))})", "broken") from e
        finally:
            self._pacer.end(host)

    def _ask_robots(self, address: str) -> tuple[int, bytes]:
        url = check_address(address, private=self._private)
        for _ in range(self._limits.redirects + 1):
            with self._exchange(url, {}, 0.0) as response:
                if response.status_code in (301, 302, 303, 307, 308) and (target := response.headers.get("location")):
                    url = check_address(target, private=self._private, base=url)
                    continue
                if not 200 <= response.status_code < 300:
                    return response.status_code, b""
                try:
                    return response.status_code, self._body(address, url, response)
                except FetchError:
                    return 404, b""  # far too large, or in an encoding that nobody asked for: no rules that could be read
        return 404, b""


class _PassingError(Exception):
    """May pass: the same may be tried again. after: seconds that the host asks to wait; again: whether to try again at once."""

    def __init__(self, host: str, reason: str, why: Why, *, after: float | None = None, again: bool = True) -> None:
        super().__init__(reason)
        self.host, self.reason, self.why, self.after, self.again = host, reason, why, after, again


def _host(url: httpx2.URL) -> str:
    """Host and port: what has a pace of its own."""
    return url.netloc.decode("ascii")


def user_agent() -> str:
    """Who asks: the program and its version; ONRECORD_CONTACT adds an address at which its operator can be reached."""
    try:
        found = version(NAME)
    except PackageNotFoundError:  # run from its source
        found = "source"
    contact = "".join(c for c in os.environ.get("ONRECORD_CONTACT", "") if c.isascii() and c.isprintable() and c not in "()")
    return f"{NAME}/{found} (reads news reports{f'; {contact}' if contact else ''})"


def _seconds(retry_after: str | None) -> float | None:
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isdigit():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


def _step(e: Exception) -> str:
    name = type(e).__name__
    return "connecting" if name.startswith("Connect") else "sending" if name.startswith("Write") else "reading"


def _short(said: str) -> str:
    return " ".join(said.split())[:120] or "no reason given"


def _no_place(address: str) -> str:
    raise FetchError(address, "redirects without saying where to", "redirects")
