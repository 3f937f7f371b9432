"""A web archive of many records through `onrecord add`: memory must stay flat, and a kill must cost nothing that was read.

`python bench/soak_warc.py [--count 10000] [--share 0.7] [--stub]`. --share: how many of the records are reports. --stub: stages that need
no weights, to measure the reading of the file alone.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from load import ROOT, peak_of
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

MARKS = (1000, 5000, 10000)
STUB = "import sys; from onrecord.pipeline import reports; reports.STAGES = 'stub_stages:load'; from onrecord.cli.main import main; main()"
REAL = "from onrecord.cli.main import main; main()"
LEAD = "The harbour of Port Lumen stayed shut on Monday, and the delegations of Veskar and Oldia met for the {n}th time since the strike."
FILL = "Dockers, traders and the families of the crews waited at the gates of the harbour while the delegations spoke, for weeks now. "
LIST = b"<html><body><h1>Harbour</h1><a href='/a'>More</a></body></html>"
PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>Harbour strike, report {n}</title><script>/*{script}*/</script>"
    "<meta property='article:published_time' content='2031-06-{day:02}T08:00:00Z'></head><body><nav><ul>{menu}</ul></nav>"
    "<article><h1>Harbour strike, report {n}</h1>{body}</article><footer>{menu}</footer></body></html>"
)


def write_archive(path: Path, count: int, share: float, *, lists_are_reports: bool, seed: int = 1) -> int:
    """A packed web archive of `count` responses, as a crawler of news leaves it; how many are reports (stub stages take lists for some)."""
    texts = [p.read_text(encoding="utf-8").split("\n") for p in sorted((ROOT / "examples").glob("*.txt"))]
    chance = random.Random(seed)
    reports = 0
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "onrecord bench"}))
        for n in range(count):
            sort = chance.random() if chance.random() >= share else 0.0
            url = f"https://news.example/2031/06/{n % 28 + 1:02}/report-number-{n}-of-the-harbour-strike"
            if sort == 0.0:
                reports += 1
                put(writer, url, page(texts[n % len(texts)], n, chance))
            elif sort < 0.3:
                put(writer, url + ".jpg", bytes(chance.randrange(256) for _ in range(200)) * 50, media="image/jpeg")
            elif sort < 0.6:
                put(writer, url, b"", status="301 Moved Permanently")
            elif sort < 0.8:
                put(writer, url, b"<html><body>Not found</body></html>", status="404 Not Found")
            else:
                reports += lists_are_reports
                put(writer, f"https://news.example/topics/harbour?page={n}", LIST)
    return reports


def page(lines: list[str], n: int, chance: random.Random) -> bytes:
    """A news page of the usual weight: mostly what is not the report."""
    body = "".join(f"<p>{line}</p>" for line in (LEAD.format(n=n), *lines, FILL * 2, f"Report {n}.") if line.strip())
    menu = "".join(f"<li><a href='/section/{i}'>Section {i}</a></li>" for i in range(60))
    script = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz;(){}= ", k=12_000))
    return PAGE.format(n=n, day=n % 28 + 1, body=body, menu=menu, script=script).encode()


def put(writer: WARCWriter, url: str, payload: bytes, *, status: str = "200 OK", media: str = "text/html; charset=utf-8") -> None:
    """One response."""
    headers = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(payload), http_headers=headers))


class Adding:
    """One `onrecord add` under watch: reports stored, and the memory of all its processes by how many were stored."""

    def __init__(self, source: Path, archive: Path, *, stub: bool, kill_at: int = 0) -> None:
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests" / "unit")])
        self.begin = time.perf_counter()
        arguments = ["add", str(source), "--archive", str(archive), "--each"]
        self.child = subprocess.Popen(
            [sys.executable, "-c", STUB if stub else REAL, *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip
        self.stored: list[str] = []
        self.memory: dict[int, int] = {}
        watcher = threading.Thread(target=self._watch)
        watcher.start()
        assert self.child.stdout is not None
        assert self.child.stderr is not None
        for line in self.child.stdout:
            self.stored.append(line.split("\t")[2].strip())
            if kill_at and len(self.stored) == kill_at:
                self.child.send_signal(signal.SIGKILL)
        self.told = self.child.stderr.read().strip()
        self.status = self.child.wait()
        watcher.join()
        self.seconds = time.perf_counter() - self.begin

    def _watch(self) -> None:
        while self.child.poll() is None:
            n = len(self.stored)
            self.memory[n] = max(self.memory.get(n, 0), peak_of(self.child.pid))
            time.sleep(0.1)

    def peak(self, lo: int, hi: int) -> int:
        """The most memory, in kilobytes, while reports lo to hi were stored."""
        return max((size for n, size in self.memory.items() if lo <= n <= hi), default=0)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--count", type=int, default=10_000)
    ap.add_argument("--share", type=float, default=0.7, help="how many of the records are reports")
    ap.add_argument("--stub", action="store_true")
    given = ap.parse_args()
    with TemporaryDirectory() as folder:
        source, archive = Path(folder) / "crawl.warc.gz", Path(folder) / "archive.db"
        reports = write_archive(source, given.count, given.share, lists_are_reports=given.stub)
        print(f"{given.count:,} records, {reports:,} of them reports, {source.stat().st_size / 1e6:,.0f} MB packed", flush=True)
        first = Adding(source, archive, stub=given.stub, kill_at=max(1, reports // 20))
        print(f"killed after {len(first.stored):,} stored reports and {first.seconds:,.0f} s", flush=True)
        second = Adding(source, archive, stub=given.stub)
        stored = len(second.stored)
        print(f"then {stored:,} in {second.seconds:,.0f} s, {stored / second.seconds:,.1f} a second: {second.told}")
        third = Adding(source, archive, stub=given.stub)
        print(f"the same command once more took {third.seconds:.1f} s: {third.told}")
        marks = [m for m in MARKS if m <= given.count] or [given.count]
        at = [round(m * reports / given.count) - len(first.stored) for m in marks]
        peaks = [second.peak(0, n) for n in at]
        told = ", ".join(f"{m:,}: {p / 1024:,.0f} MB" for m, p in zip(marks, peaks, strict=True))
        print(f"peak memory of all processes together, up to record {told}")
        twice = set(first.stored) & set(second.stored)
        # The archive's page cache (64 MB) fills in the first thousands; after that nothing may grow.
        flat = peaks[-1] <= peaks[-2 if len(peaks) > 1 else 0] * 1.1 + 10_000
        # A report may be stored and its line not be printed yet when the kill comes.
        whole = not twice and len(first.stored) + stored in (reports, reports - 1) and not third.stored
        print(f"memory flat: {'yes' if flat else 'NO'}; nothing read twice, nothing lost: {'yes' if whole else 'NO'}")
    sys.exit(0 if flat and whole else 1)


if __name__ == "__main__":
    main()
