"""Large runs on a Ray cluster: a real one of this machine, two workers and a small object store. The rows are those of the local engine.

The stages are stubs; a short run with the real ones is at the end.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import ray
from scale_made import STUB, dataset_of_quotations, files, groups_of, report, rows, write_lines

from onrecord.errors import OnRecordError, SourceError, UserError
from onrecord.scale import on_ray
from onrecord.scale.dataset import Setup
from onrecord.scale.group import group_dataset
from onrecord.scale.run import run

pytestmark = [
    pytest.mark.filterwarnings(r"ignore:::ray\."),  # Ray warns of settings that it makes itself
]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    path = os.pathsep.join(str(Path(p).resolve()) for p in sys.path if p)
    for name, value in {**on_ray.SETTINGS, "RAY_AUTH_MODE": "disabled"}.items():
        os.environ.setdefault(name, value)
    ray.init(
        num_cpus=2,
        object_store_memory=80 * 2**20,
        include_dashboard=False,
        log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": path}},
    )
    yield
    ray.shutdown()


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_ray, "CHUNK", 300)


class Watch:
    def __init__(self) -> None:
        self.steps = 0
        self.complaints: list[str] = []

    def step(self) -> None:
        self.steps += 1

    def complain(self, error: SourceError) -> None:
        self.complaints.append(str(error))


@pytest.mark.usefixtures("cluster", "small_chunks")
def test_the_rows_are_those_of_the_local_engine(tmp_path: Path) -> None:
    """Many small chunks of several inputs; a report that kills its worker, one that breaks a stage, and an actor killed in the middle."""
    flag = tmp_path / "killed"
    chance = random.Random(3)
    (tmp_path / "in").mkdir()
    for name, numbers in (("a.jsonl", range(40)), ("b.jsonl.gz", range(40, 45)), ("c.jsonl", range(0)), ("d.jsonl", range(45, 90))):
        reports = [report(n, "said it again. " * chance.randrange(9)) for n in numbers]
        if name == "d.jsonl":
            reports[7:7] = [report(900, "CRASH"), {"text": ""}, report(901, "DIE ALWAYS")]
            reports[30:30] = [report(902, f"KILL MASTER {flag}")]
        write_lines(tmp_path / "in" / name, reports)
    watch = Watch()
    told = run([str(tmp_path / "in")], str(tmp_path / "ray"), engine="ray", setup=STUB, watch=watch)
    assert flag.exists()
    here = run([str(tmp_path / "in")], str(tmp_path / "here"), setup=STUB, workers=2)
    assert (told.rows, told.inputs, told.broken) == (here.rows, 4, 0)
    assert told.rows["articles"] == 91
    assert watch.steps == 95
    assert len(watch.complaints) == 4
    assert rows(tmp_path / "ray") == rows(tmp_path / "here")
    assert files(tmp_path / "ray") == files(tmp_path / "here")
    assert run([str(tmp_path / "in")], str(tmp_path / "ray"), engine="ray", setup=STUB).there == 4


@pytest.mark.usefixtures("cluster")
def test_what_is_wrong_everywhere_ends_the_run(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [report(1)])
    with pytest.raises(UserError, match="no model called none"):
        run([str(path)], str(tmp_path / "a"), engine="ray", setup=Setup(model="none", stages=STUB.stages))
    with pytest.raises(OnRecordError, match="damaged"):
        run([str(path)], str(tmp_path / "b"), engine="ray", setup=Setup(model="broken", stages=STUB.stages))


@pytest.mark.usefixtures("cluster")
def test_groups_are_those_of_the_local_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.scale.group_on_ray.A_BUCKET", 120)
    out = str(tmp_path / "out")
    dataset_of_quotations(tmp_path)
    here = group_dataset(out)
    told = groups_of(out)
    assert here == len({row["group"] for row in told}) > 5
    assert group_dataset(out, engine="ray") == here
    assert groups_of(out) == told


@pytest.mark.usefixtures("cluster")
def test_with_the_real_stages(tmp_path: Path) -> None:
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "examples").glob("*.txt"))]
    path = write_lines(tmp_path / "a.jsonl", [{"id": f"{n}", "text": text} for n, text in enumerate(texts)])
    run([str(path)], str(tmp_path / "ray"), engine="ray")
    run([str(path)], str(tmp_path / "here"), workers=1)
    assert rows(tmp_path / "ray") == rows(tmp_path / "here")
    assert rows(tmp_path / "ray")["statements"] != []
