"""Every page answers, says what the archive says, and shows hostile text as text."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from pages_made import HOSTILE, fill
from reports_made import report
from starlette.testclient import TestClient

from onrecord.archive import Archive, Filters
from onrecord.record import loads
from onrecord.web import make_app
from onrecord.web.openapi import API, CHANGES
from onrecord.web.page import STATIC
from onrecord.web.routes import routes

BASE = "http://127.0.0.1:8321"
OURS = re.compile(r"/static/(?:htmx\.min|page)\.js\?v=[0-9a-f]{12}")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(make_app(fill(tmp_path_factory.mktemp("pages") / "a.db")), base_url=BASE) as found:
        yield found


def hostile_ids(client: TestClient) -> str:
    return str(client.get("/api/search", params={"words": "harm"}).json()["statements"][0]["id"])


def pages(client: TestClient) -> list[str]:
    evil = client.get("/api/search", params={"words": "harm"}).json()["statements"][0]
    return [
        "/", "/reports", "/report/a1", "/report/a1?mode=read&size=130", "/report/h1", "/statement/s1", "/statement/s2n", "/statement/s3",
        f"/statement/{evil['id']}", "/speakers", "/party/x-taal", "/party/x-veskar", f"/party/{evil['speaker_id']}".replace("<", "%3C"),
        "/questions", "/question/talks", "/question/talks?holder=x-veskar&since=2031-06", "/search", "/search?words=talks&stance=for",
        f"/search?words={'%3Cscript%3E'}", "/timeline", "/timeline?article=a1", "/compare", "/compare?a=b1", "/compare?a=b1&b=b2",
        "/compare?a=h1&b=a1", "/compare?outlet_a=Northern+Wire&outlet_b=Sund+Courier", "/compare?outlet_a=Northern+Wire", "/corrections", "/api",
        "/question/talks?move=changed", "/question/talks?stance=against&outlet=wire", "/search?order=rank&words=table",
    ]  # fmt: skip


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read_page(text: str) -> Reader:
    found = Reader()
    found.feed(text)
    return found


def test_every_page_answers_and_shows_hostile_text_as_text(client: TestClient) -> None:
    for path in pages(client):
        response = client.get(path)
        assert response.status_code == 200, path
        assert response.headers["content-security-policy"].startswith("default-src 'none'"), path
        found = read_page(response.text)
        assert "\u202e" not in found.text, path
        for tag, attributes in found.tags:
            assert not any("\u202e" in (attributes.get(n) or "") for n in ("title", "aria-label", "placeholder")), path
            assert tag != "img", path
            assert not any(name.startswith("on") or name == "style" for name in attributes), (path, attributes)
            assert tag != "script" or attributes.get("type") == "application/ld+json" or OURS.fullmatch(attributes.get("src") or ""), path
            assert tag != "style", path
            for name in ("href", "src", "action"):
                assert not re.match(r"\s*(?:javascript|data|file|vbscript):", attributes.get(name) or "", re.IGNORECASE), (path, attributes)


def test_every_link_within_a_page_leads_somewhere(client: TestClient) -> None:
    seen = set()
    for path in pages(client):
        for tag, attributes in read_page(client.get(path).text).tags:
            href = attributes.get("href") or ""
            if tag == "a" and href.startswith("/"):
                seen.add(href.split("#")[0])
    for href in sorted(seen - {""}):
        assert client.get(href).status_code == 200, href


def test_a_page_is_made_for_everybody(client: TestClient) -> None:
    for path in pages(client):
        found = read_page(client.get(path).text)
        tags = [t for t, _ in found.tags]
        assert tags.count("h1") == 1, path
        assert tags.count("main") == 1, path
        assert dict(found.tags[[t for t, _ in found.tags].index("html")][1])["lang"] == "en"
        labelled = {a.get("for") for t, a in found.tags if t == "label"}
        depth = client.get(path).text
        for tag, a in found.tags:
            if tag in ("input", "textarea", "select") and a.get("type") != "hidden":
                assert a.get("id") in labelled or re.search(rf'<label[^>]*>[^<]*<{tag}[^>]*name="{a.get("name")}"', depth), (path, a)


def test_the_report_page_has_the_whole_text_and_its_statements(client: TestClient) -> None:
    text = client.get("/report/a1").text
    assert "Page furniture and links" in text
    assert "Berin Taal" in text
    assert "not resolved" in text or "Berin Taal or Orsa Lenk?" in text
    assert 'class="note inner"' in text
    assert "only if the guns fall silent" in text


def test_no_folder_of_the_machine_is_shown(client: TestClient) -> None:
    paths = ("/", "/reports", "/report/h1", "/compare", "/timeline?article=h1", "/api/front", "/api/reports", "/api/report/h1",
             "/api/report/h1?as=machine", "/api/timeline?article=h1", "/api/compare?a=h1&b=a1")  # fmt: skip
    statement = client.get("/api/report/h1").json()["statements"][0]["id"]
    for path in (*paths, f"/api/statement/{statement}"):
        found = client.get(path)
        assert found.status_code == 200, path
        assert "/secret/folder" not in found.text, path
    assert client.get("/api/report/h1").json()["article"]["source"] == "x.txt"


def test_what_a_later_run_changed_in_positions_is_shown(tmp_path: Path) -> None:
    said = ("Taal", "Berin Taal", "that talks may open")
    with Archive(tmp_path / "a.db", write=True) as archive:
        for version, stance in (("1", "for"), ("2", "against")):
            archive.add(report(said, id="r", stance=stance, version=version))
    with TestClient(make_app(tmp_path / "a.db"), base_url=BASE) as client:
        text = client.get("/report/r/changes/1/2").text
    assert "changed: positions" in text
    assert re.search(r"Before.*talks for \(.*After.*talks against \(", text, re.S)


def test_the_api_gives_the_record(client: TestClient) -> None:
    record = loads(client.get("/api/report/a1").content)
    assert [s.id for s in record.statements][:2] == ["s0", "s1"]
    assert client.get("/api/statement/s1").json()["statement"]["speaker"] == "Berin Taal"


def test_the_statement_page_says_who_else_carries_it_and_what_differs(client: TestClient) -> None:
    row = client.get("/api/search", params={"words": '"northern table"', "order": "oldest"}).json()["statements"][0]
    found = client.get(f"/api/statement/{row['id']}").json()["carriers"]
    assert found["reports"] == 2
    assert [d["kind"] for m in found["members"] for d in m["differences"]] == ["changed modal"]


def test_structured_data_holds_the_quotation_and_the_annotation(client: TestClient) -> None:
    text = client.get("/statement/s1").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert block is not None
    quotation, annotation = json.loads(block[1])
    assert quotation["@type"] == "Quotation"
    assert annotation["type"] == "Annotation"
    evil = client.get(f"/statement/{hostile_ids(client)}").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', evil, re.DOTALL)
    assert found is not None
    assert HOSTILE in json.loads(found[1])[0]["text"]


def test_a_change_shows_both_sides(client: TestClient) -> None:
    found = client.get("/api/question/talks").json()
    assert ("against", "for") in {(m["before"]["stance"], m["now"]["stance"]) for m in found["changes"] + found["differently"]}
    row = next(r for r in found["matrix"]["rows"] if r["holder"] == "Veskar")
    assert row["positions"] >= 3


def test_feeds_and_tables_can_be_read(client: TestClient) -> None:
    for path in ("/feeds/search.atom?words=harm", "/feeds/party/x-taal.atom", "/feeds/question/talks.atom?holder=Veskar"):
        feed = ET.fromstring(client.get(path).content)
        assert feed.findall("{http://www.w3.org/2005/Atom}entry"), path
    assert client.get("/feeds/search.json?words=harm").json()["items"][0]["url"].startswith(f"{BASE}/statement/")
    for name in ("statements", "speakers", "positions", "changes", "reports", "corrections"):
        response = client.get(f"/tables/{name}.csv")
        assert response.status_code == 200
        rows = list(csv.reader(io.StringIO(response.text)))
        assert all(len(r) == len(rows[0]) for r in rows)
    assert len(client.get("/tables/changes.csv?question=talks").text.splitlines()) > 1


def test_what_is_not_there_or_not_understood_is_said(client: TestClient) -> None:
    assert client.get("/report/none").status_code == 404
    assert client.get("/statement/none").status_code == 404
    assert client.get("/party/none").status_code == 404
    assert client.get("/nowhere").status_code == 404
    assert client.get("/search?since=tomorrow").status_code == 400
    assert client.get("/api/search?size=100000").json() == {"error": "size: a number from 1 to 200"}
    assert client.get("/search?page=-1").status_code == 400
    assert client.get("/search", params={"words": "x" * 301}).status_code == 400
    assert client.get("/report/..%2f..%2fetc%2fpasswd").status_code == 404
    assert client.get("/static/../app.py").status_code == 404


@pytest.mark.parametrize("words", ["*", '"', "-", "AND OR NOT", "a" * 300, "%00", "\u202e", "NEAR(", "'; DROP TABLE texts; --", "🦉"])
def test_whatever_is_searched_for_is_answered(client: TestClient, words: str) -> None:
    assert client.get("/search", params={"words": words}).status_code == 200
    assert client.get("/feeds/search.atom", params={"words": words}).status_code == 200


def test_the_openapi_document_names_every_address(client: TestClient) -> None:
    found = client.get("/api/openapi.json").json()
    named = {(path, method) for path, at in found["paths"].items() for method in at}
    assert len(named) == len((*API, *CHANGES))
    routed = {
        (re.sub(r":\w+}", "}", r.path), m.lower())
        for r in routes() for m in (r.methods or ()) - {"HEAD"}
        if r.path.startswith(("/api/", "/tables/", "/feeds/")) and r.path != "/api/openapi.json"
    }  # fmt: skip
    assert named == routed
    assert len({at[m]["operationId"] for at in found["paths"].values() for m in at}) == len(named)
    refs = set(re.findall(r'"#/components/schemas/(\w+)"', client.get("/api/openapi.json").text))
    assert refs <= set(found["components"]["schemas"])


def test_every_address_of_the_openapi_document_answers_its_examples(client: TestClient) -> None:
    for path, at in client.get("/api/openapi.json").json()["paths"].items():
        if "get" not in at:
            continue
        address, query = path, {}
        for p in at["get"]["parameters"]:
            if p["in"] == "path":
                address = address.replace(f"{{{p['name']}}}", quote(str(p["example"]), safe=""))
            elif "example" in p:
                query[p["name"]] = p["example"]
        response = client.get(address, params=query)
        assert response.status_code == 200, (address, query, response.text[:200])
        [media] = at["get"]["responses"]["200"]["content"]
        assert response.headers["content-type"].split(";")[0] == media, path


def test_every_parameter_of_the_openapi_document_is_understood(client: TestClient) -> None:
    for path, at in client.get("/api/openapi.json").json()["paths"].items():
        for p in at.get("get", {}).get("parameters", ()):
            for value in p["schema"].get("enum", ()) if p["in"] == "query" and "{" not in path and "compare" not in path else ():
                assert client.get(path, params={p["name"]: value}).status_code == 200, (path, p["name"], value)


def test_the_scripts_are_those_that_were_vendored(client: TestClient) -> None:
    for name in STATIC:
        response = client.get(f"/static/{name}")
        assert response.status_code == 200
        assert response.headers["x-content-type-options"] == "nosniff"
    known = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"  # dist/htmx.min.js of htmx.org 2.0.11 on npm
    assert hashlib.sha256(client.get("/static/htmx.min.js").content).hexdigest() == known
    assert client.get("/static/htmx.LICENSE").status_code == 404
    head = client.get("/").text
    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", head)[1])  # type: ignore[index]
    assert not any(config[n] for n in ("allowEval", "includeIndicatorStyles", "allowScriptTags", "historyCacheSize"))
    policy = client.get("/").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_pages_and_archive_agree(client: TestClient, tmp_path: Path) -> None:
    with Archive(fill(tmp_path / "b.db")) as archive:
        assert client.get("/api/search?words=talks").json()["total"] == archive.count(Filters(words="talks"))
