"""The same groups by a cluster: statements meet under their keys by the engine's own shuffle, and only the pairs worth it are compared.

statements, in order of age ─ keys ─ shuffle by key: who meets whom ─ shuffle by the later one: the best pairs, its words
  ─ shuffle by the earlier one: its words, bonds ─ union-find over the bonds, in one place ─ shuffle by group: groups
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from onrecord.align.block import best, keys, meet
from onrecord.align.carrier import Carrier
from onrecord.align.group import age, assemble, join_all, side
from onrecord.align.judge import bond
from onrecord.align.score import overlap
from onrecord.align.words import terms
from onrecord.scale.dataset import Dataset
from onrecord.scale.group import carriers_of, once, write_groups
from onrecord.scale.need import need
from onrecord.scale.on_ray import cluster, quiet

AT_ONCE = 500
"""Statements in a batch."""

A_BUCKET = 20_000
"""Statements to a bucket, roughly: a bucket of their keys is handled by one task, in memory."""

Columns = Mapping[str, Any]
AGE = ("published", "source", "report", "start", "statement")


def make_groups(dataset: Dataset, workers: int | None) -> tuple[list[str], int]:
    """Write the groups of a dataset; the names of the files, and how many groups there are."""
    ray, data = need("ray"), need("ray.data")
    with cluster(ray, workers), quiet(data, small_blocks=False):
        address = dataset.folder.address
        todo = [{"partition": partition, "again": pickle.dumps(again)} for partition, again in once(dataset)]
        read = data.from_items(todo, override_num_blocks=len(todo)).map_batches(_read, batch_size=1, fn_kwargs={"address": address})
        statements = read.sort(list(AGE)).materialize()
        count = statements.count()
        if not count:
            return [], 0
        buckets = max(2, count // A_BUCKET)
        parts = min(buckets, 2 * max(1, int(ray.cluster_resources().get("CPU", 1))))
        placing = {"before": _before(statements), "buckets": buckets}
        statements = statements.map_batches(_placed, batch_size=None, fn_kwargs=placing).materialize()

        def gather(of: Any, make: Any, **given: Any) -> Any:
            """What `make` makes of each bucket."""
            return of.groupby("bucket", num_partitions=parts).map_groups(make, batch_format="numpy", fn_kwargs=given)

        met = gather(statements.map_batches(_keys, batch_size=AT_ONCE, fn_kwargs={"buckets": buckets}), _meet, buckets=buckets)
        pairs = gather(met.union(statements), _best, buckets=buckets)
        members = _members(gather(pairs.union(statements), _bonds))
        if not members:
            return [], 0
        home = ray.put(members)
        grouped = gather(
            statements.map_batches(_homed, batch_size=AT_ONCE, fn_kwargs={"home": home, "buckets": buckets}), _write, address=address
        )
        files: list[str] = []
        groups = 0
        for batch in grouped.iter_batches(batch_size=None):
            files += [str(name) for name in batch["name"]]
            groups += int(batch["groups"].sum())
        return sorted(files), groups


def _read(batch: Columns, address: str) -> Iterator[dict[str, list[Any]]]:
    dataset = Dataset(address)
    for partition, again in zip(batch["partition"], batch["again"], strict=True):
        found: list[Carrier] = []
        for carrier in carriers_of(dataset, str(partition), pickle.loads(again)):  # noqa: S301 - the driver wrote it
            found.append(carrier)
            if len(found) == AT_ONCE:
                yield _aged(found)
                found = []
        yield _aged(found)


def _aged(found: list[Carrier]) -> dict[str, list[Any]]:
    ages = [age(c) for c in found]
    columns: dict[str, list[Any]] = {name: [a[i] for a in ages] for i, name in enumerate(AGE)}
    return {**columns, "carrier": [pickle.dumps(c) for c in found]}


# The rows that are shuffled all have these columns: a statement (`earlier` is NOT_ONE and `words` are its own) or a pair of two.
NOT_ONE = -1


def _rows(bucket: Any, later: Any, earlier: Any, worth: Any, least: Any, words: Any) -> dict[str, Any]:
    return {"bucket": bucket, "later": later, "earlier": earlier, "worth": worth, "least": least, "words": words}


def _before(statements: Any) -> dict[tuple[Any, ...], int]:
    """How many rows of a sorted dataset stand before each of its blocks, by the age of the block's first row."""
    blocks = [
        (tuple(column[i] for column in (*(batch[name].tolist() for name in AGE), batch["rows"].tolist())))
        for batch in statements.map_batches(_first, batch_size=None).iter_batches(batch_size=None)
        for i in range(len(batch["rows"]))
    ]
    before: dict[tuple[Any, ...], int] = {}
    at = 0
    for *first, rows in sorted(blocks):
        before[tuple(first)] = at
        at += rows
    return before


def _first(batch: Columns) -> dict[str, Any]:
    """The age of a block's first row, and how many rows it has."""
    some = min(1, len(batch["start"]))
    return {**{name: batch[name][:some] for name in AGE}, "rows": np.array([len(batch["start"])][:some], np.int64)}


def _placed(batch: Columns, before: Mapping[tuple[Any, ...], int], buckets: int) -> dict[str, Any]:
    """The rows of a block with their numbers in the whole."""
    n = len(batch["start"])
    first = before[tuple(batch[name][:1].tolist()[0] for name in AGE)] if n else 0
    number, none = np.arange(first, first + n), np.zeros(n, np.int64)
    return _rows(number % buckets, number, none + NOT_ONE, none, none, batch["carrier"])


def _keys(batch: Columns, buckets: int) -> dict[str, Any]:
    under: list[int] = []
    owners: list[int] = []
    least: list[int] = []
    for number, packed in zip(batch["later"], batch["words"], strict=True):
        carrier = pickle.loads(packed)  # noqa: S301 - `_aged` wrote it
        mine, enough = keys(terms(carrier.content), side(carrier))
        under += mine
        owners += [int(number)] * len(mine)
        least += [enough] * len(mine)
    found = np.array(under, np.int64)
    return {"bucket": found % buckets, "key": found, "owner": np.array(owners, np.int64), "least": np.array(least, np.int64)}


def _meet(batch: Columns, buckets: int) -> dict[str, Any]:
    """Who meets whom under the keys of a bucket."""
    owners = batch["owner"]
    later, earlier, worth = meet(batch["key"], owners)
    known, first = np.unique(owners, return_index=True)
    least = batch["least"][first][np.searchsorted(known, later)]
    return _rows(later % buckets, later, earlier, worth, least, np.full(len(later), b"", object))


def _best(batch: Columns, buckets: int) -> dict[str, Any]:
    """The best pairs of the later statements in a bucket, each with the words of the later one, for the bucket of the earlier one."""
    words, pairs = _apart(batch)
    found, place = np.unique(np.stack([pairs["later"], pairs["earlier"], pairs["least"]], axis=1), axis=0, return_inverse=True)
    worth = np.bincount(place.ravel(), weights=pairs["worth"], minlength=len(found)).astype(np.int64)
    later, earlier = best(found[:, 0], found[:, 1], worth, found[:, 2])
    none = np.zeros(len(later), np.int64)
    return _rows(earlier % buckets, later, earlier, none, none, np.array([words[i] for i in later.tolist()], object))


def _bonds(batch: Columns) -> dict[str, list[Any]]:
    """How the pairs of a bucket are bound."""
    found: dict[str, list[Any]] = {"later": [], "earlier": [], "how": [], "score": []}
    words, pairs = _apart(batch)
    for i, j, packed in zip(pairs["later"].tolist(), pairs["earlier"].tolist(), pairs["words"], strict=True):
        a, b = pickle.loads(packed), pickle.loads(words[j])  # noqa: S301 - `_aged` wrote it
        bound = bond(a, b, overlap(terms(a.content), terms(b.content)))
        if bound is not None:
            for name, value in zip(found, (i, j, *bound), strict=True):
                found[name].append(value)
    return found


def _apart(batch: Columns) -> tuple[dict[int, bytes], Columns]:
    """The words of the statements in a bucket, and its pairs."""
    single = batch["earlier"] == NOT_ONE
    words = dict(zip(batch["later"][single].tolist(), batch["words"][single], strict=True))
    return words, {name: column[~single] for name, column in batch.items()}


def _members(bonds: Any) -> dict[int, int]:
    """The statements that are in a group with others, each with the earliest of its group."""
    edges: list[tuple[int, int, Any, float]] = []
    for batch in bonds.iter_batches(batch_size=None):
        if batch:
            edges += zip(*(batch[name].tolist() for name in ("later", "earlier", "how", "score")), strict=True)
    ids = sorted({i for edge in edges for i in edge[:2]})  # in order of age
    number = {one: n for n, one in enumerate(ids)}
    root = join_all(len(ids), ((number[i], number[j], how, score) for i, j, how, score in edges))
    return {one: ids[root(n)] for n, one in enumerate(ids) if root.size(n) > 1}


def _homed(batch: Columns, home: Any, buckets: int) -> dict[str, Any]:
    """The statements that are in a group, for the bucket of the group."""
    home = need("ray").get(home) if not isinstance(home, dict) else home
    kept = np.array([i in home for i in batch["later"].tolist()], bool)
    roots = np.array([home[i] for i in batch["later"][kept].tolist()], np.int64)
    return {"bucket": roots % buckets, "root": roots, "id": batch["later"][kept], "carrier": batch["words"][kept]}


def _write(batch: Columns, address: str) -> dict[str, list[Any]]:
    order = np.lexsort((batch["id"], batch["root"]))
    found: dict[int, list[Carrier]] = {}
    for i in order:
        found.setdefault(int(batch["root"][i]), []).append(pickle.loads(batch["carrier"][i]))  # noqa: S301 - `_aged` wrote it
    groups = [one for members in found.values() if len((one := assemble(members)).members) > 1]
    name = write_groups(Dataset(address).folder, int(batch["bucket"][0]), groups)
    return {"name": [name], "groups": [len(groups)]}
