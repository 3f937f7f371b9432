"""Who speaks: small reports about invented countries and people -> speaker, addressee, answer."""

from __future__ import annotations

import re

import numpy as np
import pytest

from onrecord.encode.encoded import Encoded, Entity
from onrecord.model import UNRESOLVED, Article, Party, Span, Statement, When
from onrecord.resolve.who import Answer, answer_who, resolve_report, resolve_who

WORD = re.compile(r"\w+|[^\w\s]")


def encode(text: str, entities: tuple[tuple[str, str], ...] = ()) -> Encoded:
    """Plain words and sentences, with the given names as entities."""
    starts, ends, sentence, paragraph = [], [], [], []
    s = p = last = 0
    for m in WORD.finditer(text):
        gap = text[last : m.start()]
        if "\n" in gap:
            s, p = s + 1, p + 1
        elif re.search(r"[.!?][”\"]?\s+$", text[max(0, m.start() - 3) : m.start()]):
            s += 1
        starts.append(m.start())
        ends.append(m.end())
        sentence.append(s)
        paragraph.append(p)
        last = m.end()
    n = len(starts)
    zeros = np.zeros(n, dtype=np.int64)
    found = []
    for name, kind in entities:
        for m in re.finditer(re.escape(name), text):
            first = starts.index(m.start())
            found.append(Entity(first=first, last=ends.index(m.end()), type=kind, score=1.0))
    fields = dict(  # noqa: C408 - reads like the call it feeds
        text=text,
        start=np.array(starts, dtype=np.int64),
        end=np.array(ends, dtype=np.int64),
        sentence=np.array(sentence, dtype=np.int64),
        paragraph=np.array(paragraph, dtype=np.int64),
        tags=np.zeros((n, 7), dtype=np.float32),
        upos=zeros,
        deprel=zeros,
        mention=zeros,
        entities=tuple(sorted(found, key=lambda e: e.first)),
        starts=starts,
        ends=ends,
    )
    return Encoded(**fields, windows=None)  # type: ignore[arg-type]


def span(text: str, words: str, after: int = 0) -> Span:
    start = text.index(words, after)
    return Span(start=start, end=start + len(words), text=words)


def answers(
    text: str, *rows: tuple[str, str, str], entities: tuple[tuple[str, str], ...] = (), day: str | None = "2014-06-20"
) -> list[Answer]:
    """rows: source, cue, content, in the order of the text."""
    statements = []
    at = 0
    for k, (source, cue, content) in enumerate(rows):
        near = re.compile(rf"\b{re.escape(source)}\W{{1,2}}{re.escape(cue)}\b")
        m = near.search(text, at)
        assert m, (source, cue)
        source_span = Span(start=m.start(), end=m.start() + len(source), text=source)
        cue_span = Span(start=m.end() - len(cue), end=m.end(), text=cue)
        body = span(text, content, at)
        at = m.end()
        kind = "direct" if content[0] in '“"' else "indirect"
        statements.append(
            Statement(id=f"s{k}", kind=kind, part="body", content=(body,), cue=(cue_span,), source=(source_span,), speaker=UNRESOLVED)  # type: ignore[arg-type]
        )
    published = When(edtf=day, earliest=day, latest=day, basis="given") if day else None
    article = Article(id="a", source="a.txt", text=text, text_sha256="", published=published)
    return list(answer_who(article, encode(text, entities), statements))


def one(text: str, source: str, cue: str = "said", content: str = "talks will go on", entities: tuple[tuple[str, str], ...] = ()) -> Party:
    return answers(text, (source, cue, content), entities=entities)[0].speaker


@pytest.mark.parametrize(
    ("source", "name", "kind", "status"),
    [
        ("Moscow", "Russia", "state", "resolved"),
        ("The Kremlin", "Russia", "state", "resolved"),
        ("The Russian government", "Russia", "state", "resolved"),
        ("NATO", "NATO", "organisation", "resolved"),
        ("The Ruritanian monarch Rudolf Elphberg", "Rudolf Elphberg", "person", "resolved"),
        ("Rudolf Elphberg, the king of Ruritania", "Rudolf Elphberg", "person", "resolved"),
        ("A senior official", "A senior official", "unnamed", "unnamed"),
        ("Two diplomats", "Two diplomats", "unnamed", "unnamed"),
        ("Polish officials", "Polish officials", "unnamed", "unnamed"),
        ("Poland and Norway", "Poland and Norway", "group", "resolved"),
        ("Norway, Poland and Sweden", "Norway, Poland and Sweden", "group", "resolved"),
        ("The Polish Foreign Ministry", "Polish Foreign Ministry", "organisation", "resolved"),
        ("They [the Polish officials]", "the Polish officials", "unnamed", "unnamed"),
        ("North and South Korea", "North Korea and South Korea", "group", "resolved"),
        ("The Norwegian army", "Norwegian army", "organisation", "resolved"),
        ("Reuters", "Reuters", "organisation", "resolved"),
        ("A source familiar with the talks", "A source familiar with the talks", "unnamed", "unnamed"),
    ],
)
def test_sources(source: str, name: str, kind: str, status: str) -> None:
    party = one(f"{source} said talks will go on.", source, entities=(("Rudolf Elphberg", "person"),) if "Elphberg" in source else ())
    assert (party.name, party.type, party.status) == (name, kind, status)


def test_a_direction_is_no_body() -> None:
    text = "Talks between North Korea and Norway went on. The North said talks will go on."
    party = answers(text, ("The North", "said", "talks will go on"), entities=(("North Korea", "place"), ("North", "organisation")))[
        0
    ].speaker
    assert party.name in ("North Korea", None)


def test_a_name_that_ends_with_a_hyphen_goes_on() -> None:
    party = one(
        "Bam Seok-ho, of the Garden Party, said talks will go on.", "Bam Seok-ho, of the Garden Party,", entities=(("Bam Seok-", "person"),)
    )
    assert (party.name, party.status) == ("Bam Seok-ho", "resolved")


def test_what_is_joined_to_a_name_is_no_part_of_it() -> None:
    party = one(
        "Anna Berg said talks will go on. The Anna Berg-led council met.",
        "Anna Berg",
        entities=(("Anna Berg-", "person"), ("Anna Berg", "person")),
    )
    assert (party.name, party.status) == ("Anna Berg", "resolved")


@pytest.mark.parametrize(
    ("phrase", "name", "members"),
    [
        ("The foreign ministers of France and Poland", "foreign ministers of France and Poland", 2),
        ("The presidents of France, Poland and Ruritania", None, 0),  # in no table
        ("The leaders of France and Germany", None, 0),  # which of their leaders is not said
        ("The former presidents of France and Poland", None, 0),
    ],
)
def test_one_office_of_several_states(phrase: str, name: str | None, members: int) -> None:
    text = f"{phrase} arrived."
    day = When(edtf="2014-02-21", earliest="2014-02-21", latest="2014-02-21", basis="given")
    party = resolve_report(Article(id="a", source="a.txt", text=text, text_sha256="", published=day), encode(text, ()), ()).read(
        0, len(phrase), None
    )
    assert (party.name if party else None, len(party.members) if party else 0) == (name, members)


def test_a_korean_name_taken_for_a_body_is_a_persons() -> None:
    party = one(
        "Bam Seok-ho, of the Garden Party, said talks will go on.",
        "Bam Seok-ho, of the Garden Party,",
        entities=(("Bam Seok-ho", "organisation"),),
    )
    assert (party.name, party.type, party.status) == ("Bam Seok-ho", "person", "resolved")


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ("A senior official", "official"),
        ("Two diplomats", "diplomat"),
        ("A source familiar with the talks", "source familiar"),
        ("Several analysts", "analyst"),
        ("An army officer", "military"),
    ],
)
def test_unnamed_sources_keep_their_kind(source: str, description: str) -> None:
    party = one(f"{source} said talks will go on.", source)
    assert party.description == description
    assert party.id is None


@pytest.mark.parametrize(
    ("source", "names", "expected"),
    [
        ("Ivo Lund, senior fellow and director of the project", ("Ivo Lund",), "Ivo Lund"),
        ("Two senators, Ivo Lund of Zembla and Anna Berg of Ruritania", ("Ivo Lund", "Anna Berg"), "Ivo Lund and Anna Berg"),
        ("Secretary of State Anna Berg", ("Anna Berg",), "Anna Berg"),
        ("Ivo Lund’s spokesman", ("Ivo Lund",), "Ivo Lund’s spokesman"),
        ("A spokesman for Ivo Lund", ("Ivo Lund",), "A spokesman for Ivo Lund"),
        ("A statement from the Norwegian army", (), "Norwegian army"),
        ("Norway’s government", (), "Norway"),
        ("The Aviation Safety Administration", (), "Aviation Safety Administration"),
        ("Anna Berg’s statement", ("Anna Berg",), "Anna Berg"),
        ("US officials", (), "US officials"),
    ],
)
def test_heads(source: str, names: tuple[str, ...], expected: str) -> None:
    party = one(f"{source} said talks will go on.", source, entities=tuple((n, "person") for n in names))
    assert party.name == expected


NAMES = (("Rudolf Elphberg", "person"), ("Elphberg", "person"), ("Flavia Strelsau", "person"), ("Strelsau", "person"))
STORY = (
    "Polish Foreign Minister Flavia Strelsau told Reuters the treaty was ready. She added that it was short.\n\n"
    "Norwegian government spokesman Rudolf Elphberg said Norway would wait. The spokesman warned that time was short. "
    "“We are patient,” he said.\n\n"
    "Strelsau said Poland would sign. The minister thanked Norway."
)


def test_a_report_is_followed() -> None:
    got = answers(
        STORY,
        ("Polish Foreign Minister Flavia Strelsau", "told", "the treaty was ready"),
        ("She", "added", "that it was short"),
        ("Norwegian government spokesman Rudolf Elphberg", "said", "Norway would wait"),
        ("The spokesman", "warned", "that time was short"),
        ("he", "said", "“We are patient,”"),
        ("Strelsau", "said", "Poland would sign"),
        ("The minister", "thanked", "Norway"),
        entities=NAMES,
    )
    f, r = "Flavia Strelsau", "Rudolf Elphberg"
    assert [a.speaker.name for a in got] == [f, f, r, r, r, f, f]
    assert got[0].speaker.role == "Polish Foreign Minister"
    assert got[0].speaker.acts_for == "Poland"
    assert got[2].speaker.acts_for == "Norway"
    assert got[0].speaker.id == "person:flavia-strelsau"
    assert [(s.text, s.name) for s in got[0].addressee] == [("Reuters", "Reuters")]
    assert all(a.speaker.how for a in got)


def test_nothing_is_guessed_between_two_who_fit() -> None:
    text = "Flavia Strelsau met Anna Strelsau in June. Strelsau said talks will go on."
    entities = (("Flavia Strelsau", "person"), ("Anna Strelsau", "person"))
    party = answers(text, ("Strelsau", "said", "talks will go on"), entities=entities)[0].speaker
    assert party.status == "ambiguous"
    assert party.name is None
    assert party.id is None
    assert {c.name for c in party.candidates} == {"Flavia Strelsau", "Anna Strelsau"}


def test_an_answer_points_back() -> None:
    text = "Poland said Norway must pay first. Norway rejected the demand."
    got = answers(text, ("Poland", "said", "Norway must pay first"), ("Norway", "rejected", "the demand"))
    assert got[1].responds_to == "s0"
    assert got[0].responds_to is None


@pytest.mark.parametrize(
    ("text", "cue", "expected"),
    [
        ("Poland told the newspaper Aftenposten that talks will go on.", "told", "the newspaper Aftenposten"),
        ("In an interview with Sky News, Poland said talks will go on.", "said", "Sky News"),
        ("Poland warned U.S. officials that talks will go on.", "warned", "U.S. officials"),
        ("Poland told reporters Friday that talks will go on.", "told reporters Friday", "reporters"),  # the cue holds its object
        ("Poland has told the envoys that talks will go on.", "has told", "the envoys"),
        ("Poland said on Monday talks will go on.", "said", None),
        ("Poland said talks will go on.", "said", None),
    ],
)
def test_addressees(text: str, cue: str, expected: str | None) -> None:
    got = answers(text, ("Poland", cue, "talks will go on"))[0].addressee
    assert [s.text for s in got] == ([expected] if expected else [])


def test_we_is_the_side_of_the_one_quoted() -> None:
    text = "“We want peace,” Polish Foreign Minister Flavia Strelsau said."
    outer = Statement(
        id="o", kind="direct", part="body", content=(span(text, "“We want peace,”"),), cue=(span(text, "said"),),
        source=(span(text, "Polish Foreign Minister Flavia Strelsau"),), speaker=UNRESOLVED,
    )  # fmt: skip
    inner = Statement(
        id="i", kind="indirect", part="body", content=(span(text, "peace"),), cue=(span(text, "want"),), source=(span(text, "We"),),
        speaker=UNRESOLVED, parent="o",
    )  # fmt: skip
    article = Article(id="a", source="a", text=text, text_sha256="")
    got = resolve_who(article, encode(text, (("Flavia Strelsau", "person"),)), [outer, inner])
    assert got[1].speaker.name == "Poland"


def test_offices_have_dates() -> None:
    text = "The Norwegian prime minister said talks will go on."
    then = answers(text, ("The Norwegian prime minister", "said", "talks will go on"), day="2012-01-10")[0].speaker
    later = answers(text, ("The Norwegian prime minister", "said", "talks will go on"), day="2018-01-10")[0].speaker
    assert then.status == later.status == "resolved"
    assert then.id != later.id
    unknown = answers(text, ("The Norwegian prime minister", "said", "talks will go on"), day=None)[0].speaker
    assert unknown.status == "unnamed"


def test_the_threshold_turns_names_into_candidates() -> None:
    text = "Rudolf Elphberg said talks will go on."
    statement = Statement(
        id="s", kind="indirect", part="body", content=(span(text, "talks will go on"),), cue=(span(text, "said"),),
        source=(span(text, "Rudolf Elphberg"),), speaker=UNRESOLVED,
    )  # fmt: skip
    article = Article(id="a", source="a", text=text, text_sha256="")
    (party,) = (s.speaker for s in resolve_who(article, encode(text, NAMES[:1]), [statement], threshold=1.0))
    assert party.status == "ambiguous"
    assert party.name is None
    assert party.candidates[0].name == "Rudolf Elphberg"
