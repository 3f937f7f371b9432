"""Whose position a stance is: the subject of its clause, the speaker for a judgement, the state or organisation behind a person.

Names are looked up with a function that is given (name or phrase -> holder and id, or None); phrases that it does not know are taken from
the mentions that were resolved before, where there are any. What stays unknown has no holder, and no position is coded.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from onrecord.coding.factions import FACTION, faction, home
from onrecord.coding.kinds import is_outlet
from onrecord.model import Party, PartySpan

Lookup = Callable[[str], tuple[str, str | None] | None]
Who = Callable[[int, int, str | None], Party | None]
Holder = tuple[str, str | None]

CAPITALISED = re.compile(
    r"\b(?:U\.S\.|U\.N\.|E\.U\.|U\.K\.|[A-Z][\w’'-]*)(?:(?: (?:of|the|al|de|bin|and the) | )(?:[A-Z][\w’-]*|U\.S\.|U\.N\.))*"
)
FIRST = re.compile(r"\b(?:I|we|We|my|My|our|Our|us|me|I['’](?:m|ve|ll|d)|[Ww]e['’](?:re|ve|ll|d))\b")
THIRD = re.compile(r"\b(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Hh]im|[Tt]hem|[Ww]ho)\b")
SAID = re.compile(
    r"\b(?:says?|said|saying|told|tells|warn(?:s|ed)|add(?:s|ed)|insist(?:s|ed)|not(?:es|ed)|claim(?:s|ed)|argu(?:es|ed)"
    r"|declar(?:es|ed)|announc(?:es|ed)"
    r"|stat(?:es|ed)|report(?:s|ed)|explain(?:s|ed)|acknowledg(?:es|ed)|conced(?:es|ed)|tweet(?:s|ed)|wrote|writes"
    r"|indicat(?:es|ed)|suggest(?:s|ed)|stress(?:es|ed)"
    r"|reiterat(?:es|ed)|repeat(?:s|ed)|maintain(?:s|ed)|believ(?:es|ed)|thinks?|thought|confirm(?:s|ed)|reveal(?:s|ed)"
    r"|admit(?:s|ted)|emphasi[sz](?:es|ed)"
    r"|made (?:it )?clear|call(?:s|ed)|describ(?:es|ed))\b"
)
APART = re.compile(
    r"\b(?:[Ss]enators?|Sen|(?<![Hh]igh )(?<![Ss]pecial )[Rr]epresentatives?(?! (?:for|of|to))|Rep|[Cc]ongress\w*"
    r"|[Ss]peaker of|(?:[Mm]ajority|[Mm]inority) (?:[Ll]eader|[Ww]hip)"
    r"|(?:House|Senate|GOP|Republican|Democratic) \w+|[Ll]awmakers?|[Ll]egislators?|candidate|contender|hopeful|frontrunner|nominee|MPs?)\b"
)
WALL = re.compile(
    r"[;:\"“”!?]|(?<!U\.S|U\.N)(?<!Mr|Dr)(?<!Gen|Sen|Mrs)\.\s|—|–|--|\b(?:that|because|while|although|though|whether|if"
    r"|unless|since|until|after|before|but"
    r"|when|as|where|so)\b|, and (?=he|she|it|they|the|[A-Z])|\band (?=that\b)"
)
LEGISLATURE = re.compile(
    r"(?:(?:US|U\.S\.|United States) )?(?:Congress|Senate|House(?: of Representatives)?|Capitol Hill)(?: \w+)?|[Pp]arliament|Knesset"
)
COMMA = re.compile(",")
JOINED = re.compile(r"(?:,| and| and the|, and|, the| together with)\s*(?:the )?(?:(?:\w+ )?leaders of (?:the )?)?")
LISTED = re.compile(r",\s*(?:the )?")


@dataclass(slots=True, kw_only=True)
class Naming:
    """What is known about names while one report is coded.

    lookup: name -> holder. mentions: resolved mentions, by start. who: the party that a phrase of the text [start, end) means, read as in
    the statement of that id; None where no resolver is at hand.
    """

    text: str
    lookup: Lookup
    mentions: Sequence[PartySpan] = ()
    who: Who | None = None
    cache: dict[str, Holder | None] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    home: list[str | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.mentions = sorted(self.mentions, key=lambda m: m.start)
        self.starts = [m.start for m in self.mentions]

    def faction(self, m: re.Match[str]) -> Holder | None:
        """The holder behind rebels, an opposition and the like: as the resolver read these words, else under their country's name."""
        for k in range(bisect_left(self.starts, m.start() - 5), len(self.mentions)):
            mention = self.mentions[k]
            if mention.start >= m.end():
                break
            if mention.name and FACTION.search(mention.text):
                return self.of_mention(mention)
        return faction(m, self.at_home(), self.lookup)

    def at_home(self) -> str | None:
        """The adjective of the state whose rebels or opposition the report speaks of."""
        if not self.home:
            self.home.append(home(self.text, self.lookup))
        return self.home[0]

    def known(self, name: str) -> Holder | None:
        """The holder that a name or phrase stands for."""
        key = name.strip()
        if key not in self.cache:
            self.cache[key] = self._search(key)
        return self.cache[key]

    def _search(self, name: str) -> Holder | None:
        name = re.sub(r"['’]s?$", "", re.sub(r"^(?:[Tt]he|[Aa]n?) ", "", name))
        if LEGISLATURE.fullmatch(name):
            return name, None  # what a chamber votes is not yet what the state wants
        words = name.split()
        # the whole first, then ever shorter ends ("Foreign Minister Anna Bel" -> "Anna Bel" -> "Bel"), then beginnings
        for size in range(len(words), 0, -1):
            for k in (len(words) - size, 0):
                part = re.sub(r"['’]s?$", "", " ".join(words[k : k + size]).strip(",.'\""))
                if FIRST.fullmatch(part):
                    continue  # the "I'm" of a headline is not the name Im
                found = self.lookup(part) or (self.lookup(" ".join(words[k : k + size])) if "." in words[k + size - 1] else None)
                if found:
                    return None if is_outlet(found[0]) else found
        return None

    def read(self, start: int, end: int, statement: str | None = None) -> Holder | None:
        """The one holder that the resolver reads in a phrase ("the North")."""
        party = self.who(start, end, statement) if self.who else None
        holders = of_party(party, self) if party else []
        return holders[0] if len(holders) == 1 else None

    def mentioned(self, start: int, end: int) -> Holder | None:
        """The holder behind a resolved mention that begins in [start, end); offsets of the text."""
        for k in range(bisect_left(self.starts, start), len(self.mentions)):
            mention = self.mentions[k]
            if mention.start >= end:
                break
            if mention.name:
                return self.of_mention(mention)
        return None

    def of_mention(self, mention: PartySpan) -> Holder | None:
        """The holder behind a mention that has a name; an outlet reports positions and holds none."""
        name = mention.name or ""
        return None if is_outlet(name) else self.known(name) or (name, mention.id)


def of_party(party: Party, naming: Naming) -> list[Holder]:
    """The holders that a speaker speaks for: state or body first, the person where none is known; several for a group.

    A member of parliament or a candidate speaks for nobody but that person, an opposition's leader for it, an outlet for nobody.
    """
    if party.type == "group" and party.members:
        return list(dict.fromkeys(h for member in party.members for h in of_party(member, naming)))
    role = party.role or ""
    m = FACTION.search(role) if party.type != "state" and not party.acts_for else None
    if m and (said := naming.faction(m)):
        return [said]
    if party.name and party.status != "unnamed":
        if is_outlet(party.name):
            return []
        if LEGISLATURE.search(party.name):
            return [(party.name, party.id)]
        known = naming.known(party.name)
        if party.type == "person" and APART.search(role):
            return [(party.name, party.id)]
        if party.acts_for and not (known and str(known[1]).startswith("person:") and known[0] == party.name):
            return [naming.known(party.acts_for) or (party.acts_for, None)]
        return [known or (party.name, party.id)]
    if party.acts_for:
        return [] if APART.search(role) else [naming.known(party.acts_for) or (party.acts_for, None)]
    described = party.name or party.description
    found = naming.known(described) if described else None
    return [found] if found else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A subject: its holders, how they were found, and where it stands (offset of the text)."""

    holders: tuple[Holder, ...]
    how: str
    start: int


def names_in(naming: Naming, start: int, end: int) -> list[tuple[int, int, Holder | None, str]]:
    """Names, pronouns and groups in [start, end): (start, end, holder, kind)."""
    text = naming.text
    out: list[tuple[int, int, Holder | None, str]] = []
    for m in CAPITALISED.finditer(text, start, end):
        word = m.group()
        if FIRST.fullmatch(word) or THIRD.fullmatch(word):
            continue
        holder = naming.known(word)
        if holder is None and " and " in word:
            continue
        if holder is None:
            holder = naming.mentioned(m.start(), m.end())
        if holder is None:
            holder = naming.read(m.start(), m.end())
        if holder is not None:
            out.append((m.start(), m.end(), holder, "name"))
    for regex, kind in ((FIRST, "first"), (THIRD, "third")):
        out += [
            (m.start(), m.end(), naming.mentioned(m.start(), m.end()) if kind == "third" else None, kind)
            for m in regex.finditer(text, start, end)
        ]
    for m in FACTION.finditer(text, start, end):
        out = [n for n in out if not (n[0] < m.end() and n[1] > m.start())]  # "Yemen rebels" are not Yemen
        out.append((m.start(), m.end(), naming.faction(m), "group"))
    for k in range(bisect_left(naming.starts, start), len(naming.mentions)):
        mention = naming.mentions[k]
        if mention.start >= end:
            break
        if mention.name and not any(a <= mention.start < b or mention.start <= a < mention.end for a, b, _, _ in out):
            holder = naming.of_mention(mention)
            if holder:
                out.append((mention.start, mention.end, holder, "mention"))
    # "Velland's offer" and "the Velland leader": a name inside a longer one was found above as one run of capitals
    return sorted(out, key=lambda n: n[0])


def joint(text: str, names: list[tuple[int, int, Holder | None, str]], first: int) -> list[Holder]:
    """The first name and those joined to it: "Velland and Ostria", "Velland, Ostria and the Nor"."""
    holders = [h for h in (names[first][2],) if h]
    for a, b in zip(names[first:], names[first + 1 :], strict=False):
        between = text[a[1] : b[0]]
        if not JOINED.fullmatch(between) or b[2] is None or b[3] not in ("name", "group"):
            break
        holders.append(b[2])
    if len(holders) > 1 and not re.search(r"\band\b", text[names[first][0] : names[first + len(holders) - 1][0]]):
        return holders[:1]
    return list(dict.fromkeys(holders))


def subject(naming: Naming, sentence: tuple[int, int], anchor: int) -> list[tuple[int, int, Holder | None, str]]:
    """The names of the clause before `anchor`, nearest clause that has any; the first of them is taken as its subject."""
    start = sentence[0]
    text = naming.text
    walls = {m.end() for regex in (WALL, SAID, COMMA) for m in regex.finditer(text, start, anchor)}
    for wall in [*sorted(walls, reverse=True), start]:
        names = names_in(naming, wall, anchor)
        if names:
            # "Velland, Ostria and Karsk": the commas of a list part no clauses
            earlier = names_in(naming, start, names[0][0]) if text[:wall].endswith(",") and len(names) > 1 else []
            while earlier and LISTED.fullmatch(text[earlier[-1][1] : names[0][0]]) and earlier[-1][3] == "name":
                names = [earlier.pop(), *names]
            return names
    return []


def reporter(naming: Naming, sentence: tuple[int, int], at: int) -> Holder | None:
    """Who a sentence says is speaking ("X said that …", "…, X said."), where no statement was found."""
    text = naming.text
    for m in SAID.finditer(text, *sentence):
        before = names_in(naming, max(sentence[0], text.rfind(".", sentence[0], m.start()) + 1), m.start()) if m.start() < at else []
        near = before[-1] if before and re.fullmatch(r"[^,;\"“”]{0,60}", text[before[-1][1] : m.start()]) else None
        if near is None and m.start() >= at:
            back = names_in(naming, max(sentence[0], m.start() - 60), m.start())
            near = back[-1] if back else None
            after = names_in(naming, m.end(), min(sentence[1], m.end() + 60))
            near = near or (after[0] if after else None)
        if near and near[2]:
            return near[2]
    return None
