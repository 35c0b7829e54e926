"""aiohttp, loaded when something of it is first used: 0.1 s of CPU and 6 MB for a process that has asked nobody yet.

Write `from backend.kit import lazy_aiohttp as aiohttp`. A base class or a default argument would load it with the module.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiohttp import ClientConnectionError as ClientConnectionError
    from aiohttp import ClientError as ClientError
    from aiohttp import ClientResponse as ClientResponse
    from aiohttp import ClientSession as ClientSession
    from aiohttp import ClientTimeout as ClientTimeout
    from aiohttp import DummyCookieJar as DummyCookieJar
    from aiohttp import TCPConnector as TCPConnector
else:

    def __getattr__(name: str) -> Any:
        import aiohttp

        return getattr(aiohttp, name)
