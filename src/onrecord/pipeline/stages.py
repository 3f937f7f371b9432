"""One report through every stage, in order. Nothing here but the order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from onrecord.article import build
from onrecord.article.version import article_version
from onrecord.coding.codebook import with_own
from onrecord.coding.positions import code
from onrecord.coding.version import coding_version
from onrecord.encode.load import load_reader
from onrecord.model import Capture, Made, Record
from onrecord.resolve.when import find_events, find_times, infer_published, time_statements
from onrecord.resolve.when.version import when_version
from onrecord.resolve.who import name_lookup, resolve_report
from onrecord.resolve.who.version import who_version
from onrecord.statements.extract import extract

UNKNOWN_LANGUAGE = "language-not-supported"

_PREPARING = (
    "Palace open to talks, minister says\n\nPORT LUMEN, June 3 - The government of Vell is ready to resume talks with the rebels on "
    "Monday, Foreign Minister Berin Taal said in a statement on June 2, 2031.\n\n“We will not accept a ceasefire unless the troops leave,” "
    "she told reporters, adding that Ostria had rejected the deal last week.\n"
)


def load(model: str, questions: Sequence[str] = ()) -> Callable[[Capture], Record]:
    """Everything that turns a capture into its record, with the weights of `model` ("fast" or "accurate") loaded once.

    questions: the caller's own codebook files, beside those that ship. Raises UserError where there is no such model, DataFileError where
    a codebook is wrong. What the result says of a capture depends on nothing but that capture.
    """
    reader = load_reader(model)
    own = [Path(q) for q in questions]
    lookup, books = name_lookup(), with_own(own)
    made = (
        Made(step="article", version=article_version()),
        Made(step="statements", version=reader.version),
        Made(step="parties", version=who_version()),
        Made(step="dates", version=when_version()),
        Made(step="positions", version=coding_version(own)),
    )

    def stages(capture: Capture) -> Record:
        article = build(capture)
        if UNKNOWN_LANGUAGE in article.warnings:  # said on the record, not guessed at
            return Record(article=article)
        dates = find_times(article)
        if article.published is None:
            article = replace(article, published_inferred=infer_published(article, dates))
        encoded = reader.encode(article.text)
        found = extract(article, encoded, reader)
        parties = resolve_report(article, encoded, found)
        statements = time_statements(article, dates, parties.statements)
        return Record(
            article=article,
            statements=statements,
            positions=code(article, statements, encoded, books, lookup, parties.mentions, parties.read),
            dates=dates,
            events=find_events(article, dates, statements, mentions=parties.mentions, encoded=encoded),
            made=made,
        )

    return stages


def prepare(questions: Sequence[str] = ()) -> None:
    """Load whatever needs no encoder and starts no thread, down to the patterns that are made when first needed: workers forked after
    this share it. onnxruntime starts a thread as soon as it is imported, so each worker loads the encoder for itself.
    """
    article = build(Capture(source="preparing", identity=b"", text=_PREPARING))
    dates = find_times(article)
    infer_published(article, dates)
    code(article, time_statements(article, dates, ()), None, with_own([Path(q) for q in questions]), name_lookup())
    find_events(article, dates, ())
    for version in (article_version, who_version, when_version):
        version()
