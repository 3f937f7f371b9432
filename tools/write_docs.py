"""Write the parts of docs/ that come from the program itself: the commands and the JSON Schema. `make docs`."""

from __future__ import annotations

import json
from pathlib import Path

from onrecord.cli.main import VERBS, cli
from onrecord.record import schema

DOCS = Path(__file__).resolve().parents[1] / "docs"


def commands() -> str:
    """Every verb's help, as Markdown."""
    top = cli.make_context("onrecord", [], resilient_parsing=True, terminal_width=100)
    parts = ["# The commands\n", "Written by `make docs` from the program's own help.\n", f"```\n{cli.get_help(top)}\n```\n"]
    for verb in VERBS:
        command = cli.get_command(top, verb)
        assert command is not None
        context = command.make_context(verb, [], parent=top, resilient_parsing=True, terminal_width=100)
        parts.append(f"## onrecord {verb}\n\n```\n{command.get_help(context)}\n```\n")
        for name, inner in getattr(command, "commands", {}).items():
            own = inner.make_context(name, [], parent=context, resilient_parsing=True, terminal_width=100)
            parts.append(f"### onrecord {verb} {name}\n\n```\n{inner.get_help(own)}\n```\n")
    return "\n".join(parts)


def schema_text() -> str:
    """The JSON Schema as a file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write both."""
    (DOCS / "commands.md").write_text(commands(), encoding="utf-8")
    (DOCS / "record.schema.json").write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
