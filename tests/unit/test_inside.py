"""Second-hand statements by the tags of one pass: what the tagger saw inside contents -> statements, and to which they belong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from marked import marked

from onrecord.encode.encoded import TAGS, Encoded
from onrecord.encode.load import load_reader
from onrecord.statements.decode import Piece
from onrecord.statements.link import LinkScores
from onrecord.statements.nested import inside

# numbers 1 and 2 are found outer statements; loose pieces are what the inner tags say
INSIDE = [
    (
        "{s1}Barka{/s1} {c1}revealed{/c1} {t1}that {s}Torvald{/s} had {c}told{/c} officials {t}not to sign anything{/t}{/t1}.",
        [(0, "Torvald", "told", "not to sign anything")],
    ),
    # tags outside contents, and in contents without a word of speech, are not looked at
    ("{s}Torvald{/s} {c}told{/c} officials {t}not to sign anything{/t}, {c1}said{/c1} {t1}the paper{/t1}.", []),
    # what is nearly the whole of the content and has no source is the statement itself
    ("{s1}Barka{/s1} {c1}said{/c1} {t1}{c}suggestions{/c} {t}that the treaty of Bellerive binds all three sides are wrong{/t}{/t1}.", []),
    (
        "{s1}Barka{/s1} {c1}said{/c1} {t1}{s}Vorn{/s} {c}says{/c} {t}it is late{/t}{/t1} and {c2}warned{/c2} {t2}nobody there says more{/t2}.",
        [(0, "Vorn", "says", "it is late")],
    ),
]


def told(e: Encoded, loose: list[Piece]) -> Encoded:
    """The text with inner tags as the pieces say."""
    p = np.full((len(e), len(TAGS)), 0.01, dtype=np.float32)
    tags = np.zeros(len(e), dtype=np.int64)
    for x in loose:
        tags[x.first : x.last + 1] = TAGS.index("I-" + x.role)
        tags[x.first] = TAGS.index("B-" + x.role)
    p[np.arange(len(e)), tags] = 0.94
    return replace(e, inner=p)


@pytest.mark.parametrize(("text", "expected"), INSIDE)
def test_statements_inside_contents(text: str, expected: list[tuple[int, str, str, str]]) -> None:
    e, pieces, outer = marked(text)
    numbered = {p for a in outer for p in (*a.source, *a.cue, *a.content)}
    reader = load_reader()
    found = inside(told(e, [p for p in pieces if p not in numbered]), outer, LinkScores(reader.near, reader.none))

    def words(x: tuple[Piece, ...]) -> str:
        return " ".join(e.text[e.starts[p.first] : e.ends[p.last]] for p in x)

    assert [(i.outer, *(words(getattr(i.attribution, k)) for k in ("source", "cue", "content"))) for i in found] == expected


def test_weights_without_inner_tags_see_none() -> None:
    e, _, outer = marked("{s1}Barka{/s1} {c1}said{/c1} {t1}that Torvald told officials not to sign{/t1}.")
    reader = load_reader()
    assert inside(replace(e, inner=None), outer, LinkScores(reader.near, reader.none)) == []
