"""An answer's body, decompressed as it comes and never past its cap."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

CAP = 20_000_000
"""Bytes of a decompressed body; no report has a twentieth of it."""


class TooLargeError(Exception):
    """The decompressed body is larger than the cap."""


class CutOffError(Exception):
    """The body ends in the middle, or is not what its header says."""


ENCODINGS = ("", "identity", "gzip", "x-gzip", "deflate")
"""What is asked for and taken; all of it in the standard library."""


def read_body(chunks: Iterable[bytes], encoding: str, cap: int = CAP) -> bytes:
    """The whole body, decompressed. Raises TooLargeError as soon as it is past `cap`: a small bomb never unfolds in memory."""
    if encoding in ("", "identity"):
        return _plain(chunks, cap)
    return _unpacked(chunks, encoding, cap)


def _plain(chunks: Iterable[bytes], cap: int) -> bytes:
    found = bytearray()
    for chunk in chunks:
        found += chunk
        if len(found) > cap:
            raise TooLargeError
    return bytes(found)


def _unpacked(chunks: Iterable[bytes], encoding: str, cap: int) -> bytes:
    found, raw = bytearray(), 0
    unpack = None
    for chunk in chunks:
        raw += len(chunk)
        if raw > cap:
            raise TooLargeError
        data = chunk
        while data:
            if unpack is None or unpack.eof:
                if unpack is not None and not data.strip(b"\0"):
                    break  # padding after the last member
                unpack = zlib.decompressobj(_window(encoding, data))
            try:
                found += unpack.decompress(data, cap + 1 - len(found))
            except zlib.error as e:
                raise CutOffError(f"its {encoding} compression is damaged") from e
            if len(found) > cap:
                raise TooLargeError
            data = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
    if unpack is None:
        return b""
    if not unpack.eof:
        raise CutOffError("its compressed body ends in the middle")
    return bytes(found)


def _window(encoding: str, data: bytes) -> int:
    """What zlib calls wbits. "deflate" means zlib's format, and is sent without its head by some."""
    if encoding != "deflate":
        return 31
    return 15 if data[0] & 0x0F == 8 and (len(data) < 2 or (data[0] << 8 | data[1]) % 31 == 0) else -15
