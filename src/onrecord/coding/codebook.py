"""Codebooks: a question is one data file, with its wording, its words, its cues and the examples that show what it means.

Words by which willingness, refusal, agreement, breaking-off and judgement show are shared by all questions (`questions/cues/`); a question
adds its own objects (nouns, actions and their opposites), patterns and examples. Every pattern is checked against its own examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from onrecord.coding.quick import WORD_BEGINS, WORD_ENDS
from onrecord.errors import DataFileError
from onrecord.model import Stance

Subject = Literal["before", "speaker", "own"]
STANCES: tuple[Stance, ...] = get_args(Stance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words that show a direction. kind: will, act, call, worth; sign: 1 keeps the direction of the object, -1 turns it.

    side: the object stands `after` the cue or `before` it. gap: the most words that may stand between. weak: common words that need
    more support. subject: where the one whose stance it is stands.
    """

    id: str
    kind: str
    sign: int
    side: str
    gap: int
    subject: Subject
    weak: bool
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """The marker of a condition. signs: the directions of a stance that it makes conditional. opens: only before the stance.

    offers: only after a word of readiness or offer. whole: the marker itself is the condition, no clause follows.
    """

    id: str
    signs: frozenset[int]
    opens: bool
    offers: bool
    whole: bool
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A pattern that shows a stance by itself; its group `condition` is the condition."""

    id: str
    stance: Stance
    subject: Subject
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence with the stance it shows; None: it shows no position."""

    text: str
    stance: Stance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """The shared cues and the markers of conditions."""

    cues: tuple[Cue, ...]
    markers: tuple[Marker, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """A question. strong, weak, actions, opposites: expressions for its objects, None where the file names none.

    elsewhere: words that show that something else is spoken of (a trade deal, a plea deal); they only weigh against a hit.
    """

    id: str
    version: int
    wording: str
    meaning: Mapping[Stance, str]
    examples: tuple[Example, ...]
    strong: re.Pattern[str] | None = None
    weak: re.Pattern[str] | None = None
    actions: re.Pattern[str] | None = None
    opposites: re.Pattern[str] | None = None
    elsewhere: re.Pattern[str] | None = None
    wholes: tuple[Whole, ...] = ()
    cues: tuple[Cue, ...] = ()

    @property
    def objects(self) -> tuple[re.Pattern[str], ...]:
        """The expressions for what the question is about."""
        return tuple(p for p in (self.opposites, self.strong, self.actions, self.weak) if p is not None)

    @property
    def words(self) -> bool:
        """Whether the file names any words of its own; a question without them is coded from its examples alone."""
        return any((self.strong, self.weak, self.actions, self.opposites, self.wholes))


CUE_KEYS = {"id", "pattern", "gap", "sign", "side", "subject", "weak", "kind", "yes", "no"}
BOOK_KEYS = {
    "id",
    "version",
    "wording",
    "for",
    "conditional",
    "against",
    "neither",
    "nouns",
    "actions",
    "opposites",
    "patterns",
    "cues",
    "elsewhere",
}


def _keys(where: str, entry: Mapping[str, Any], allowed: set[str], needed: Iterable[str] = ()) -> None:
    if not isinstance(entry, dict):
        raise DataFileError(f"{where}: expected a mapping, got {type(entry).__name__}")
    if unknown := sorted(set(map(str, entry)) - allowed):
        raise DataFileError(f"{where}: unknown key {', '.join(unknown)}; known: {', '.join(sorted(allowed))}")
    if missing := [k for k in needed if k not in entry]:
        raise DataFileError(f"{where}: missing {', '.join(missing)}")


def _regex(where: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(f"{WORD_BEGINS}(?:{pattern}){WORD_ENDS}", re.IGNORECASE)
    except re.error as error:
        raise DataFileError(f"{where}: not a regular expression: {error}") from error


def _tested(where: str, entry: Mapping[str, Any]) -> re.Pattern[str]:
    regex = _regex(where, str(entry["pattern"]))
    for text in entry["yes"]:
        if not regex.search(text):
            raise DataFileError(f"{where}: the pattern does not match its own example {text!r}")
    for text in entry["no"]:
        if regex.search(text):
            raise DataFileError(f"{where}: the pattern matches its counter-example {text!r}")
    return regex


def _cue(where: str, entry: Mapping[str, Any], shared: Mapping[str, Any]) -> Cue:
    where = f"{where}: cue {entry.get('id', '?')}"
    _keys(where, entry, CUE_KEYS, ("id", "pattern", "yes", "no"))
    both = {**shared, **entry}
    return Cue(
        id=str(entry["id"]),
        kind=str(both.get("kind", "will")),
        sign=int(both.get("sign", 1)),
        side=str(both.get("side", "after")),
        gap=int(both.get("gap", 6)),
        subject=both.get("subject", "before"),
        weak=bool(both.get("weak", False)),
        regex=_tested(where, entry),
    )


def _yaml(path: Traversable | Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise DataFileError(f"{path}: cannot be read: {error}") from error


@lru_cache(maxsize=1)
def shared_cues() -> Cues:
    """The cues that all questions share. Raises DataFileError where an entry does not match its own examples."""
    cues: list[Cue] = []
    markers: list[Marker] = []
    for path in sorted((files("onrecord") / "data/questions/cues").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".yaml"):
            continue
        data = _yaml(path)
        if "conditions" in data:
            for entry in data["conditions"]:
                where = f"{path.name}: condition {entry.get('id', '?')}"
                _keys(
                    where, entry, {"id", "with", "opens", "offers", "whole", "pattern", "yes", "no"}, ("id", "with", "pattern", "yes", "no")
                )
                markers.append(
                    Marker(
                        id=entry["id"],
                        signs=frozenset(entry["with"]),
                        opens=bool(entry.get("opens")),
                        offers=bool(entry.get("offers")),
                        whole=bool(entry.get("whole")),
                        regex=_tested(where, entry),
                    )
                )
        else:
            _keys(path.name, data, {"kind", "sign", "subject", "side", "cues"}, ("kind", "sign", "cues"))
            cues += [_cue(path.name, entry, data) for entry in data["cues"]]
    return Cues(cues=tuple(cues), markers=tuple(markers))


def _joined(where: str, patterns: Iterable[str] | None, *, each: bool) -> re.Pattern[str] | None:
    patterns = [str(p) for p in patterns or ()]
    for n, pattern in enumerate(patterns if each else (), 1):
        _regex(f"{where} {n}", pattern)
    return _regex(where, "|".join(f"(?:{p})" for p in patterns)) if patterns else None


def load(path: Path | Traversable, *, each: bool = True) -> Codebook:
    """The codebook in a file. Raises DataFileError, naming file and entry, where the file is not one.

    each: whether each word is made a pattern of its own first, as a new file needs it (a bracket too many is told by its place).
    """
    data = _yaml(path)
    where = path.name
    _keys(where, data, BOOK_KEYS, ("id", "version", "wording", *STANCES))
    examples: list[Example] = []
    for stance in STANCES:
        _keys(f"{where}: {stance}", data[stance], {"means", "examples", "not"}, ("means",))
        examples += [Example(text=str(t), stance=stance) for t in data[stance].get("examples", ())]
    examples += [Example(text=str(t), stance=None) for t in data.get("neither", ())]
    nouns = data.get("nouns") or {}
    _keys(f"{where}: nouns", nouns, {"strong", "weak"})
    wholes = []
    for entry in data.get("patterns") or ():
        at = f"{where}: pattern {entry.get('id', '?')}"
        _keys(at, entry, {"id", "stance", "subject", "pattern", "yes", "no"}, ("id", "stance", "pattern", "yes", "no"))
        if entry["stance"] not in STANCES:
            raise DataFileError(f"{at}: stance {entry['stance']!r} is none of {', '.join(STANCES)}")
        wholes.append(Whole(id=entry["id"], stance=entry["stance"], subject=entry.get("subject", "speaker"), regex=_tested(at, entry)))
    return Codebook(
        id=str(data["id"]),
        version=int(data["version"]),
        wording=str(data["wording"]),
        meaning={stance: str(data[stance]["means"]).strip() for stance in STANCES},
        examples=tuple(examples),
        strong=_joined(f"{where}: nouns strong", nouns.get("strong"), each=each),
        weak=_joined(f"{where}: nouns weak", nouns.get("weak"), each=each),
        actions=_joined(f"{where}: actions", data.get("actions"), each=each),
        opposites=_joined(f"{where}: opposites", data.get("opposites"), each=each),
        elsewhere=_joined(f"{where}: elsewhere", data.get("elsewhere"), each=each),
        wholes=tuple(wholes),
        cues=tuple(_cue(where, entry, {}) for entry in data.get("cues") or ()),
    )


@lru_cache(maxsize=1)
def shipped() -> tuple[Codebook, ...]:
    """The codebooks that come with onrecord, `talks` first."""
    folder = files("onrecord") / "data/questions"
    books = [load(path, each=False) for path in folder.iterdir() if path.name.endswith(".yaml")]
    return tuple(sorted(books, key=lambda book: (book.id != "talks", book.id)))


def with_own(paths: Iterable[Path]) -> tuple[Codebook, ...]:
    """The shipped codebooks and those in `paths`; one of these takes the place of another with its id. Raises DataFileError."""
    books = {book.id: book for book in shipped()}
    books.update((book.id, book) for book in map(load, paths))
    return tuple(books.values())
