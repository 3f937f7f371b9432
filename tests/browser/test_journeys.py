"""The journeys of a reporter, an analyst and an editor, by the words on the page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

PAGES = [
    "/", "/reports", "/report/a1", "/report/h1", "/statement/s1", "/speakers", "/party/x-taal", "/party/x-veskar", "/questions", "/question/talks",
    "/question/talks?holder=Veskar", "/search?words=talks", "/timeline", "/timeline?article=a1", "/compare", "/compare?a=b1&b=b2",
    "/compare?outlet_a=Northern+Wire&outlet_b=Sund+Courier", "/corrections", "/api", "/report/a1?mode=read&size=150", "/nowhere",
]  # fmt: skip


def test_a_reporter_finds_what_was_said_checks_the_source_and_cites_it(page: Any) -> None:
    page.goto("/")
    page.locator("#q").fill("meet Oldia")
    page.locator("#q").press("Enter")
    page.get_by_role("link", name=re.compile("Veskar is ready to")).first.click()
    expect(page.locator(".who-said")).to_contain_text("Berin Taal")
    assert page.locator(".context mark").inner_text() == "Veskar is ready to meet Oldia “at any hour”"
    cited = page.locator("#cite").input_value()
    assert cited.startswith("Berin Taal")
    assert "Harbour Post" in cited
    page.get_by_role("button", name="Copy the citation").click()
    page.get_by_role("button", name=re.compile("Copied|Selected")).wait_for()
    assert page.evaluate("document.getSelection().toString() || document.activeElement.value") == cited
    page.locator(".facts a", has_text="Veskar open to talks").first.click()
    expect(page.locator("h1")).to_contain_text("Veskar open to talks")
    expect(page).to_have_url(re.compile(re.escape("#s1") + "$"))


def test_an_analyst_follows_a_holder_and_takes_the_table(page: Any) -> None:
    page.goto("/questions")
    page.get_by_role("link", name="Talks").click()
    row = page.locator(".matrix tr", has_text="Veskar").first
    row.locator("td a").first.click()
    expect(page).to_have_url(re.compile(re.escape("holder=x-veskar")))
    page.locator("#found .card").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Positions CSV").click()
    assert download.value.suggested_filename == "positions.csv"


def test_an_editor_corrects_a_speaker_and_takes_it_back(page: Any) -> None:
    page.goto("/statement/s1")
    fix = page.locator("details", has_text="Wrong speaker").first
    fix.locator("summary").click()
    fix.get_by_label("Who said it").fill("Ione Marsh")
    fix.get_by_label("Your name").fill("An Editor")
    fix.get_by_label("Reason").fill("the report says so")
    fix.get_by_role("button").click()
    expect(page.locator(".who-said")).to_contain_text("Ione Marsh")
    made = page.locator(".made").first
    made.locator("summary").click()
    assert made.get_by_label("Your name").input_value() == "An Editor"
    made.get_by_label("Reason").fill("a slip")
    made.get_by_role("button", name="Take back").click()
    expect(page.locator(".who-said")).to_contain_text("Berin Taal")
    expect(page.locator(".editing")).to_contain_text("taken back by An Editor")


def test_an_analyst_sees_what_changed_and_who_says_so(page: Any) -> None:
    page.goto("/question/talks")
    page.get_by_label("What became of it").select_option("reported differently")
    page.locator("#found form button").click()
    expect(page.locator("#found h2")).to_contain_text("reported differently")
    page.goto("/party/x-veskar")
    strip = page.locator("svg.strip").first
    assert strip.locator("text.name").all_text_contents() == ["for", "conditional", "against"]
    strip.locator("a").first.click()
    assert "/statement/" in page.url or "/question/" in page.url


def test_an_analyst_compares_two_outlets_and_takes_the_table(page: Any) -> None:
    page.goto("/compare")
    page.get_by_label("First outlet").select_option(label="Northern Wire (1)")
    page.get_by_label("Second outlet").select_option(label="Sund Courier (1)")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".change")).to_have_count(1)
    expect(page.locator(".change")).to_contain_text("changed modal")
    expect(page.locator(".change")).to_contain_text("Northern Wire had it 1 day earlier")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert download.value.suggested_filename == "compare.csv"


def test_search_follows_what_is_typed_and_facets_need_no_reload(page: Any) -> None:
    page.goto("/search")
    page.evaluate("window.stays = true")
    every = page.locator("#total").inner_text()
    page.locator("#words").press_sequentially("northern table")
    page.wait_for_url("**words=northern%20table**")
    assert "speaker=" not in page.url
    expect(page.locator("#results .card")).to_have_count(2)
    assert page.locator("#total").inner_text() != every
    assert page.locator("#words").input_value() == "northern table"
    page.locator(".facets").get_by_role("link", name="Sund Courier").click()
    page.wait_for_url("**outlet=Sund**")
    expect(page.locator("#results .card")).to_have_count(1)
    assert page.locator("input[name=outlet]").input_value() == "Sund Courier"
    assert page.evaluate("window.stays")
    page.go_back()
    expect(page.locator("#results .card")).to_have_count(2)
    page.locator("input[name=speaker]").press_sequentially("berin")
    page.locator("#names option[value='Berin Taal']").wait_for(state="attached")


def test_without_javascript_search_and_facets_work_too(phone: Any) -> None:
    phone.goto("/search")
    phone.locator("#words").fill("northern table")
    phone.locator("#words").press("Enter")
    expect(phone.locator(".card")).to_have_count(2)
    phone.locator(".facets").get_by_role("link", name="Sund Courier").click()
    expect(phone.locator(".card")).to_have_count(1)
    phone.locator(".set a", has_text="outlet").click()
    expect(phone.locator(".card")).to_have_count(2)


def test_an_editor_says_what_was_missed_merges_and_takes_a_report_back(page: Any) -> None:
    page.goto("/report/a1")
    page.locator("summary", has_text="Correct this report").click()
    missed = page.locator("form", has_text="A missed statement")
    missed.get_by_label("Its words, exactly").fill("at any hour")
    missed.get_by_label("Who said it").fill("Orsa Lenk")
    missed.get_by_label("Your name").fill("An Editor")
    missed.get_by_label("Reason").fill("overlooked")
    missed.get_by_role("button").click()
    assert page.locator(".note", has_text="Orsa Lenk").count() >= 1
    page.goto("/party/x-lenk")
    merge = page.locator("details", has_text="Merge with another")
    merge.locator("summary").click()
    merge.get_by_label("Is the same as (id)").fill("x-taal")
    merge.get_by_label("Reason").fill("one person")
    merge.get_by_role("button").click()
    page.goto("/corrections")
    cards = page.locator(".card.made")
    assert cards.count() >= 2
    for what in ("a missed statement by Orsa Lenk", "x-lenk is Berin Taal"):
        card = page.locator(".card.made", has_text=what).first
        card.locator("summary").click()
        card.get_by_label("Reason").fill("tried only")
        card.get_by_role("button", name="Take back").click()
        expect(page.locator(".card.made", has_text=what).first).to_contain_text("Taken back by An Editor")


def test_by_keyboard_alone(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("talks")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?words=talks")
    page.goto("/reports")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.goto("/question/talks")
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(e => e.tabIndex === 0 && e.getAttribute('aria-label'))")
    assert page.evaluate("[...document.querySelectorAll('svg a')].every(a => a.querySelector('title'))")


@pytest.mark.parametrize("path", PAGES)
def test_a_telephone_without_javascript_is_enough(phone: Any, path: str) -> None:
    phone.goto(path)
    expect(phone.locator("h1")).to_have_count(1)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 380
    assert phone.locator("body").bounding_box()["width"] <= 380
    wide = [b for b in phone.locator("main > *, main section, main article").all() if (x := b.bounding_box()) and x["x"] + x["width"] > 381]
    assert wide == []


LUMINANCE = """
() => {
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const lum = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126*r + .7152*g + .0722*b; };
  const back = e => { while (e) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; e = e.parentElement; } return [255, 255, 255]; };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility()) continue;
    const a = lum(parse(getComputedStyle(e).color)), b = lum(back(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push(e.tagName + "." + e.className + " " + ratio.toFixed(2) + " " + e.textContent.slice(0, 30));
  }
  return poor;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast_enough(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in PAGES:
        page.goto(path)
        assert page.evaluate(LUMINANCE) == [], path


def test_hostile_text_runs_nothing(page: Any) -> None:
    page.on("dialog", lambda d: pytest.fail(d.message))
    for path in ("/report/h1", "/search?words=harm", "/search?words=%3Cscript%3Ealert(1)%3C/script%3E", "/speakers", "/"):
        page.goto(path)
        expect(page.locator("main img")).to_have_count(0)
