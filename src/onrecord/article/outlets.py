"""Outlets that the data files know: by their names, by the hosts of their pages, with their feeds and the layouts of their pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any
from urllib.parse import urlsplit

from onrecord.article.layout import Layout, make_layout
from onrecord.rules import Field, load_rules

_FIELDS = {
    "name": Field(str),
    "also": Field(list, required=False),
    "hosts": Field(list),
    "feeds": Field(list, required=False),
    "country": Field(str, required=False),
    "language": Field(str, required=False),
    "layouts": Field(list, required=False),
}
_HOST = re.compile(r"(?!www\.)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An outlet. name: as it calls itself. names: other spellings. hosts: of its pages, without "www.". country: ISO 3166 (two letters),
    language: ISO 639; None where the file does not say. layouts: how its pages were laid out, when.
    """

    id: str
    name: str
    names: frozenset[str]
    hosts: frozenset[str]
    feeds: tuple[str, ...] = ()
    country: str | None = None
    language: str | None = None
    layouts: tuple[Layout, ...] = ()

    def matches(self, text: str) -> bool:
        """Is the text one of its names or an address of its pages?"""
        return _plain(text) in self.names or (host_of(text) or "") in self.hosts


@cache
def outlets() -> tuple[Outlet, ...]:
    """The outlets of data/outlets."""
    return load_outlets()


def load_outlets(root: Traversable | None = None) -> tuple[Outlet, ...]:
    """The outlets under `root`/outlets, by default those that ship. Raises DataFileError, which names the file and the entry."""
    return load_rules("outlets", _FIELDS, _make, lambda outlet, text: outlet.matches(text), root=root)


def _make(entry: Mapping[str, Any]) -> Outlet:
    for host in entry["hosts"]:
        if not isinstance(host, str) or not _HOST.fullmatch(host):
            raise ValueError(f"host {host!r} is not a host in small letters without www.")
    for feed in entry.get("feeds", ()):
        if not isinstance(feed, str) or not re.match(r"https?://", feed) or host_of(feed) is None:
            raise ValueError(f"feed {feed!r} is not an address")
    for name, form in (("country", r"[A-Z]{2}"), ("language", r"[a-z]{2,3}")):
        if name in entry and not re.fullmatch(form, entry[name]):
            raise ValueError(f"{name} {entry[name]!r} is not a code such as {'GB' if name == 'country' else 'en'}")
    names = frozenset(_plain(str(n)) for n in (entry["name"], *entry.get("also", ())))
    return Outlet(
        id=entry["id"],
        name=entry["name"],
        names=names,
        hosts=frozenset(entry["hosts"]),
        feeds=tuple(entry.get("feeds", ())),
        country=entry.get("country"),
        language=entry.get("language"),
        layouts=tuple(make_layout(layout) for layout in entry.get("layouts", ())),
    )


@cache
def _tables() -> tuple[dict[str, str], dict[str, Outlet]]:
    return {n: o.name for o in outlets() for n in o.names}, {h: o for o in outlets() for h in o.hosts}


def is_outlet(text: str) -> bool:
    """Is this line an outlet's name and nothing else?"""
    return len(text) < 60 and _plain(text) in _tables()[0]


def outlet_of(url: str | None) -> str | None:
    """The outlet whose host the address names, by the table; None for every other host."""
    found = _at(url)
    return None if found is None else found.name


def layouts_of(url: str | None) -> tuple[Layout, ...]:
    """How the pages of the outlet at this address are laid out, as far as its data file says."""
    found = _at(url)
    return () if found is None else found.layouts


def feeds_of(name: str) -> tuple[str, ...] | None:
    """The feeds of the outlet of this name or id; None where there is no such outlet."""
    found = next((o for o in outlets() if o.id == name or _plain(name) in o.names), None)
    return None if found is None else found.feeds


def _at(url: str | None) -> Outlet | None:
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
