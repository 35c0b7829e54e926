"""Client of the registers of other authorities for one person; a register that doesn't respond counts as silent, never as an error.

Each register gets its own question, all at once and within one time budget, so that a slow one takes no other's answer
away. Nothing here guesses: what was not said, not in time or not intelligibly, stays unknown.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

import msgspec

from backend.kit import lazy_aiohttp as aiohttp
from backend.kit.clock import Clock, utc_now
from backend.kit.db import refuse_open_transaction
from backend.kit.fair_queue import Crowded, FairQueue
from backend.kit.log import worry
from backend.registers import to_facts
from backend.registers.signature import signed
from backend.registers.types import Answers, RegisterQuery, RegisterResponse, RegisterValue, Subject
from backend.rules.types import Register
from backend.settings import Settings

LARGEST = 256 * 1024  # bytes of an answer; an honest one has a few thousand
TRIES = 2
AT_ONCE, WAITING_EACH, WAITING_ALL = 48, 24, 400
"""Questions of one process under way at once, waiting for one person, and waiting in all; one more is silence."""
_sheet = msgspec.json.Decoder(RegisterResponse)


class MalformedResponse(Exception):
    """Raised for a response that doesn't answer the question."""


# RecursionError: an answer nested too deep to be one; beside these, what aiohttp raises
NO_ANSWER = (TimeoutError, OSError, msgspec.DecodeError, RecursionError, MalformedResponse)


class Registers:
    """Registers of this installation behind one URL; keeps one HTTP session until `close`."""

    def __init__(self, settings: Settings, clock: Clock = utc_now) -> None:
        self._url = settings.register_url.rstrip("/")
        self.key, self._seconds, self._clock = settings.register_key, settings.register_seconds, clock
        self._session: aiohttp.ClientSession | None = None
        self._shares = FairQueue(AT_ONCE, waiting_each=WAITING_EACH, waiting_all=WAITING_ALL)

    async def inquire(self, purpose: str, subject: Subject, attributes: Iterable[str]) -> Answers:
        """Ask for attributes; `purpose` is the code of the service that needs them."""
        wanted = tuple(dict.fromkeys(attributes))
        told, unanswered = await self._gather(purpose, subject, wanted)
        return to_facts.facts_from_answers(wanted, told, unanswered, self._clock())

    async def ask(
        self, purpose: str, id_number: str, name: str, attributes: tuple[str, ...]
    ) -> dict[str, list[dict[str, Any]]]:
        """Ask for attributes as profile entries: one per source and attribute, silent sources left out."""
        told, _ = await self._gather(purpose, Subject(id_number, name), attributes)
        return to_facts.profile_entries(told, self._clock())

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _gather(
        self, purpose: str, subject: Subject, wanted: tuple[str, ...]
    ) -> tuple[list[RegisterValue], frozenset[Register]]:
        questions = to_facts.names_by_register(wanted)
        sheets = await asyncio.gather(*(
            self._question(register, RegisterQuery(request_id=uuid4(), purpose=purpose, subject=subject, attributes=names))
            for register, names in questions.items()
        ))  # fmt: skip
        answered = dict(zip(questions, sheets, strict=True))
        told = [one for sheet in sheets if sheet is not None for one in sheet.answers]
        return told, frozenset(register for register, sheet in answered.items() if sheet is None)

    async def _question(self, register: Register, query: RegisterQuery) -> RegisterResponse | None:
        try:
            async with asyncio.timeout(self._seconds), self._shares.turn(query.subject.id_number):
                return await self._retried(query)
        except (*NO_ANSWER, aiohttp.ClientError, Crowded) as error:
            worry("register.no_answer", register=register, request=str(query.request_id), error=type(error).__name__)
            return None

    async def _retried(self, query: RegisterQuery) -> RegisterResponse:
        for left in reversed(range(TRIES)):
            try:
                return await self._post(query)
            except aiohttp.ClientConnectionError:  # nobody there, or a kept connection that had died meanwhile
                if not left:
                    raise
        raise AssertionError("the last try answers or raises")

    async def _post(self, query: RegisterQuery) -> RegisterResponse:
        body, _ = await self.post("/query", msgspec.json.encode(query))
        sheet = _sheet.decode(body)
        told = {one.attribute for one in sheet.answers}
        if sheet.request_id != query.request_id or not told <= set(query.attributes):
            raise MalformedResponse
        return sheet

    async def post(self, path: str, body: bytes) -> tuple[bytes, Mapping[str, str]]:
        """Send a signed question; returns body and headers (lower case) of the response."""
        refuse_open_transaction()
        headers = {"Content-Type": "application/json", **signed(self.key, body, int(time.time()))}
        async with self._open().post(self._url + path, data=body, headers=headers, allow_redirects=False) as response:
            if response.status != 200:
                raise MalformedResponse
            return await _body(response), {name.lower(): value for name, value in response.headers.items()}

    def _open(self) -> "aiohttp.ClientSession":
        if self._session is None:
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, auto_decompress=False,
                headers={"Accept-Encoding": "identity"}, timeout=aiohttp.ClientTimeout(total=None),
            )  # fmt: skip
        return self._session


async def _body(response: "aiohttp.ClientResponse") -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            raise MalformedResponse
    return bytes(body)
