"""`onrecord verify`: does a citation hold?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from onrecord.cli.asking import archive_option, archive_path
from onrecord.errors import SourceError, UserError


@click.command("verify")
@click.argument("citation")
@click.argument("file", required=False)
@archive_option
def command(citation: str, file: str | None, archive: str | None) -> int:
    """Compare a CITATION (a file that `onrecord cite` made, or -) with FILE (a report, as `read` takes it), or with the archive.

    Nothing is asked of the net. Exit status 0: the text is the cited one; 1: it differs, and what became of the words is said.
    """
    from onrecord.archive import Archive, verify_citation
    from onrecord.export.visible import visible_line

    cited = _load(citation)
    try:
        if file is None:
            with Archive(archive_path(archive)) as found:
                verdicts = found.verify(cited)
        else:
            verdicts = verify_citation(cited, _text(file))
    except UserError as e:
        raise UserError(f"{citation}: {e}") from e
    for verdict in verdicts:
        click.echo(f"{verdict.state}: {verdict}: {visible_line(verdict.quote)}")
    return int(any(v.state != "same" for v in verdicts))


def _load(name: str) -> dict[str, Any]:
    import orjson

    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        found = orjson.loads(content)
    except OSError as e:
        raise UserError(f"{name}: cannot be read ({e.strerror or e})") from e
    except orjson.JSONDecodeError as e:
        raise UserError(f"{name}: is not JSON ({e})") from e
    if not isinstance(found, dict):
        raise UserError(f"{name}: is not a citation")
    return found


def _text(file: str) -> str:
    from onrecord.acquire import read_sources
    from onrecord.article import build

    captures = list(read_sources([file]))
    if len(captures) != 1:
        raise UserError(f"{file}: holds several reports; a citation is of one")
    if isinstance(captures[0], SourceError):
        raise captures[0]
    return build(captures[0]).text
