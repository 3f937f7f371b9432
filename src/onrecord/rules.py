"""Loads the data files: small YAML files of rules, each with examples that must match and examples that must not.

A file is a list of entries; an entry is a mapping with an `id`, the fields that its kind of rule has, `must_match` and `must_not`. Every
example is tried when the files are loaded, so a rule that does not do what its file says never gets to work on a report.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml

from onrecord.errors import DataFileError

Made = TypeVar("Made")

# The C loader reads the same YAML some ten times faster; not every build of PyYAML has it.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str | bytes) -> Any:
    """What YAML holds: plain values only, as with safe_load, but read by the C library where that is there. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - both are safe loaders


@dataclass(frozen=True, slots=True)
class Field:
    """What an entry's field must hold."""

    type: type | tuple[type, ...]
    required: bool = True


EXAMPLES = {"must_match": Field(list), "must_not": Field(list)}


def load_rules(
    kind: str,
    fields: Mapping[str, Field],
    make: Callable[[Mapping[str, Any]], Made],
    matches: Callable[[Made, str], bool],
    *,
    root: Traversable | None = None,
) -> tuple[Made, ...]:
    """Load every rule under data/<kind>, files in order of name, entries in order of place.

    fields: those that an entry may have beside id, must_match and must_not. make: turns an entry into a rule (a ValueError or a bad
    regular expression is reported with the entry's place). matches: does the rule match the example? root: another data folder.
    Raises DataFileError, which names the file and the entry.
    """
    known = {"id": Field(str), **EXAMPLES, **fields}
    made: list[Made] = []
    seen: set[str] = set()
    for place, entry in entries(kind, root=root):
        _check_fields(place, entry, known)
        if entry["id"] in seen:
            raise DataFileError(f"{place}: the id is used twice")
        seen.add(entry["id"])
        try:
            rule = make(entry)
        except (ValueError, KeyError, re.error) as e:
            raise DataFileError(f"{place}: {e}") from e
        for example in entry["must_match"]:
            if not matches(rule, str(example)):
                raise DataFileError(f"{place}: does not match its example {example!r}")
        for example in entry["must_not"]:
            if matches(rule, str(example)):
                raise DataFileError(f"{place}: matches {example!r}, which it must not")
        made.append(rule)
    return tuple(made)


def entries(kind: str, *, root: Traversable | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry under data/<kind> with its place ("furniture/sharing.yaml: share-row") for error messages."""
    folder = (root if root is not None else resources.files("onrecord") / "data") / kind
    if not folder.is_dir():
        raise DataFileError(f"{kind}: there is no such data folder")
    for file in sorted((f for f in folder.iterdir() if f.name.endswith((".yaml", ".yml"))), key=lambda f: f.name):
        name = f"{kind}/{file.name}"
        try:
            content = read_yaml(file.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as e:
            raise DataFileError(f"{name}: {' '.join(str(e).split())}") from e
        if not isinstance(content, list):
            raise DataFileError(f"{name}: a data file is a list of entries")
        for i, entry in enumerate(content, 1):
            if not isinstance(entry, dict):
                raise DataFileError(f"{name}: entry {i} is not a mapping")
            yield f"{name}: {entry.get('id', f'entry {i}')}", entry


def _check_fields(place: str, entry: Mapping[str, Any], known: Mapping[str, Field]) -> None:
    for key in entry:
        if key not in known:
            raise DataFileError(f"{place}: unknown key {key!r} (known: {', '.join(known)})")
    for key, field in known.items():
        if key not in entry:
            if field.required:
                raise DataFileError(f"{place}: {key!r} is missing")
            continue
        if not isinstance(entry[key], field.type):
            raise DataFileError(f"{place}: {key!r} holds {type(entry[key]).__name__}")
    if not entry["must_match"] or not entry["must_not"]:
        raise DataFileError(f"{place}: needs at least one example in must_match and one in must_not")


@cache
def data_version(*names: str) -> str:
    """The state of data files: twelve digits of a hash over their names and bytes, read on the first call.

    names: folders or files under data/, a folder with all that it holds.
    """
    digest = hashlib.sha256()
    root = resources.files("onrecord") / "data"
    for name in names:
        for place, file in _files(root / name, name):
            content = file.read_bytes()
            digest.update(f"{place}:{len(content)}:".encode() + content)
    return digest.hexdigest()[:12]


def _files(place: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    if place.is_file():
        yield name, place
    elif place.is_dir():
        for inner in sorted(place.iterdir(), key=lambda f: f.name):
            if not inner.name.startswith(("__", ".")):
                yield from _files(inner, f"{name}/{inner.name}")
    else:
        raise DataFileError(f"{name}: there is no such data file")
