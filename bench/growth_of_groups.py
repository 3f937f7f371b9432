"""How the time to group statements grows with their number, on statements made up from the word list: 10,000 to 100,000.

Words are drawn by Zipf's law, a third of the statements use one of 300 stock phrases, and one statement in twenty is carried by another
outlet within two days: whole, cut, or with a word replaced. Prints the time, the growth, and how many of the copies were found.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from datetime import date, timedelta
from importlib import resources
from itertools import accumulate

from onrecord.align.carrier import Carrier, Report
from onrecord.align.group import group
from onrecord.model import Span


def make(n: int, seed: int = 7) -> tuple[list[Carrier], list[tuple[str, str]]]:
    """n statements, and the ids of those that carry the same utterance."""
    rng = random.Random(seed)
    lines = (resources.files("onrecord") / "data" / "words" / "en.txt").read_text(encoding="utf-8").splitlines()[1:]
    rare = ["".join(rng.choices("bdfgklmnprstvz", k=1) + rng.choices("aeiou", k=1)) + rng.choice(lines) for _ in range(20_000)]
    vocabulary = lines + rare
    weights = list(accumulate(1 / (i + 3) for i in range(len(vocabulary))))
    stock = [rng.choices(vocabulary, cum_weights=weights, k=rng.randint(3, 5)) for _ in range(300)]
    made: list[Carrier] = []
    pairs: list[tuple[str, str]] = []
    start = date(2031, 1, 1)
    for i in range(n):
        day = start + timedelta(days=i * 700 // n)
        if i and rng.random() < 0.05:
            original = made[max(0, i - rng.randint(1, max(1, n // 400)))]
            said = original.content[0].text.split()
            turn = rng.random()
            if turn < 0.4 and len(said) > 14:
                at = rng.randint(0, len(said) - 12)
                said = said[at : at + 12]
            elif turn < 0.7:
                said[rng.randrange(len(said))] = rng.choice(rare)
            pairs.append((original.statement, f"s{i}"))
        else:
            said = rng.choices(vocabulary, cum_weights=weights, k=min(60, max(6, int(rng.gauss(22, 10)))))
            if rng.random() < 1 / 3:
                at = rng.randrange(len(said))
                said[at:at] = rng.choice(stock)
        text = " ".join(said)
        report = Report(id=f"r{i // 8}", source=f"r{i // 8}", outlet=f"outlet {rng.randrange(60)}", published=day.isoformat())
        made.append(Carrier(statement=f"s{i}", report=report, content=(Span(start=i * 1000, end=i * 1000 + len(text), text=text),)))
    return made, pairs


def main() -> None:
    """Run the sizes asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    before: tuple[int, float] | None = None
    for n in parser.parse_args().sizes:
        statements, pairs = make(n)
        started = time.process_time()
        groups = group(statements)
        took = time.process_time() - started
        home = {m.carrier.statement: k for k, g in enumerate(groups) for m in g.members}
        found = sum(a in home and home.get(b) == home[a] for a, b in pairs)
        members = sum(len(g.members) for g in groups)
        growth = f", {took / before[1]:.1f} times for {n / before[0]:.0f} times the statements" if before else ""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{n:,} statements: {took:.1f} s{growth}; {len(groups):,} groups of {members:,}; "
            f"copies found {found} of {len(pairs)}; {memory} MB"
        )
        before = (n, took)


if __name__ == "__main__":
    main()
