"""What the tables of parties tell of a name's kind: outlets report positions and hold none; adjectives of states name no person."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from onrecord.errors import DataFileError


def _table(name: str) -> dict[str, dict[str, Any]]:
    path = files("onrecord") / "data/parties" / name
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (OSError, yaml.YAMLError) as error:
        raise DataFileError(f"{name}: cannot be read: {error}") from error
    return {str(key): entry or {} for key, entry in entries.items()}


@lru_cache(maxsize=1)
def _outlets() -> frozenset[str]:
    # what a state runs speaks for that state
    rows = ((key, entry) for key, entry in _table("outlets.yaml").items() if not entry.get("of"))
    return frozenset(str(name).casefold() for key, entry in rows for name in (key, *entry.get("also", ())))


@lru_cache(maxsize=1)
def _adjectives() -> frozenset[str]:
    tables = (_table("states.yaml"), _table("states_ours.yaml"))
    return frozenset(str(a) for table in tables for entry in table.values() for a in entry.get("adjective", ()))


def is_outlet(name: str) -> bool:
    """Whether a name is that of a newspaper, an agency or a broadcaster that no state runs."""
    return name.casefold().removeprefix("the ") in _outlets() or name.casefold() in _outlets()


def is_adjective(word: str) -> bool:
    """Whether a word is a state's adjective ("Ukrainian")."""
    return word in _adjectives()
