"""The small parts of finding statements: tags to pieces, trimmed spans, kind, repeated, negated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.encode.encoded import TAGS, UPOS, Encoded
from onrecord.encode.pieces import quote_states
from onrecord.model import Span
from onrecord.statements.decode import Piece, _steps, best_tags, decode_rows
from onrecord.statements.details import is_negated, is_repeated, kind_of
from onrecord.statements.link import Attribution
from onrecord.statements.select import without_dangling, without_topics
from onrecord.statements.trim import trim, trim_name

ROW = st.lists(st.floats(0.01, 1), min_size=len(TAGS), max_size=len(TAGS))


def rows(names: str) -> np.ndarray:
    """Confident rows for tags named by their initials: s S = B- and I-source, c C = cue, t T = content, o = O."""
    code = dict(zip("osScCtT", range(7), strict=True))
    p = np.full((len(names), 7), 0.01, dtype=np.float32)
    for i, n in enumerate(names):
        p[i, code[n]] = 0.94
    return p


def test_tags_become_pieces() -> None:
    p = rows("sScotTTo")
    assert [(x.role, x.first, x.last) for x in decode_rows(p, np.zeros(8, dtype=np.int64))] == [
        ("source", 0, 1),
        ("cue", 2, 2),
        ("content", 4, 6),
    ]


def test_an_inside_tag_without_a_beginning_is_mended() -> None:
    p = rows("oTTo")
    p[1, TAGS.index("B-content")] = 0.04
    assert [(x.role, x.first, x.last) for x in decode_rows(p, np.zeros(4, dtype=np.int64))] == [("content", 1, 2)]


def test_a_piece_ends_with_its_paragraph() -> None:
    found = decode_rows(rows("tTtT"), np.array([0, 0, 1, 1]))
    assert [(x.first, x.last) for x in found] == [(0, 1), (2, 3)]


@settings(max_examples=80, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=12), st.integers(0, 12))
def test_tags_are_always_consistent(values: list[list[float]], cut: int) -> None:
    p = np.asarray(values, dtype=np.float32)
    paragraph = (np.arange(len(p)) >= cut).astype(np.int64)
    tags = [TAGS[t] for t in best_tags(p / p.sum(1, keepdims=True), paragraph)]
    for i, t in enumerate(tags):
        if t.startswith("I-"):
            assert i > 0
            assert paragraph[i] == paragraph[i - 1]
            assert tags[i - 1][2:] == t[2:]


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=3), st.integers(0, 3), st.sampled_from([1.0, 10.0, 1000.0]))
def test_no_other_tags_are_better(values: list[list[float]], cut: int, outside: float) -> None:
    p = np.asarray(values, dtype=np.float32)
    p[:, 0] *= outside  # paragraphs that hold hardly anything are passed over
    p /= p.sum(1, keepdims=True)
    paragraph = (np.arange(len(p)) >= cut).astype(np.int64)
    step, first, last, _ = _steps()
    log_p = np.log(np.maximum(p, 1e-9))

    def score(tags: Sequence[int]) -> float:
        total = float(log_p[np.arange(len(p)), list(tags)].sum())
        for i, t in enumerate(tags):
            opens, closes = i == 0 or paragraph[i] != paragraph[i - 1], i + 1 == len(p) or paragraph[i + 1] != paragraph[i]
            total += float(first[t] if opens else step[t, tags[i - 1]]) + float(last[t] if closes else 0)
        return total

    best = max(score(tags) for tags in product(range(len(TAGS)), repeat=len(p)))
    assert score(best_tags(p, paragraph).tolist()) == pytest.approx(best, abs=1e-3)


def span(text: str, words: str) -> Span:
    a = text.index(words)
    return Span(start=a, end=a + len(words), text=words)


@pytest.mark.parametrize(
    ("text", "found", "kept"),
    [
        ("“We agree,” she said.", "We agree,”", "“We agree,”"),
        ('"We agree," she said.', 'We agree,"', '"We agree,"'),
        ("She said that it was over.", "that it was over.", "that it was over"),
        ("She said: “It is over.”", ": “It is over.”", "“It is over.”"),
        ("“It is over.” She left.", "“It is over", "“It is over.”"),
        ("She said that, yes,", "that, yes,", "that, yes"),
        ('I ask." Norland has left.', '" Norland has left', "Norland has left"),
        # the mark that opens the next quotation is not this one's
        ('"I declare that I go. "I ask', 'that I go. "', "that I go"),
    ],
)
def test_content_ends_cleanly(text: str, found: str, kept: str) -> None:
    assert [s.text for s in trim(text, [span(text, found)])] == [kept]


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab ,.“”\"':\n", min_size=1, max_size=40), st.data())
def test_trimmed_spans_repeat_their_words(text: str, data: st.DataObject) -> None:
    a = data.draw(st.integers(0, len(text) - 1))
    b = data.draw(st.integers(a + 1, len(text)))
    for s in (*trim(text, [Span(start=a, end=b, text=text[a:b])]), *trim_name(text, [Span(start=a, end=b, text=text[a:b])])):
        assert 0 <= s.start < s.end <= len(text)
        assert text[s.start : s.end] == s.text


@pytest.mark.parametrize(
    ("text", "content", "nested", "kind"),
    [
        ("“We agree,” she said.", "“We agree,”", False, "direct"),
        ("She said that they agree.", "that they agree", False, "indirect"),
        ("She said they “agree” now.", "they “agree” now", False, "mixed"),
        ("“He [the envoy] agrees,” she said.", "“He [the envoy] agrees,”", False, "direct"),
        # inside somebody's quotation only the inner marks count
        ("“He said that it is over,” she said.", "that it is over", True, "indirect"),
        ("“He said ‘over’,” she said.", "‘over’", True, "direct"),
    ],
)
def test_kind(text: str, content: str, nested: bool, kind: str) -> None:
    assert kind_of([span(text, content)], quote_states(text), nested=nested) == kind


@pytest.mark.parametrize(
    ("words", "classes", "contents", "kept"),
    [
        ("“ It shook , ” he said of the shelling", "PUNCT PRON VERB PUNCT PUNCT PRON VERB ADP DET NOUN", [(0, 4), (8, 9)], [(0, 4)]),
        ("“ It shook , ” he said and he left", "PUNCT PRON VERB PUNCT PUNCT PRON VERB CCONJ PRON VERB", [(0, 4), (8, 9)], [(0, 4), (8, 9)]),
        ("He backs the plan and a truce", "PRON VERB DET NOUN CCONJ DET NOUN", [(2, 3), (5, 6)], [(2, 3), (5, 6)]),
    ],
)
def test_what_a_quotation_is_about_is_not_said(words: str, classes: str, contents: list[tuple[int, int]], kept: list[tuple[int, int]]) -> None:
    starts = [m.start() for m in re.finditer(r"\S+", words)]
    ends = [m.end() for m in re.finditer(r"\S+", words)]
    zero = np.zeros(len(starts), dtype=np.int64)
    e = Encoded(
        text=words, start=np.array(starts), end=np.array(ends), sentence=zero, paragraph=zero,
        tags=np.zeros((len(starts), len(TAGS)), dtype=np.float32), upos=np.array([UPOS.index(c) for c in classes.split()]), deprel=zero,
        mention=zero, entities=(), windows=None,  # type: ignore[arg-type]
    )  # fmt: skip
    found = without_topics(e, Attribution((), (), tuple(Piece("content", a, b, 1.0) for a, b in contents), 1.0))
    assert [(p.first, p.last) for p in found.content] == kept


@pytest.mark.parametrize(
    ("cue", "after", "around", "expected"),
    [
        ("has repeatedly stated", "that", "Vask has repeatedly stated", True),
        ("said", "again that", "Vask said again", True),
        ("has ruled out", "", "Vask has ruled out on multiple occasions", True),
        ("said", "on Monday", "Vask said on Monday", False),
        ("told", "reporters", "The envoy, who left again, told reporters", False),
    ],
)
def test_repeated(cue: str, after: str, around: str, expected: bool) -> None:
    assert is_repeated(cue, after, around) is expected


@pytest.mark.parametrize(
    ("cue", "expected"),
    [("did not say", True), ("refused to say", True), ("declined to confirm", True), ("said", False), ("refused", False), ("didn’t say", True)],
)
def test_negated(cue: str, expected: bool) -> None:
    assert is_negated(cue) is expected


DANGLING = [
    # the words with their classes; the content ends at the bar
    ("any meeting on | several occasions", "NOUN NOUN ADP ADJ NOUN", "any meeting"),
    ("the idea of a strike to | Congress", "DET NOUN ADP DET NOUN ADP PROPN", "the idea of a strike"),
    ("what they hope for | said Maro", "PRON PRON VERB ADP VERB PROPN", "what they hope for"),
    ("what they hope for | .", "PRON PRON VERB ADP PUNCT", "what they hope for"),
    ("the | crowd", "DET NOUN", "the"),
]


@pytest.mark.parametrize(("words", "classes", "kept"), DANGLING)
def test_a_preposition_left_hanging_is_no_content(words: str, classes: str, kept: str) -> None:
    inside, outside = (part.split() for part in words.split("|"))
    text = " ".join([*inside, *outside])
    starts = [m.start() for m in re.finditer(r"\S+", text)]
    ends = [m.end() for m in re.finditer(r"\S+", text)]
    n = len(starts)
    zero = np.zeros(n, dtype=np.int64)
    e = Encoded(
        text=text, start=np.array(starts), end=np.array(ends), sentence=zero, paragraph=zero, tags=np.zeros((n, 7), dtype=np.float32),
        upos=np.array([UPOS.index(c) for c in classes.split()]), deprel=zero, mention=zero, entities=(),
        windows=None,  # type: ignore[arg-type]
    )  # fmt: skip
    (p,) = without_dangling(e, [Piece("content", 0, len(inside) - 1, 1.0)])
    assert text[: ends[p.last]] == kept
