"""`onrecord watch` over a feed on the loopback that gains entries, fails and comes back: prints a transcript of the run.

    PYTHONPATH=src:tests/unit python bench/watch.py

Everything is real but the world: the server, the feed, the watch in a process of its own, the model. The reports are self-written.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from faulty_server import Site, serving

EVERY = "4s"
DATED = '<meta property="article:published_time" content="{}">'
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:site_name" content="The Sund Courier">{dated}</head>
<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"""
REPORTS = {
    "refuses": (
        "Minister rules out talks",
        "2031-06-03T08:00:00+00:00",
        [
            "Veskar will not hold talks with Oldia, Foreign Minister Berin Taal said on Tuesday. “We refuse any negotiations with Oldia,” "
            "he told reporters in the old harbour.",
            "Guns have been heard along the Sund for a week. The ferry did not run on Monday, and both banks were empty by noon.",
        ],
    ),
    "bridge": (
        "Bridge over the Sund to stay shut",
        None,
        [
            "The bridge over the Sund will stay shut until the autumn, Oldian transport minister Orsa Lenk said on Wednesday.",
            "“Nobody can promise more,” Lenk told the Courier. Lorries take the long road round the bay, which adds four hours to the way.",
        ],
    ),
    "ready": (
        "Minister changes his mind",
        "2031-06-20T08:00:00+00:00",
        [
            "Foreign Minister Berin Taal said on Friday: “I am ready to negotiate with Oldia.” A delegation is packing its bags, he said.",
            "The shelling stopped on Thursday evening. Oldia has not answered yet, and its premier is expected to speak at the weekend.",
        ],
    ),
}
DAYS = {"refuses": "Tue, 03 Jun 2031 08:10:00 GMT", "bridge": "Wed, 04 Jun 2031 09:00:00 GMT", "ready": "Fri, 20 Jun 2031 08:10:00 GMT"}


def publish(site: Site, *names: str, more: str = "") -> None:
    for name in names:
        title, date, paragraphs = REPORTS[name]
        body = PAGE.format(title=title, dated=DATED.format(date) if date else "", paragraphs="".join(f"<p>{p}</p>" for p in paragraphs))
        site.answers[f"/{name}.html"] = ("text/html; charset=utf-8", body.encode())
    items = more + "".join(
        f"<item><title>{REPORTS[n][0]}</title><link>/{n}.html</link><pubDate>{DAYS[n]}</pubDate></item>" for n in reversed(names)
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Sund Courier</title>{items}</channel></rss>'.encode()
    mark = f'"{len(items)}"'

    def answer(h: object) -> None:
        unchanged = h.headers.get("If-None-Match") == mark  # type: ignore[attr-defined]
        h.send(304 if unchanged else 200, b"" if unchanged else feed, "application/rss+xml", ETag=mark)  # type: ignore[attr-defined]

    site.answers["/feed.xml"] = answer


def main() -> None:
    with serving() as site, tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "sund.db"
        told = f"{sys.executable} -c 'import sys; print(\"    told:\", sys.stdin.read()[:340])'"
        port = site.base.rpartition(":")[2]
        onrecord = [sys.executable, "-m", "onrecord"]
        watch = ["watch", f"{site.base}/feed.xml", "--every", EVERY, "--allow-private", "--pace", "0.2", "--workers", "1",
                 "--archive", str(archive), "--query", "speaker=Lenk", "--question", "talks", "--notify", told]  # fmt: skip

        def show(line: str) -> None:
            line = line.replace(str(archive), "sund.db").replace(port, "8000").replace(sys.executable, "python")
            print(re.sub(r"\s+$", "", line), flush=True)

        def run() -> subprocess.Popen[str]:
            process = subprocess.Popen([*onrecord, *watch], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ)
            threading.Thread(target=lambda: [show(line) for line in process.stdout or ()], daemon=True).start()
            return process

        def asked(many: int) -> None:
            """Until the feed has been asked so many times more, and the round is over."""
            goal = site.counts["/feed.xml"] + many
            while site.counts["/feed.xml"] < goal:
                time.sleep(0.1)
            time.sleep(2.5)

        show("# The feed has one report. The dates of the run are real, those of the reports are not.")
        show("$ onrecord " + " ".join(f'"{a}"' if " " in a else a for a in watch).replace(told, "tell"))
        publish(site, "refuses")
        process = run()
        asked(2)
        show("# It gains one that states no date, one that is gone, and one that robots.txt forbids.")
        lost = "<item><link>/gone</link></item><item><link>/forbidden/a.html</link></item>"
        publish(site, "refuses", "bridge", more=lost)
        asked(2)
        show("# The host fails.")
        whole = site.answers["/feed.xml"]
        site.answers["/feed.xml"] = site.answers["/fault"]
        asked(3)
        show("# The watch is killed (SIGKILL); the host comes back with another report; the watch is started again.")
        process.kill()
        process.wait()
        site.answers["/feed.xml"] = whole
        publish(site, "refuses", "bridge", "ready", more=lost)
        process = run()
        asked(2)
        show("# Ctrl-C.")
        process.send_signal(signal.SIGINT)
        show(f"# It ended with status {process.wait()}.")
        time.sleep(0.3)
        for verb in (["statements", "--format", "table"], ["positions", "--question", "talks", "--format", "table"], ["check"], ["reread"]):
            show("$ onrecord " + " ".join(verb))
            done = subprocess.run([*onrecord, *verb, "--archive", str(archive)], capture_output=True, text=True, check=False)
            for line in (done.stdout + done.stderr).splitlines():
                show(line)


if __name__ == "__main__":
    main()
