from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.resolve.who.identity import Judgement, clusters, propose


def judge(a: str, b: str, verdict: str, time: str = "2024-01-01", *, by_hand: bool = False, score: float = 0.9) -> Judgement:
    return Judgement(a=a, b=b, verdict=verdict, score=score, maker="test", time=time, by_hand=by_hand)  # type: ignore[arg-type]


def test_a_person_splits_and_a_later_one_merges_again() -> None:
    rows = [judge("person:a", "person:b", "same")]
    assert clusters([], rows)["person:b"] == "person:a"
    rows.append(judge("person:a", "person:b", "different", "2024-02-01", by_hand=True))
    assert clusters([], rows)["person:b"] == "person:b"
    rows.append(judge("person:a", "person:b", "same", "2024-03-01", by_hand=True))
    assert clusters([], rows)["person:b"] == "person:a"


def test_a_split_holds_against_a_way_round() -> None:
    rows = [
        judge("person:a", "person:c", "different", by_hand=True),
        judge("person:a", "person:b", "same", score=0.95),
        judge("person:b", "person:c", "same", score=0.8),
    ]
    got = clusters([], rows)
    assert got["person:a"] == got["person:b"] != got["person:c"]


def test_a_known_id_stands_for_the_cluster_and_machines_never_join_two() -> None:
    rows = [judge("person:a", "Q5", "same"), judge("person:a", "Q7", "same", score=0.8)]
    got = clusters(["person:z"], rows)
    assert got == {"person:z": "person:z", "person:a": "Q5", "Q5": "Q5", "Q7": "Q7"}


IDS = st.sampled_from(["a", "b", "c", "d", "Q1", "Q2"])
ROWS = st.lists(
    st.builds(
        Judgement,
        a=IDS,
        b=IDS,
        verdict=st.sampled_from(["same", "different"]),
        score=st.sampled_from([0.5, 0.8, 0.9]),
        maker=st.just("test"),
        time=st.sampled_from(["2024-01-01", "2024-01-02", "2024-01-03"]),
        by_hand=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda j: (j.pair, j.time, j.by_hand, j.score),
)


@given(ROWS, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(rows: list[Judgement], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert clusters([], rows) == clusters([], shuffled)


@given(ROWS)
def test_the_weightiest_split_always_holds(rows: list[Judgement]) -> None:
    last = judge("a", "b", "different", "2025-01-01", by_hand=True)
    got = clusters([], [*rows, last])
    assert got["a"] != got["b"]


def test_transliterations_are_proposed_other_names_not() -> None:
    names = [("person:x", "Mohamed Karzuk"), ("person:y", "Muhammad Karzouk"), ("person:z", "Mona Karlsen")]
    (only,) = propose(names, "test", "2024-01-01")
    assert only.pair == ("person:x", "person:y")
    assert only.verdict == "same"
