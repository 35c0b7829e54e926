"""HTTP client for push services: one session, checked addresses, no redirects or cookies, timeouts."""

from datetime import datetime
from typing import TYPE_CHECKING

from backend.kit import lazy_aiohttp as aiohttp
from backend.kit.db import refuse_open_transaction
from push.delivery_outcome import DeliveryOutcome, classify_response
from push.endpoint_guard import EndpointRefused, EndpointRules
from push.web_push import PushRequest

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver

PATIENCE, CONNECTING = 15.0, 5.0  # seconds
AT_ONCE = 50


class PushClient:
    """Client; the session is opened with the first message."""

    def __init__(
        self, gate: EndpointRules, resolver: "AbstractResolver | None" = None, patience: float = PATIENCE
    ) -> None:
        self.gate, self.resolver, self.patience = gate, resolver, patience
        self.session: aiohttp.ClientSession | None = None

    async def carry(self, letter: PushRequest, now: datetime) -> DeliveryOutcome:
        """Send a message and classify the response; the response body is never read."""
        refuse_open_transaction()
        try:
            async with self._session().post(
                letter.url, data=letter.body, headers=letter.headers, allow_redirects=False
            ) as answer:
                return classify_response(answer.status, answer.headers.get("Retry-After", ""), now)
        except EndpointRefused as refusal:
            return DeliveryOutcome("failed", str(refusal.names["why"]))
        except TimeoutError:
            return DeliveryOutcome("pending", "no_answer")
        except (aiohttp.ClientError, OSError) as error:
            return DeliveryOutcome("pending", type(error).__name__)

    def _session(self) -> "aiohttp.ClientSession":
        if self.session is None:
            from push.checked_resolver import CheckedResolver

            connector = aiohttp.TCPConnector(resolver=CheckedResolver(self.gate, self.resolver), limit=AT_ONCE)
            self.session = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=self.patience, sock_connect=CONNECTING),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self.session

    async def close(self) -> None:
        """Close the connections."""
        if self.session is not None:
            await self.session.close()
            self.session = None
