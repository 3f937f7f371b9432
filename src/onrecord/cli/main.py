"""The `onrecord` command: finds the verb, and turns every error into one line and an exit status.

Exit status: 0 all read, 1 some failed, 2 wrong use, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from onrecord import __version__
from onrecord.errors import OnRecordError, UserError

VERBS = {
    "read": "Read reports and print the record of each.",
    "timeline": "Put events and statements in order of time, from reports or the archive.",
    "positions": "Show who stands where on a question and what changed, from reports or the archive.",
    "explain": "Say why a statement has this speaker, date and position.",
    "question": "List the questions, or check a codebook of your own.",
    "schema": "Print the JSON Schema of the record.",
    "run": "Read files of very many reports, on one machine or several, into Parquet tables.",
    "add": "Read reports and keep their records in the archive.",
    "watch": "Read what feeds bring, for as long as it runs.",
    "reread": "Make the archive's records again from the bytes it keeps.",
    "outlets": "List the outlets that the data files know, with their feeds.",
    "statements": "List statements of the archive.",
    "speakers": "List who speaks in the archive.",
    "search": "Find statements by their words.",
    "show": "Show a report of the archive, or all that is known of a statement.",
    "diff": "Show what changed between runs or versions of a report.",
    "same": "Show which statements carry the same utterance.",
    "compare": "Compare two reports: shared, missing, worded differently, contested names.",
    "cite": "Print a citation of a statement that can be verified.",
    "verify": "Compare a citation with a text or the archive.",
    "review": "List the statements that most need a person's eye.",
    "correct": "Correct what the machine says, or take a correction back.",
    "agreement": "Measure the machine against people's corrections.",
    "check": "Verify the archive.",
    "serve": "Open the archive’s pages in a browser.",
    "backup": "Copy the archive while it is in use.",
}
"""Each verb and its help line; the verb lives in `onrecord.cli.<verb>`, imported only when it is called."""


class Verbs(click.Group):
    """A group whose verbs are looked up by name, so that `onrecord --help` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs in the order of the table above."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The verb's command, or None where there is no such verb."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"onrecord.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the verbs from the table."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="onrecord")
def cli() -> None:
    """Turn news reports into the record: every attributed statement, word for word, with who said it and when."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status."""
    sys.exit(status(arguments))


def status(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that cannot show a character shows its escape instead
            stream.reconfigure(errors="backslashreplace")
    try:
        found = cli.main(args=arguments, prog_name="onrecord", standalone_mode=False)
        sys.stdout.flush()
        return found if isinstance(found, int) else 0
    except click.ClickException as e:
        e.show()
        return 2
    except UserError as e:
        return _end(str(e), 2)
    except (click.Abort, KeyboardInterrupt):
        return _end("interrupted", 130)
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); what is left in the buffer must not raise again on the way out.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OnRecordError, OSError) as e:
        return _end(str(e), 1)
    except Exception as e:
        if os.environ.get("ONRECORD_DEBUG"):
            raise
        return _end(f"a fault of onrecord: {type(e).__name__}: {e} (ONRECORD_DEBUG=1 shows where)", 1)


def _end(message: str, code: int) -> int:
    from onrecord.export.visible import visible_line

    with contextlib.suppress(OSError):
        click.echo(f"onrecord: {visible_line(message)}", err=True)
    return code
