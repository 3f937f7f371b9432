"""JSON reports: our own shape, and those that trafilatura, fundus, news-please and Media Cloud write, as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.acquire.decode import MAX_BYTES, BadInputError, check_page, too_large
from onrecord.acquire.given import Given
from onrecord.model import Capture

# Names of the same thing, the contract's own first. news-please: maintext; fundus: plaintext, body; Media Cloud: text, story_text.
TEXT = ("text", "maintext", "plaintext", "article_text", "story_text", "articleBody", "body", "content", "raw_text")
HTML = ("html", "raw_html", "body", "content")
URL = ("url", "link", "article_url", "canonical_url")
OUTLET = (
    "outlet",
    "sitename",
    "site_name",
    "publisher",
    "media_name",
    "source_name",
    "source-hostname",
    "publication",
    "source_domain",
    "hostname",
)
TITLE = ("title", "headline")
BYLINE = ("byline", "authors", "author", "creator")
PUBLISHED = (
    "published",
    "published_at",
    "publishedAt",
    "date_publish",
    "publish_date",
    "publishing_date",
    "publication_date",
    "datePublished",
    "date_published",
    "pub_date",
    "date",
)
# Not news-please's date_modify: that is when its file was written.
MODIFIED = ("modified", "modified_at", "dateModified", "date_modified", "updated_at", "updated", "last_modified")
LANGUAGE = ("language", "lang")
LISTS = ("stories", "articles", "results", "reports")  # an API's answer: the reports are one level down

_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|article|section|div|p)\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [\w.'’-]+){1,3}")
_SPLIT_ALWAYS = re.compile(r"\s*[;|\n]\s*")
_SPLIT_NAMES = re.compile(r",\s+and\s+|,\s+|\s+and\s+|\s+&\s+")


def listed(value: Mapping[str, Any]) -> list[Any] | None:
    """The reports of an API's answer ({"stories": […]}), None where the object is itself a report."""
    if any(k in value for k in ("text", "html", *TEXT)):
        return None
    found = [value[k] for k in LISTS if isinstance(value.get(k), list)]
    return found[0] if len(found) == 1 else None


def capture_report(value: object, name: str, given: Given) -> Capture:
    """One JSON value as a Capture. name: the source's name where the report has no id. Raises BadInputError."""
    if not isinstance(value, dict):
        raise BadInputError(f"is not a report: a JSON object was expected, not {_json_type(value)}")
    text, html = _body(value)
    url = _first(value, URL)
    outlet = _outlet(value)
    page = value.get("html")
    if isinstance(page, dict):  # fundus
        url = url or _first(page, ("responded_url", "requested_url"))
        info = page.get("source_info")
        outlet = outlet or (_name_of(info.get("publisher")) if isinstance(info, dict) else None)
    source = value.get("source")
    if isinstance(source, str) and re.match(r"https?://", source):  # trafilatura
        url = url or source.strip()
    raw = (text if text is not None else html or "").encode("utf-8")
    if len(raw) >= MAX_BYTES:
        raise too_large()
    if b"\0" in raw:
        raise BadInputError("its text holds a NUL character")
    if not raw.strip():
        raise BadInputError("its text is empty" if text is not None else "its html is empty")
    title = _first(value, TITLE)
    return Capture(
        source=_identifier(value) or name,
        identity=raw,
        text=text,
        html=check_page(raw) if text is None else None,
        charset="utf-8" if text is None else None,
        url=url,
        outlet=outlet,
        title=" ".join(title.split()) if title else None,
        byline=_byline(value),
        published=_first(value, PUBLISHED),
        modified=_first(value, MODIFIED),
        language=_first(value, LANGUAGE),
        given_published=given.published,
        given_outlet=given.outlet,
    )


def _body(value: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """(text, None) or (None, html). A text wins over a page: it is what somebody already made of it."""
    for key in TEXT:
        got = value.get(key)
        if isinstance(got, str) and got.strip() and not (key in HTML and _MARKUP.match(got)):
            return got, None
    for key in HTML:
        got = value.get(key)
        if isinstance(got, dict) and isinstance(got.get("content"), str):  # fundus keeps the page with its address
            got = got["content"]
        if isinstance(got, str) and got.strip():
            return None, got
    body = value.get("body")
    if isinstance(body, dict) and (joined := _fundus_body(body)):
        return joined, None
    for key in ("text", "html"):
        got = value.get(key)
        if isinstance(got, str):
            raise BadInputError(f"its {key} is empty")
        if got is not None and not isinstance(got, dict):
            raise BadInputError(f"is not a report: its {key} is {_json_type(got)}, not a string")
    raise BadInputError("is not a report: it has neither text nor html")


def _fundus_body(body: Mapping[str, Any]) -> str:
    """fundus' body as its own plain text: summary, then each section's headline and paragraphs, a blank line between."""

    def lines() -> Iterator[str]:
        yield from _strings(body.get("summary"))
        for section in body.get("sections") or []:
            if isinstance(section, dict):
                yield from _strings(section.get("headline"))
                yield from _strings(section.get("paragraphs"))

    return "\n\n".join(line for line in lines() if line.strip())


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _first(value: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        got = value.get(key)
        if isinstance(got, str) and got.strip():
            if "\0" in got:
                raise BadInputError(f"its {key} holds a NUL character")
            return got.strip()
    return None


def _outlet(value: Mapping[str, Any]) -> str | None:
    for key in OUTLET:
        if name := _name_of(value.get(key)):
            return name
    source = value.get("source")  # NewsAPI names the outlet here, trafilatura the address
    name = _name_of(source)
    return None if name is None or re.match(r"https?://", name) else name


def _name_of(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    if not isinstance(value, str) or "\0" in value:
        return None
    return value.strip() or None


def _identifier(value: Mapping[str, Any]) -> str | None:
    got = value.get("id")
    if isinstance(got, bool):
        return None
    if isinstance(got, int):
        return str(got)
    return got.strip() or None if isinstance(got, str) and "\0" not in got else None


def _byline(value: Mapping[str, Any]) -> tuple[str, ...]:
    for key in BYLINE:
        got = value.get(key)
        items = got if isinstance(got, list) else [got]
        names = [name for item in items if (said := _name_of(item)) for name in split_byline(said)]
        if names:
            return tuple(dict.fromkeys(names))
    return ()


def split_byline(text: str) -> list[str]:
    """ "By Ana Reyes, Tom Okoro and Li Wen" as its names; left whole where a part does not look like a name ("Ana Reyes, Jr.")."""
    text = re.sub(r"^by:?\s+", "", " ".join(text.split(" ")).strip(), flags=re.IGNORECASE)
    names: list[str] = []
    for part in _SPLIT_ALWAYS.split(text):
        pieces = [p.strip() for p in _SPLIT_NAMES.split(part) if p.strip()]
        names += pieces if len(pieces) > 1 and all(_NAME.fullmatch(p) for p in pieces) else [part.strip()] if part.strip() else []
    return names


def _json_type(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
