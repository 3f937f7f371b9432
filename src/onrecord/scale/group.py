"""Groups of statements that carry the same utterance, over a whole dataset: its table `groups`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from onrecord.align.carrier import Carrier, carriers
from onrecord.align.group import Group, group
from onrecord.errors import UserError
from onrecord.scale.dataset import Dataset
from onrecord.scale.need import need
from onrecord.scale.places import Folder
from onrecord.scale.rows import Row
from onrecord.scale.tables import OPTIONS

MADE = "_unfinished/groups"


@cache
def groups_schema() -> Any:
    """The columns of the table `groups`: one row for each statement of a group, the earliest first."""
    pa = need("pyarrow")
    text, whole = pa.string(), pa.int64()
    names = "statement article source outlet published url kind speaker speaker_id relation of copy_of inside".split()
    return pa.schema([("group", text), ("place", whole), *((name, text) for name in names), ("reports", whole), ("accounts", whole)])


def group_dataset(output: str, *, engine: str = "local", workers: int | None = None) -> int:
    """Group the statements of a dataset's finished inputs anew, into its table `groups`; how many groups there are.

    engine: "local" holds what it needs of every statement in memory (some 3 kB each); "ray" shuffles it through the cluster. The
    groups are the same.
    """
    dataset = Dataset(output)
    dataset.check()
    if not dataset.partitions():
        raise UserError(f"{dataset.folder.address}: holds no finished input")
    dataset.folder.remove(MADE)
    if engine == "ray":
        from onrecord.scale.group_on_ray import make_groups

        files, count = make_groups(dataset, workers)
    else:
        read = (c for partition, skipped in once(dataset) for c in carriers_of(dataset, partition, skipped))
        found = group(read)
        files, count = [write_groups(dataset.folder, 0, found)], len(found)
    dataset.folder.remove("groups")
    for name in files:
        dataset.folder.move(f"{MADE}/{name}", f"groups/{name}")
    return count


def once(dataset: Dataset) -> list[tuple[str, list[int]]]:
    """Each partition with the numbers of its reports that stand in an earlier place already: an article counts once."""
    seen: set[str] = set()
    found: list[tuple[str, list[int]]] = []
    for partition in dataset.partitions():
        again: list[int] = []
        for row in dataset.rows("articles", partition, columns=["report", "id"]):
            if row["id"] in seen:
                again.append(row["report"])
            seen.add(row["id"])
        found.append((partition, again))
    return found


def carriers_of(dataset: Dataset, partition: str, skipped: Sequence[int]) -> Iterator[Carrier]:
    """What the comparison needs of a partition's statements."""
    left_out = set(skipped)
    for number, record in dataset.numbered(partition):
        if number not in left_out:
            yield from carriers(record)


def write_groups(folder: Folder, number: int, found: Iterable[Group]) -> str:
    """Write groups as one file; its name."""
    pa, pq = need("pyarrow"), need("pyarrow.parquet")
    name = f"part-{number:05d}.parquet"
    rows = [row for one in found for row in _rows(one)]
    with folder.writing(f"{MADE}/{name}") as file:
        pq.write_table(pa.Table.from_pylist(rows, schema=groups_schema()), file, **OPTIONS)
    return name


def _rows(found: Group) -> Iterator[Row]:
    for place, member in enumerate(found.members):
        s = member.carrier
        yield {
            "group": found.id,
            "place": place,
            "statement": s.statement,
            "article": s.report.id,
            "source": s.report.source,
            "outlet": s.report.outlet,
            "published": s.report.published,
            "url": s.report.url,
            "kind": s.kind,
            "speaker": s.speaker,
            "speaker_id": s.speaker_id,
            "relation": member.relation,
            "of": member.of,
            "copy_of": member.copy_of,
            "inside": member.inside,
            "reports": found.reports,
            "accounts": found.accounts,
        }
