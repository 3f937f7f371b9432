"""Every source that the caller named, in order: files, folders, addresses, "-" for standard input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.acquire.address import is_address
from onrecord.acquire.files import SUFFIXES, read_stream
from onrecord.acquire.given import Given, check_given
from onrecord.acquire.trail import Trail, measure
from onrecord.acquire.web import Web, read_address
from onrecord.errors import SourceError, UserError
from onrecord.model import Capture


def read_sources(
    sources: Iterable[str],
    *,
    published: str | None = None,
    outlet: str | None = None,
    stdin: BinaryIO | None = None,
    web: Web | None = None,
    trail: Trail | None = None,
) -> Iterator[Capture | SourceError]:
    """Yield each report that the sources hold, in input order; what cannot be read is yielded as a SourceError, never raised.

    published, outlet: for reports that state none. stdin: what "-" reads. web: how addresses are fetched. trail: follows the
    reading. What is no report, as much in a web archive, is yielded as a SkippedError. Folders are read recursively, sorted by path,
    hidden files left out. Raises UserError at once for a bad `published` or a "-" without stdin.
    """
    names = list(sources)
    given = check_given(published, outlet)
    if "-" in names and stdin is None:
        raise UserError("there is no standard input to read '-' from")
    if names.count("-") > 1:
        raise UserError("standard input ('-') can be read only once")
    return _closing(_read_all(names, given, stdin, web := web or Web(), trail or Trail()), web)


def how_much(sources: Iterable[str]) -> int | None:
    """How many bytes the sources have; None where nobody can tell before they are read."""
    return measure(sources, _known)


def _closing(found: Iterator[Capture | SourceError], web: Web) -> Iterator[Capture | SourceError]:
    try:
        yield from found
    finally:
        web.close()


def _read_all(names: list[str], given: Given, stdin: BinaryIO | None, web: Web, trail: Trail) -> Iterator[Capture | SourceError]:
    for name in names:
        if is_address(name):
            yield from read_address(name, given, web)
        elif name == "-" and stdin is not None:
            try:
                yield from read_stream(stdin, name, given, trail)
            except OSError as e:
                yield SourceError(name, _reason(e))
        elif Path(name).is_dir():
            yield from _read_folder(name, given, trail)
        elif not _known(name) and Path(name).suffix:
            exists = Path(name).exists()
            wrong = "is not a .txt, .html, .json, .jsonl, .warc or .warc.gz file or a folder"
            yield SourceError(name, wrong if exists else "no such file or folder")
        else:
            yield from _read_file(name, given, trail, "no such file or folder")


def _read_file(name: str, given: Given, trail: Trail, missing: str) -> Iterator[Capture | SourceError]:
    try:
        with Path(name).open("rb") as stream:
            trail.enter(stream, os.fstat(stream.fileno()).st_size)
            yield from read_stream(stream, name, given, trail)
    except FileNotFoundError:
        yield SourceError(name, missing)
    except (OSError, ValueError) as e:  # ValueError: a NUL in the name
        yield SourceError(name, _reason(e))
    finally:
        trail.leave()


def _read_folder(folder: str, given: Given, trail: Trail) -> Iterator[Capture | SourceError]:
    closed: list[OSError] = []
    paths: list[str] = []
    for here, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = [f for f in folders if not f.startswith(".")]
        paths += [os.path.join(here, f) for f in files if _known(f) and not f.startswith(".")]  # noqa: PTH118 - keeps the caller's spelling
    for e in closed:
        yield SourceError(str(e.filename or folder), _reason(e))
    if not paths and not closed:
        yield SourceError(folder, "the folder holds no .txt, .html, .json, .jsonl or .warc file")
    for path in sorted(paths):
        yield from _read_file(path, given, trail, "vanished before it could be read")


def _known(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def _reason(e: Exception) -> str:
    if isinstance(e, PermissionError):
        return "may not be read (permission denied)"
    said = e.strerror if isinstance(e, OSError) else str(e)
    return f"cannot be read ({said or type(e).__name__})"
