"""What an undated report tells of its own day."""

from __future__ import annotations

from onrecord.model import Article, When
from onrecord.resolve.when import find_times, infer_published


def inferred(text: str, published: When | None = None) -> When | None:
    a = Article(id="a", source="a.txt", text=text, text_sha256="", published=published)
    return infer_published(a, find_times(a))


def test_no_earlier_than_what_it_looks_back_on() -> None:
    w = inferred("In autumn 2018, the two regions joined Norland.")
    assert w is not None
    assert (w.edtf, w.basis, [e.text for e in w.evidence]) == ("2018-09-01/..", "inferred", ["autumn 2018"])


def test_no_later_than_what_it_looks_forward_to() -> None:
    w = inferred("The two regions joined Norland in May 2018. A new vote will be held in March 2019.")
    assert w is not None
    assert w.edtf == "2018-05-01/2019-03-31"


def test_a_count_from_a_known_beginning() -> None:
    w = inferred("The special military operation goes on as the war in Ukraine nears the end of its eighth month.")
    assert w is not None
    assert w.edtf == "2022-09-24/2022-10-23"


def test_plans_and_forecasts_tell_nothing() -> None:
    assert inferred("Norland pledged to leave by 2024, and Ivo Maro, a likely 2028 candidate, agreed.") is None
    assert inferred("The minister said on Tuesday that it rained.") is None


def test_a_stated_date_is_not_inferred_over() -> None:
    assert inferred("In autumn 2018, the two regions joined Norland.", When(edtf="2019-01-01", basis="page")) is None
