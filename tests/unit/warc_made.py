"""Web archives that the tests write, from pages of their own."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

SENTENCES = (
    "The governor of Vell said on Tuesday that the harbour would stay shut until the strike was over, whatever the north thinks of it.",
    "“We are ready to talk to everybody who wants to talk,” Governor Mara Lindqvist told the chamber, “and to nobody else.”",
    "The dockers of Port Lumen walked out on Monday after the board refused to hear them, and the harbour has been shut since.",
)
HTML = "text/html; charset=utf-8"


def article(n: int | str, *more: str, head: str = "") -> bytes:
    body = "".join(f"<p>{s}</p>" for s in (*SENTENCES, *more, f"Berin said that number {n} is so."))
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Harbour strike, report {n}</title>{head}</head>"
        f"<body><article><h1>Harbour strike, report {n}</h1>{body}</article></body></html>"
    ).encode()


class Warc:
    """Writes a web archive record by record; `at` holds the offset of each."""

    def __init__(self, path: Path, *, info: bool = True) -> None:
        self.path = path
        self.stream = path.open("wb")
        self.writer = WARCWriter(self.stream, gzip=path.name.endswith(".gz"))
        self.at: list[int] = []
        if info:
            record = self.writer.create_warcinfo_record(path.name, {"software": "tests"})
            self.writer.write_record(record)
            record.raw_stream.close()

    def __enter__(self) -> Warc:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def put(
        self,
        url: str,
        payload: bytes,
        *,
        kind: str = "response",
        status: str = "200 OK",
        media: str | None = HTML,
        headers: tuple[tuple[str, str], ...] = (),
        warc: dict[str, str] | None = None,
    ) -> str:
        """One record; the name that reading gives it."""
        self.stream.flush()
        at = self.stream.tell()
        self.at.append(at)
        stated = [("Content-Type", media)] if media is not None else []
        http = StatusAndHeaders(status, [*stated, *headers], protocol="HTTP/1.1") if kind in ("response", "revisit") else None
        dated = {"WARC-Date": "2031-06-05T10:00:00Z", **(warc or {})}
        if kind == "revisit":
            self.writer.write_record(self.writer.create_revisit_record(url, "sha1:AAAA", url, "2031-06-04T10:00:00Z", http_headers=http))
            return f"{self.path}:{at}"
        record = self.writer.create_warc_record(
            url, kind, payload=io.BytesIO(payload), http_headers=http, warc_headers_dict=dated,
            **({"warc_content_type": media} if kind == "resource" else {}),
        )  # fmt: skip
        self.writer.write_record(record)
        if record.raw_stream is not None:
            record.raw_stream.close()  # warcio leaves its temporary file open
        self.stream.flush()
        return f"{self.path}:{at}"


def repack(source: Path, target: Path) -> Path:
    """The archive as one gzip stream over all records, as some tools write it."""
    target.write_bytes(gzip.compress(gzip.decompress(source.read_bytes())))
    return target


def chunked(data: bytes, size: int = 100) -> bytes:
    out = b"".join(b"%x\r\n%s\r\n" % (len(data[i : i + size]), data[i : i + size]) for i in range(0, len(data), size))
    return out + b"0\r\n\r\n"
