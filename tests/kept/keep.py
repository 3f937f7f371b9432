"""Write the kept file of the newest format, and of its first format, the tables alone, where they are missing."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "unit"))

from sample import sample  # noqa: E402

from onrecord import Archive  # noqa: E402
from onrecord.archive.migrate import newest  # noqa: E402


def keep(number: int) -> None:
    target = HERE / f"archive-format-{number}.db"
    if target.exists():
        return
    made = target.with_suffix(".made")
    with Archive(made, write=True) as archive:
        archive.add(sample())
        archive.correct("wrong-speaker", author="A Reader", reason="She heads the delegation.", statement="s3", name="Orsa Lenk")
    db = sqlite3.connect(made)
    if number == 1:  # as the first migration leaves it
        rows = db.execute("SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
        names = ("current_index", "current_parties", "current_stances", "names", "outlets", "statement_words", "report_words")
        for kind, name in rows:
            if kind == "view" or (kind == "table" and name in names):
                db.execute(f"DROP {kind} {name}")
    db.execute(f"PRAGMA user_version = {number}")
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA page_size = 512")
    db.execute("VACUUM")
    db.close()
    made.rename(target)


if __name__ == "__main__":
    keep(1)
    keep(newest())
