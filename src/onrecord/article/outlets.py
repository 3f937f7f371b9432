"""Outlets that the data files know: by their names, and by the hosts of their pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from onrecord.rules import Field, load_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An outlet. name: as it calls itself. names: other spellings. hosts: of its pages, without "www."."""

    id: str
    name: str
    names: frozenset[str]
    hosts: frozenset[str]

    def matches(self, text: str) -> bool:
        """Is the text one of its names or an address of its pages?"""
        return _plain(text) in self.names or (host_of(text) or "") in self.hosts


@cache
def outlets() -> tuple[Outlet, ...]:
    """The outlets of data/outlets."""
    return load_rules(
        "outlets",
        {"name": Field(str), "also": Field(list, required=False), "hosts": Field(list)},
        _make,
        lambda outlet, text: outlet.matches(text),
    )


def _make(entry: Mapping[str, Any]) -> Outlet:
    names = frozenset(_plain(n) for n in (entry["name"], *entry.get("also", ())))
    return Outlet(id=entry["id"], name=entry["name"], names=names, hosts=frozenset(entry["hosts"]))


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    return {n: o.name for o in outlets() for n in o.names}, {h: o.name for o in outlets() for h in o.hosts}


def is_outlet(text: str) -> bool:
    """Is this line an outlet's name and nothing else?"""
    return len(text) < 60 and _plain(text) in _tables()[0]


def outlet_of(url: str | None) -> str | None:
    """The outlet whose host the address names, by the table; None for every other host."""
    host = host_of(url or "")
    if not host:
        return None
    hosts = _tables()[1]
    parts = host.split(".")
    return next((hosts[h] for i in range(len(parts) - 1) if (h := ".".join(parts[i:])) in hosts), None)


def host_of(url: str) -> str | None:
    """The host of an address in small letters without "www."; None where there is none."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host and "." in host and " " not in host else None


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split()).removeprefix("the ").rstrip(".")
