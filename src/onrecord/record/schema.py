"""The contract as a JSON Schema (draft 2020-12): what `onrecord schema` prints."""

from __future__ import annotations

from typing import Any, get_args

from onrecord.model import Basis, BlockKind, Kind, Part, PartyType, Stance, Status, TimexType

SCHEMA_NAME = "onrecord.record/1"
Json = dict[str, Any]


def schema() -> Json:
    """The JSON Schema of one record. Fields beyond those named are allowed everywhere."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA_NAME.replace('/', ':')}",
        "title": "onrecord record, version 1",
        "description": (
            "Everything that onrecord says of one report. All offsets are half-open [start, end) in Unicode code points of article.text, "
            "and article.text[start:end] == text for every span. Nothing is generated: every value is a span of the report, a table entry, "
            "or computed from those."
        ),
        **_object(
            schema={"const": SCHEMA_NAME},
            article=_ref("article"),
            statements=_list(_ref("statement"), "Every attributed statement of the report."),
            positions=_list(_ref("position"), "Every position the report expresses, in statements and in acts."),
            dates=_list(_ref("when_span"), "Every time expression of the report; durations, sets and the like too."),
            events=_list(_ref("event"), "Dated happenings that the report tells."),
        ),
        "$defs": {
            "article": _article(),
            "statement": _statement(),
            "position": _position(),
            "event": _event(),
            "party": _party(),
            "span": _object(**_SPAN),
            "party_span": _object(**_SPAN, **_NAMED),
            "when": _object(**_WHEN),
            "when_inferred": _object(**_WHEN, evidence=_list(_ref("span"), "The words of the report that the interval was inferred from.")),
            "when_span": _object(**_SPAN, **_WHEN, timex=_TIMEX),
        },
    }


def _object(**properties: Json) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}


def _ref(name: str, description: str = "") -> Json:
    return {"$ref": f"#/$defs/{name}", **({"description": description} if description else {})}


def _ref_or_null(name: str, description: str) -> Json:
    return {"anyOf": [{"$ref": f"#/$defs/{name}"}, {"type": "null"}], "description": description}


def _list(items: Json, description: str) -> Json:
    return {"type": "array", "items": items, "description": description}


def _text(description: str) -> Json:
    return {"type": "string", "description": description}


def _text_or_null(description: str) -> Json:
    return {"type": ["string", "null"], "description": description}


def _truth(description: str) -> Json:
    return {"type": "boolean", "description": description}


def _choice(of: Any, description: str) -> Json:
    return {"enum": list(get_args(of)), "description": description}


_OFFSET: Json = {"type": "integer", "minimum": 0}
_SCORE: Json = {"type": "number", "minimum": 0, "maximum": 1, "description": "0 to 1, two decimals."}
_SPAN: Json = {"start": _OFFSET, "end": _OFFSET, "text": _text("The words themselves: article.text[start:end].")}
_NAMED: Json = {
    "name": _text_or_null("The party's canonical name, null where it is not resolved."),
    "id": _text_or_null("Wikidata QID where known, else a stable local id."),
}
_DAY: Json = {"type": ["string", "null"], "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_WHEN: Json = {
    "edtf": _text_or_null("ISO 8601-2 (EDTF) level 1, or null when the time cannot be placed."),
    "earliest": {**_DAY, "description": "First day it can mean, inclusive; null where open."},
    "latest": {**_DAY, "description": "Last day it can mean, inclusive; null where open."},
    "basis": _choice(Basis, "What the time rests on."),
}
_TIMEX: Json = {
    **_object(type=_choice(TimexType, "TIMEX3 type."), value={"type": "string", "description": "TIMEX3 value."}),
    "description": "The expression as TimeML's TIMEX3 values it.",
}


def _article() -> Json:
    block = _object(start=_OFFSET, end=_OFFSET, kind=_choice(BlockKind, "What the stretch is."))
    link = _object(text=_text("The words of the link."), href=_text_or_null("Its address, null where the source does not say."))
    entry = _object(start=_OFFSET, end=_OFFSET, head=_ref("span", "The words that state its time."), when=_ref("when", "Its own time."))
    found = _object(
        id=_text("Hash of the bytes that were read, the outlet and the address as given."),
        source=_text("What was read, as the caller named it."),
        url=_text_or_null("Null when not stated: never guessed."),
        outlet=_text_or_null("Null when not stated: never guessed."),
        title=_text_or_null("The headline."),
        byline=_list({"type": "string"}, "Who wrote it, as stated."),
        language=_text_or_null("ISO 639-1 code."),
        published=_ref_or_null("when", "The date of publication as stated by the page or the caller; null where neither says."),
        modified=_ref_or_null("when", "The date of the last change, as stated."),
        published_inferred=_ref_or_null("when_inferred", "An interval inferred from the report's own words, only where no date is stated."),
        warnings=_list({"type": "string"}, 'Codes: "language-not-supported", "no-article-found", "truncated" and the like.'),
        text=_text("The text that every offset counts in. A plain-text report's is the file itself; nothing is removed."),
        text_sha256={"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 of the text as UTF-8."},
        blocks=_list(block, "Labelled stretches of the text, in order."),
        links=_list(link, '"Read more" headlines and the like.'),
    )
    found["properties"]["entries"] = _list(entry, "Of a live blog: stretches of the text that are written at their own times, in order.")
    return found


def _statement() -> Json:
    return _object(
        id=_text("Hash of article.id, the text's hash, content and source spans."),
        kind=_choice(Kind, "mixed: a paraphrase with words in quotation marks."),
        part=_choice(Part, "Where in the report it stands."),
        content={
            **_list(_ref("span"), "What was said; several spans where the cue interrupts it; quotation marks included."),
            "minItems": 1,
        },
        cue=_list(_ref("span"), 'The words that attribute it: "told", "was quoted as saying", a colon or dash in a headline.'),
        source=_list(_ref("span"), "The words that name who said it; empty when the report names nobody."),
        speaker=_ref("party", "Who that is."),
        addressee=_list(_ref("party_span"), "To whom, or the outlet it was said to."),
        when=_ref_or_null("when_span", "When it was said, as the report puts it."),
        parent=_text_or_null("Second-hand: the id of the statement inside whose content this one is reported."),
        responds_to=_text_or_null("The id of the statement that this one answers."),
        repeated=_truth('"has repeatedly said", "on multiple occasions".'),
        negated=_truth('"did not say that …", "refused to say".'),
        mentions=_list(_ref("party_span"), "The parties that the content speaks about."),
        score=_SCORE,
    )


def _position() -> Json:
    return _object(
        statement=_text_or_null("The id of the (innermost) statement that carries it; null for an act told as fact."),
        question=_text('A codebook id, such as "talks".'),
        holder=_text("Whose position it is; often not the speaker."),
        holder_id=_text_or_null("The holder's id."),
        stance=_choice(Stance, "Where the holder stands."),
        condition=_ref_or_null("span", "The condition, in the report's words."),
        evidence=_list(_ref("span"), "The words that show it."),
        score=_SCORE,
    )


def _event() -> Json:
    return _object(**_SPAN, when=_ref("when"), participants=_list(_ref("party_span"), "Who took part."))


def _party() -> Json:
    candidate = _object(name=_text("A possible name."), id=_text("Its id."), score=_SCORE)
    found = _object(
        name=_text_or_null("Canonical name; null when ambiguous or unresolved; may be the report's description when unnamed."),
        id=_text_or_null("Wikidata QID where known, else a stable local id; null when ambiguous, unresolved or unnamed."),
        type=_choice(PartyType, "What sort of party it is."),
        role=_text_or_null("The role as the report gives it."),
        acts_for=_text_or_null('The state or body spoken for: "Russia" for the Kremlin spokesman.'),
        status=_choice(Status, "Whether it is known who this is."),
        candidates=_list(candidate, "The guesses, when ambiguous or unresolved."),
    )
    found["properties"]["members"] = _list(_ref("party"), "Those who speak as one, when the type is group.")
    return found
