"""Which machines may be spoken to: names are looked up once, and what they lead to is checked before anything connects to it."""

from __future__ import annotations

import ipaddress
import socket
import threading

from onrecord.acquire.refuse import FetchError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # IPv4 inside, on networks that have IPv6 only


def why_private(ip: Address) -> str | None:
    """What is private about a machine's address, or None where it is one of the public internet."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return why_private(inner)
    for said, holds in (
        ("this machine", ip.is_loopback or ip.is_unspecified),
        ("a link-local address", ip.is_link_local),
        ("a multicast address", ip.is_multicast),
        ("a private network", ip.is_private),
        ("a reserved address", ip.is_reserved or not ip.is_global),
        ("a reserved address", isinstance(ip, ipaddress.IPv6Address) and ip not in _UNICAST),
    ):
        if holds:
            return said
    return None


def look_up(host: str, port: int, *, private: bool, timeout: float) -> list[str]:
    """The machines' addresses that a host name stands for, each checked. Raises FetchError: unknown, or one of them is not public.

    One private address among public ones refuses the name: it is how a name is made to lead inside after the check.
    """
    found = list(dict.fromkeys(_resolve(host, port, timeout)))
    for text in found:
        said = why_private(ipaddress.ip_address(text.partition("%")[0]))
        if said is not None and not private:
            where = host if host == text else f"{host} ({text})"
            raise FetchError(host, f"{where} is {said}; --allow-private allows it", "refused")
    return found


def _resolve(host: str, port: int, timeout: float) -> list[str]:
    """`getaddrinfo` with a time limit; a name server that never answers must not hold everything up."""
    done: list[list[str] | OSError | UnicodeError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
            done.append([str(f[4][0]) for f in found])
        except (OSError, UnicodeError) as e:
            done.append(e)

    asking = threading.Thread(target=ask, name="onrecord-lookup", daemon=True)
    asking.start()
    asking.join(timeout)
    if not done:
        raise FetchError(host, f"the name {host} was not looked up within {timeout:g} s", "network")
    if isinstance(done[0], (OSError, UnicodeError)):
        raise FetchError(host, f"the host {host} is not known", "network")
    return done[0]
