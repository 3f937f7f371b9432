"""Loads the date rules: YAML files of words, macros, holidays and rules, each rule with examples that must and must not match."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from onrecord.errors import DataFileError
from onrecord.resolve.when.pattern import Lexicon, first_chars, form_classes, slot_groups
from onrecord.resolve.when.words import Vocabulary
from onrecord.rules import read_yaml

FOLDER = Path(__file__).parents[2] / "data" / "dates"
_LITTLE_WORDS = "the a an of in to and or on at for by that its his her their is as more than about some with from this early late"
LITTLE = _LITTLE_WORDS.split()
_KEYS = {"rule", "pattern", "value", "with", "match", "not", "before", "not-before", "after", "not-after"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. before, after: what the text around must look like (regular
    expressions that end or begin at the match; those before it ignore case)."""

    name: str
    pattern: re.Pattern[str]
    value: str
    args: dict[str, object]
    before: re.Pattern[str] | None
    not_before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    match: tuple[dict[str, str], ...]
    unmatch: tuple[str, ...]
    order: int
    slots: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Book:
    """All rules, indexed by the character that can begin them; starts: where in a text one may begin."""

    lexicon: Lexicon
    rules: tuple[Rule, ...]
    by_first: dict[str, tuple[Rule, ...]]
    starts: re.Pattern[str]
    holidays: dict[str, str]


def _expression(entry: dict[str, object], key: str, where: str, *, tail: bool) -> re.Pattern[str] | None:
    raw = entry.get(key)
    if raw is None:
        return None
    try:
        return re.compile(f"(?:{raw})\\s*\\Z", re.I) if tail else re.compile(str(raw))
    except re.error as e:
        raise DataFileError(f"{where}: {key}: {e}") from e


@cache
def load_rules(folder: Path = FOLDER) -> Book:
    """Read every rule file. Raises DataFileError naming file and entry."""
    words = read_yaml((folder / "words.yaml").read_text("utf-8"))
    classes = form_classes()
    known: dict[str, str] = {}
    lexicon = Lexicon(classes, read_yaml((folder / "macros.yaml").read_text("utf-8"))["macros"], Vocabulary(known, frozenset()))
    cased: set[str] = set()
    for name, entry in words["classes"].items():
        values = {str(k): v for k, v in entry["words"].items()}
        lexicon.values[name] = values
        if values:
            classes[name] = "".join(lexicon.char(w) for w in values)
        if entry.get("cased"):
            cased |= set(values)
    holidays: dict[str, str] = read_yaml((folder / "holidays.yaml").read_text("utf-8"))["holidays"]
    rules: list[Rule] = []
    firsts: dict[str, list[Rule]] = {}
    for path in sorted(folder.glob("rules-*.yaml")):
        for entry in read_yaml(path.read_text("utf-8"))["rules"]:
            where = f"{path.name}: {entry.get('rule')}"
            if set(entry) - _KEYS or not {"rule", "pattern", "value", "match"} <= set(entry):
                raise DataFileError(f"{where}: keys must be rule, pattern, value, match and some of {sorted(_KEYS)}; got {sorted(entry)}")
            expression = lexicon.expression(entry["pattern"], entry["rule"])
            starts, empty = first_chars(expression)
            if empty:
                raise DataFileError(f"{where}: the pattern matches nothing at all")
            compiled = re.compile(expression)
            rule = Rule(
                entry["rule"],
                compiled,
                entry["value"],
                entry.get("with", {}),
                _expression(entry, "before", where, tail=True),
                _expression(entry, "not-before", where, tail=True),
                _expression(entry, "after", where, tail=False),
                _expression(entry, "not-after", where, tail=False),
                tuple(entry["match"]),
                tuple(entry.get("not", ())),
                len(rules),
                slot_groups(compiled),
            )
            rules.append(rule)
            for c in starts:
                firsts.setdefault(c, []).append(rule)
    lexicon.vocabulary.cased = frozenset(cased - {"noon"})
    # a word that begins many a phrase ("the", "in") is worth a look only where a word that rules know follows
    little = {lexicon.char(w) for w in LITTLE}
    alone = "".join(re.escape(c) for c in firsts if c not in little)
    starts_at = re.compile(f"[{alone}]|[{''.join(c for c in firsts if c in little) or alone}](?=[^.])")
    return Book(lexicon, tuple(rules), {c: tuple(r) for c, r in firsts.items()}, starts_at, holidays)
