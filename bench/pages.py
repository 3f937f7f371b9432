"""How fast the pages answer: one client, so many requests a second, whether or not the last has been answered.

`python bench/pages.py ARCHIVE [--rate 50] [--seconds 20] [--times 3]` opens the archive's pages, asks for pages of every kind in turn, most
of them for the first time, and prints a table: of each kind the median, the 95th of a hundred and the slowest, in milliseconds, of the best
of several runs. A request that waits because the one before it is slow counts with its wait.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from urllib.parse import quote

import httpx2 as httpx

WORDS = "talks sanctions ceasefire nuclear deal agreement troops missiles summit border attack peace trade vote weapons".split()


async def addresses(client: httpx.AsyncClient, chosen: random.Random) -> dict[str, list[str]]:
    """Addresses of every kind of page, many of each kind that has many."""
    reports = [r["article"] for page in (1, 2, 3, 4) for r in (await client.get(f"/api/reports?size=200&page={page}")).json()["reports"]]
    speakers = [s["speaker_id"] for s in (await client.get("/api/speakers?size=200")).json()["speakers"] if s["speaker_id"]]
    statements = [
        s["id"]
        for page in range(1, 60, 6)
        for s in (await client.get(f"/api/search?size=50&page={page}&order=oldest")).json()["statements"]
    ]
    questions = [q["question"] for q in (await client.get("/api/questions")).json()["questions"]]
    outlets = [o["outlet"] for o in (await client.get("/api/front")).json()["outlets"]]
    for found in (reports, speakers, statements):
        chosen.shuffle(found)
    years = [f"&since={y}&until={y}" for y in range(2012, 2019)]
    searches = [f"/search?words={a}+{b}" for a in WORDS for b in ("", *WORDS[:3])] + [f"/search?words={w}{y}" for w in WORDS for y in years]
    chosen.shuffle(searches)
    return {
        "front": ["/"],
        "reports": [f"/reports?page={n}" for n in range(1, 18)],
        "report": [f"/report/{r}" for r in reports],
        "statement": [f"/statement/{s}" for s in statements],
        "speakers": [f"/speakers?page={n}" for n in range(1, 40)],
        "speaker": [f"/party/{s}" for s in speakers],
        "question": [f"/question/{q}" for q in questions] + [f"/question/{questions[0]}?holder={s}" for s in speakers[:40]],
        "timeline": [f"/timeline?article={r}" for r in reports[-200:]],
        "compare (reports)": [f"/compare?a={a}&b={b}" for a, b in zip(reports[:100], reports[100:200], strict=False)],
        "search": searches,
        "search by filter": ["/search", *(f"/search?outlet={quote(o)}" for o in outlets), *(f"/search?{y[1:]}" for y in years)],
        "corrections": ["/corrections"],
        "CSV": [f"/tables/positions.csv?question={q}&since={y}" for q in questions for y in range(2012, 2019)],
        "feed": [f"/feeds/party/{s}.atom" for s in speakers],
        "API": [f"/api/search?words={w}&speaker={s}" for w in WORDS[:5] for s in speakers[:20]],
    }  # fmt: skip


async def one_run(address: str, rate: float, seconds: float, seed: int) -> dict[str, list[float]]:
    """Ask at an even rate, and take the time of each answer in milliseconds, from when it was to be asked."""
    found: dict[str, list[float]] = defaultdict(list)
    async with httpx.AsyncClient(base_url=address, timeout=30, trust_env=False, limits=httpx.Limits(max_connections=32)) as client:
        kinds = await addresses(client, random.Random(seed))
        kept = {kind: iter(given * 1000) for kind, given in kinds.items()}
        begin = time.perf_counter() + 0.5
        asked = []

        async def ask(kind: str, path: str, due: float) -> None:
            response = await client.get(path)
            assert response.status_code == 200, (path, response.status_code)
            found[kind].append((time.perf_counter() - due) * 1000)

        for n in range(int(rate * seconds)):
            kind = list(kinds)[n % len(kinds)]
            due = begin + n / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            asked.append(asyncio.create_task(ask(kind, next(kept[kind]), due)))
        await asyncio.gather(*asked)
    return found


def main() -> None:
    """Open the pages, measure, print."""
    parser = argparse.ArgumentParser(description="How fast the pages answer.")
    parser.add_argument("archive")
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    runs = []
    for n in range(asked.times):
        command = [sys.executable, "-m", "onrecord", "serve", "--archive", asked.archive, "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as serving:
            try:
                assert serving.stdout is not None
                address = serving.stdout.readline().split(" at ")[1].strip()
                runs.append(asyncio.run(one_run(address, asked.rate, asked.seconds, n)))
            finally:
                serving.terminate()
                serving.wait(20)
    best = min(runs, key=lambda r: sum(sum(v) for v in r.values()))
    print(f"{sum(map(len, best.values()))} requests at {asked.rate:g} a second, the best of {len(runs)} runs; milliseconds\n")
    print("| page | asked | median | 95 of 100 | slowest |\n|---|---:|---:|---:|---:|")
    for kind, times in [*best.items(), ("all", [t for v in best.values() for t in v])]:
        times.sort()
        late = times[min(len(times) - 1, int(len(times) * 0.95))]
        print(f"| {kind} | {len(times)} | {statistics.median(times):.0f} | {late:.0f} | {times[-1]:.0f} |")


if __name__ == "__main__":
    main()
