"""Parties inside one state: "the rebels" under the name of their country.

"Rebels" alone is nobody: the same word means others in the next report. It takes its country from the report's own words ("Ukrainian
rebels", "the opposition in Ukraine", else "Ukrainian forces"), where they name exactly one; else it stays without a holder.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from onrecord.coding.kinds import is_adjective

Holder = tuple[str, str | None]
Lookup = Callable[[str], Holder | None]

WORDS = "rebels?|opposition|separatists?|insurgents?|militants?|protesters|guerrillas|junta|militias?"
MEMBERS = "leaders?|groups?|fighters|forces|members|coalition|officials|negotiators|commanders|figures"
FACTION = re.compile(
    rf"\b(?:(?P<adjective>[A-Z][\w-]+) )?(?:anti-government |main |armed |exiled |political )*"
    rf"(?:(?P<word>(?i:{WORDS}))(?: (?:{MEMBERS}))?|(?P<protest>(?i:protest)) leaders)\b(?! to\b)"
)
NEAR = rf"(?:[a-z-]+ ){{0,2}}?(?:{WORDS}|protest leaders)\b"
ADJECTIVE = re.compile(rf"(?<![\w-])(?:The )?([A-Z][a-z]+(?: [A-Z][a-z]+)?)(?:['’]s)? {NEAR}")
PLACE = re.compile(rf"\b(?:{WORDS}) (?:[a-z]+ ){{0,2}}?in (?:[a-z]+ )?([A-Z][a-z]+)")
FORCES = re.compile(
    r"(?<![\w-])(?:The )?([A-Z][a-z]+(?: [A-Z][a-z]+)?) (?:forces|government|troops|army|military|authorities|[Pp]resident)\b"
)


def home(text: str, lookup: Lookup) -> str | None:
    """The adjective of the one state whose rebels or opposition a report speaks of; None where it names none, or several."""
    for pattern in (ADJECTIVE, PLACE, FORCES):
        states: Counter[str] = Counter()
        adjectives: dict[str, str] = {}
        for m in pattern.finditer(text):
            found = lookup(m.group(1))
            if not found or str(found[1]).startswith(("org:", "person:")):
                continue
            states[found[0]] += 1
            if is_adjective(m.group(1)):
                adjectives.setdefault(found[0], m.group(1))
        best = states.most_common(1)
        if best and best[0][1] > sum(states.values()) / 2 and best[0][0] in adjectives:
            return adjectives[best[0][0]]
    return None


def faction(m: re.Match[str], at_home: str | None, lookup: Lookup) -> Holder | None:
    """The holder that a match of FACTION means: an organisation by its own name, else the country's rebels, opposition and the like."""
    word = (m["word"] or "opposition").lower()
    word = word if word == "opposition" or word == "junta" else word.rstrip("s") + "s"
    word = "opposition" if m["protest"] or word == "protesters" else word
    adjective = m["adjective"]
    found = lookup(adjective) if adjective else None
    if found and str(found[1]).startswith("org:"):
        return found
    if found and is_adjective(adjective):
        return f"{adjective} {word}", None
    if found and word in ("militants", "insurgents", "guerrillas"):
        return found  # "Hamas militants"
    return (f"{at_home} {word}", None) if at_home else None
