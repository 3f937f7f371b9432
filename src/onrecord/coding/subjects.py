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
    number = encoded.sentence[words.start]
    lo = hi = words.start
    while lo > 0 and encoded.sentence[lo - 1] == number:
        lo -= 1
    while hi + 1 < len(encoded) and encoded.sentence[hi + 1] == number:
        hi += 1
    head = encoded.head[lo : hi + 1].tolist()
    kids: dict[int, list[int]] = {}
    for i in range(lo, hi + 1):
        if encoded.deprel[i] != "root":
            kids.setdefault(head[i - lo], []).append(i)
    # the highest word of the cue: the one whose head lies outside it
    top = next((i for i in words if not (words.start <= head[i - lo] < words.stop) or encoded.deprel[i] == "root"), words.start)
    for step in range(7):
        subjects = [k for k in kids.get(top, ()) if encoded.deprel[k].startswith("nsubj")]
        before = [k for k in subjects if k < words.start] or subjects
        if before:
            return (*_phrase(encoded, kids, before[-1]), step == 0)
        if encoded.deprel[top] == "acl" and lo <= head[top - lo] <= hi and encoded.deprel[head[top - lo]] == "root":
            return None
        if encoded.deprel[top] == "root" or not lo <= head[top - lo] <= hi or head[top - lo] == top:
            return None
        top = head[top - lo]
    return None


def _phrase(encoded: Encoded, kids: dict[int, list[int]], top: int) -> tuple[int, int]:
    first = last = top
    queue = [k for k in kids.get(top, ()) if encoded.deprel[k] not in CUT]
    seen = {top}
    while queue:
        k = queue.pop()
        if k in seen:
            continue
        seen.add(k)
        first, last = min(first, k), max(last, k)
        queue += [j for j in kids.get(k, ()) if encoded.deprel[j] not in CUT]
    # a gap-free run around the head: what lies beyond a relative clause is not the subject
    lo = top
    while lo - 1 >= first and (lo - 1 in seen or encoded.text[encoded.start[lo - 1] : encoded.end[lo - 1]] in ".'’-&"):
        lo -= 1
    hi = top
    while hi + 1 <= last and (hi + 1 in seen or encoded.text[encoded.start[hi + 1] : encoded.end[hi + 1]] in ".'’-&,"):
        hi += 1
    return encoded.starts[lo], encoded.ends[hi]
