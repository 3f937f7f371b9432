"""Every address of the pages, in one list; the OpenAPI document is made from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from onrecord.web import fixed
from onrecord.web.views import (
    compare,
    corrections,
    enter,
    feeds,
    front,
    parties,
    party,
    question,
    report,
    reports,
    search,
    statement,
    tables,
    timeline,
)

_SEARCH = ("speaker", "about", "for", "to", "outlet", "since", "until", "question", "stance", "kind", "words", "article")
_POSITIONS = ("holder", "stance", "outlet", "since", "until")
_PAGED = ("page", "size")


class Api(NamedTuple):
    """An address of the API: what it gives, the parameters it takes, the type of its answer."""

    path: str
    view: Callable[[Request], Response]
    summary: str
    query: tuple[str, ...] = ()
    media: str = "application/json"


API = (
    Api("/api/front", front.api, "What the front page says: numbers, new reports, questions, most quoted speakers"),
    Api("/api/reports", reports.api, "Reports, the newest first", ("outlet", *_PAGED)),
    Api("/api/report/{id}", report.api, "A report's record (the contract), people's corrections in place; as=machine: without", ("as",)),
    Api("/api/report/{id}/changes/{old:int}/{new:int}", report.changes_api, "What changed between two runs of a report"),
    Api("/api/statement/{id}", statement.api, "A statement with its chain, positions, carriers and corrections"),
    Api("/api/statement/{id}/citation", statement.citation, "Its citation: a W3C Web Annotation", media="application/ld+json"),
    Api("/api/speakers", parties.api, "Speakers, most quoted first", (*_SEARCH, *_PAGED)),
    Api("/api/party/{id:path}", party.api, "A speaker or party: statements, positions, aliases, whom it answers", (*_SEARCH, *_PAGED)),
    Api("/api/questions", question.index_api, "The questions with their numbers"),
    Api("/api/question/{id}", question.api, "Holders by time, positions, changes", _POSITIONS),
    Api("/api/search", search.api, "Statements, with facets", (*_SEARCH, "order", *_PAGED)),
    Api("/api/timeline", timeline.api, "The timeline of a report or of several", ("article", "outlet", "since", "until", "show")),
    Api("/api/compare", compare.api, "Two reports side by side", ("a", "b")),
    Api("/api/corrections", corrections.api, "Corrections, what most needs a person's eye, agreement"),
    Api("/tables/statements.csv", tables.statements, "Statements", _SEARCH, "text/csv"),
    Api("/tables/speakers.csv", tables.speakers, "Speakers", _SEARCH, "text/csv"),
    Api("/tables/positions.csv", tables.positions, "Positions", ("question", *_POSITIONS), "text/csv"),
    Api("/tables/changes.csv", tables.changes, "Changes of positions, both sides", ("question", *_POSITIONS), "text/csv"),
    Api("/tables/reports.csv", tables.reports, "Reports", ("outlet",), "text/csv"),
    Api("/tables/corrections.csv", tables.corrections, "Corrections", (), "text/csv"),
    Api("/feeds/search.atom", feeds.search_atom, "The newest statements that a search finds", _SEARCH, "application/atom+xml"),
    Api("/feeds/search.json", feeds.search_json, "The same as a JSON feed", _SEARCH, "application/feed+json"),
    Api("/feeds/party/{id:path}.atom", feeds.party_atom, "A speaker's newest statements", _SEARCH, "application/atom+xml"),
    Api("/feeds/party/{id:path}.json", feeds.party_json, "The same as a JSON feed", _SEARCH, "application/feed+json"),
    Api("/feeds/question/{id}.atom", feeds.question_atom, "What changes on a question", ("holder",), "application/atom+xml"),
    Api("/feeds/question/{id}.json", feeds.question_json, "The same as a JSON feed", ("holder",), "application/feed+json"),
)


def routes() -> list[Route]:
    """The routes of the application."""
    return [
        Route("/", front.page),
        Route("/reports", reports.page),
        Route("/report/{id}", report.page),
        Route("/report/{id}/changes/{old:int}/{new:int}", report.changes_page),
        Route("/statement/{id}", statement.page),
        Route("/speakers", parties.page),
        Route("/party/{id:path}", party.page),
        Route("/questions", question.index_page),
        Route("/question/{id}", question.page),
        Route("/search", search.page),
        Route("/timeline", timeline.page),
        Route("/compare", compare.page),
        Route("/corrections", corrections.page),
        Route("/corrections", corrections.add, methods=["POST"]),
        Route("/corrections/{id}/withdraw", corrections.withdraw, methods=["POST"]),
        Route("/enter", enter.page),
        Route("/enter", enter.enter, methods=["POST"]),
        Route("/api", fixed.api_page),
        Route("/api/openapi.json", openapi),
        Route("/static/page.css", fixed.style),
        *(Route(a.path, a.view) for a in API),
    ]


def openapi(_: Request) -> Response:
    """The OpenAPI document."""
    from onrecord.web.page import as_json

    return as_json(describe())


def describe() -> dict[str, Any]:
    """The addresses of the API as OpenAPI 3.1."""
    from onrecord import __version__

    paths: dict[str, Any] = {}
    for a in API:
        path = a.path.replace(":path", "").replace(":int", "")
        names = [p.split("}")[0] for p in path.split("{")[1:]]
        parameters = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]
        parameters += [
            {"name": n, "in": "query", "schema": {"type": "integer", "minimum": 1} if n in _PAGED else {"type": "string"}} for n in a.query
        ]
        wrong = {"description": "wrong use", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
        paths[path] = {
            "get": {
                "summary": a.summary,
                "operationId": path.strip("/").replace("{", "").replace("}", "").replace("/", "-"),
                "parameters": parameters,
                "responses": {
                    "200": {"description": a.summary, "content": {a.media: {}}},
                    "400": wrong,
                    "404": {**wrong, "description": "none"},
                },
            }
        }
    error = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "onrecord", "version": __version__, "description": "What the pages say, as data. Nothing here is generated."},
        "paths": paths,
        "components": {"schemas": {"Error": error}},
    }
