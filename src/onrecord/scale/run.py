"""What every engine does: find the inputs that are not finished, have their records made and written, and count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from onrecord.acquire.given import check_given
from onrecord.errors import SourceError, UserError
from onrecord.scale.dataset import Dataset, Setup
from onrecord.scale.inputs import Input, find_inputs
from onrecord.scale.need import need
from onrecord.scale.tables import Made

ENGINES = ("local", "ray")


@dataclass(slots=True)
class Told:
    """What a run has done so far. there: inputs that an earlier run had finished; broken: inputs that could not be read to their end.

    rows: of the inputs that were read now, for each table. skipped: what they hold that is no report, by its reason.
    """

    inputs: int = 0
    there: int = 0
    broken: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def add(self, made: Made, *, whole: bool) -> None:
        """An input was finished."""
        self.rows.update(made.rows)
        self.skipped.update(made.skipped)
        self.broken += not whole


class Watch(Protocol):
    """Whoever wants to know how far a run is."""

    def step(self) -> None:
        """One report more is done."""

    def complain(self, error: SourceError) -> None:
        """A report could not be read."""


def run(
    inputs: Sequence[str],
    output: str,
    *,
    engine: str = "local",
    setup: Setup | None = None,
    workers: int | None = None,
    watch: Watch | None = None,
) -> Told:
    """Read files of reports and write their records as a dataset; inputs that the dataset has whole are passed over.

    inputs: files, folders of them or patterns, here or on any file system that fsspec reaches; output: the dataset's folder, likewise.
    engine: "local" (processes of this machine) or "ray". workers: processes, by default one for each core (of the cluster). The rows do
    not depend on the engine. Raises UserError for wrong names and options.
    """
    need("pyarrow")
    setup = setup or Setup()
    check_given(setup.published, setup.outlet)
    if engine not in ENGINES:
        raise UserError(f"there is no engine {engine!r}; there are {' and '.join(ENGINES)}")
    found = find_inputs(inputs)
    dataset = Dataset(output)
    dataset.begin(setup)
    todo = [given for given in found if not dataset.done(given)]
    for given in todo:
        dataset.clear(given)
    told = Told(inputs=len(found), there=len(found) - len(todo))
    if todo:
        _engine(engine)(todo, dataset, setup, workers, told, watch)
    return told


Engine = Callable[[Sequence[Input], Dataset, Setup, int | None, Told, Watch | None], None]


def _engine(name: str) -> Engine:
    if name == "ray":
        from onrecord.scale.on_ray import work

        return work
    from onrecord.scale.local import work as here

    return here
