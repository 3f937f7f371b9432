"""The engine of many machines: Ray Data reads the inputs, hands their reports to one model for each core, and holds back what is too much.

One stream: inputs → chunks of reports, cut by length → actors that make their records and write them → what was written, counted here.
A chunk is the same whoever makes it and however often, and lies in a file of its own until its input is whole.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from onrecord.acquire.given import check_given
from onrecord.errors import OnRecordError, SkippedError, SourceError, UserError
from onrecord.model import Capture
from onrecord.pipeline.reports import cores
from onrecord.scale.dataset import Dataset, Setup
from onrecord.scale.inputs import Input, Reading
from onrecord.scale.need import need
from onrecord.scale.run import Told, Watch
from onrecord.scale.tables import Made, Tables

CHUNK = 150_000
"""Characters of reports in a chunk: some forty reports, a few seconds of work, so that a chunk lost with its machine costs little."""

MARKUP = 8
"""Characters of a page that count as one of text."""

A_CORE, A_BIT = 0.9, 0.1
"""What an actor and a reading or finishing task ask of a core: an actor for each core, and the others beside them."""

FED = 4
"""How many actors one reading task is to keep busy: it takes some 3 ms a report of what they take 50 and more."""

SETTINGS = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_BACKEND_LOG_LEVEL": "fatal"}
"""Unless the environment says otherwise nothing is sent to anybody, and what goes wrong is told once."""

Batch = Mapping[str, Any]


@dataclass(slots=True)
class Progress:
    """What is known of an input while its chunks are made. last: the number of its last chunk, once that was seen."""

    seen: set[int] = field(default_factory=set)
    made: Made = field(default_factory=Made)
    last: int | None = None
    whole: bool = True

    @property
    def complete(self) -> bool:
        """Have all its chunks been written?"""
        return self.last is not None and len(self.seen) == self.last + 1


def work(todo: Sequence[Input], dataset: Dataset, setup: Setup, workers: int | None, told: Told, watch: Watch | None) -> None:
    """Make and write the records of inputs, many at once."""
    ray = need("ray")
    data = need("ray.data")
    with cluster(ray, workers), quiet(data, small_blocks=True):
        size = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        rows = [{"place": n, "input": pickle.dumps(each)} for n, each in enumerate(todo)]
        chunks = data.from_items(rows, override_num_blocks=len(rows)).map_batches(
            read_chunks,
            batch_size=1,
            num_cpus=A_BIT,
            # a reading task keeps several cores busy; each one more would be a process to start, and to hold its chunks in memory
            compute=data.TaskPoolStrategy(size=-(-size // FED)),
            fn_kwargs={"published": setup.published, "outlet": setup.outlet, "most": CHUNK},
        )
        written = chunks.map_batches(
            Actor,
            batch_size=1,
            num_cpus=A_CORE,
            compute=data.ActorPoolStrategy(size=size),
            fn_constructor_kwargs={"address": dataset.folder.address, "setup": setup},
        )
        _gather(ray, written, todo, dataset, told, watch)


def _gather(ray: Any, written: Any, todo: Sequence[Input], dataset: Dataset, told: Told, watch: Watch | None) -> None:
    """Count what was written, and finish each input, on some machine, as soon as it is whole."""
    progress = [Progress() for _ in todo]
    finish = ray.remote(num_cpus=A_BIT)(_finish)
    pending: list[Any] = []
    try:
        for batch in written.iter_batches(batch_size=None):
            for line in batch["told"]:
                note = pickle.loads(line)  # noqa: S301 - our own actors wrote it
                if note["fault"]:
                    raise (UserError if note["wrong_use"] else OnRecordError)(note["fault"])
                mine = progress[note["place"]]
                mine.seen.add(note["chunk"])
                mine.made.add(note["made"])
                if note["last"]:
                    mine.last, mine.whole = note["chunk"], note["whole"]
                if watch is not None:
                    for error in note["errors"]:
                        watch.complain(SourceError(*error))
                    for _ in range(note["reports"]):
                        watch.step()
                if mine.complete:
                    each = todo[note["place"]]
                    pending.append(finish.remote(dataset.folder.address, each, len(mine.seen), mine.made, mine.whole))
                    told.add(mine.made, whole=mine.whole)
                    mine.seen.clear()
        ray.get(pending)
        dataset.folder.remove("_unfinished")  # what an actor that was thought lost may have written late
    except ray.exceptions.RayError as e:
        cause = getattr(e, "cause", None) or e
        raise OnRecordError(f"the run on Ray failed: {' '.join(str(cause).split())[:400]}") from e


def _finish(address: str, given: Input, chunks: int, made: Made, whole: bool) -> None:
    Dataset(address).finish(given, chunks, made, whole=whole)


def read_chunks(batch: Batch, *, published: str | None, outlet: str | None, most: int) -> Iterator[dict[str, list[Any]]]:
    """The chunks of the inputs in a batch, one at a time; every input has at least one, and the last is marked."""
    given = check_given(published, outlet)
    for place, packed in zip(batch["place"], batch["input"], strict=True):
        mine: Input = pickle.loads(packed)  # noqa: S301 - the driver wrote it
        reading = Reading(mine, given)

        def chunk(*, last: bool) -> dict[str, list[Any]]:
            found = {"place": int(place), "partition": mine.partition, "chunk": number, "first": first, "captures": kept}  # noqa: B023
            return {"packed": [pickle.dumps({**found, "last": last, "whole": reading.whole})]}  # noqa: B023

        number = first = size = 0
        kept: list[tuple[str, str, bool] | Capture] = []
        for capture in reading:
            if size >= most:
                yield chunk(last=False)
                number, first, size, kept = number + 1, first + len(kept), 0, []
            kept.append(
                (capture.source, capture.reason, isinstance(capture, SkippedError)) if isinstance(capture, SourceError) else capture
            )
            size += 100 if isinstance(capture, SourceError) else _length(capture)
        yield chunk(last=True)


def _length(capture: Capture) -> int:
    return len(capture.text) if capture.text is not None else len(capture.html or b"") // MARKUP


class Actor:
    """Makes the records of chunks, one chunk at a time, in a worker process of its own, and writes them.

    A process of its own: the report that kills it is given up after the second time, as on one machine, where Ray would start the actor and
    the chunk again for ever.
    """

    def __init__(self, address: str, setup: Setup) -> None:
        from onrecord.pipeline.pool import Pool

        self._dataset = Dataset(address)
        self._pool = Pool(setup.stages, setup.model, 1, setup.questions)

    def __call__(self, batch: Batch) -> dict[str, list[bytes]]:
        """What was written of each chunk in the batch."""
        return {"told": [pickle.dumps(self._write(pickle.loads(packed))) for packed in batch["packed"]]}  # noqa: S301 - `read_chunks` wrote it

    def _write(self, chunk: dict[str, Any]) -> dict[str, Any]:
        captures = [(SkippedError if c[2] else SourceError)(*c[:2]) if isinstance(c, tuple) else c for c in chunk.pop("captures")]
        errors: list[tuple[str, str]] = []
        try:
            with Tables(self._dataset.folder, chunk["partition"], chunk["chunk"]) as tables:
                for number, result in enumerate(self._pool.map(captures), chunk["first"]):
                    tables.add(number, result)
                    if isinstance(result, SourceError) and not isinstance(result, SkippedError):
                        errors.append((result.source, result.reason))
        except OnRecordError as e:
            return {**chunk, "fault": str(e), "wrong_use": isinstance(e, UserError)}
        return {**chunk, "fault": None, "made": tables.made, "reports": len(captures), "errors": errors}


@contextmanager
def cluster(ray: Any, workers: int | None) -> Iterator[None]:
    """The cluster that RAY_ADDRESS names or that this program has joined; else one of this machine, as long as it is needed."""
    if ray.is_initialized():
        yield
        return
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    here = {} if os.environ.get("RAY_ADDRESS") else {"num_cpus": max(cores(), workers or 1), "include_dashboard": False}
    try:
        with _without_chatter():
            ray.init(log_to_driver=False, logging_level=logging.ERROR, **here)
    except Exception as e:  # Ray raises plain ones here
        raise OnRecordError(f"no Ray cluster could be reached or started: {' '.join(str(e).split())[:300]}") from e
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def _without_chatter() -> Iterator[None]:
    """While Ray starts: its C++ part tells standard error about its own log level. What fails comes as an exception."""
    kept = os.dup(2)
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(sink)


@contextmanager
def quiet(data: Any, *, small_blocks: bool) -> Iterator[None]:
    """Ray Data without its progress bars. small_blocks: every batch that a task gives out goes its own way."""
    context = data.DataContext.get_current()
    wanted: dict[str, Any] = {"enable_progress_bars": False, **({"target_max_block_size": 1} if small_blocks else {})}
    before = {name: getattr(context, name) for name in wanted}
    log = logging.getLogger("ray.data")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        for name, value in wanted.items():
            setattr(context, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(context, name, value)
        log.setLevel(level)
