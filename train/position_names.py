"""Names for measuring positions alone: the shipped tables of states, organisations and persons, without coreference or dates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml


def _rows(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) if path.exists() else {}


def name_table(folder: Path) -> Callable[[str], tuple[str, str | None] | None]:
    """A lookup from a name or adjective to the state or organisation behind it, from the folder of party tables."""
    states: dict[str, dict[str, Any]] = {}
    for name in ("states.yaml", "states_ours.yaml"):
        for code, row in _rows(folder / name).items():
            merged = states.setdefault(str(code), {})
            for key, value in row.items():
                merged[key] = list({*merged.get(key, []), *value}) if isinstance(value, list) else value
    table: dict[str, tuple[str, str | None]] = {}
    shown: dict[str, str] = {}
    for code, row in states.items():
        if "name" not in row:
            continue
        shown[code] = row["name"]
        holder = (row["name"], row.get("id"))
        for name in (row["name"], *row.get("also", ()), *row.get("seats", ()), *row.get("adjective", ()), *row.get("people", ())):
            table.setdefault(name, holder)
            table.setdefault(f"{name} government", holder)
    table.update({"U.S.": table["US"], "North": table["North Korea"], "South": table["South Korea"], "Koreas": table["South Korea"]})
    for name, row in _rows(folder / "organisations.yaml").items():
        row = row or {}
        holder = (shown[row["of"]], None) if row.get("of") in shown else (name, row.get("id"))
        for alias in (name, *row.get("also", ())):
            table.setdefault(alias, holder)
    table["U.N."] = table["UN"]
    for path in sorted((folder / "persons").glob("*.yaml")):
        for code, people in _rows(path).items():
            for name, row in people.items():
                row = row or {}
                holder = table.get(row.get("of", ""), (row["of"], None)) if row.get("of") else (shown.get(code, code), None)
                if not row.get("office") and not row.get("of") or any(
                    w in str(row.get("office", "")) for w in ("senator", "speaker", "candidate", "representative", "leader of the opposition")
                ) and "secretary" not in str(row.get("office", "")):
                    holder = (name, row.get("id"))
                for alias in (name, *row.get("also", ())):
                    table.setdefault(alias, holder)
                for alias in row.get("short", [name.split()[-1]]):
                    table.setdefault(alias, holder)
    return table.get
