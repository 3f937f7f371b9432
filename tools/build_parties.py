"""Write src/onrecord/data/parties/table.json from the YAML files under data/parties and data/names.

Run from the project's root after any change to them: `python tools/build_parties.py`.
"""

from __future__ import annotations

from pathlib import Path

import orjson

from onrecord.resolve.who.build import build

DATA = Path("src/onrecord/data")


def main() -> None:
    """Write the table."""
    (DATA / "parties" / "table.json").write_bytes(orjson.dumps(build(DATA), option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main()
