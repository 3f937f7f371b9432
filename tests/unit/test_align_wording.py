"""How two carriers word one utterance differently."""

from __future__ import annotations

import pytest
from align_samples import carrier
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.align.markers import rules
from onrecord.align.wording import differences


def found(a: str, b: str, kind_b: str = "direct") -> list[tuple[str, str | None, str | None]]:
    return [
        (d.kind, d.a.text if d.a else None, d.b.text if d.b else None)
        for d in differences(carrier(a, "r1"), carrier(b, "r2", kind=kind_b))
        if d.matters
    ]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("I think the bridge is lost,", "The bridge is lost", [("dropped-hedge", "I think", None)]),
        ("The bridge is lost", "The bridge is probably lost", [("added-hedge", None, "probably")]),
        ("We will open the harbour", "We may open the harbour", [("changed-modal", "will", "may")]),
        ("We won’t open the harbour", "We will open the harbour", [("dropped-negation", "won’t", None)]),
        ("We open the harbour if the guns fall silent", "We open the harbour", [("cut-condition", "if the guns fall silent", None)]),
        ("If not, we shall close the harbour", "we shall close the harbour", [("cut-condition", "If not", None)]),
        ("They [the envoys] left the harbour", "They left the harbour", [("bracketed", "[the envoys]", None)]),
        ("They lost 30 boats in the storm", "They lost 40 boats in the storm", [("changed-number", "30", "40")]),
        ("We should under no circumstances open it", "Under no circumstances should we open it", []),
        ("The cease-fire holds", "The ceasefire holds", []),
        ("It’s over for the harbour’s defence", "It is over for the harbour’s defense", []),
        # a modal that goes with its whole clause changes nothing in what is left
        ("The harbour is open and the guns must go home this winter", "The harbour is open", []),
        # a sentence that only one of them carries is not another wording
        ("The harbour is open. Perhaps the guns will not go.", "The harbour is open.", []),
    ],
)
def test_what_matters(a: str, b: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert found(a, b) == expected


def test_shifted_tense_in_indirect_speech_is_no_change() -> None:
    assert found("We will open the harbour", "they would open the harbour", "indirect") == []
    assert found("We will open the harbour", "they would “open the harbour”", "mixed") == []
    assert found("We will open the harbour", "that “we would open the harbour”", "mixed") == [("changed-modal", "will", "would")]
    assert found("We will open the harbour", "they might open the harbour", "indirect") == [("changed-modal", "will", "might")]


def test_marked_and_unmarked_cuts() -> None:
    a = "The harbour and its two old bridges are open"
    kinds = [
        [d.kind for d in differences(carrier(a, "r1"), carrier(b, "r2"))] for b in ("The harbour ... are open", "The harbour are open")
    ]
    assert kinds == [["elided"], ["left-out"]]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab wil not[]()’.,…if ", max_size=60), st.text(alphabet="ab wil not[]()’.,…if ", max_size=60))
def test_places_repeat_the_text(a: str, b: str) -> None:
    for d in differences(carrier(a, "r1"), carrier(b, "r2")):
        assert d.a is not None or d.b is not None
        for place, text in ((d.a, a), (d.b, b)):
            assert place is None or text[place.start : place.end] == place.text
    assert differences(carrier(a, "r1"), carrier(a, "r2")) == []


def test_markers_match_their_examples() -> None:
    assert {r.kind for r in rules()} == {"hedge", "modal", "negation", "condition", "booster"}
