"""`onrecord serve`: the pages, in a browser."""

from __future__ import annotations

import ipaddress
import secrets
import sys

import click

from onrecord.cli.asking import archive_option, archive_path
from onrecord.errors import UserError


@click.command("serve")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Where to listen; anything but this machine needs the token that is printed.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8321, show_default=True, help="0 takes a free one.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A host name under which others ask for the pages; may be repeated.")
@click.option(
    "--token", envvar="ONRECORD_TOKEN", metavar="TOKEN", help="What visitors from elsewhere must know; else one is made and printed."
)
@archive_option
def command(archive: str | None, host: str, port: int, names: tuple[str, ...], token: str | None) -> None:
    """Open the archive's pages on this machine, until interrupted.

    They are reached at the address that is printed, from this machine alone unless --host says otherwise.
    """
    import socket

    import uvicorn

    from onrecord.web.app import LOOPBACK, make_app

    local = is_loopback(host)
    if not local and token is None:
        token = secrets.token_urlsafe(24)
    if token is not None and len(token) < 16:
        raise UserError("--token: too short to keep anybody out; give 16 characters or more")
    hosts = (*LOOPBACK, host, *names) if host not in ("0.0.0.0", "::") else (*LOOPBACK, *names, *_own_names())  # noqa: S104 - compared only
    app = make_app(archive_path(archive), hosts=hosts, token=token)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        # asyncio sends at once (no delay) only on sockets that say they are TCP.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen(128)  # whoever reads the printed address may ask at once
        except OSError as e:
            raise UserError(f"{host}:{port}: cannot be listened on ({e.strerror or e})") from e
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"The record is open at http://{shown}:{listening.getsockname()[1]}/")
        if token is not None and not local:
            click.echo(f"Access token: {token}")
        sys.stdout.flush()
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, date_header=True, limit_concurrency=64, backlog=128,
            timeout_keep_alive=10, h11_max_incomplete_event_size=16 * 1024, proxy_headers=False, ws="none",
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listening])


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
