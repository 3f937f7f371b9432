"""The grammatical subject of a cue, from the encoder's syntax: a noun phrase as offsets of the text."""

from __future__ import annotations

from onrecord.encode.encoded import Encoded

CUT = frozenset({"acl", "parataxis", "punct"})


def subject_phrase(encoded: Encoded, start: int, end: int) -> tuple[int, int, bool] | None:
    """(start, end, own): the subject of the verb or predicate in the characters [start, end): its own, else that of the verb it depends on.

    None where the syntax names none. A relative clause behind the subject is left out, an apposition is kept.
    """
    words = encoded.words(start, end)
    if not words:
        return None
    head = encoded.governors(words.start)
    kids: dict[int, list[int]] = {}
    for i, governor in head.items():
        if encoded.relation(i) != "root":
            kids.setdefault(governor, []).append(i)
    words = range(words.start, min(words.stop, max(head) + 1))
    # the highest word of the cue: the one whose head lies outside it
    top = next((i for i in words if head[i] not in words or encoded.relation(i) == "root"), words.start)
    for step in range(7):
        subjects = [k for k in kids.get(top, ()) if encoded.relation(k).startswith("nsubj")]
        before = [k for k in subjects if k < words.start] or subjects
        if before:
            return (*_phrase(encoded, kids, before[-1]), step == 0)
        if encoded.relation(top) == "acl" and encoded.relation(head[top]) == "root":
            return None
        if encoded.relation(top) == "root" or head[top] == top:
            return None
        top = head[top]
    return None


def _phrase(encoded: Encoded, kids: dict[int, list[int]], top: int) -> tuple[int, int]:
    first = last = top
    queue = [k for k in kids.get(top, ()) if encoded.relation(k) not in CUT]
    seen = {top}
    while queue:
        k = queue.pop()
        if k in seen:
            continue
        seen.add(k)
        first, last = min(first, k), max(last, k)
        queue += [j for j in kids.get(k, ()) if encoded.relation(j) not in CUT]
    # a gap-free run around the head: what lies beyond a relative clause is not the subject
    lo = top
    while lo - 1 >= first and (lo - 1 in seen or encoded.word(lo - 1) in ".'’-&"):
        lo -= 1
    hi = top
    while hi + 1 <= last and (hi + 1 in seen or encoded.word(hi + 1) in ".'’-&,"):
        hi += 1
    return encoded.starts[lo], encoded.ends[hi]
