from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.article import build
from onrecord.article.dateline import find_dateline
from onrecord.article.furniture import judge_line, line_rules
from onrecord.article.label import label_text
from onrecord.article.outlets import is_outlet, outlet_of, outlets
from onrecord.model import Capture

BODY = (
    "The governor of Vell said on Monday that the harbour would stay shut until the strike was over.\n\n“We are ready to talk,” she said."
)


def kinds(text: str, **stated: object) -> list[tuple[str, str]]:
    return [(b.kind, text[b.start : b.end]) for b in label_text(text, **stated).blocks]  # type: ignore[arg-type]


def test_the_data_files_load_with_all_their_examples() -> None:
    assert len(line_rules()) > 30
    assert len(outlets()) > 30


@pytest.mark.parametrize(
    ("paragraph", "dateline"),
    [
        ("PORT LUMEN/VELL (Meridian) - The talks began.", "PORT LUMEN/VELL (Meridian) -"),
        ("PORT LUMEN, Vell, Oct. 4 (MPI) — The talks began.", "PORT LUMEN, Vell, Oct. 4 (MPI) —"),
        ("Port Lumen (MP) -- The talks began.", "Port Lumen (MP) --"),
        ("(MP) -- The talks began.", "(MP) --"),
        ("PORT LUMEN — The talks began.", "PORT LUMEN —"),
        ("PORT LUMEN, N.V. - The talks began.", "PORT LUMEN, N.V. -"),
        ("PORT LUMEN—The talks began.", "PORT LUMEN—"),
        ("PORT LUMEN, October 13. /MERIDIAN/. The talks began.", "PORT LUMEN, October 13. /MERIDIAN/."),
        ("The talks - a surprise - began.", ""),
        ("Port Lumen - The talks began.", ""),
        ("UPDATE — The talks began.", ""),
        ("HARBOUR SHUT, BUT TALKS GO ON - The talks began.", ""),
        ("“PORT LUMEN — never,” she said.", ""),
    ],
)
def test_datelines(paragraph: str, dateline: str) -> None:
    assert paragraph[: find_dateline(paragraph)] == dateline


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Harbour to stay shut, governor says\n\n{BODY}", ["title", "paragraph", "paragraph"]),
        (f"Harbour to stay shut, governor says.\n\n{BODY}", ["title", "paragraph", "paragraph"]),
        (f"Harbour to stay shut, governor says\n{BODY}", ["title", "paragraph", "paragraph"]),
        (BODY, ["paragraph", "paragraph"]),
        (
            f"Vell harbour strike\n\nGovernor: harbour to stay shut until strike is over\n\n{BODY}",
            ["subhead", "title", "paragraph", "paragraph"],
        ),
        (
            f"Harbour to stay shut\n\nDockers reject the latest offer from the north\n\n{BODY}",
            ["title", "standfirst", "paragraph", "paragraph"],
        ),
        (f"Harbour to stay shut; \nDockers reject the offer from the north.\n\n{BODY}", ["title", "standfirst", "paragraph", "paragraph"]),
        (f"Harbour to stay shut\n\nBy Ana Reyes\n\n{BODY}", ["title", "byline", "paragraph", "paragraph"]),
        (f"Harbour to stay shut\n\nAna Reyes and Tom Okoro\n\nBBC\n\n{BODY}", ["title", "byline", "byline", "paragraph", "paragraph"]),
        (
            f"Harbour to stay shut\n\nPublished: Updated:\n100% Font Size\n\n{BODY}",
            ["title", "furniture", "furniture", "paragraph", "paragraph"],
        ),
        (f"Harbour to stay shut, she says\n\nPORT LUMEN (MP) - {BODY}", ["title", "dateline", "paragraph", "paragraph"]),
        (
            f"Harbour to stay shut, she says\n\n{BODY}\n\nA long wait\n\n{BODY}",
            ["title", "paragraph", "paragraph", "subhead", "paragraph", "paragraph"],
        ),
        (f"Harbour to stay shut\n\n{BODY}\n\nAs the governor put it:\n\n{BODY}", ["title", *["paragraph"] * 5]),
        (
            f"Harbour to stay shut\n\n{BODY}\n\nRead more:\n\nDockers walk out in Vell\n\nAdvertisement\n\nGovernor asks north for help",
            ["title", "paragraph", "paragraph", "furniture", "links", "furniture", "links"],
        ),
        (
            f"Harbour to stay shut\n\nRead more:\nDockers walk out in Vell\n\n{BODY}",
            ["title", "furniture", "links", "paragraph", "paragraph"],
        ),
        (
            f"Harbour to stay shut\n\n{BODY}\n\nSEE ALSO: Dockers walk out in Vell\n\n{BODY}",
            ["title", "paragraph", "paragraph", "links", "paragraph", "paragraph"],
        ),
        ("One sentence, and nothing else.", ["paragraph"]),
        ("Words", ["paragraph"]),
    ],
)
def test_blocks(text: str, expected: list[str]) -> None:
    assert [kind for kind, _ in kinds(text)] == expected


def test_a_stated_title_is_looked_for_and_no_other_first_line_taken() -> None:
    text = f"Short first line, she said.\n\n{BODY}"
    assert kinds(text, title="Harbour to stay shut")[0][0] == "paragraph"
    assert kinds(f"Top news\nHarbour to stay shut\n{BODY}", title="Harbour To Stay Shut")[1] == ("title", "Harbour to stay shut")


def test_links_keep_their_headline() -> None:
    labels = label_text(
        f"Harbour to stay shut\n\n{BODY}\n\nSEE ALSO: Dockers walk out in Vell\n\nRelated articles\n\nGovernor asks north for help"
    )
    assert [(link.text, link.href) for link in labels.links] == [("Dockers walk out in Vell", None), ("Governor asks north for help", None)]


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The governor of the province of Vell said on Monday that\nthe harbour would stay shut until the strike of the dockers\n"
        "in Port Lumen was over and the last of the ships had been\nunloaded, and that no other ship would be let in."
    )
    assert len(kinds(text)) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "“Share the burden,” she said.",
        "The advertisement ran in three papers on Monday.",
        "Follow us, he told the crowd.",
        "Sign up for the army, the general told them.",
        "Photos show damage to the harbour.",
        "Copyright law will be changed, the minister said.",
        "More than 40 boats were lost.",
        "She said: “Read more books.”",
        "Video of the strike was shown on state television.",
        "Print it, he said.",
        "The newsletter said dockers would sign up by March.",
        "Updated figures put the toll at 14, the ministry said.",
        "The committee is to publish the decree on Facebook and Twitter.",
    ],
)
def test_sentences_are_not_furniture(sentence: str) -> None:
    assert judge_line(sentence) is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.bbc.co.uk/news/1", "BBC News"),
        ("http://edition.cnn.com/x", "CNN"),
        ("https://post.example/", None),
        (None, None),
        ("http://[", None),
    ],
)
def test_outlets_by_address(url: str | None, name: str | None) -> None:
    assert outlet_of(url) == name
    assert is_outlet("USA TODAY")
    assert not is_outlet("The harbour")


LINES = st.sampled_from(
    [
        "Harbour to stay shut",
        "Read more:",
        "Advertisement",
        "“We will talk,” she said.",
        "PORT LUMEN (MP) - The talks began on Monday.",
        "",
        " ",
        "By Ana Reyes",
        "SEE ALSO: Dockers walk out in Vell",
        "lower case line",
        "\u00a0",
        "\u2028",
        "A\tB",
        "é" * 30,
        "KIM SAYS THE HARBOUR MUST NOT BE SHUT",
        "x" * 300,
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(LINES, max_size=12).map("\n".join), st.lists(LINES, max_size=8).map("\n\n".join))


@settings(deadline=None, max_examples=60)  # the language model loads in the first example
@given(TEXTS, st.one_of(st.none(), LINES))
def test_blocks_lie_in_the_text_in_order_apart(text: str, title: str | None) -> None:
    labels = label_text(text, title)
    last = 0
    for block in labels.blocks:
        assert last <= block.start < block.end <= len(text)
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        last = block.end
    # every character that is no space lies in a block
    covered = "".join(text[b.start : b.end] for b in labels.blocks)
    assert "".join(covered.split()) == "".join(text.split())


@settings(deadline=None, max_examples=60)  # the language model loads in the first example
@given(TEXTS.filter(lambda t: t.strip() and "\0" not in t))
def test_a_plain_text_is_never_changed(text: str) -> None:
    capture = Capture(source="a", identity=text.encode("utf-8", "replace"), text=text.encode("utf-8", "replace").decode())
    assert build(capture).text == capture.text
