"""Names that begin like what is being typed: for the fields that want somebody's name."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from onrecord.archive.fold import fold_words
from onrecord.web.asked import asked_text
from onrecord.web.page import keep_json, site
from onrecord.web.wording import show

MOST = 12
FIELDS = ("name", "speaker", "about", "for", "holder", "to")
"""The parameters under which a form's field may send what is typed."""


def options(request: Request) -> Response:
    """The names as options of a list."""
    text = next((t for n in FIELDS if (t := asked_text(request, n))), None)
    made = Markup("").join(
        Markup('<option value="{}">').format(show(name)) for name in dict.fromkeys(r["name"] for r in named(request, text))
    )
    return HTMLResponse(str(made))


def api(request: Request) -> Response:
    """The same as JSON: each name with its id."""
    return keep_json(request, lambda r: {"names": named(r, asked_text(r, "name"))})


def named(request: Request, text: str | None) -> list[dict[str, Any]]:
    """Names of the archive of which a word begins like the text, those with most statements first."""
    folded = fold_words(text or "")
    if not folded:
        return []
    sql = """SELECT n.name, n.party_id AS id,
        (SELECT count(*) FROM current_index AS c WHERE c.speaker_key = COALESCE(n.party_id, n.name)) AS said
        FROM (SELECT min(name) AS name, party_id FROM names WHERE canonical AND (folded LIKE ?1 || '%' OR folded LIKE '% ' || ?1 || '%')
            GROUP BY COALESCE(party_id, folded) LIMIT 400) AS n ORDER BY said DESC, n.name LIMIT ?2"""
    return site(request).library.rows(sql, folded.replace("%", "").replace("_", ""), MOST)
