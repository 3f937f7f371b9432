"""What is refused, and what a change needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pages_made import fill
from starlette.testclient import TestClient

from onrecord.cli.main import cli
from onrecord.cli.serve import is_loopback
from onrecord.web import make_app
from onrecord.web.wording import safe_link, show_date

BASE = "http://127.0.0.1:8321"
OURS = {"origin": BASE, "sec-fetch-site": "same-origin"}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return fill(tmp_path / "a.db")


@pytest.fixture
def client(archive: Path) -> Iterator[TestClient]:
    with TestClient(make_app(archive), base_url=BASE, follow_redirects=False) as found:
        yield found


def token(client: TestClient, path: str = "/statement/s1") -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get(path).text)
    assert found is not None
    return found[1]


def wrong_speaker(client: TestClient, **changed: str) -> dict[str, str]:
    form = {
        "kind": "wrong-speaker",
        "statement": "s1",
        "name": "Ione Marsh",
        "author": "An Editor",
        "reason": "she said it",
        "back": "/statement/s1",
    }
    return {**form, "csrf": token(client), **changed}


def test_a_correction_is_made_and_taken_back(client: TestClient) -> None:
    made = client.post("/corrections", data=wrong_speaker(client), headers=OURS)
    assert (made.status_code, made.headers["location"]) == (303, "/statement/s1")
    assert client.get("/api/statement/s1").json()["statement"]["speaker"] == "Ione Marsh"
    assert "Ione Marsh" in client.get("/report/a1").text
    assert 'value="An Editor"' in client.get("/statement/s1").text
    [correction] = client.get("/api/corrections").json()["corrections"]
    form = {"csrf": token(client), "author": "An Editor", "reason": "no, he did", "back": "/statement/s1"}
    assert client.post(f"/corrections/{correction['id']}/withdraw", data=form, headers=OURS).status_code == 303
    assert client.get("/api/statement/s1").json()["statement"]["speaker"] == "Berin Taal"
    assert client.get("/api/corrections").json()["corrections"][0]["state"] == "withdrawn"


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "not-a-statement", "statement": "s2n"},
        {"kind": "confirmed", "statement": "s1"},
        {"kind": "wrong-position", "statement": "s1", "question": "talks", "stance": "against", "holder": "Veskar"},
        {"kind": "split", "statement": "s1", "name": "Berin Taal", "id": "x-other"},
        {"kind": "missed-statement", "article": "a1", "quote": "at any hour", "name": "Orsa Lenk"},
        {"kind": "withdrawn-report", "article": "a1"},
        {"kind": "merge", "party": "x-lenk", "into": "x-taal"},
    ],
    ids=lambda v: v["kind"],
)
def test_every_kind_of_correction_has_its_form(client: TestClient, values: dict[str, str]) -> None:
    form = {"csrf": token(client), "author": "An Editor", "reason": "because", "back": "/corrections", **values}
    made = client.post("/corrections", data=form, headers=OURS)
    assert made.status_code == 303, made.text
    for path in ("/", "/report/a1", "/corrections", "/party/x-taal", "/question/talks", "/search"):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost:8321"},
        {"origin": BASE, "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {},
    ],
)
def test_a_change_from_elsewhere_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/corrections", data=wrong_speaker(client), headers=headers).status_code == 403
    assert client.get("/api/corrections").json()["corrections"] == []


def test_a_change_without_this_browsers_token_is_refused(client: TestClient, archive: Path) -> None:
    assert client.post("/corrections", data=wrong_speaker(client, csrf=""), headers=OURS).status_code == 403
    assert client.post("/corrections", data=wrong_speaker(client, csrf="0" * 64), headers=OURS).status_code == 403
    with TestClient(make_app(archive), base_url=BASE) as other:
        theirs = token(other)
    assert client.post("/corrections", data=wrong_speaker(client, csrf=theirs), headers=OURS).status_code == 403
    form = wrong_speaker(client)
    client.cookies.clear()
    assert client.post("/corrections", data=form, headers=OURS).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8321", "localhost.evil.example", "169.254.169.254", ""])
def test_another_host_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


def test_requests_are_bounded(client: TestClient) -> None:
    assert client.get("/search", params={"words": "x" * 5000}).status_code == 414
    assert client.post("/corrections", content=b"x" * 70_000, headers=OURS).status_code == 413

    def parts() -> Iterator[bytes]:
        for _ in range(80):
            yield b"x" * 1024

    head = {**OURS, "content-type": "application/x-www-form-urlencoded"}
    assert client.post("/corrections", content=parts(), headers=head).status_code == 413
    assert client.request("DELETE", "/").status_code == 405
    assert client.post("/corrections", content=b"{}", headers={**OURS, "content-type": "application/json"}).status_code == 400


def test_nobody_is_led_away(client: TestClient) -> None:
    for back in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        made = client.post("/corrections", data=wrong_speaker(client, back=back, kind="confirmed"), headers=OURS)
        assert made.headers["location"].startswith("/corrections"), back


def test_bound_elsewhere_a_token_is_needed(archive: Path) -> None:
    app = make_app(archive, hosts=("desk.example",), token="a-long-enough-token")
    with TestClient(app, base_url="http://desk.example:8321", follow_redirects=False) as client:
        assert client.get("/").headers["location"] == "/enter"
        assert client.get("/api/front").status_code == 401
        assert client.get("/api/front", headers={"authorization": "Bearer a-long-enough-token"}).status_code == 200
        assert client.get("/api/front", headers={"authorization": "Bearer wrong"}).status_code == 401
        ours = {"origin": "http://desk.example:8321"}
        assert client.post("/enter", data={"token": "wrong"}, headers=ours).status_code == 403
        assert client.post("/enter", data={"token": "a-long-enough-token"}, headers=ours).status_code == 303
        assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://wire.example/a?b=c", True), ("HTTP://wire.example", True), ("javascript:alert(1)", False), ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False), ("file:///etc/passwd", False), ("//wire.example", False), ("java\nscript:alert(1)", False),
        ("https://[broken", False), ("", False), (None, False),
    ],
)  # fmt: skip
def test_links_go_only_to_the_web(url: str | None, safe: bool) -> None:
    assert safe_link(url) == (url if safe else None)


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2031-06-03", "3 June 2031"), ("2031-06", "June 2031"), ("2031", "2031"), ("2031-22", "summer 2031"), (None, "undated"),
        ("2031-06-01/2031-06-07", "1 June 2031 – 7 June 2031"), ("2031-06-01/..", "from 1 June 2031"), ("../2031-06-01", "until 1 June 2031"),
        ("203X", "203X"),
    ],
)  # fmt: skip
def test_dates_are_no_more_exact_than_they_are(edtf: str | None, said: str) -> None:
    assert show_date(edtf) == said


def test_only_this_machine_unless_told_otherwise(tmp_path: Path) -> None:
    assert [is_loopback(h) for h in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "192.168.0.4", "desk.example")] == [True] * 3 + [False] * 3
    result = CliRunner().invoke(cli, ["serve", "--archive", str(tmp_path / "none.db")])
    assert "there is no archive" in str(result.exception)


def change(client: TestClient, headers: dict[str, str] | None = None, **values: object) -> tuple[int, dict[str, str]]:
    body = {"kind": "wrong-speaker", "statement": "s1", "name": "Ione Marsh", "author": "A Program", "reason": "she said it", **values}
    found = client.post("/api/corrections", json=body, headers=headers or {})
    return found.status_code, found.json() if found.headers["content-type"] == "application/json" else {"error": found.text}


def test_a_program_corrects_and_takes_it_back(client: TestClient) -> None:
    given = client.get("/api/token").json()
    head = {given["header"]: given["token"]}
    status, made = change(client, head)
    assert status == 201
    assert client.get("/api/statement/s1").json()["statement"]["speaker"] == "Ione Marsh"
    assert client.get("/api/corrections").json()["corrections"][0]["id"] == made["id"]
    back = {"author": "A Program", "reason": "a slip"}
    assert client.post(f"/api/corrections/{made['id']}/withdraw", json=back, headers=head).json() == {"id": made["id"]}
    assert client.get("/api/statement/s1").json()["statement"]["speaker"] == "Berin Taal"
    assert client.post(f"/api/corrections/{made['id']}/withdraw", json=back, headers=head).status_code == 400


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "praise"}, "kind: one of"),
        ({"stance": "for"}, "stance: not for a correction of this kind"),
        ({"name": 7}, "an object of texts"),
        ({"name": "x" * 5000}, "too long"),
        ({"reason": " "}, "needs an author and a reason"),
        ({"statement": "none"}, "there is no such statement"),
    ],
)
def test_a_program_is_told_what_is_wrong(client: TestClient, values: dict[str, object], said: str) -> None:
    given = client.get("/api/token").json()
    status, answer = change(client, {given["header"]: given["token"]}, **values)
    assert status == 400
    assert said in answer["error"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-onrecord-token": "0" * 64},
        {"authorization": "Bearer anything-at-all-that-is-long"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
    ],
)
def test_no_site_and_no_stranger_corrects_through_the_api(client: TestClient, headers: dict[str, str]) -> None:
    given = client.get("/api/token").json()
    known = {} if not headers or "x-onrecord-token" in headers or "authorization" in headers else {given["header"]: given["token"]}
    status, _ = change(client, {**known, **headers})
    assert status in (400, 403), headers
    assert client.get("/api/corrections").json()["corrections"] == []


def test_a_token_of_another_client_does_not_do(client: TestClient, archive: Path) -> None:
    given = client.get("/api/token").json()
    client.cookies.clear()
    assert change(client, {given["header"]: given["token"]})[0] == 403


def test_bound_elsewhere_a_program_corrects_with_the_access_token(archive: Path) -> None:
    app = make_app(archive, hosts=("desk.example",), token="a-long-enough-token")
    with TestClient(app, base_url="http://desk.example:8321") as client:
        assert change(client)[0] == 401
        assert change(client, {"authorization": "Bearer a-long-enough-token"})[0] == 201


def test_the_position_that_an_act_shows_is_corrected_on_its_report(client: TestClient) -> None:
    rows = [p for page in ("talks", "withdrawal") for p in client.get(f"/api/question/{page}").json().get("positions", [])]
    act = next(p for p in rows if p["statement"] is None)
    where = f"/report/{act['article']}"
    assert f'value="{act["position"]}"' in client.get(where).text
    form = {"kind": "wrong-position", "position": act["position"], "stance": "none", "author": "An Editor", "reason": "no stance"}
    form |= {"csrf": token(client, where), "back": where}
    assert client.post("/corrections", data=form, headers=OURS).status_code == 303
    assert f'value="{act["position"]}"' not in client.get(where).text
