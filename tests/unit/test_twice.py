"""What is attributed twice. {c1} and so on mark what the model linked to statement 1, {s} and {c} a source and cue that it linked to none."""

from __future__ import annotations

import pytest
from marked import marked

from onrecord.statements.twice import attributed_twice, holds

WHOLE = [
    ("{s1}The allies{/s1} {c1}agree{/c1} {t1}they must stay{/t1}, {s}Drozd{/s} {c}says{/c}.", "The allies agree they must stay"),
    (
        "{s1}Vorn{/s1} {c1}has blasted{/c1} {t1}the law{/t1} and may leave the pact, {c}said{/c} {s}Robert Hesse, a lawyer{/s}.",
        "Vorn has blasted the law and may leave the pact",
    ),
    ("{t1}“It is over,”{/t1} {s1}she{/s1} {c1}said{/c1} Monday, {c}according to{/c} {s}Yolda{/s}.", "“It is over,” she said Monday"),
    ("{c}According to{/c} {s}Vestra{/s}, {s1}an aide{/s1} {c1}said{/c1} {t1}the king was ill{/t1}.", "an aide said the king was ill"),
    # a clause that only sets the scene, an object after the cue, words that say more after the tail, nothing attributed inside
    ("Although {s1}Vorn{/s1} {c1}has admitted{/c1} {t1}the delay{/t1}, {s}Drozd{/s} {c}says{/c} little.", None),
    ("{s1}Vorn{/s1} {c1}regrets{/c1} {t1}the delay{/t1} deeply, and {s}Drozd{/s} {c}endorsed{/c} a rival.", None),
    ("{t1}It is late{/t1}, {s}Drozd{/s} {c}said{/c} in Beryn, {c1}adding{/c1} {t1}that it was cold{/t1}.", None),
    ("The bridge is closed for the winter, {s}Drozd{/s} {c}says{/c}.", None),
]


@pytest.mark.parametrize(("text", "expected"), WHOLE)
def test_sentences_attributed_as_a_whole(text: str, expected: str | None) -> None:
    e, pieces, found = marked(text)
    outer, inner = attributed_twice(e, pieces, found)
    assert [e.text[e.starts[a.content[0].first] : e.ends[a.content[0].last]] for a in outer] == ([expected] if expected else [])
    assert not inner
    assert all(holds(a, found[0]) and a.rule for a in outer)


def test_one_who_speaks_through_another() -> None:
    e, pieces, found = marked(
        "{t1}“It is over,”{/t1} {s}she{/s} {c}said{/c} in a statement, {c1}according to{/c1} {s1}the Yolda agency{/s1}."
    )
    outer, [(she, agency)] = attributed_twice(e, pieces, found)
    assert not outer
    assert (agency, she.content) == (found[0], found[0].content)
    assert e.word(she.source[0].first) == "she"
