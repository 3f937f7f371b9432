"""The OpenAPI document, made from the list of addresses, with examples that this archive answers."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from onrecord.archive import CORRECTION_COLUMNS, POSITION_COLUMNS, SPEAKER_COLUMNS, STATEMENT_COLUMNS
from onrecord.archive.filters import KINDS, STANCES
from onrecord.web.library import Library

Json = dict[str, Any]


class Address(NamedTuple):
    """An address of the API: what it gives, the parameters it takes, the type of its answer, and the schema of what is in it."""

    path: str
    summary: str
    query: tuple[str, ...] = ()
    media: str = "application/json"
    gives: str = "object"
    method: Literal["get", "post"] = "get"


_SEARCH = ("speaker", "about", "for", "to", "outlet", "since", "until", "question", "stance", "kind", "words", "article")
_POSITIONS = ("holder", "stance", "outlet", "since", "until")
_PAGED = ("page", "size")
_OUTLETS = ("a", "b", "outlet_a", "outlet_b", "since", "until")
_ATOM, _FEED, _CSV = "application/atom+xml", "application/feed+json", "text/csv"

PAGES = (
    Address("/api/front", "What the front page says: numbers, changes, where holders stand, new reports, most quoted speakers"),
    Address("/api/reports", "Reports, the newest first", ("outlet", *_PAGED), gives="reports"),
    Address(
        "/api/report/{id}", "A report's record (the contract), people's corrections in place; as=machine: without", ("as",), gives="record"
    ),
    Address("/api/report/{id}/changes/{old}/{new}", "What changed between two runs of a report", gives="changes"),
    Address("/api/statement/{id}", "A statement with its chain, positions, carriers and corrections", gives="statement"),
    Address("/api/statement/{id}/citation", "Its citation: a W3C Web Annotation", media="application/ld+json"),
    Address("/api/speakers", "Speakers, most quoted first", (*_SEARCH, *_PAGED), gives="speakers"),
    Address(
        "/api/party/{id}", "A speaker or party: statements, positions with their changes, aliases, whom it answers", (*_SEARCH, *_PAGED)
    ),
    Address("/api/questions", "The questions with their numbers", gives="questions"),
    Address("/api/question/{id}", "Where each holder stands, holders by time, positions, changes", (*_POSITIONS, "move"), gives="question"),
    Address("/api/search", "Statements, with facets", (*_SEARCH, "order", *_PAGED), gives="statements"),
    Address("/api/suggest", "Names of speakers and parties that begin like this", ("name",), gives="names"),
    Address("/api/timeline", "The timeline of a report or of several", ("article", "outlet", "since", "until", "show")),
    Address("/api/compare", "Two reports (a, b) or two outlets (outlet_a, outlet_b) side by side", (*_OUTLETS, "by")),
    Address("/api/corrections", "Corrections, what most needs a person's eye, agreement", gives="corrections"),
    Address("/api/token", "A token for changes, for programs without an access token; it goes with the cookie that comes with it"),
    Address("/api/record.schema.json", "The JSON Schema of a record", media="application/schema+json"),
)
TABLES = (
    Address("/tables/statements.csv", "Statements", _SEARCH, _CSV),
    Address("/tables/speakers.csv", "Speakers", _SEARCH, _CSV),
    Address("/tables/positions.csv", "Positions", ("question", *_POSITIONS), _CSV),
    Address("/tables/changes.csv", "What became of positions, both sides", ("question", *_POSITIONS, "move"), _CSV),
    Address("/tables/reports.csv", "Reports", ("outlet",), _CSV),
    Address("/tables/compare.csv", "What two reports or outlets both carry, and what one alone does", _OUTLETS, _CSV),
    Address("/tables/names.csv", "The contested names that two reports or outlets use, one row a use", _OUTLETS, _CSV),
    Address("/tables/corrections.csv", "Corrections", (), _CSV),
)
FEEDS = (
    Address("/feeds/search.atom", "The newest statements that a search finds", _SEARCH, _ATOM),
    Address("/feeds/search.json", "The same as a JSON feed", _SEARCH, _FEED),
    Address("/feeds/party/{id}.atom", "A speaker's newest statements", _SEARCH, _ATOM),
    Address("/feeds/party/{id}.json", "The same as a JSON feed", _SEARCH, _FEED),
    Address("/feeds/question/{id}.atom", "What changes on a question: tell me when somebody's stance does", ("holder", "move"), _ATOM),
    Address("/feeds/question/{id}.json", "The same as a JSON feed", ("holder", "move"), _FEED),
    Address("/feeds/changes.atom", "What changes on any question", ("holder", "move"), _ATOM),
    Address("/feeds/changes.json", "The same as a JSON feed", ("holder", "move"), _FEED),
)
CHANGES = (
    Address("/api/corrections", "Correct what the machine says; it wins at once, and can be taken back", method="post", gives="made"),
    Address("/api/corrections/{id}/withdraw", "Take a correction back", method="post", gives="made"),
)
API = (*PAGES, *TABLES, *FEEDS)

_PARAMETERS: dict[str, tuple[str, Json]] = {
    "page": ("which part of the list, from 1", {"type": "integer", "minimum": 1, "maximum": 10_000}),
    "size": ("rows a page", {"type": "integer", "minimum": 1, "maximum": 200}),
    "speaker": ("an id, a name or alias, or whole words of a name", {"type": "string"}),
    "about": ("a party that the words speak about, named the same way", {"type": "string"}),
    "for": ("the side that the speaker speaks for", {"type": "string"}),
    "to": ("to whom it was said", {"type": "string"}),
    "holder": ("whose position: an id, a name or alias, or whole words of a name", {"type": "string"}),
    "outlet": ("an outlet's name, or whole words of it", {"type": "string"}),
    "outlet_a": ("the first outlet", {"type": "string"}),
    "outlet_b": ("the second outlet", {"type": "string"}),
    "since": ("from this year, month or day on", {"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"}),
    "until": ("up to and with this year, month or day", {"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"}),
    "question": ("a question's id", {"type": "string"}),
    "stance": ("", {"enum": list(STANCES)}),
    "kind": ("", {"enum": list(KINDS)}),
    "words": ("words of the statement: all of them, \"in a row\", beginn*, -without", {"type": "string"}),
    "article": ("a report's id", {"type": "string"}),
    "order": ("", {"enum": ["newest", "oldest", "rank"]}),
    "as": ("machine: without people's corrections", {"enum": ["machine"]}),
    "show": ("only these", {"enum": ["events", "statements"]}),
    "by": ("the periods that are told apart", {"enum": ["year", "month"]}),
    "a": ("the first report's id", {"type": "string"}),
    "b": ("the second report's id", {"type": "string"}),
    "name": ("the beginning of a name", {"type": "string"}),
}  # fmt: skip


def addresses() -> list[tuple[str, tuple[Address, ...]]]:
    """All addresses, in groups for people."""
    return [("Pages as data", PAGES), ("Tables", TABLES), ("Feeds", FEEDS), ("Changes", CHANGES)]


def describe(library: Library) -> Json:
    """The addresses of the API as OpenAPI 3.1."""
    from onrecord import __version__

    example = _examples(library)
    paths: dict[str, Json] = {}
    for a in (*API, *CHANGES):
        paths.setdefault(a.path, {})[a.method] = _operation(a, example)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "onrecord",
            "version": __version__,
            "description": "What the pages say, as data. Every value is a report's own words, a table's entry, or computed from those."
            " A change needs the access token as a bearer, or the token of /api/token in X-Onrecord-Token with its cookie.",
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "the access token of a server that has one"},
                "token": {"type": "apiKey", "in": "header", "name": "X-Onrecord-Token", "description": "from /api/token, with its cookie"},
            },
        },
    }


def _operation(a: Address, example: dict[Any, Any]) -> Json:
    from onrecord.web.ledger import WORDINGS

    names = [p.split("}")[0] for p in a.path.split("{")[1:]]
    thing = a.path.split("/")[2] if names else ""
    given = [
        {"name": n, "in": "path", "required": True, "schema": {"type": "integer" if n in ("old", "new") else "string"},
         "example": example["run"] if n in ("old", "new") else example.get(thing, "c0")}
        for n in names
    ]  # fmt: skip
    for n in a.query:
        told, schema = _PARAMETERS[n] if n != "move" else ("what became of a position", {"enum": list(WORDINGS)})
        given.append({"name": n, "in": "query", **({"description": told} if told else {}), "schema": schema})
        if (a.path, n) in example:
            given[-1]["example"] = example[a.path, n]
    wrong = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    made: Json = {
        "summary": a.summary,
        "operationId": f"{a.method} {a.path}".replace("/", "-").replace(" -", "-").replace("{", "").replace("}", ""),
        "parameters": given,
        "responses": {
            "200" if a.method == "get" else "201" if a.path == "/api/corrections" else "200": {
                "description": a.summary,
                "content": {a.media: {"schema": {"$ref": f"#/components/schemas/{a.gives}"}} if a.media == "application/json" else {}},
            },
            "400": {"description": "wrong use", **wrong},
            "404": {"description": "there is none", **wrong},
        },
    }
    if a.method == "post":
        which = "Correction" if a.path == "/api/corrections" else "Withdrawal"
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{which}"}}}}
        made["security"] = [{"bearer": []}, {"token": []}]
        made["responses"]["403"] = {"description": "no token, or not this browser's", **wrong}
        made["responses"]["503"] = {"description": "another process is writing", **wrong}
    return made


def _examples(library: Library) -> dict[Any, Any]:
    """Values of this archive that the addresses answer."""
    reports = library.reports(limit=2)
    runs = library.rows("SELECT max(id) AS id FROM runs WHERE article_id = ?", reports[0]["article"]) if reports else []
    statement = library.rows("SELECT statement_id AS id FROM current_index ORDER BY earliest DESC LIMIT 1")
    speaker = library.rows("SELECT speaker_key AS id FROM current_index WHERE speaker_id IS NOT NULL ORDER BY earliest DESC LIMIT 1")
    questions = library.questions()
    found: dict[Any, Any] = {
        "report": reports[0]["article"] if reports else "",
        "statement": statement[0]["id"] if statement else "",
        "party": speaker[0]["id"] if speaker else "",
        "question": questions[0]["question"] if questions else "talks",
        "run": runs[0]["id"] if runs else 1,
        ("/api/suggest", "name"): "a",
    }
    if len(reports) > 1:
        for path in ("/api/compare", "/tables/compare.csv", "/tables/names.csv"):
            found |= {(path, "a"): reports[0]["article"], (path, "b"): reports[1]["article"]}
    return found


def _schemas() -> dict[str, Json]:
    text: Json = {"type": "string"}

    def row(columns: tuple[str, ...]) -> Json:
        return {"type": "object", "properties": {c: {} for c in columns}}

    def rows(name: str, of: str) -> Json:
        return {
            "type": "object",
            "properties": {name: {"type": "array", "items": {"$ref": f"#/components/schemas/{of}"}}},
            "required": [name],
        }

    from onrecord.web.views.corrections import FIELDS
    from onrecord.web.views.reports import COLUMNS

    return {
        "Error": {"type": "object", "properties": {"error": text}, "required": ["error"]},
        "object": {"type": "object"},
        "record": {"$ref": "/api/record.schema.json"},
        "Statement": row(STATEMENT_COLUMNS), "Position": row(POSITION_COLUMNS), "Speaker": row(SPEAKER_COLUMNS), "Report": row(COLUMNS),
        "CorrectionRow": row(CORRECTION_COLUMNS),
        "Move": row(("kind", "date", "holder", "question", "now", "before", "last_seen", "between")),
        "reports": rows("reports", "Report"), "speakers": rows("speakers", "Speaker"), "statements": rows("statements", "Statement"),
        "corrections": rows("corrections", "CorrectionRow"), "questions": rows("questions", "object"), "question": rows("changes", "Move"),
        "changes": rows("changes", "object"),
        "statement": {"type": "object", "properties": {"statement": {"$ref": "#/components/schemas/Statement"}}, "required": ["statement"]},
        "names": {"type": "object", "properties": {"names": {"type": "array", "items": row(("name", "id"))}}, "required": ["names"]},
        "made": {"type": "object", "properties": {"id": text}, "required": ["id"]},
        "Withdrawal": {"type": "object", "properties": {"author": text, "reason": text}, "required": ["author", "reason"],
                       "additionalProperties": False},
        "Correction": {
            "oneOf": [
                {"type": "object", "title": kind, "additionalProperties": False, "required": ["kind", "author", "reason", fields[0]],
                 "properties": {"kind": {"const": kind}, "author": text, "reason": text, **dict.fromkeys(fields, text)}}
                for kind, fields in FIELDS.items()
            ]
        },
    }  # fmt: skip
