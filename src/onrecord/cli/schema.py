"""`onrecord schema`: the public data contract."""

from __future__ import annotations

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema (draft 2020-12) that every line of `onrecord read --format jsonl` keeps."""
    import orjson

    from onrecord.record import schema

    click.echo(orjson.dumps(schema(), option=orjson.OPT_INDENT_2).decode())
