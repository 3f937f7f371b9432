"""A citation that can be checked without us: a W3C Web Annotation with the text's hash, text-quote and text-position selectors."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from onrecord.archive.anchor import Anchor, find_place, make_anchor
from onrecord.errors import UserError

Json = dict[str, Any]

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"onrecord": "urn:onrecord:"}]


def make_citation(row: Json, text: str) -> Json:
    """The citation of a statement (a row of `Archive.statements`) in its text; one target for each span of its words."""
    source = row["url"] or f"urn:onrecord:report:{row['article']}"
    targets = []
    for start, end in row["spans"]:
        anchor = make_anchor(text, start, end)
        targets.append(
            {
                "type": "SpecificResource",
                "source": source,
                "selector": [
                    {"type": "TextPositionSelector", "start": start, "end": end},
                    {"type": "TextQuoteSelector", "exact": anchor.quote, "prefix": anchor.prefix, "suffix": anchor.suffix},
                ],
            }
        )
    said = " … ".join(text[a:b] for a, b in row["spans"])
    facts = [row["speaker"] or row["source"] or "nobody named", row["outlet"], row["date"], row["url"]]
    return {
        "@context": CONTEXT,
        "id": f"urn:onrecord:statement:{row['id']}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": {"type": "TextualBody", "format": "text/plain", "value": f"{said} ({', '.join(f for f in facts if f)})"},
        "target": targets if len(targets) > 1 else targets[0],
        "onrecord:statement": row["id"],
        "onrecord:report": row["article"],
        "onrecord:text_sha256": row["text_sha256"],
        "onrecord:model": row["model"],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a cited quotation. state: same (same text, same words, same place), moved (another text; the words stand at `start`
    now), ambiguous (another text; they stand at several places) or gone."""

    state: Literal["same", "moved", "ambiguous", "gone"]
    quote: str
    start: int
    found: int | None

    def __str__(self) -> str:
        if self.state == "same":
            return f"the words stand at {self.start}, and the text is the cited one"
        if self.state == "moved":
            place = "at the same place" if self.found == self.start else f"at {self.found} instead of {self.start}"
            return f"the text differs from the cited one; the words stand {place}"
        if self.state == "ambiguous":
            return "the text differs from the cited one; the words stand at several places, and which is meant cannot be told"
        return "the text differs from the cited one; the words do not stand in it"


def verify_citation(citation: Json, text: str) -> list[Verdict]:
    """Compare a citation with a text: one verdict for each quotation. Raises UserError where it is not a citation of ours, or contradicts
    itself: the hash says that it is the text, and the words do not stand there."""
    sha, anchors = read_citation(citation)
    same = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == sha
    found = []
    for anchor in anchors:
        if same:
            if text[anchor.start : anchor.end] != anchor.quote:
                raise UserError("the citation contradicts itself: it names this text, in which its words do not stand at their place")
            found.append(Verdict(state="same", quote=anchor.quote, start=anchor.start, found=anchor.start))
            continue
        place = find_place(anchor, text)
        if place is None:
            found.append(Verdict(state="ambiguous" if anchor.quote in text else "gone", quote=anchor.quote, start=anchor.start, found=None))
        else:
            found.append(Verdict(state="moved", quote=anchor.quote, start=anchor.start, found=place[0]))
    return found


def read_citation(citation: Any) -> tuple[str, list[Anchor]]:
    """The hash of the cited text and the cited places. Raises UserError where it is not a citation of ours."""
    try:
        sha, targets = citation["onrecord:text_sha256"], citation["target"]
        anchors = []
        for target in targets if isinstance(targets, list) else [targets]:
            by_type = {s["type"]: s for s in target["selector"]}
            place, quote = by_type["TextPositionSelector"], by_type["TextQuoteSelector"]
            words = [str(quote[k]) for k in ("exact", "prefix", "suffix")]
            anchor = Anchor(quote=words[0], start=int(place["start"]), end=int(place["end"]), prefix=words[1], suffix=words[2])
            if not anchor.quote or anchor.end - anchor.start != len(anchor.quote) or anchor.start < 0:
                raise ValueError("its quotation and its place differ in length")
            anchors.append(anchor)
    except (KeyError, TypeError, ValueError, AttributeError) as e:
        raise UserError(f"is not a citation made by `onrecord cite` ({type(e).__name__}: {e})") from e
    if not anchors or not isinstance(sha, str):
        raise UserError("is not a citation made by `onrecord cite`")
    return sha, anchors
