"""Outlets report positions and hold none; which names are outlets' stands in data/parties/outlets.yaml."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import yaml

from onrecord.errors import DataFileError


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    path = files("onrecord") / "data/parties/outlets.yaml"
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (OSError, yaml.YAMLError) as error:
        raise DataFileError(f"outlets.yaml: cannot be read: {error}") from error
    # what a state runs speaks for that state
    return frozenset(
        str(name).casefold() for key, entry in entries.items() if not (entry or {}).get("of") for name in (key, *(entry or {}).get("also", ()))
    )


def is_outlet(name: str) -> bool:
    """Whether a name is that of a newspaper, an agency or a broadcaster that no state runs."""
    return name.casefold().removeprefix("the ") in _names() or name.casefold() in _names()
