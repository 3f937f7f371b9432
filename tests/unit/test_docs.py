"""What the documents say is so."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_generated_documents_are_current() -> None:
    # In a process of its own: click keeps the help of a verb as it was first asked for, here perhaps by another test.
    code = "import json, write_docs; print(json.dumps([write_docs.commands(), write_docs.schema_text()]))"
    path = os.pathsep.join([str(ROOT / "tools"), *(p for p in sys.path if p)])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, "PYTHONPATH": path})
    commands, schema = json.loads(done.stdout)
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == commands, "run `make docs`"
    assert (ROOT / "docs" / "record.schema.json").read_text(encoding="utf-8") == schema, "run `make docs`"


@pytest.mark.parametrize("document", DOCUMENTS, ids=[str(d.relative_to(ROOT)) for d in DOCUMENTS])
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_every_make_target_is_one() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        for named in re.findall(r"`make ([a-z]+)", document.read_text(encoding="utf-8")):
            assert named in targets, f"{document.name}: make {named}"
