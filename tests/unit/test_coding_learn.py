"""A codebook of examples alone codes sentences that it has not seen, on a question that no shipped codebook knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.coding.check import any_name
from onrecord.coding.codebook import Codebook, load
from onrecord.coding.learn import learned, topics
from onrecord.coding.positions import code
from onrecord.model import Article

PRISONERS = """\
id: prisoners
version: 1
wording: Should prisoners be exchanged?
for:
  means: The party wants, offers or agrees to an exchange.
  examples:
    - Velland agreed to swap prisoners.
    - Ostria offered to free its captives.
    - Velland is ready for a prisoner exchange.
    - Ostria has called for the release of all captives.
    - Velland welcomed the prisoner swap.
    - Ostria said it was willing to release prisoners.
    - Velland urged Ostria to free the captives.
    - Ostria backed an exchange of captives.
    - Velland wants to bring every captive home.
    - Ostria will not rule out a swap.
conditional:
  means: It ties an exchange to a condition.
  examples:
    - Velland would swap prisoners if Ostria does the same.
    - Ostria will release its captives only after the truce.
    - Velland refused to free prisoners unless the blockade is lifted.
    - Ostria is ready for an exchange as long as it is complete.
against:
  means: It refuses an exchange.
  examples:
    - Velland refused to swap prisoners.
    - Ostria ruled out any exchange of captives.
    - Velland rejected the prisoner swap.
    - Ostria will not free its captives.
    - Velland called off the exchange.
    - Ostria opposes the release of prisoners.
    - Velland suspended the prisoner exchange.
    - Ostria is not ready to release captives.
neither:
  - Prisoners were counted on Monday.
  - The captives are held in the north.
  - The exchange was in its third year.
  - Analysts expect a swap.
"""


@pytest.fixture
def book(tmp_path: Path) -> Codebook:
    path = tmp_path / "prisoners.yaml"
    path.write_text(PRISONERS, encoding="utf-8")
    return load(path)


def test_what_the_examples_are_about(book: Codebook) -> None:
    found = set(topics(book.examples))
    assert found >= {"prisoner", "captiv", "swap"}
    assert not found & {"velland", "ready", "refus", "monday"}
    assert learned(book).strong is not None
    assert learned(learned(book)) == learned(book)


@pytest.mark.parametrize(
    ("text", "holder", "stance"),
    [
        ("Karsk is open to a swap of soldiers.", "Karsk", "for"),
        ("The president of Karsk proposed an immediate exchange.", "Karsk", "for"),
        ("Karsk has never rejected a prisoner exchange.", "Karsk", "for"),
        ("Karsk has repeatedly declined to release the captives.", "Karsk", "against"),
        ("The swap was rejected by Karsk.", "Karsk", "against"),
        ("Karsk walked away from the exchange.", "Karsk", "against"),
        ("Karsk will not release any captives until the shelling stops.", "Karsk", "conditional"),
        ("Karsk is prepared to release captives provided that the border opens.", "Karsk", "conditional"),
    ],
)
def test_sentences_that_no_example_has(book: Codebook, text: str, holder: str, stance: str) -> None:
    found = code(Article(id="a", source="a", text=text, text_sha256=""), (), None, (book,), any_name)
    assert (holder, stance) in {(p.holder, p.stance) for p in found}


@pytest.mark.parametrize("text", ["Karsk is ready for the harvest.", "The captives were moved on Tuesday.", "Karsk refused to sell wheat."])
def test_what_is_about_something_else(book: Codebook, text: str) -> None:
    assert code(Article(id="a", source="a", text=text, text_sha256=""), (), None, (book,), any_name) == ()
