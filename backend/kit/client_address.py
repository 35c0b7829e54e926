"""Address of a client behind trusted proxies; a forged header changes nothing."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from litestar import Request
from litestar.types import Scope

UNKNOWN = "unknown"


def client_address(scope: Scope, trusted: tuple[str, ...]) -> str:
    """Return the client's address; X-Forwarded-For is read from the right, as far as our own proxies wrote it."""
    peer = scope.get("client")
    nearest = parse(peer[0]) if peer else None
    if nearest is None:
        return UNKNOWN  # a local socket: whoever holds it is on this machine
    for claimed in reversed(forwarded_addresses(scope)):
        if not is_trusted(nearest, trusted):
            break
        further = parse(claimed)
        if further is None:
            break
        nearest = further
    return str(nearest)


def rate_limit_key(address: str) -> str:
    """Unit of rate limits: one IPv4 address, or the /64 of an IPv6 address."""
    found = parse(address)
    return str(IPv6Network((found, 64), strict=False)) if isinstance(found, IPv6Address) else address


def rate_limit_address(request: Request[Any, Any, Any]) -> str:
    """Return the unit of rate limits that a request comes from."""
    return rate_limit_key(client_address(request.scope, request.app.state.settings.trusted_proxies))


def forwarded_addresses(scope: Scope) -> list[str]:
    """Every address in the X-Forwarded-For headers, in the order they were added."""
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return [part.strip() for part in ",".join(lines).split(",") if part.strip()]


def is_trusted(address: IPv4Address | IPv6Address, trusted: tuple[str, ...]) -> bool:
    """Is this one of our own proxies?"""
    return any(address in ip_network(net, strict=False) for net in trusted)


def parse(text: str) -> IPv4Address | IPv6Address | None:
    """An address as a proxy may write it: [v6], v6%zone, v4:port, IPv4 inside IPv6."""
    bare = text.strip().removeprefix("[").partition("]")[0].partition("%")[0]
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
