"""Which codebooks, cues and weights coded the positions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from onrecord.rules import data_version


def coding_version(own: Sequence[Path] = ()) -> str:
    """The state of the shipped questions, and after a plus sign that of the caller's `own` files."""
    shipped = data_version("questions")
    if not own:
        return shipped
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in own))
    return f"{shipped}+{digest.hexdigest()[:12]}"
