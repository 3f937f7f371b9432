"""A web server on the loopback with every fault that a page, a feed or a host can have."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REPORT = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:site_name" content="The Sund Courier">{date}</head><body><article><h1>{title}</h1>
<p>Berin said that the road to {title} is open again. Two lorries went over the pass on Monday before the snow came back in the night.</p>
<p>Orsa said nothing would change before the summer. The council of Oldia meets again on Friday in the old harbour hall.</p>
</article></body></html>"""

BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def page(title: str = "Kallmoor", date: str | None = "2031-06-03T08:00:00+00:00") -> bytes:
    stated = f'<meta property="article:published_time" content="{date}">' if date else ""
    return REPORT.format(title=title, date=stated).encode()


class Site:
    """What the server answers, and what it was asked. answers: path to a function of the handler, or to (type, body)."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[Handler], None] | tuple[str, bytes]] = dict(FAULTS)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.counts: Counter[str] = Counter()
        self.base = ""

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        site = self.site
        site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        site.counts[self.path] += 1
        answer = site.answers.get(self.path)
        if answer is None:
            self.send(404, b"nothing here")
        elif isinstance(answer, tuple):
            self.send(200, answer[1], answer[0])
        else:
            answer(self)

    def send(self, status: int, body: bytes = b"", kind: str = "text/html", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.put(body)

    def put(self, data: bytes) -> None:
        try:
            self.wfile.write(data)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Those who ask may hang up."""


@contextmanager
def serving(site: Site | None = None, address: str = "127.0.0.1") -> Iterator[Site]:
    site = site or Site()
    handler = type("OneSite", (Handler,), {"site": site})
    server = _Quiet((address, 0), handler)
    server.daemon_threads = True
    site.base = f"http://{address}:{server.server_port}"
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    running.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        running.join()


def _redirect(to: str) -> Callable[[Handler], None]:
    return lambda h: h.send(302, b"", Location=to)


def _status(status: int, **headers: str) -> Callable[[Handler], None]:
    return lambda h: h.send(status, b"no", **headers)


def _packed(data: bytes, encoding: str = "gzip", kind: str = "text/html") -> Callable[[Handler], None]:
    return lambda h: h.send(200, data, kind, Content_Encoding=encoding)


def _not_modified(h: Handler) -> None:
    if h.headers.get("If-None-Match") == '"first"':
        h.send(304, ETag='"first"')
    else:
        h.send(200, page(), ETag='"first"')


def _slow_head(h: Handler) -> None:
    time.sleep(2.0)
    h.close_connection = True


def _drip(h: Handler) -> None:
    """A byte now and then, for ever: each read is in time, the whole never is."""
    h.send_response(200)
    h.send_header("Content-Type", "text/html")
    h.end_headers()
    h.close_connection = True
    for _ in range(40):
        time.sleep(0.05)
        try:
            h.wfile.write(b"x")
            h.wfile.flush()
        except OSError:
            return


def _drip_head(h: Handler) -> None:
    h.close_connection = True
    for letter in "HTTP/1.1 200 OK\r\nX-Long: " + "x" * 40:
        time.sleep(0.05)
        try:
            h.wfile.write(letter.encode())
            h.wfile.flush()
        except OSError:
            return


def _endless(h: Handler) -> None:
    h.send_response(200)
    h.send_header("Content-Type", "text/html")
    h.send_header("Transfer-Encoding", "chunked")
    h.end_headers()
    h.close_connection = True
    try:
        while True:
            h.wfile.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
    except OSError:
        return


def _cut_chunk(h: Handler) -> None:
    h.send_response(200)
    h.send_header("Content-Type", "text/html")
    h.send_header("Transfer-Encoding", "chunked")
    h.end_headers()
    h.put(b"400\r\n" + page()[:300])
    h.close_connection = True


def _cut_length(h: Handler) -> None:
    h.send(200, page(), length="9000")
    h.close_connection = True


def _raw(data: bytes) -> Callable[[Handler], None]:
    def answer(h: Handler) -> None:
        h.put(data)
        h.close_connection = True

    return answer


def _times(wrong: Callable[[Handler], None], many: int) -> Callable[[Handler], None]:
    """Wrong so many times, then right."""
    return lambda h: wrong(h) if h.site.counts[h.path] <= many else h.send(200, page())


def rss(items: str = "", head: str = '<?xml version="1.0"?>', title: str = "Courier") -> bytes:
    return f'{head}<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()


def item(path: str, title: str = "", day: str = "", more: str = "") -> str:
    date = f"<pubDate>{day}</pubDate>" if day else ""
    return f"<item><title>{title or path}</title><link>{path}</link>{date}<description>The summary is not the report.</description>{more}</item>"


XML = "application/xml"
FAULTS: dict[str, Callable[[Handler], None] | tuple[str, bytes]] = {
    "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /forbidden\nDisallow: /*?print=\n\nUser-agent: otherbot\nDisallow: /\n"),
    "/ok.html": ("text/html; charset=utf-8", page()),
    "/other.html": ("text/html", page("Vesk")),
    "/undated.html": ("text/html", page("Undated", None)),
    "/report.txt": ("text/plain; charset=utf-8", "Kallmoor opens\nBerin said that the café is open.\n".encode()),
    "/latin.txt": ("text/plain; charset=iso-8859-1", "Kallmoor opens\nBerin said that the café is open.\n".encode("latin-1")),
    "/report.json": ("application/json", b'{"text": "Kallmoor opens\\nBerin said that it is open.", "published": "2031-06-03"}'),
    "/etag.html": _not_modified,
    "/packed.html": _packed(gzip.compress(page())),
    "/deflated.html": _packed(zlib.compress(page()), "deflate"),
    "/bare-deflate.html": _packed(zlib.compress(page())[2:-4], "deflate"),
    "/forbidden/a.html": ("text/html", page()),
    "/ok.html?print=1": ("text/html", page()),
    "/to-forbidden": _redirect("/forbidden/a.html"),
    "/moved": _redirect("/ok.html"),
    "/circle": _redirect("/circle2"),
    "/circle2": _redirect("/circle"),
    **{f"/hop{n}": _redirect(f"/hop{n + 1}") for n in range(20)},
    "/nowhere": _status(302),
    "/to-private": _redirect("http://10.255.255.1/admin"),
    "/to-metadata": _redirect("http://169.254.169.254/latest/meta-data/"),
    "/to-file": _redirect("file:///etc/passwd"),
    "/to-password": _redirect("http://user:word@news.example/"),
    "/slow-head": _slow_head,
    "/drip": _drip,
    "/drip-head": _drip_head,
    "/bomb.html": _packed(gzip.compress(b"\0" * 30_000_000)),
    "/bomb-deflate.html": _packed(zlib.compress(b" " * 30_000_000), "deflate"),
    "/big.html": lambda h: h.send(200, b"x", length="30000000"),
    "/endless.html": _endless,
    "/cut-chunk.html": _cut_chunk,
    "/cut-length.html": _cut_length,
    "/cut-gzip.html": _packed(gzip.compress(page())[:200]),
    "/not-gzip.html": _packed(page()),
    "/brotli.html": _packed(b"\x0b\x02\x80", "br"),
    "/picture.png": ("image/png", page()),
    "/paper.pdf": ("application/pdf", b"%PDF-1.7 ..."),
    "/lies.html": ("text/html", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
    "/as-text.html": ("text/plain", page()),
    "/no-type.html": _raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(page()) + page()),
    "/nul.html": ("text/html", b"<html><body>\0\0\0</body></html>"),
    "/empty.html": ("text/html", b""),
    "/nothing": _status(204),
    "/gone": _status(410),
    "/login": _status(401),
    "/may-not": _status(403),
    "/court": _status(451),
    "/fault": _status(500),
    "/flaky.html": _times(_status(500), 2),
    "/busy.html": _times(_status(429, Retry_After="0"), 1),
    "/too-busy": _status(429, Retry_After="3600"),
    "/until": _status(503, Retry_After="Fri, 31 Dec 2100 23:59:59 GMT"),
    "/no-http": _raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "/reset": _raw(b""),
    "/laughs.xml": (XML, (BILLION + "<rss version='2.0'><channel><title>&j;</title></channel></rss>").encode()),
    "/laughs16.xml": (
        XML,
        (BILLION.replace("?>", ' encoding="utf-16"?>', 1) + "<rss><channel><title>&j;</title></channel></rss>").encode("utf-16"),
    ),
    "/outside.xml": (
        XML,
        (EXTERNAL + "<rss version='2.0'><channel><item><title>&x;</title><link>/ok.html</link></item></channel></rss>").encode(),
    ),
    "/laughs-map.xml": (XML, (BILLION + "<urlset><url><loc>&j;</loc></url></urlset>").encode()),
    "/broken.xml": (XML, b"<rss version='2.0'><channel><title>A & B</title>" + item("/ok.html").encode()),
    "/no-feed.xml": (XML, b"<?xml version='1.0'?><shop><thing/></shop>"),
    "/empty-feed.xml": ("application/rss+xml", rss()),
    "/front.html": (
        "text/html",
        b"<html><head><link rel=alternate type='application/rss+xml' href='/feed.xml'></head><body>Front</body></html>",
    ),
}
