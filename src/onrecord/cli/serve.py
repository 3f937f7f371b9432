"""`onrecord serve`: the pages, in a browser."""

from __future__ import annotations

import errno
import ipaddress
import secrets
import shlex
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.asking import archive_option, archive_path
from onrecord.errors import UserError

if TYPE_CHECKING:
    import socket

    import uvicorn

    from onrecord.web.guard import Guard

PORT = 8321
"""Where the pages are unless something else is there."""


@click.command("serve")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Where to listen; anything but this machine needs the token that is printed.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", help=f"By default {PORT}, or a free one where that is taken; 0 takes a free one."
)
@click.option("--name", "names", multiple=True, metavar="HOST", help="A host name under which others ask for the pages; may be repeated.")
@click.option(
    "--token", envvar="ONRECORD_TOKEN", metavar="TOKEN", help="What visitors from elsewhere must know; else one is made and printed."
)
@click.option(
    "--background", is_flag=True, help="Open them, print the address and return; they stay open until --stop, or 12 hours unvisited."
)
@click.option("--stop", is_flag=True, help="Close the pages that --background opened over this archive.")
@click.option("--held-in", type=click.Path(dir_okay=False), hidden=True)
@archive_option
def command(
    archive: str | None,
    host: str,
    port: int | None,
    names: tuple[str, ...],
    token: str | None,
    background: bool,
    stop: bool,
    held_in: str | None,
) -> None:
    """Open the archive's pages on this machine, until interrupted.

    They are reached at the address that is printed, from this machine alone unless --host says otherwise.
    """
    path = archive_path(archive)
    if stop:
        _stop(path)
        return
    if token is not None and len(token) < 16:
        raise UserError("--token: too short to keep anybody out; give 16 characters or more")
    local = is_loopback(host)
    made = secrets.token_urlsafe(24) if not local and token is None else None
    if background:
        _start(path, host, port, names, token or made)
        _show_token(made)
        return
    _serve(path, host, port, names, token or made, Path(held_in) if held_in else None, shown=made)


def _serve(
    path: Path, host: str, port: int | None, names: tuple[str, ...], token: str | None, held_in: Path | None, *, shown: str | None
) -> None:
    import uvicorn

    from onrecord.web.app import LOOPBACK, make_app

    hosts = (*LOOPBACK, host, *names) if host not in ("0.0.0.0", "::") else (*LOOPBACK, *names, *_own_names())  # noqa: S104 - compared only
    app = make_app(path, hosts=hosts, token=token)
    with _listen(host, port) as listening:
        address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, date_header=True, limit_concurrency=64, backlog=128,
            timeout_keep_alive=10, h11_max_incomplete_event_size=16 * 1024, proxy_headers=False, ws="none", timeout_graceful_shutdown=5,
        )  # fmt: skip
        server = uvicorn.Server(config)
        sys.setswitchinterval(0.001)  # who hands out finished pages must not wait long for who makes one
        if held_in is None:
            click.echo(f"The record is open at {address}")
            _show_token(shown)
            sys.stdout.flush()
            server.run(sockets=[listening])
            return
        from onrecord.cli.background import IDLE, held

        with held(held_in, {"address": address, "archive": str(path)}):
            threading.Thread(target=_close_unvisited, args=(server, app, IDLE), daemon=True).start()
            server.run(sockets=[listening])


def _listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens there; on a free port where none is asked for and the usual one is taken."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for wanted in (PORT, 0) if port is None else (port,):
        # asyncio sends at once (no delay) only on sockets that say they are TCP.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, wanted))
            listening.listen(128)  # whoever reads the printed address may ask at once
            return listening
        except OSError as e:
            listening.close()
            if port is not None or wanted == 0 or e.errno != errno.EADDRINUSE:
                raise UserError(f"{host}:{wanted}: cannot be listened on ({e.strerror or e})") from e
    raise AssertionError("unreachable")


def _close_unvisited(server: uvicorn.Server, app: Guard, idle: float) -> None:
    """Close the server when nobody has asked it for anything for so long."""
    while time.monotonic() - app.asked < idle:
        time.sleep(min(60.0, idle))
    server.should_exit = True


def _start(path: Path, host: str, port: int | None, names: tuple[str, ...], token: str | None) -> None:
    from onrecord.cli.background import running, start
    from onrecord.web.library import Library

    Library(path)  # what is wrong with the archive is said here
    found = running(path)
    if found is None:
        arguments = ["--host", host, *(x for n in names for x in ("--name", n)), *(("--port", str(port)) if port is not None else ())]
        # By the environment: what stands in a command line, every user of the machine may read.
        found = start(path, arguments, {"ONRECORD_TOKEN": token} if token is not None else {})
    click.echo(f"The record is open at {found['address']}")
    click.echo(f"It stays open in the background; to close it: onrecord serve --archive {shlex.quote(str(path))} --stop")


def _stop(path: Path) -> None:
    from onrecord.cli.background import stop

    click.echo("Closed." if stop(path) else f"No pages are open in the background over {path}.")


def _show_token(token: str | None) -> None:
    if token is not None:
        click.echo(f"Access token: {token}")


def is_loopback(host: str) -> bool:
    """Is an address to listen on one that only this machine reaches?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _own_names() -> tuple[str, ...]:
    import socket

    name = socket.gethostname()
    try:
        addresses = socket.gethostbyname_ex(name)[2]
    except OSError:
        addresses = []
    return (name, *addresses)
