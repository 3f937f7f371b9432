"""The options of the verbs that fetch addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--allow-private", is_flag=True, help="Addresses may lead to this machine and to private networks, at any port."),
    click.option("--pace", type=click.FloatRange(min=0, max=3600), metavar="SECONDS", help="Between requests to one host; by default 1."),
)  # fmt: skip


def web_options(command: F) -> F:
    """How addresses are fetched."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
