"""Where we may knock: known push services at public addresses, and nowhere else (a push endpoint is an address from outside).

Checked when a browser subscribes and again at each sending; the connection goes to the very addresses that were checked.
"""

import asyncio
import re
import socket
from http import HTTPStatus
from ipaddress import IPv4Address, ip_address, ip_network

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from backend.kit.problems import Refusal, Unavailable
from backend.settings import Settings

SHAPE = re.compile(r"(https)://([a-z0-9.-]+)(?::(443))?/[!\"$-\[\]-~]*")
STAND_IN = re.compile(r"(http)://(localhost|127\.0\.0\.1):(\d{1,5})/[!\"$-\[\]-~]*")
LONGEST = 2000
LOOK_UP_SECONDS = 5.0
UNICAST_V6 = ip_network("2000::/3")
# Registered as not global (IANA), or leading to an IPv4 address of the sender's choice (6to4), where Python says otherwise.
ODD = tuple(ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "2002::/16", "3fff::/20"))


class EndpointRefused(Refusal):
    """This address isn't one of a push service that we know, or leads somewhere private."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class Gate:
    """The rules of one installation; made once, asked at every subscription and sending."""

    def __init__(self, hosts: tuple[str, ...], loopback_port: int = 0) -> None:
        self.names = frozenset(host for host in hosts if not host.startswith("*."))
        self.endings = tuple(host[1:] for host in hosts if host.startswith("*."))
        self.loopback_port = loopback_port

    @classmethod
    def of(cls, settings: Settings) -> "Gate":
        """The gate of this installation; only a trial installation may know a stand-in on its own machine."""
        return cls(settings.push_hosts, settings.push_loopback_port if settings.sample else 0)

    def read(self, endpoint: str) -> URL:
        """The address as it will be called, byte for byte; raises EndpointRefused."""
        found = SHAPE.fullmatch(endpoint) or STAND_IN.fullmatch(endpoint)
        if found is None or len(endpoint) > LONGEST:
            raise EndpointRefused(why="shape")
        scheme, host, port = found.groups()
        if scheme == "http" and not self.is_stand_in(host, int(port)):
            raise EndpointRefused(why="scheme")
        if scheme == "https" and host not in self.names and not host.endswith(self.endings):
            raise EndpointRefused(why="host")
        return URL(endpoint, encoded=True)

    def is_stand_in(self, host: str, port: int) -> bool:
        """Is this the push service stand-in of a trial installation?"""
        return port == self.loopback_port > 0 and host in {"localhost", "127.0.0.1"}


class CheckedResolver(AbstractResolver):
    """Answers with the addresses of a host only if every one of them may be called."""

    def __init__(self, gate: Gate, inner: AbstractResolver | None = None) -> None:
        self.gate, self.inner = gate, inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses; raises EndpointRefused, or OSError when the name has none just now."""
        if self.inner is None:
            self.inner = ThreadedResolver()  # not earlier: it wants a running loop
        found = await self.inner.resolve(host, port, family)
        fits = is_loopback if self.gate.is_stand_in(host, port) else is_public
        if not found or not all(fits(address["host"]) for address in found):
            raise EndpointRefused(why="address")
        return found

    async def close(self) -> None:
        """Let go of what the look-ups held."""
        if self.inner is not None:
            await self.inner.close()


async def check_endpoint(gate: Gate, endpoint: str, resolver: AbstractResolver | None = None) -> None:
    """Everything that is asked of an endpoint before we keep it; a name that can't be looked up now is Unavailable."""
    url = gate.read(endpoint)
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            await CheckedResolver(gate, resolver).resolve(url.host or "", url.port or 443)
    except (OSError, TimeoutError) as error:
        raise Unavailable from error


def is_public(address: str) -> bool:
    """May anybody on the internet be behind this address? Strict: translated and tunnelled addresses are not."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast or any(ip in network for network in ODD):
        return False
    return isinstance(ip, IPv4Address) or ip in UNICAST_V6


def is_loopback(address: str) -> bool:
    """Is this our own machine?"""
    return ip_address(address).is_loopback
