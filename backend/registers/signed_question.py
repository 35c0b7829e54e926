"""Ask a register or gateway for a signed, fresh response bound to the question; anything else counts as silence."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol, TypeVar
from uuid import UUID

import msgspec

from backend.kit import lazy_aiohttp as aiohttp
from backend.kit.log import worry
from backend.registers.client import NO_ANSWER, MalformedResponse
from backend.registers.gateway import SignedTransport
from backend.registers.signature import NotSigned, check


class NamesRequest(Protocol):
    """A question or an answer: both name the request."""

    @property
    def request_id(self) -> UUID:
        """The id that question and answer share."""
        ...


T = TypeVar("T", bound=NamesRequest)


async def ask(
    transport: SignedTransport, path: str, question: NamesRequest, kind: type[T], seconds: float, register: str,
    fits: Callable[[T], bool] = lambda _: True,
) -> T | None:  # fmt: skip
    """Send a question and return its proven answer, or None within `seconds`; `fits`: is the answer about this question?"""
    try:
        async with asyncio.timeout(seconds):
            body, headers = await transport.post(path, msgspec.json.encode(question))
        check(transport.key, body, headers, int(time.time()))
        told = msgspec.json.decode(body, type=kind)
        if told.request_id != question.request_id or not fits(told):
            raise MalformedResponse
    except (*NO_ANSWER, aiohttp.ClientError, NotSigned) as error:
        worry("register.no_answer", register=register, request=str(question.request_id), error=type(error).__name__)
        return None
    return told
