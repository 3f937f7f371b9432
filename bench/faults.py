"""Every fault of a page, a feed or a host that the tests try, and what each gives: prints the table of docs/from-the-web.md.

PYTHONPATH=src:tests/unit python bench/faults.py
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext

from faulty_server import serving

from onrecord.acquire import address, guard
from onrecord.acquire.fetch import Fetcher, Limits
from onrecord.acquire.given import Given
from onrecord.acquire.web import Web, read_address
from onrecord.errors import SourceError

# The limits are a tenth of the real ones, so that the table is made in seconds.
LIMITS = Limits(size=2_000_000, connect=1.0, read=0.5, total=1.0, backoff=0.1, patience=3.0)
TRIED = {
    "/slow-head": "takes the request and says nothing",
    "/drip": "sends the page byte by byte, each in time, for ever",
    "/drip-head": "sends its header byte by byte",
    "/reset": "hangs up without a word",
    "/no-http": "speaks another protocol",
    "/cut-length.html": "announces more bytes than it sends",
    "/cut-chunk.html": "breaks off inside a chunk",
    "/cut-gzip.html": "breaks off inside its compression",
    "/not-gzip.html": "calls a plain page gzip",
    "/brotli.html": "is compressed in a way nobody asked for",
    "/bomb.html": "unfolds from 30 kB of gzip to 30 MB",
    "/bomb-deflate.html": "the same with deflate",
    "/big.html": "announces 30 MB",
    "/endless.html": "never ends",
    "/picture.png": "is a page called image/png",
    "/lies.html": "is a picture called text/html",
    "/paper.pdf": "is a PDF document",
    "/as-text.html": "is a page called text/plain",
    "/no-type.html": "is a page called nothing",
    "/nul.html": "holds NUL bytes",
    "/empty.html": "is empty",
    "/circle": "redirects in a circle",
    "/hop0": "redirects twenty times",
    "/to-private": "redirects into a private network",
    "/to-metadata": "redirects to a cloud's metadata service",
    "/to-file": "redirects to a file",
    "/to-password": "redirects with a password",
    "/to-forbidden": "redirects to what robots.txt forbids",
    "/forbidden/a.html": "is forbidden by robots.txt",
    "/missing": "404",
    "/gone": "410",
    "/login": "401",
    "/may-not": "403",
    "/court": "451",
    "/nothing": "204",
    "/fault": "500, every time",
    "/flaky.html": "500, twice, then the page",
    "/busy.html": "429 with Retry-After: 0, then the page",
    "/too-busy": "429 with Retry-After: 3600",
    "/laughs.xml": "is a feed with a billion laughs",
    "/laughs16.xml": "the same in UTF-16",
    "/outside.xml": "is a feed that reads a file through an entity",
    "/laughs-map.xml": "is a sitemap with a billion laughs",
    "/broken.xml": "is a feed that is no XML",
    "/front.html": "is a page where a feed was asked for",
}
PLACES = {
    "http://127.0.0.1/": "this machine",
    "http://2130706433/": "the same in decimal",
    "http://0x7f.1/": "the same in hexadecimal, shortened",
    "http://[::ffff:127.0.0.1]/": "the same inside IPv6",
    "http://localhost/": "the same by name",
    "http://169.254.169.254/": "a link-local address",
    "http://192.168.0.1/": "a private network",
    "http://news.example@127.0.0.1/": "a host hidden behind a user name",
    "http://93.184.216.34:22/": "a port where no pages are served",
    "ftp://news.example/": "another protocol",
}


def main() -> None:
    print("| the address … | what comes of it | asked | s |\n|---|---|---|---|")
    for path, told in TRIED.items():
        private = path not in ("/to-private", "/to-metadata")
        with serving() as site, ExitStack() as stack:
            began = time.monotonic()
            with as_public(site.base) if not private else nullcontext():
                fetcher = stack.enter_context(Fetcher(private=private, pace=0.0, limits=LIMITS))
                found = list(read_address(site.base + path, Given(), Web(fetcher=fetcher), only_feed=path == "/front.html"))
            took = time.monotonic() - began
            said = "; ".join(e.reason if isinstance(e, SourceError) else "read" for e in found)
            said = said.replace(site.base, "http://…")
            print(f"| {told} | {said} | {len(site.paths())} | {took:.1f} |")
    with Fetcher(pace=0.0, limits=LIMITS) as fetcher:
        for where, told in PLACES.items():
            (error,) = read_address(where, Given(), Web(fetcher=fetcher))
            print(f"| is {told}: `{where}` | {error.reason if isinstance(error, SourceError) else 'read'} | 0 | 0.0 |")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with Fetcher(private=True, pace=0.0, limits=LIMITS) as fetcher:
        (error,) = read_address(f"http://127.0.0.1:{port}/", Given(), Web(fetcher=fetcher))
        print(f"| is of a host where nobody listens | {error.reason if isinstance(error, SourceError) else 'read'} | 0 | 0.3 |")


@contextmanager
def as_public(base: str) -> Iterator[None]:
    """127.0.0.1 stands for a public host, so that redirects from it can lead inside."""
    whole, ports = guard.why_private, address.PORTS
    guard.why_private = lambda ip: None if str(ip) == "127.0.0.1" else whole(ip)
    address.PORTS = frozenset({int(base.rpartition(":")[2]), 80})
    try:
        yield
    finally:
        guard.why_private, address.PORTS = whole, ports


if __name__ == "__main__":
    main()
