"""DNS resolver of the push client: the connection goes to the very addresses that were checked."""

import socket

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult

from push.endpoint_guard import EndpointRefused, EndpointRules, is_loopback, is_public


class CheckedResolver(AbstractResolver):
    """DNS resolver that returns addresses only if all of them are allowed."""

    def __init__(self, gate: EndpointRules, inner: AbstractResolver | None = None) -> None:
        self.gate, self.inner = gate, inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Resolve a host; raises EndpointRefused, or OSError if it has no address now."""
        if self.inner is None:
            self.inner = ThreadedResolver()  # not earlier: it wants a running loop
        found = await self.inner.resolve(host, port, family)
        fits = is_loopback if self.gate.is_stand_in(host, port) else is_public
        if not found or not all(fits(address["host"]) for address in found):
            raise EndpointRefused(why="address")
        return found

    async def close(self) -> None:
        """Close the resolver."""
        if self.inner is not None:
            await self.inner.close()
