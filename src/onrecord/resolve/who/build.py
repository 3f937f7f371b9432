"""Data files -> the table that the resolver loads. Validates every entry; an unknown key or a wrong value is an error that names it.

YAML is the source of truth; reading it takes a second or two, so the package ships the built table (`table.json`) beside it, and a
test holds the two together. Run `python tools/build_parties.py` after a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from onrecord.errors import DataFileError
from onrecord.resolve.who.words import fold_all, slug

DATE = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
TERM = re.compile(rf"({DATE})?\.\.({DATE})?")
QID = re.compile(r"Q[1-9]\d*")
SUFFIX = {"II", "III", "VI", "XVI", "Jr.", "Jr", "Sr."}
KINDS = {"body": "organisation", "armed": "organisation", "ngo": "organisation", "company": "organisation", "party": "organisation"}
ALLOWED = {
    "state": {"name", "id", "also", "adjective", "people", "seats"},
    "person": {"id", "sex", "also", "short", "of", "office"},
    "organisation": {"id", "also", "of", "kind"},
    "outlet": {"id", "also", "of"},
}


def build(data: Path) -> dict[str, Any]:
    """The table of all parties and nouns under a data folder that has `parties` and `names`.

    Raises DataFileError, naming file and entry.
    """
    table = Table()
    parties, names = data / "parties", data / "names"
    base, ours = read(parties / "states.yaml"), read(parties / "states_ours.yaml")
    for iso, entry in ours.items():
        table.state(parties / "states_ours.yaml", iso, entry, base.get(iso, {}))
    for kind in ("organisation", "outlet"):
        path = parties / f"{kind}s.yaml"
        for name, entry in read(path).items():
            table.body(path, name, entry, kind)
    for path in sorted((parties / "persons").glob("*.yaml")):
        for iso, persons in read(path).items():
            for name, entry in persons.items():
                table.person(path, iso, name, entry)
    return table.done() | nouns(names)


def read(path: Path) -> dict[str, Any]:
    """A YAML mapping. Raises DataFileError."""
    try:
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader, the quick one where there is one
    except yaml.YAMLError as error:
        raise DataFileError(f"{path}: {error}") from error
    if not isinstance(value, dict):
        raise DataFileError(f"{path}: expected a mapping")
    return value


class Table:
    """Collects parties and the names that lead to them."""

    def __init__(self) -> None:
        self.parties: list[list[Any]] = []  # name, id, type, index of the party acted for or -1, kind, sex
        self.names: dict[str, list[int]] = {}
        self.upper: set[str] = set()
        self.lower: set[str] = set()
        self.short: dict[str, list[int]] = {}
        self.adjective: dict[str, int] = {}
        self.people: dict[str, int] = {}
        self.seat: dict[str, int] = {}
        self.offices: list[list[Any]] = []  # person, party, role, from, to
        self.by_iso: dict[str, int] = {}
        self.by_name: dict[str, int] = {}
        self.ids: dict[str, str] = {}

    def done(self) -> dict[str, Any]:
        """The plain table."""
        return {
            "parties": self.parties,
            "names": self.names,
            "upper": sorted(self.upper),
            "lower": sorted(self.lower),
            "short": self.short,
            "adjective": self.adjective,
            "people": self.people,
            "seat": self.seat,
            "offices": self.offices,
        }

    def add(self, where: str, name: str, qid: str | None, kind: str, of: int, detail: str, sex: str = "") -> int:
        """A new party; its index. Raises DataFileError for a wrong or repeated id."""
        if qid is not None and not QID.fullmatch(qid):
            raise DataFileError(f"{where}: id {qid!r} is not a Wikidata id")
        identifier = qid or f"{ {'person': 'person', 'state': 'state'}.get(kind, 'org') }:{slug(name)}"
        if identifier in self.ids:
            raise DataFileError(f"{where}: id {identifier} is already that of {self.ids[identifier]}")
        self.ids[identifier] = name
        self.parties.append([name, identifier, kind, of, detail, sex])
        return len(self.parties) - 1

    def name(self, where: str, name: str, index: int) -> None:
        """One more full name of a party."""
        words = fold_all(name)
        if not words:
            raise DataFileError(f"{where}: {name!r} has no words")
        key = " ".join(words)
        have = self.names.setdefault(key, [])
        if index not in have:
            have.append(index)
        if name.isupper() and len(name) <= 5:
            self.upper.add(key)
        if name[0].islower():
            self.lower.add(key)

    def state(self, path: Path, iso: str, entry: Mapping[str, Any], base: Mapping[str, Any]) -> None:
        """One state."""
        where = check(path, iso, entry, "state")
        index = self.add(where, entry["name"], entry.get("id"), "state", -1, iso)
        self.by_iso[iso] = index
        self.by_name[entry["name"]] = index
        for name in [entry["name"], *entry.get("also", ()), *base.get("also", ())]:
            self.name(where, name, index)
        adjectives = texts(where, entry.get("adjective", base.get("adjective", ())))
        for word in adjectives:
            self.adjective.setdefault(" ".join(fold_all(word)), index)
        people = entry.get("people")
        for word in texts(where, [f"{a}s" for a in adjectives if a.endswith(("an", "i"))] if people is None else people):
            self.people.setdefault(" ".join(fold_all(word)), index)
        for word in texts(where, [*entry.get("seats", ()), *(() if entry.get("seats") else base.get("seats", ()))]):
            key = " ".join(fold_all(word))
            if key not in self.names:  # Singapore, Luxembourg, Kuwait: the state's own name
                self.seat.setdefault(key, index)

    def body(self, path: Path, name: str, entry: Mapping[str, Any], kind: str) -> None:
        """One organisation or outlet."""
        where = check(path, name, entry, kind)
        detail = entry.get("kind", "body") if kind == "organisation" else "outlet"
        if kind == "organisation" and detail not in KINDS:
            raise DataFileError(f"{where}: kind {detail!r} is none of {', '.join(KINDS)}")
        index = self.add(where, str(name), entry.get("id"), "organisation", self.iso(where, entry.get("of")), detail)
        self.by_name[str(name)] = index
        for other in [str(name), *entry.get("also", ())]:
            self.name(where, other, index)

    def iso(self, where: str, code: str | None) -> int:
        """The state of a code, -1 for none. Raises DataFileError."""
        if code is None:
            return -1
        if code not in self.by_iso:
            raise DataFileError(f"{where}: no state {code!r} in states_ours.yaml")
        return self.by_iso[code]

    def person(self, path: Path, iso: str, name: str, entry: Mapping[str, Any]) -> None:
        """One person with names and offices."""
        where = check(path, name, entry, "person")
        state = -1 if iso in {"XX", "TG"} and iso not in self.by_iso else self.iso(where, iso)
        of = entry.get("of")
        if of is not None and of not in self.by_name:
            raise DataFileError(f"{where}: of: {of!r} is in no table")
        home = self.by_name[of] if of is not None else state
        if entry.get("sex") not in {"m", "f"}:
            raise DataFileError(f"{where}: sex must be m or f")
        index = self.add(where, name, entry.get("id"), "person", home, "", entry["sex"])
        names = [name, *texts(where, entry.get("also", ()))]
        for full in names:
            self.name(where, full, index)
        shorts = (
            texts(where, entry["short"])
            if "short" in entry
            else sorted({full.split()[-1] for full in names if not full.isupper() and full.split()[-1] not in SUFFIX})
        )
        for word in shorts:
            key = " ".join(fold_all(word))
            have = self.short.setdefault(key, [])
            if word[0].islower():
                self.lower.add(key)
            if index not in have:
                have.append(index)
        for role, terms in entry.get("office", {}).items():
            for term in [terms] if isinstance(terms, str) else terms:
                found = TERM.fullmatch(str(term))
                if not found:
                    raise DataFileError(f"{where}: {role}: {term!r} is not from..to")
                # an office of another body than the person's present one still belongs to the state where its name names no body
                party = state if of is not None and state >= 0 and not names_body(role) else home
                self.offices.append([index, party, " ".join(fold_all(role)), found[1] or "", found[2] or ""])


def names_body(role: str) -> bool:
    """Whether a role's own words say which body it is of ("NATO secretary general")."""
    return any(word[0].isupper() for word in role.split())


def check(path: Path, name: str, entry: object, kind: str) -> str:
    """Where an entry stands, for messages. Raises DataFileError for unknown keys."""
    where = f"{path.name}: {name}"
    if not isinstance(entry, dict):
        raise DataFileError(f"{where}: expected a mapping")
    unknown = sorted(set(entry) - ALLOWED[kind])
    if unknown:
        raise DataFileError(f"{where}: unknown key {', '.join(unknown)} (known: {', '.join(sorted(ALLOWED[kind]))})")
    for key in ("also", "short", "adjective", "people", "seats"):
        texts(where, entry.get(key, ()))
    return where


def texts(where: str, value: Iterable[object]) -> list[str]:
    """A list of strings. Raises DataFileError (YAML reads NO and 38 as something else)."""
    out = list(value)
    for item in out:
        if not isinstance(item, str):
            raise DataFileError(f"{where}: {item!r} is not text: put it in quotation marks")
    return [str(item) for item in out]


def nouns(names: Path) -> dict[str, Any]:
    """The nouns and given names."""
    path = names / "nouns.yaml"
    raw = read(path)
    known = {"person", "government", "body", "media", "document", "agreement", "country", "modifier", "means"}
    if set(raw) != known:
        raise DataFileError(f"{path.name}: expected exactly the keys {', '.join(sorted(known))}")
    kind: dict[str, str] = {}
    for name, listed in raw["person"].items():
        for word in listed.split():
            kind.setdefault(word, name)
    other: dict[str, str] = {}
    for name in ("government", "body", "media", "document", "agreement", "country"):
        for word in raw[name].split():
            other.setdefault(word, name)
    sex: dict[str, str] = {}
    for file in ("first_names_ours.yaml", "first_names.yaml"):
        listed = read(names / file)
        for letter in ("m", "f"):
            for word in str(listed[letter]).split():
                sex.setdefault(" ".join(fold_all(word)), letter)
    means = {" ".join(fold_all(k)): [" ".join(fold_all(w)) for w in v.split("|")] for k, v in raw["means"].items()}
    return {
        "kind": {" ".join(fold_all(k)): v for k, v in kind.items()},
        "noun": {" ".join(fold_all(k)): v for k, v in other.items()},
        "modifier": sorted({w for word in raw["modifier"].split() for w in fold_all(word)}),
        "means": means,
        "men": " ".join(sorted(k for k, v in sex.items() if v == "m")),
        "women": " ".join(sorted(k for k, v in sex.items() if v == "f")),
    }
