"""SSRF guard of push endpoints: known push services at public addresses only.

Checked when a browser subscribes and again at each sending; the connection goes to the very addresses that were checked.
"""

import asyncio
import re
from http import HTTPStatus
from ipaddress import IPv4Address, ip_address, ip_network
from typing import TYPE_CHECKING

from yarl import URL

from backend.kit.problems import Refusal, Unavailable
from backend.settings import Settings

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver

SHAPE = re.compile(r"(https)://([a-z0-9.-]+)(?::(443))?/[!\"$-\[\]-~]*")
STAND_IN = re.compile(r"(http)://(localhost|127\.0\.0\.1):(\d{1,5})/[!\"$-\[\]-~]*")
LONGEST = 2000
LOOK_UP_SECONDS = 5.0
UNICAST_V6 = ip_network("2000::/3")
# Registered as not global (IANA), or leading to an IPv4 address of the sender's choice (6to4), where Python says otherwise.
ODD = tuple(ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "2002::/16", "3fff::/20"))


class EndpointRefused(Refusal):
    """The endpoint is no known push service, or resolves to a private address."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class EndpointRules:
    """Endpoint rules of one installation, checked at subscription and at sending."""

    def __init__(self, hosts: tuple[str, ...], loopback_port: int = 0) -> None:
        self.names = frozenset(host for host in hosts if not host.startswith("*."))
        self.endings = tuple(host[1:] for host in hosts if host.startswith("*."))
        self.loopback_port = loopback_port

    @classmethod
    def of(cls, settings: Settings) -> "EndpointRules":
        """Return the rules; only a trial installation may allow a stand-in on localhost."""
        return cls(settings.push_hosts, settings.push_loopback_port if settings.sample else 0)

    def read(self, endpoint: str) -> URL:
        """Return the endpoint URL to call, byte for byte; raises EndpointRefused."""
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
        """Check for the stand-in push service of a trial installation."""
        return port == self.loopback_port > 0 and host in {"localhost", "127.0.0.1"}


async def check_endpoint(gate: EndpointRules, endpoint: str, resolver: "AbstractResolver | None" = None) -> None:
    """Check an endpoint before storing it; raises Unavailable if its name can't be resolved now."""
    from push.checked_resolver import CheckedResolver  # with aiohttp, for the one request in a thousand that subscribes

    url = gate.read(endpoint)
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            await CheckedResolver(gate, resolver).resolve(url.host or "", url.port or 443)
    except (OSError, TimeoutError) as error:
        raise Unavailable from error


def is_public(address: str) -> bool:
    """Check for a globally routable address; translated and tunnelled addresses are not."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast or any(ip in network for network in ODD):
        return False
    return isinstance(ip, IPv4Address) or ip in UNICAST_V6


def is_loopback(address: str) -> bool:
    """Check for a loopback address."""
    return ip_address(address).is_loopback
