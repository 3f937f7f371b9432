"""Give content spans clean ends: the words as said, with their own quotation marks, without the report's punctuation."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import Span

_OPENING = "“„«‘"
_CLOSING = "”»’"


def trim(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Take in a quotation mark that touches a span and belongs to it; drop stray punctuation and space at its ends."""
    out = []
    for s in spans:
        a, b = s.start, s.end
        # a mark before a blank closes what went before
        while a < b and (text[a].isspace() or text[a] in ",;:”" or (text[a] == '"' and a + 1 < b and text[a + 1].isspace())):
            a += 1
        # a mark after a blank opens what follows
        while b > a and (text[b - 1].isspace() or text[b - 1] in ",;:“" or (text[b - 1] == '"' and b - 1 > a and text[b - 2].isspace())):
            b -= 1
        inside = text[a:b]
        # a mark that opens right before the span and closes inside it, or the other way round
        if a and text[a - 1] in '“"' and (inside.count("”") > inside.count("“") or (text[a - 1] == '"' and inside.count('"') % 2)):
            a -= 1
        inside = text[a:b]
        if b < len(text) and text[b] in '”"' and (inside.count("“") > inside.count("”") or (text[b] == '"' and inside.count('"') % 2)):
            b += 1
        elif b + 1 < len(text) and text[b] in ",." and text[b + 1] in '”"':
            inside = text[a:b]
            if inside.count("“") > inside.count("”") or (text[b + 1] == '"' and inside.count('"') % 2):
                b += 2
        inside = text[a:b]
        # indirect speech loses the report's own full stop
        if b - a > 1 and inside[-1] == "." and inside[0] not in '“"‘' and not inside[-4:-1].count("."):
            b -= 1
        if b > a:
            out.append(Span(start=a, end=b, text=text[a:b]))
    return tuple(out)


def trim_name(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """A source or cue without the commas and dashes that set it off."""
    out = []
    for s in spans:
        a, b = s.start, s.end
        while b - a > 1 and (text[b - 1].isspace() or text[b - 1] in ",;–—-"):
            b -= 1
        while b - a > 1 and (text[a].isspace() or text[a] in ",;"):
            a += 1
        out.append(Span(start=a, end=b, text=text[a:b]))
    return tuple(out)
