from __future__ import annotations

from pathlib import Path

import orjson
import pytest
import yaml

from onrecord.errors import DataFileError
from onrecord.resolve.who.build import build
from onrecord.resolve.who.words import Words, fold, fold_all, slug
from onrecord.resolve.who.world import TABLE, world

DATA = TABLE.parents[1]


def test_table_is_built_from_the_yaml_files() -> None:
    assert orjson.loads(TABLE.read_bytes()) == orjson.loads(orjson.dumps(build(DATA))), "run: python tools/build_parties.py"


def test_every_alias_finds_its_party() -> None:
    known = world()
    for key, parties in known.names.items():
        assert parties, key
        for party in parties:
            assert known.parties[party].name


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Moscow said", "seat", "Russia"),
        ("the Kremlin said", "seat", "Russia"),
        ("The White House said", "seat", "United States"),
        ("U.S. officials", "name", "United States"),
        ("Volodymyr Zelenskiy said", "name", "Volodymyr Zelenskyy"),
        ("Zelensky said", "short", "Volodymyr Zelenskyy"),
        ("Recep Tayyip Erdoğan said", "name", "Recep Tayyip Erdogan"),
        ("the International Atomic Energy Agency said", "name", "IAEA"),
        ("Ukrainian troops", "adjective", "Ukraine"),
        ("Agence France-Presse reported", "name", "AFP"),
    ],
)
def test_names_at(text: str, kind: str, name: str) -> None:
    words, known = Words(text), world()
    found = next(f for i in range(len(words)) if (f := known.at(words, i)))
    assert (found.kind, known.parties[found.parties[0]].name) == (kind, name)


@pytest.mark.parametrize("text", ["give us a day", "a polish for shoes", "the kremlinology of it", "it was as clear as is"])
def test_no_name(text: str) -> None:
    words = Words(text)
    assert not [f for i in range(len(words)) if (f := world().at(words, i))]


def test_words_fold() -> None:
    assert fold("U.S.") == "us"
    assert fold("Ya’alon") == fold("Yaalon")
    assert fold("I'm") != fold("Im")
    assert fold("She’ll") != fold("Shell")
    assert fold("Erdoğan") == "erdogan"
    assert fold_all("Ukraine’s parliament") == ("ukraine", "parliament")
    assert slug("Gi-Wook Shin") == "gi-wook-shin"


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"sex": "m", "born": 1950}, "unknown key born"),
        ({"sex": "x"}, "sex must be"),
        ({"sex": "f", "office": {"president": "since 2010"}}, "is not from..to"),
        ({"sex": "f", "id": "12"}, "not a Wikidata id"),
        ({"sex": "f", "also": [38]}, "is not text"),
    ],
)
def test_wrong_entries_are_named(tmp_path: Path, entry: object, complaint: str) -> None:
    parties, names = tmp_path / "parties", tmp_path / "names"
    (parties / "persons").mkdir(parents=True)
    names.mkdir()
    (parties / "states_ours.yaml").write_text("ZZ: {name: Zembla, adjective: [Zemblan]}\n", encoding="utf-8")
    (parties / "states.yaml").write_text("ZZ: {seats: [Onhava]}\n", encoding="utf-8")
    for file in ("organisations", "outlets"):
        (parties / f"{file}.yaml").write_text("Royal Academy: {}\n" if file == "organisations" else "Onhava Post: {}\n", encoding="utf-8")
    (parties / "persons" / "zembla.yaml").write_text(yaml.safe_dump({"ZZ": {"Odon Vseslav": entry}}), encoding="utf-8")
    with pytest.raises(DataFileError, match=complaint) as caught:
        build(tmp_path)
    assert "Odon Vseslav" in str(caught.value)
