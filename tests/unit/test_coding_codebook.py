"""Codebooks are checked when they are loaded, and may consist of examples only."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from onrecord.coding.check import check_codebook, check_rows
from onrecord.coding.codebook import load, shared_cues, shipped, with_own
from onrecord.coding.nearest import Examples
from onrecord.coding.version import coding_version
from onrecord.errors import DataFileError

PLAIN = """\
id: prisoners
version: 1
wording: Should prisoners be exchanged?
for:
  means: The party wants an exchange.
  examples: [Velland agreed to swap prisoners., Ostria offered to free its captives., We want to bring every captive home.]
conditional:
  means: It ties one to a condition.
  examples: [Velland would swap prisoners if Ostria does., Captives will be freed only after the truce.]
against:
  means: It refuses one.
  examples: [Velland refused to swap prisoners., Ostria will not free its captives., No captive will be released.]
neither: [Prisoners were counted on Monday., The jail stands near the river.]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "prisoners.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_codebooks_load() -> None:
    assert [b.id for b in shipped()] == ["talks", "ceasefire", "recognition", "sanctions", "security-guarantees", "withdrawal"]
    assert len({c.id for c in shared_cues().cues}) == len(shared_cues().cues)


def test_every_word_of_a_shipped_codebook_is_a_pattern_of_its_own() -> None:
    for path in (files("onrecord") / "data/questions").iterdir():
        if path.name.endswith(".yaml"):
            assert load(path) == load(path, each=False)  # raises where one is not


def test_a_codebook_of_examples_only(tmp_path: Path) -> None:
    book = load(write(tmp_path, PLAIN))
    assert not book.words
    near = Examples(book).nearest("Karsk agreed to swap its prisoners")
    assert near is not None
    assert near.example.stance == "for"
    checked = check_codebook(book)
    assert not all(c.right for c in checked)  # each is coded from the others, of which few are like it
    assert [c.right for c in checked] == sorted(c.right for c in checked)
    assert {"right", "shows", "coded", "how", "example"} == set(check_rows(check_codebook(book))[0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("version: 1", "version: 1\ncolour: red"), "unknown key colour"),
        (("wording: Should prisoners be exchanged?\n", ""), "missing wording"),
        (("version: 1", "version: 1\nnouns: {strong: ['(unclosed']}"), "not a regular expression"),
        (
            ("version: 1", "version: 1\npatterns: [{id: x, stance: for, pattern: swap, 'yes': [freed], 'no': []}]"),
            "does not match its own example",
        ),
        (
            ("version: 1", "version: 1\npatterns: [{id: x, stance: for, pattern: swap, 'yes': [swap], 'no': [a swap]}]"),
            "matches its counter-example",
        ),
        (("version: 1", "version: 1\npatterns: [{id: x, stance: maybe, pattern: swap, 'yes': [swap], 'no': []}]"), "stance 'maybe'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(DataFileError, match=message) as caught:
        load(write(tmp_path, PLAIN.replace(*change)))
    assert "prisoners.yaml" in str(caught.value)


def test_a_codebook_of_ones_own_stands_beside_the_shipped_or_in_the_place_of_one(tmp_path: Path) -> None:
    own = write(tmp_path, PLAIN)
    assert [b.id for b in with_own([own])] == [*(b.id for b in shipped()), "prisoners"]
    write(tmp_path, PLAIN.replace("id: prisoners", "id: talks"))
    books = with_own([own])
    assert len(books) == len(shipped())
    assert books[0].wording == "Should prisoners be exchanged?"
    assert coding_version([own]).startswith(coding_version() + "+")
