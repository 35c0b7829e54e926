"""Sends short messages through the gateway: a signed request, answered within two seconds or not at all."""

import asyncio
import hashlib
import hmac
import time
from uuid import UUID, uuid4

import httpx
import msgspec
from msgspec import Struct

from backend.kit.log import fact, worry
from backend.kit.problems import Unavailable

BUDGET = 2.0  # seconds a resident waits for the gateway


class NotSent(Unavailable):
    """The gateway did not take the message."""

    says = "短信暂时发不出去，不是您的操作有问题。请过几分钟再试，您填写的内容都还在。"


class Message(Struct, frozen=True):
    """One message as the gateway takes it; the wording is a template registered with the carrier."""

    to: str
    template: str
    parameters: dict[str, str]
    id: UUID


class Gateway:
    """The SMS gateway of this installation."""

    def __init__(self, url: str, key: str, client: httpx.AsyncClient) -> None:
        self.url, self.key, self.client = url.rstrip("/") + "/messages", key, client

    async def send(self, to: str, template: str, **parameters: str) -> UUID:
        """Hand one message to the gateway; raises NotSent. The log knows its id, never the number."""
        message = Message(to, template, parameters, uuid4())
        body = msgspec.json.encode(message)
        headers = signed(self.key, body, int(time.time()))
        try:
            async with asyncio.timeout(BUDGET):
                answer = await self.client.post(self.url, content=body, headers=headers)
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            worry("sms gateway silent", message=str(message.id), error=type(error).__name__)
            raise NotSent from error
        if not answer.is_success:
            worry("sms gateway refused", message=str(message.id), status=answer.status_code)
            raise NotSent
        fact("sms handed over", message=str(message.id), template=template)
        return message.id


def signed(key: str, body: bytes, at: int) -> dict[str, str]:
    """The headers that prove who sends: HMAC-SHA256 over the time and the body."""
    digest = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Authorization": f"HMAC-SHA256 {digest}", "X-Timestamp": str(at), "Content-Type": "application/json"}


def new_client() -> httpx.AsyncClient:
    """A client that goes straight to the gateway: no proxy of the environment, no redirects."""
    return httpx.AsyncClient(timeout=BUDGET, trust_env=False, follow_redirects=False)
