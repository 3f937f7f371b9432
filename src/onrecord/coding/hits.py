"""Find in one sentence where a stance on a question shows: a cue (or a chain of cues) that governs an object of the question.

Each object ("talks", "negotiate", "the deal") takes the direction of the cues before it in the same clause, from the inside out: "ready to
resume talks" is for, "refused to end the talks" is for, "threatened to scrap the deal" is against. Negations turn a cue ("never
rejected"). A passive or a judgement may also stand behind the object ("talks were ruled out by", "the deal is a mistake").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.coding.codebook import Codebook, Cue, Cues, Subject
from onrecord.coding.conditions import find_condition
from onrecord.coding.quick import perhaps
from onrecord.model import Stance

WORD = re.compile(r"[\w'’-]+")
BREAK = re.compile(
    r"[.;:!?—]|--| [-–] |\b(?:but|who|whom|which|although|though|while|because|whether|since|unless|if|when|despite|where|than|so that)\b"
    r"|, (?:and |as |with )?(?:he|she|it|they|the|we|I|his|her|its|an?)\b|, [A-Z]",
)
ADJUNCT = re.compile(
    r"\b(?:during|after|before|ahead of|since|amid|until|following|about|over|on the sidelines of|in response to"
    r"|according to|in the wake of"
    r"|because of|at the start of|at|for the duration of|as part of|under|throughout|against|outside|from)\s+(?:[\w'’-]+\s+){0,4}$",
    re.IGNORECASE,
)
THROUGH = re.compile(r"\b(?:through|via|by|in|with|for)\s+(?:[\w'’-]+\s+){0,5}$", re.IGNORECASE)
NOT = re.compile(
    r"(?:\b(?:not(?! only)|never|no longer|neither|nor|without|hardly|cannot|no intention of|no plans? (?:to|for)|no)|n't)\s+"
    r"(?:(?!only\b)[\w’'-]+\s+){0,2}\"?$",
    re.IGNORECASE,
)
DENIED = re.compile(r"\bden(?:y|ies|ied|ying)\b(?:\s+(?!that\b)[\w’'-]+){0,2}(?:\s+that)?(?:\s+[\w’'-]+){0,4}\s*$", re.IGNORECASE)
NO_OBJECT = re.compile(r"\b(?:no|neither|without)\s+(?:(?:more|further|any|new)\s+)?$", re.IGNORECASE)
UNREAL = re.compile(
    r"\b(?:could|would|should|might|must)(?:n't| not)?(?: \w+)? have(?: \w+){0,2}\s*$|\b(?:could|would|might)(?:n't| not)? have\b",
    re.IGNORECASE,
)
ENDED = re.compile(
    r"(?: (?:with|between|on|over)(?: [\w-]+){1,4}?)?\s+to (?:fail|collapse|fall apart|break down|stop|end"
    r"|be (?:scrapped|cancell?ed|torn up|ripped up|stopped|ended|abandoned|suspended|called off|blocked|rejected|voted down))\b"
    r"(?! (?:in|with|by|on) )",
    re.IGNORECASE,
)
VOID = re.compile(
    r"(?: (?:with|between)(?: [\w-]+){1,3}?)?(?: \w+)? (?:invalid|void|null|dead|over|finished|suspended|at an end)\b", re.IGNORECASE
)
IF_HAD = re.compile(r"\b(?:if\s+(?:[\w’'-]+\s+){1,5}had|(?:^|[,.;\"]\s*)had\s+(?:[\w’'-]+\s+){1,4})\s*(?:only\s+)?$", re.IGNORECASE)
HEDGE = re.compile(
    r"\b(?:whether|may|might|could|if|unclear|likely|expected to|possibly|perhaps|would have to|reportedly|seem(?:s|ed)? to"
    r"|appear(?:s|ed)? to|hypothetical\w*)\b"
    r"(?:\s+[\w’'-]+){0,4}\s*$",
    re.IGNORECASE,
)
BE = re.compile(r"\b(?:is|was|are|were|be|been|being|'s|got)\s+(?:[\w-]+ly\s+|not\s+|also\s+|already\s+)?$", re.IGNORECASE)
BY = re.compile(r"^(?:\s+[\w’'-]+){0,4}?\s+by\s+", re.IGNORECASE)
ADJECTIVE = re.compile(
    r"\b(?:an?|the|this|that|any|its|his|their|newly|previously)\s+(?:\w+ly\s+)?"
    r"(?:proposed|announced|agreed|reached|brokered|signed|negotiated|planned|promised|expected|suspended|stalled|held)$",
    re.IGNORECASE,
)
SUPPOSED = re.compile(
    r"\b(?:if|unless|until|once|whether|as long as|so long as|provided that|without|how \w+ly|in case)\b(?! not\b)[^,;.:\"]{0,60}$"
    r"|\bshould (?:an?|any|the|these|such) [^,;.:\"]{0,40}$"
    r"|\b(?:could|would|might|should) have\b[^,;.:\"]{0,25}$|\bcould (?:give|send|show|offer|be)\b[^,;.:\"]{0,30}$",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"^\s*(?:not|never)\b|\bnot (?=(?:to )?(?:\w+ )?\"?$)", re.IGNORECASE)
DEED = re.compile(r"\bfor (?:\w+ly )?$")
DOING = re.compile(r"\w+ing\b")
BEFORE = re.compile(r"\b(?:before|after|prior to|ahead of|until)\s+$", re.IGNORECASE)
TOPIC = re.compile(r"\s+(?:on|over|about|to (?:fight|combat|curb|tackle|limit))\s+(?:the\s+)?", re.IGNORECASE)
JOIN = re.compile(r"\b(?:and|or)\b|,")
CLAUSE = re.compile(r"[,;:.\"]|\bbut\b")
PASSIVE = re.compile(
    r"\b(?:is|was|are|were|be|been|being|got)\s+(?:[\w-]+ly\s+|not\s+|also\s+|already\s+)?"
    r"(?:invited|urged|asked|told|ordered|instructed|advised|pressured|persuaded|encouraged|pressed|offered|proposed|suggested"
    r"|requested|called(?: on| upon)?)",
    re.IGNORECASE,
)
FAILED = re.compile(
    r"\b(?:fail(?:s|ed|ing|ure)?|unable(?! to (?:accept|agree|sign|support)\b)|struggl(?:es?|ed|ing)|never managed"
    r"|unsuccessful(?:ly)? (?:tried|efforts?|attempts?)) to (?:\w+ ){0,2}$",
    re.IGNORECASE,
)
VIOLATED = re.compile(r"(?:violat|breach)", re.IGNORECASE)
WITHIN = re.compile(r"\bin\s+(?:(?:the|these|those|this|that|an?)\s+)?(?!principle\b)(?:[\w-]+\s+)?$")
NOBODY = re.compile(
    r"\b(?:no one|nobody|none)\b[^,;.:\"]{0,40}$|\byou (?:(?:may|can|will) )?$|(?:^|[.\"] )\s*(?:MUST|JUST) WATCH", re.IGNORECASE
)
CLAIM = re.compile(r"\w,? that\b", re.IGNORECASE)
THAT = re.compile(r"\b(?:it|them)\b(?! from| to\b| (?:had|has|have|was|is|were|would|will|could|did|imposed)\b)", re.IGNORECASE)
STRAIGHT = str.maketrans("“”‘’", "\"\"''")


Range = tuple[int, int]
Link = tuple[Range, Sequence[Range]]
Object = tuple[int, int, str, int]  # start, end, class, sign
TAKES_NOUN = {"break", "leave", "reject", "oppose", "welcome", "sign", "accept"}  # what they take is a thing, not a clause
TAKES_IT = {"break", "leave", "accept", "reject", "oppose", "support", "welcome", "refuse", "sign"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A cue found in a sentence."""

    cue: Cue
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A stance that a sentence shows; offsets count from the sentence's start.

    start, end: the evidence, from the outermost cue to the object. anchor: where the subject is looked for (its clause lies before it).
    subject: before (the grammatical subject), speaker (a judgement, an obligation), own ("its refusal") or by (offset after "by").
    cues: what decided, from the outside in. features: what the scorer weighs. condition: its span.
    """

    stance: Stance
    start: int
    end: int
    anchor: int
    object: tuple[int, int]
    subject: Subject | str
    by: int | None
    condition: tuple[int, int] | None
    cues: tuple[str, ...]
    features: tuple[str, ...]


def straighten(text: str) -> str:
    """The text with straight quotation marks; every offset stays."""
    return text.translate(STRAIGHT)


def find_cues(sentence: str, cues: Sequence[Cue]) -> list[Match]:
    """All cues in a sentence, by where they end."""
    low = sentence.lower()
    found = [Match(cue=cue, start=m.start(), end=m.end()) for cue in cues if perhaps(cue.regex, low) for m in cue.regex.finditer(sentence)]
    return sorted(found, key=lambda m: (m.end, m.start))


def _elsewhere(sentence: str, book: Codebook, start: int, end: int) -> bool:
    """Whether the words around say that something else is meant: "a trade deal", "an agreement on trade"."""
    if book.elsewhere is None:
        return False
    before = any(m.end() >= start - 1 for m in book.elsewhere.finditer(sentence, max(0, start - 25), start))
    topic = TOPIC.match(sentence, end)
    return before or (topic is not None and book.elsewhere.match(sentence, topic.end()) is not None)


def find_objects(sentence: str, book: Codebook) -> list[Object]:
    """(start, end, class, sign) of the question's objects; of two that overlap the stronger one."""
    taken: list[Object] = []
    low = sentence.lower()
    for regex, kind, sign in (
        (book.opposites, "opposite", -1),
        (book.strong, "strong", 1),
        (book.actions, "action", 1),
        (book.weak, "weak", 1),
    ):
        if regex is None or not perhaps(regex, low):
            continue
        for m in regex.finditer(sentence):
            if kind == "weak" and _elsewhere(sentence, book, m.start(), m.end()):
                continue
            if m.end() > m.start() and not any(m.start() < end and m.end() > start for start, end, _, _ in taken):
                taken.append((m.start(), m.end(), kind, sign))
    return sorted(taken)


def _gap(text: str) -> int:
    return len(WORD.findall(text))


def _governs(sentence: str, match: Match, start: int) -> bool:
    between = sentence[match.end : start]
    if match.cue.side != "after" or _gap(between) > match.cue.gap:
        return False
    listing = match.cue.kind == "call" and not re.search(r"[.;:!?]|\bbut\b", between)
    if not listing and BREAK.search(between):
        return False
    if ADJUNCT.search(between) or between.startswith(" by ") or ADJECTIVE.search(sentence[max(0, match.start - 12) : match.end]):
        return False
    if DEED.search(between) and DOING.match(sentence, start):  # "praised Velland for rejecting"
        return False
    if match.cue.kind == "act" and match.cue.sign > 0 and WITHIN.search(between):
        return False  # "progress made in talks", "what it agreed in a dialogue"
    if match.cue.id in TAKES_NOUN and CLAIM.search(between):
        return False  # "dismissed reports that talks had begun", "decried rules that the deal allows"
    return not (match.cue.kind == "act" and match.cue.sign < 0 and THROUGH.search(between))


def _chain(sentence: str, matches: Sequence[Match], start: int) -> list[Match]:
    """The cues that govern what stands at `start`, from the inside out, at most four."""
    chain: list[Match] = []
    cur = start
    while len(chain) < 4:
        near = [m for m in matches if m.end <= cur and _governs(sentence, m, cur) and not (chain and JOIN.search(sentence[m.end : cur]))]
        if not near:
            break
        # the nearest; of those that end together the longest
        best = max(near, key=lambda m: (m.end, -m.start))
        if not chain and best.cue.weak:
            # a strong cue that governs the same object directly is the better witness
            strong = [m for m in near if not m.cue.weak]
            if strong and max(m.end for m in strong) > best.start:
                best = max(strong, key=lambda m: m.end)
        chain.append(best)
        cur = best.start
    return chain


def _negators(sentence: str, start: int) -> set[int]:
    """Where the words stand that turn a cue at `start`: a negation shortly before it, a denial of its clause."""
    before = sentence[:start]
    clause = max((m.end() for m in CLAUSE.finditer(before)), default=0)
    found = (NOT.search(before, clause), DENIED.search(before, clause))
    return {m.start() for m in found if m}


def _features(sentence: str, chain: Sequence[Match], obj: Object, sign: int, negations: int) -> list[str]:
    start, end, kind, _ = obj
    head = WORD.findall(sentence[start:end])[-1].lower()
    inner, outer = chain[0], chain[-1]
    out = [
        f"object={kind}",
        f"head={head}",
        f"inner={inner.cue.id}",
        f"outer={outer.cue.id}",
        f"kind={outer.cue.kind}",
        f"kind-sign={outer.cue.kind}{sign}",
    ]
    out += [f"cue={m.cue.id}" for m in chain]
    out.append(f"pair={inner.cue.id}|{kind}")
    out.append("strong-cue" if any(not m.cue.weak for m in chain) else "weak-cues")
    out.append(f"strong-{any(not m.cue.weak for m in chain)}-{kind}")
    gap = _gap(sentence[inner.end : start]) if inner.end <= start else _gap(sentence[end : inner.start])
    out += [f"gap={min(gap, 6) // 2}", f"sign={sign}", f"negations={min(negations, 2)}", f"chain={min(len(chain), 3)}"]
    before = sentence[max(0, outer.start - 50) : outer.start]
    if HEDGE.search(before):
        out.append("hedge")
    if UNREAL.search(before):
        out.append("unreal")
    words = WORD.findall(before.lower())
    out += [f"before={w}" for w in words[-2:]]
    out += [f"after={w}" for w in WORD.findall(sentence[end : end + 40].lower())[:2]]
    return out


def _stance(sign: int) -> Stance:
    return "for" if sign > 0 else "against"


def _hit(sentence: str, shared: Cues, chain: Sequence[Match], obj: Object, sign: int, negations: int, by: int | None) -> Hit:
    outer = chain[-1]
    start, end = min(outer.start, obj[0]), max(obj[1], max(m.end for m in chain))
    if by is not None:
        end = max(end, by)
    # whether the party is willing at all, whatever it is willing to do: "would lift the sanctions if", "would walk away if"
    will = -1 if negations % 2 else 1
    for m in chain:
        will *= m.cue.sign if m.cue.kind != "act" else 1
    offers = any(m.cue.kind == "will" and not m.cue.weak for m in chain)
    condition = find_condition(sentence, shared, start, end, {will, sign} if will < 0 or obj[3] > 0 else {will}, offers)
    features = _features(sentence, chain, obj, sign, negations)
    if condition:
        features.append(f"condition={condition[1]}")
    return Hit(
        stance="conditional" if condition else _stance(sign),
        start=start,
        end=end,
        anchor=outer.start,
        object=obj[:2],
        subject="by" if by is not None else outer.cue.subject,
        by=by,
        condition=condition[0] if condition else None,
        cues=tuple(m.cue.id for m in reversed(chain)),
        features=tuple(features),
    )


def _behind(sentence: str, matches: Sequence[Match], obj: Object) -> tuple[Match, int | None] | None:
    """A judgement or a passive behind the object, with the offset of its agent ("by Velland")."""
    for m in matches:
        between = sentence[obj[1] : m.start]
        if m.start < obj[1] or BREAK.search(between):
            continue
        if m.cue.side == "before":
            if _gap(between) <= m.cue.gap:
                return m, None
        elif _gap(between) <= 5 and m.cue.kind != "worth" and BE.search(between):
            by = BY.match(sentence[m.end :])
            if by:
                return m, m.end + by.end()
    return None


def _reported(sentence: str, matches: Sequence[Match], links: Sequence[Link], obj: Object) -> Match | None:
    """The cue of a statement whose content holds the object, wherever it stands ("the truce, which Velland agreed to")."""
    for (start, end), contents in links:
        if any(a <= obj[0] < b for a, b in contents):
            inside = [m for m in matches if m.start < end and m.end > start and m.cue.kind != "worth"]
            strong = [m for m in inside if not m.cue.weak and not _far(m, sentence[m.end : obj[0]])]
            if strong:
                return strong[0]
    return None


def _far(match: Match, between: str) -> bool:
    """Whether too much stands between a statement's cue and the object: a long list of demands, or what a noun in it does."""
    return _gap(between) > 20 or (match.cue.id in TAKES_NOUN and CLAIM.search(between) is not None)


def find_hits(
    sentence: str, book: Codebook, objects: Sequence[Object], matches: Sequence[Match], shared: Cues, links: Sequence[Link] = ()
) -> list[Hit]:
    """Every stance on the question that a sentence (with straight quotation marks) shows, by its rules alone.

    objects, matches: what find_objects and find_cues found in it. links: where a statement's cue stands, with its contents. The result may
    still hold what is no position ("a deal was announced"): the scorer weighs each hit by its features.
    """
    hits: list[Hit] = []
    if objects:
        pronouns = [(m.start(), m.end(), "pronoun", 1) for m in THAT.finditer(sentence) if m.start() > objects[0][1]]
        for obj in [*objects, *pronouns]:
            chain = _chain(sentence, matches, obj[0])
            if obj[2] == "pronoun" and not (chain and _gap(sentence[chain[0].end : obj[0]]) == 0 and chain[0].cue.id in TAKES_IT):
                continue
            sign, by, where = obj[3], None, set[int]()
            behind = _behind(sentence, matches, obj) if not any(not m.cue.weak for m in chain) else None
            if behind:
                chain, by = [behind[0]], behind[1]
            if not behind and not any(not m.cue.weak for m in chain):
                told = _reported(sentence, matches, links, obj)
                chain, behind = ([told], (told, None)) if told else (chain, None)
            if not chain or BEFORE.search(sentence[: chain[-1].start]):
                continue
            if SUPPOSED.search(sentence[: chain[-1].start]) and not IF_HAD.search(sentence[: chain[-1].start]):
                continue  # what a condition supposes, or what never happened, is nobody's position
            if any(FAILED.search(sentence[: m.start]) for m in (*chain, Match(cue=chain[0].cue, start=obj[0], end=obj[1]))):
                continue  # what nobody managed says nothing of who wanted it
            outer = chain[-1]
            if outer.cue.side == "after" and not behind and (_passive(sentence, outer) or NOBODY.search(sentence[: outer.start])):
                continue  # who was invited is not who invites
            if not behind and (none := NO_OBJECT.search(sentence[: obj[0]])):
                where.add(none.start())
            for n, m in enumerate(chain):
                sign *= m.cue.sign
                inner = chain[n - 1].start if n else obj[0]
                where |= _negators(sentence, m.start)
                between = None if behind else BETWEEN.search(sentence[m.end : inner])
                if between:
                    where.add(m.end + between.start() + len(between.group()) - len(between.group().lstrip()))
            negations = len(where)
            if negations % 2 and VIOLATED.match(sentence, chain[0].start):
                continue  # who broke nothing need not want it
            sign *= -1 if negations % 2 else 1
            ended = VOID if outer.cue.id == "announce" else ENDED if outer.cue.kind in ("will", "call") else None
            if ended and not behind and ended.match(sentence, obj[1]):
                sign = -sign  # "wants the talks to fail", "declared the truce void"
            if IF_HAD.search(sentence[: chain[-1].start]):
                sign = -sign
                negations += 1
            hits.append(_hit(sentence, shared, chain, obj, sign, negations, by))
    return hits + _wholes(sentence, book)


def _passive(sentence: str, cue: Match) -> bool:
    word = sentence.rfind(" ", 0, max(0, cue.start - 1)) + 1  # the word before the cue
    return PASSIVE.match(sentence, word) is not None


def _wholes(sentence: str, book: Codebook) -> list[Hit]:
    """The hits of patterns that show a stance by themselves."""
    low = sentence.lower()
    return [
        Hit(
            stance=whole.stance,
            start=m.start(),
            end=m.end(),
            anchor=m.start(),
            object=(max(m.start(), m.end() - 1), m.end()),
            subject=whole.subject,
            by=None,
            condition=m.span("condition") if "condition" in whole.regex.groupindex else None,
            cues=(whole.id,),
            features=(f"whole={whole.id}", f"whole-stance={whole.stance}", "whole"),
        )
        for whole in book.wholes
        if perhaps(whole.regex, low)
        for m in whole.regex.finditer(sentence)
    ]
