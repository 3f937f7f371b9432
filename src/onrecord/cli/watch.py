"""`onrecord watch`: read what feeds bring, for as long as it runs."""

from __future__ import annotations

import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.asking import archive_option, archive_path
from onrecord.cli.web_options import web_options
from onrecord.errors import UserError

if TYPE_CHECKING:
    from onrecord.cli.alerts import Alerts

_SPAN = re.compile(r"(\d{1,6})\s*(s|m|min|h|d)?")
_SECONDS = {None: 60, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
SHORTEST = 60
"""Seconds between two rounds over hosts that others run."""


@click.command("watch")
@click.argument("feeds", nargs=-1, required=True, metavar="FEED...")
@click.option("--every", default="15m", show_default=True, metavar="TIME", help="How often: 90s, 15m, 2h, 1d.")
@click.option("--once", is_flag=True, help="One round, then end: for cron.")
@click.option(
    "--query",
    "queries",
    multiple=True,
    metavar="FILTERS",
    help="Tell when a statement comes in that fits: filters of `statements`, as \"speaker='Berin Taal' question=talks\". Repeatable.",
)
@click.option(
    "--question",
    "questions",
    multiple=True,
    metavar="ID",
    help="Tell when a holder's stance on this question changes. Repeatable.",
)
@click.option(
    "--notify",
    metavar="COMMAND",
    help="Whom to tell: a program and its arguments, run without a shell, with JSON on standard input; without it, lines are printed.",
)
@click.option("--outlet", metavar="NAME", help="Outlet for reports that state none.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Worker processes; by default one for each core.")
@click.option(
    "--model",
    type=click.Choice(["fast", "accurate"]),
    default="fast",
    show_default=True,
    help="accurate: larger and slower; needs the extra onrecord[accurate].",
)
@web_options
@archive_option
def command(feeds: tuple[str, ...], archive: str | None, **options: Any) -> int:  # fmt: skip
    """Read the reports that feeds name as they come, and keep them in the archive, until stopped.

    FEED is the address of a feed (RSS, Atom, JSON Feed) or of a sitemap, or the name of an outlet that `onrecord outlets` lists with
    feeds. Each round asks every feed, reads the pages of its new entries, and ends with one line. Nothing that a feed or a page does ends
    the watch. Ctrl-C or SIGTERM does, after the report in hand; what was read before stays known, so that the next start goes on from
    there.
    """
    from onrecord.acquire import Web
    from onrecord.acquire.fetch import Fetcher
    from onrecord.acquire.pace import PACE
    from onrecord.archive import Archive
    from onrecord.cli.alerts import Alerts, parse_command, parse_query
    from onrecord.cli.rounds import Rounds

    private, pace = options["allow_private"], options["pace"]
    every = parse_span(options["every"], shortest=1 if private else SHORTEST)
    addresses = addresses_of(feeds)
    queries = [parse_query(q) for q in options["queries"]]
    notify = parse_command(options["notify"]) if options["notify"] is not None else None
    if notify is not None and not queries and not options["questions"]:
        raise UserError("--notify has nothing to tell: give --query or --question too")
    questions = _known_questions(options["questions"])
    _try_model(options["model"])
    stop = Stop()
    with (
        Archive(archive_path(archive), write=True, wait=60.0) as kept,
        Fetcher(private=private, pace=PACE if pace is None else pace, wait=stop.wait) as fetcher,
        stop.listening(),
    ):
        rounds = Rounds(kept, addresses, Web(private=private, pace=pace, fetcher=fetcher), stop, **_reading(options))
        return _watch(rounds, Alerts(kept, queries, questions, notify), stop, every, once=options["once"])


def _watch(rounds: Any, alerts: Alerts, stop: Stop, every: float, *, once: bool) -> int:
    from onrecord.export.visible import visible_line

    while True:
        began = time.monotonic()
        found = rounds.run()
        click.echo(found.line())
        sys.stdout.flush()
        try:
            alerts.tell()
        except (UserError, OSError) as e:
            click.echo(f"onrecord: what was gained could not be told: {visible_line(str(e))}; it is told after the next round", err=True)
        if once:
            return int(found.failed_at_all)
        if stop.wanted or stop.sleep(every - (time.monotonic() - began)):
            return 0


def _reading(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in ("outlet", "workers", "model")}


def parse_span(text: str, *, shortest: int) -> float:
    """ "15m" as seconds. Raises UserError."""
    m = _SPAN.fullmatch(text.strip().lower())
    if m is None:
        raise UserError(f"--every {text!r} is not a time; write 90s, 15m, 2h or 1d")
    found = int(m[1]) * _SECONDS[m[2]]
    if found < shortest:
        raise UserError(f"--every {text}: feeds are asked at most every {shortest} s")
    return float(found)


def addresses_of(feeds: tuple[str, ...]) -> list[str]:
    """The addresses of feeds, and those of the outlets that are named instead. Raises UserError."""
    from onrecord.acquire.address import is_address
    from onrecord.article.outlets import feeds_of

    found: list[str] = []
    for feed in feeds:
        if is_address(feed):
            found.append(feed)
            continue
        known = feeds_of(feed)
        if known is None:
            raise UserError(f"{feed}: is neither an address (https://…) nor an outlet that `onrecord outlets` lists")
        if not known:
            raise UserError(f"{feed}: its data file names no feeds; give the feed's address")
        found += known
    return list(dict.fromkeys(found))


def _known_questions(asked: tuple[str, ...]) -> list[str]:
    if not asked:
        return []
    from onrecord.coding.codebook import shipped

    known = [book.id for book in shipped()]
    for question in asked:
        if question not in known:
            raise UserError(f"--question {question!r} is not one of {', '.join(known)}")
    return list(dict.fromkeys(asked))


def _try_model(model: str) -> None:
    """Raises UserError now, rather than in every round, where the model is not installed."""
    from onrecord.pipeline import reports
    from onrecord.pipeline.attempt import load

    load(reports.STAGES, model)


class Stop:
    """Whether to stop: set by SIGINT and SIGTERM, asked between reports and while waiting. A second signal interrupts at once."""

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def wanted(self) -> bool:
        """Was it asked to stop?"""
        return self._event.is_set()

    def sleep(self, seconds: float) -> bool:
        """Wait; whether it was asked to stop meanwhile."""
        return self._event.wait(max(0.0, seconds))

    def wait(self, seconds: float) -> None:
        """Wait. Raises StoppedError as soon as it is asked to stop."""
        from onrecord.acquire.refuse import StoppedError

        if self.sleep(seconds):
            raise StoppedError

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Within it, the signals are heard."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def heard(*_: object) -> None:
            if self.wanted:
                raise KeyboardInterrupt
            self._event.set()

        before = {s: signal.signal(s, heard) for s in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for s, handler in before.items():
                signal.signal(s, handler)
