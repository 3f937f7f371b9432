"""The engine of one machine: the pipeline's own worker processes, one input after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import groupby

from onrecord.acquire.given import check_given
from onrecord.errors import SkippedError, SourceError
from onrecord.model import Capture, Record
from onrecord.pipeline.pool import Pool
from onrecord.pipeline.reports import cores
from onrecord.scale.dataset import Dataset, Setup
from onrecord.scale.inputs import Input, Reading
from onrecord.scale.run import Told, Watch
from onrecord.scale.tables import Tables


def work(todo: Sequence[Input], dataset: Dataset, setup: Setup, workers: int | None, told: Told, watch: Watch | None) -> None:
    """Make and write the records of inputs; each is finished before the first record of the next is written."""
    given = check_given(setup.published, setup.outlet)
    readings = [Reading(each, given) for each in todo]
    waiting = iter(readings)
    for place, results in groupby(_results(readings, setup, workers), key=lambda found: found[0]):
        for reading in waiting:
            mine = reading is readings[place]
            with Tables(dataset.folder, reading.input.partition, 0) as tables:
                for number, (_, result) in enumerate(results if mine else ()):
                    tables.add(number, result)
                    if watch is not None:
                        if isinstance(result, SourceError) and not isinstance(result, SkippedError):
                            watch.complain(result)
                        watch.step()
            _finish(dataset, reading, tables, told)
            if mine:
                break
    for reading in waiting:  # the last inputs, where they hold nothing
        with Tables(dataset.folder, reading.input.partition, 0) as tables:
            pass
        _finish(dataset, reading, tables, told)


def _finish(dataset: Dataset, reading: Reading, tables: Tables, told: Told) -> None:
    dataset.finish(reading.input, 1, tables.made, whole=reading.whole)
    told.add(tables.made, whole=reading.whole)


def _results(readings: Sequence[Reading], setup: Setup, workers: int | None) -> Iterator[tuple[int, Record | SourceError]]:
    """Each report's record or error with the place of its input, in order: the workers go on from one input to the next without a stop."""
    origins: deque[int] = deque()

    def captures() -> Iterator[Capture | SourceError]:
        for place, reading in enumerate(readings):
            for capture in reading:
                origins.append(place)
                yield capture

    # Even a single worker is a process of its own: a report that kills it must not end a run of days.
    with Pool(setup.stages, setup.model, workers or cores(), setup.questions) as pool:
        for result in pool.map(captures()):
            yield origins.popleft(), result
