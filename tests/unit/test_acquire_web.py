"""Addresses, fetched from servers on the loopback: what every fault gives, and what was asked of the host."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from faulty_server import Site, item, page, rss, serving

from onrecord.acquire import guard
from onrecord.acquire.address import check_address
from onrecord.acquire.fetch import Fetcher, Limits, user_agent
from onrecord.acquire.given import Given
from onrecord.acquire.guard import why_private
from onrecord.acquire.memory import Known
from onrecord.acquire.refuse import FetchError
from onrecord.acquire.web import Web, read_address
from onrecord.errors import SourceError
from onrecord.model import Capture

QUICK = Limits(size=2_000_000, connect=2.0, read=0.8, total=1.5, backoff=0.01, patience=1.0)


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    server.asked.clear()
    server.counts.clear()
    return server


@pytest.fixture
def web() -> Iterator[Web]:
    with Fetcher(private=True, pace=0.0, limits=QUICK) as fetcher:
        yield Web(private=True, fetcher=fetcher)


def read(web: Web, address: str, given: Given | None = None) -> list[Capture | SourceError]:
    return list(read_address(address, given or Given(), web))


# What each address gives: the reason's kind and words, or the report's title.
FAULTS = {
    "/forbidden/a.html": ("robots", "the host's robots.txt forbids it"),
    "/ok.html?print=1": ("robots", "robots.txt"),
    "/to-forbidden": ("robots", "robots.txt"),
    "/circle": ("redirects", "redirects in a circle"),
    "/hop0": ("redirects", "redirects more than 5 times"),
    "/nowhere": ("redirects", "without saying where"),
    "/to-file": ("refused", "only http and https"),
    "/to-password": ("refused", "user name or password"),
    "/slow-head": ("network", "did not answer in time"),
    "/drip": ("network", "did not answer in time"),
    "/drip-head": ("network", "did not answer in time"),
    "/bomb.html": ("size", "is larger than 2 MB"),
    "/bomb-deflate.html": ("size", "is larger than 2 MB"),
    "/big.html": ("size", "is larger than 2 MB"),
    "/endless.html": ("size", "is larger than 2 MB"),
    "/cut-chunk.html": ("broken", "cut off"),
    "/cut-length.html": ("broken", "cut off"),
    "/cut-gzip.html": ("broken", "ends in the middle"),
    "/not-gzip.html": ("broken", "compression is damaged"),
    "/brotli.html": ("broken", "compressed in a way that was not asked for (br)"),
    "/picture.png": ("type", "is image/png"),
    "/paper.pdf": ("type", "is application/pdf"),
    "/lies.html": ("broken", "is an image, not text"),
    "/nul.html": ("broken", "holds a NUL byte"),
    "/empty.html": ("broken", "is empty"),
    "/nothing": ("gone", "gives no page (status 204)"),
    "/gone": ("gone", "was taken down (status 410)"),
    "/missing": ("gone", "is not there (status 404)"),
    "/login": ("denied", "asks for a login (status 401)"),
    "/may-not": ("denied", "may not be read (status 403)"),
    "/court": ("denied", "is withheld for legal reasons (status 451)"),
    "/fault": ("server", "the host has a fault (status 500) (3 tries)"),
    "/no-http": ("broken", "no HTTP"),
    "/reset": ("broken", "cut off or no HTTP"),
    "/laughs.xml": ("broken", "declares entities"),
    "/laughs16.xml": ("broken", "declares entities"),
    "/outside.xml": ("broken", "declares entities"),
    "/laughs-map.xml": ("broken", "declares entities"),
}


@pytest.mark.parametrize("path", FAULTS)
def test_a_fault_is_one_error_that_names_the_address(site: Site, web: Web, path: str) -> None:
    why, said = FAULTS[path]
    began = time.monotonic()
    found = read(web, site.base + path)
    assert time.monotonic() - began < 8
    assert len(found) == 1
    error = found[0]
    assert isinstance(error, FetchError)
    assert (error.why, error.source) == (why, site.base + path)
    assert said in error.reason
    assert "\n" not in str(error)


GOOD = [
    "/ok.html",
    "/packed.html",
    "/deflated.html",
    "/bare-deflate.html",
    "/as-text.html",
    "/no-type.html",
    "/moved",
    "/flaky.html",
    "/busy.html",
]


@pytest.mark.parametrize("path", GOOD)
def test_a_page_comes_whole_with_how_it_came(site: Site, web: Web, path: str) -> None:
    (found,) = read(web, site.base + path)
    assert isinstance(found, Capture)
    assert (found.html, found.identity, found.text) == (page(), page(), None)
    assert found.source == site.base + path
    assert found.url == site.base + ("/ok.html" if path == "/moved" else path)
    assert found.fetch is not None
    assert (found.fetch.address, found.fetch.final, found.fetch.status) == (found.source, found.url, 200)
    assert found.fetch.at.endswith("Z")
    assert "set-cookie" not in dict(found.fetch.headers)


def test_texts_by_their_charset_and_json_by_its_form(site: Site, web: Web) -> None:
    for path in ("/report.txt", "/latin.txt"):
        (found,) = read(web, site.base + path)
        assert isinstance(found, Capture)
        assert found.text == "Kallmoor opens\nBerin said that the café is open.\n"
    (found,) = read(web, site.base + "/report.json")
    assert isinstance(found, Capture)
    assert found.published == "2031-06-03"


def test_redirects_inside_are_refused_where_private_is_not_allowed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(site.base.rpartition(":")[2])
    monkeypatch.setattr("onrecord.acquire.address.PORTS", {port, 80})
    monkeypatch.setattr(guard, "why_private", lambda ip: None if str(ip) == "127.0.0.1" else why_private(ip))
    with Fetcher(pace=0.0, limits=QUICK) as fetcher:
        for path, said in (("/to-private", "is a private network"), ("/to-metadata", "is a link-local address")):
            with pytest.raises(FetchError, match=said) as caught:
                fetcher.get(site.base + path)
            assert caught.value.why == "refused"
        assert fetcher.get(site.base + "/moved").body == page()


PRIVATE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::",
    "2002:c0a8:101::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2001:db8::1", "2001:0:53aa:64c:0:fbfe:80ff:fffe", "100::1", "fec0::1", "4000::1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "192.169.0.1",
    "2606:4700::1111",
    "2a00:1450:4001:81b::200e",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
]


@pytest.mark.parametrize("text", PRIVATE)
def test_private_machines(text: str) -> None:
    assert why_private(ipaddress.ip_address(text)) is not None


@pytest.mark.parametrize("text", PUBLIC)
def test_public_machines(text: str) -> None:
    assert why_private(ipaddress.ip_address(text)) is None


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1/", "is this machine"),
        ("http://localhost/", "is this machine"),
        ("http://LOCALHOST/", "is this machine"),
        ("http://localhost./", ""),
        ("http://2130706433/", "is this machine"),
        ("http://0x7f000001/", "is this machine"),
        ("http://0177.0.0.1/", "is not an address"),
        ("http://127.1/", "is this machine"),
        ("http://0/", "is this machine"),
        ("http://[::1]/", "is this machine"),
        ("http://[::ffff:7f00:1]/", "is this machine"),
        ("http://[::ffff:127.0.0.1]/", "is this machine"),
        ("http://[0:0:0:0:0:ffff:10.0.0.1]/", "is a private network"),
        ("http://169.254.169.254/latest", "is a link-local address"),
        ("http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", ""),
        ("http://127。0。0。1/", ""),
        ("http://news.example@127.0.0.1/", "user name or password"),
        ("http://news.example:80@127.0.0.1/", "user name or password"),
        ("http://127.0.0.1:22/", "port 22"),
        ("http://127.0.0.1:6379/", "port 6379"),
        ("http://127.0.0.1\\@news.example/", "which no address may"),
        ("http://127.0.0.1\t/", "which no address may"),
        ("http:///path", "names no host"),
        ("http://[::1", "is not an address"),
        ("http://[fe80::1%25lo]/", ""),
        ("http://" + "a" * 5000, "longer than"),
        ("http://nobody.invalid/", "is not known"),
    ],
)
def test_addresses_that_are_never_asked(address: str, said: str) -> None:
    with Fetcher(pace=0.0, limits=QUICK) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.get(address)
    assert said in caught.value.reason
    assert caught.value.why in ("refused", "network")


def test_an_address_is_kept_but_for_its_fragment() -> None:
    assert str(check_address(" https://news.example/a?b=1#c ")) == "https://news.example/a?b=1"
    assert str(check_address("https://bücher.example/ä")) == "https://xn--bcher-kva.example/%C3%A4"


def test_the_connection_goes_to_the_address_that_was_checked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(site.base.rpartition(":")[2])
    looked_up: list[str] = []
    whole = socket.getaddrinfo

    def lying(host: str, *args: Any, **options: Any) -> Any:
        """Public when first asked, this machine afterwards."""
        looked_up.append(host)
        if host != "news.example":
            return whole(host, *args, **options)
        return whole("127.0.0.1" if looked_up.count(host) == 1 else "127.0.0.2", *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", lying)
    monkeypatch.setattr("onrecord.acquire.address.PORTS", {port})
    monkeypatch.setattr(guard, "why_private", lambda ip: None if str(ip) == "127.0.0.1" else why_private(ip))
    with Fetcher(pace=0.0, limits=QUICK) as fetcher:
        answer = fetcher.get(f"http://news.example:{port}/ok.html")
    assert answer.body == page()
    assert looked_up.count("news.example") == 1  # robots.txt and page over one connection
    assert {headers["host"] for _, headers in site.asked} == {f"news.example:{port}"}
    with Fetcher(pace=0.0, limits=QUICK) as fetcher, pytest.raises(FetchError, match="is this machine"):
        fetcher.get(f"http://news.example:{port}/ok.html")


def test_one_private_address_among_public_ones_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **o: both)
    with Fetcher(pace=0.0, limits=QUICK) as fetcher, pytest.raises(FetchError, match=r"news\.example \(10\.0\.0\.1\) is a private network"):
        fetcher.get("http://news.example/")


def test_a_name_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **o: time.sleep(0.5) or [])
    with Fetcher(pace=0.0, limits=Limits(connect=0.1, backoff=0.01)) as fetcher, pytest.raises(FetchError, match="not looked up within"):
        fetcher.get("http://news.example/")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_certificates_are_those_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    make = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout {key} -out {cert} -subj /CN=news.example -addext subjectAltName=DNS:news.example"
    subprocess.run(make.split(), check=True, capture_output=True)
    here = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    here.load_cert_chain(cert, key)
    names: list[str | None] = []
    here.sni_callback = lambda _, name, __: names.append(name)
    whole = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **o: whole("127.0.0.1" if "example" in str(host) else host, *a, **o))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def serve() -> None:
            while len(names) < 3:
                try:
                    with here.wrap_socket(listening.accept()[0], server_side=True) as s:
                        robots = s.recv(4096).startswith(b"GET /robots.txt")
                        s.sendall(
                            b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
                            if robots
                            else b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"
                        )
                except OSError:
                    continue

        serving_thread = threading.Thread(target=serve, daemon=True)
        serving_thread.start()
        trusted = ssl.create_default_context(cafile=str(cert))
        with Fetcher(private=True, pace=0.0, limits=QUICK, verify=trusted) as fetcher:
            assert fetcher.get(f"https://news.example:{port}/").body == b"secret"
            with pytest.raises(FetchError, match="certificate does not hold"):
                fetcher.get(f"https://other.example:{port}/")
        serving_thread.join(2)
    assert names[:3] == ["news.example", "news.example", "other.example"]


def test_what_the_host_is_told(site: Site, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    read(web, site.base + "/ok.html")
    (robots, told), (path, _) = site.asked
    assert (robots, path) == ("/robots.txt", "/ok.html")
    assert told["user-agent"].startswith("onrecord/")
    assert told["accept-encoding"] == "gzip, deflate"
    assert "cookie" not in told
    monkeypatch.setenv("ONRECORD_CONTACT", "desk@news.example\r\nX: (1)")
    assert user_agent().endswith("(reads news reports; desk@news.exampleX: 1)")


def test_only_the_pages_that_changed_come_again(site: Site, web: Web) -> None:
    (first,) = read(web, site.base + "/etag.html")
    assert isinstance(first, Capture)
    answer = web.fetch().get(site.base + "/etag.html", Known(etag='"first"', capture=first))
    assert answer.unchanged
    assert site.asked[-1][1]["if-none-match"] == '"first"'


def test_hosts_are_asked_at_their_pace(site: Site) -> None:
    waited: list[float] = []
    with Fetcher(private=True, pace=5.0, limits=QUICK, wait=waited.append) as fetcher:
        fetcher.get(site.base + "/ok.html")
        fetcher.get(site.base + "/ok.html")
    assert [round(w) for w in waited] == [5, 5]  # after robots.txt, and after the first page


def test_a_crawl_delay_is_kept(site: Site) -> None:
    waited: list[float] = []
    with serving() as other:
        other.answers["/robots.txt"] = ("text/plain", b"User-agent: onrecord\nCrawl-delay: 7\n")
        with Fetcher(private=True, pace=0.0, limits=QUICK, wait=waited.append) as fetcher:
            fetcher.get(other.base + "/ok.html")
            fetcher.get(other.base + "/other.html")
    assert [round(w) for w in waited] == [7, 7]


@pytest.mark.parametrize(
    ("robots", "said"),
    [
        (("text/plain", b"User-agent: onrecord\nDisallow: /\n"), "forbids it"),
        (("text/plain", b"User-agent: *\nDisallow: /\nAllow: /ok.html$\n"), None),
        (("text/html", b"<html>Not found</html>"), None),
        (("text/plain", b"\xff\xfe\0nonsense\n"), None),
        (lambda h: h.send(404), None),
        (lambda h: h.send(403), None),
        (lambda h: h.send(500), "could not be read (status 500)"),
        (lambda h: h.send(429), "could not be read (status 429)"),
        (lambda h: h.send(301, Location="/robots2.txt"), "forbids it"),
    ],
)
def test_robots(robots: Any, said: str | None) -> None:
    with serving() as other, Fetcher(private=True, pace=0.0, limits=QUICK) as fetcher:
        other.answers |= {"/robots.txt": robots, "/robots2.txt": ("text/plain", b"User-agent: *\nDisallow: /\n")}
        for _ in range(2):
            if said is None:
                assert fetcher.get(other.base + "/ok.html").body == page()
            else:
                with pytest.raises(FetchError) as caught:
                    fetcher.get(other.base + "/ok.html")
                assert said in caught.value.reason
        assert other.counts["/robots.txt"] == 1


def test_a_host_that_asks_to_be_left_alone_is(site: Site) -> None:
    with serving() as other, Fetcher(private=True, pace=0.0, limits=QUICK) as fetcher:
        with pytest.raises(FetchError, match=r"asks for fewer requests .* left alone for 60 min"):
            fetcher.get(other.base + "/too-busy")
        with pytest.raises(FetchError, match="the host is left alone for another 60 min"):
            fetcher.get(other.base + "/ok.html")
        assert other.paths() == ["/too-busy"]
    with serving() as other, Fetcher(private=True, pace=0.0, limits=QUICK) as fetcher, pytest.raises(FetchError, match="not available now"):
        fetcher.get(other.base + "/until")


def test_a_host_that_does_not_answer_is_left_alone_after_the_second_time() -> None:
    with serving() as other, Fetcher(private=True, pace=0.0, limits=QUICK) as fetcher:
        for said in ("did not answer in time", "did not answer in time", "left alone for another 5 min"):
            with pytest.raises(FetchError, match=said):
                fetcher.get(other.base + "/slow-head")
        assert other.paths() == ["/slow-head"] * 2


def test_a_dead_host() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with (
        Fetcher(private=True, pace=0.0, limits=QUICK) as fetcher,
        pytest.raises(FetchError, match=r"cannot be reached .*\(3 tries\)") as caught,
    ):
        fetcher.get(f"http://127.0.0.1:{port}/")
    assert not caught.value.lasting


def test_a_bomb_never_unfolds(site: Site, web: Web) -> None:
    import tracemalloc

    tracemalloc.start()
    try:
        with serving() as other:
            other.answers["/bomb"] = site.answers["/bomb.html"]
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            assert isinstance(read(web, other.base + "/bomb")[0], FetchError)
            assert tracemalloc.get_traced_memory()[1] - before < 8_000_000
    finally:
        tracemalloc.stop()


def test_files_only_runs_load_nothing_of_the_web() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from onrecord.acquire import Web, read_sources; list(read_sources(['/nowhere.txt'], web=Web())); "
        "print([m for m in sys.modules if m.split('.')[0] in ('httpx2', 'httpcore2', 'feedparser', 'protego')])"
    )
    path = str(Path(guard.__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": path}, check=True)
    assert done.stdout == "[]\n"


def test_broken_and_empty_feeds(site: Site, web: Web) -> None:
    (found,) = read(web, site.base + "/broken.xml")
    assert isinstance(found, Capture)
    assert found.source == site.base + "/ok.html"
    assert read(web, site.base + "/empty-feed.xml") == []
    site.answers["/one.xml"] = ("text/html; charset=utf-8", rss(item("/ok.html") + item("/missing") + item("javascript:alert(1)")))
    found_all = read(web, site.base + "/one.xml")
    assert [type(f).__name__ for f in found_all] == ["Capture", "FetchError", "FetchError"]
