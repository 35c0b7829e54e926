"""Client of the SMS gateway: a signed request, answered within two seconds or refused."""

import time
from contextlib import suppress
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from backend.kit import lazy_aiohttp as aiohttp
from backend.kit.db import Transaction, refuse_open_transaction
from backend.kit.fair_queue import Crowded, FairQueue
from backend.kit.log import fact, worry
from backend.kit.messages.types import Entry
from backend.kit.problems import Unavailable
from backend.kit.sql import Db
from backend.notices import store
from backend.registers.signature import signed
from backend.registers.sms_wordings import SMS

BUDGET = 2.0  # seconds a resident waits for the gateway

AT_ONCE, WAITING = 20, 100
"""Messages of one process under way at once, and waiting."""


class NotSent(Unavailable):
    """The gateway did not take the message."""


class SmsMessage(Struct, frozen=True):
    """One message as the gateway takes it; the wording is a template registered with the carrier."""

    to: str
    template: str
    parameters: dict[str, str]
    id: UUID

    @property
    def wording(self) -> Entry:
        """The registered wording; raises ValueError for a template that isn't registered, or without its parameters."""
        known = SMS.get(self.template)
        if known is None or not known.entry.facts.keys() <= self.parameters.keys():
            raise ValueError(f"{self.template} with {sorted(self.parameters)} is no registered short message")
        return known.entry


class SentSms(Struct, frozen=True):
    """A message that the gateway took: which wording it had, in which version."""

    id: UUID
    template: str
    version: str


async def keep_sent(db: Db, sent: SentSms) -> None:
    """Keep which wording went out; neither number nor words."""
    await store.keep_sms(db, id=sent.id, template=sent.template, version=sent.version)


class SmsGateway:
    """The SMS gateway of this installation; its connections stay open between messages, until `aclose`."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url.rstrip("/") + "/messages", key
        self._session: aiohttp.ClientSession | None = None
        self.shares = FairQueue(AT_ONCE, waiting_each=1, waiting_all=WAITING)

    async def send(self, to: str, template: str, **parameters: str) -> SentSms:
        """Hand one message to the gateway; raises NotSent."""
        return await self.send_once(SmsMessage(to, template, parameters, uuid4()))

    async def send_once(self, message: SmsMessage) -> SentSms:
        """Hand over a message whose id the gateway knows again if it comes twice; raises NotSent.

        The caller keeps what is returned, in the transaction that writes down that somebody was told.
        """
        refuse_open_transaction()
        wording = message.wording
        named = {name: message.parameters[name] for name in wording.facts}  # nothing else leaves the house
        try:
            async with self.shares.turn(message.to):
                status = await self._post(msgspec.json.encode(msgspec.structs.replace(message, parameters=named)))
        except (aiohttp.ClientError, TimeoutError, OSError, Crowded) as error:
            worry("sms.gateway_silent", message=str(message.id), error=type(error).__name__)
            raise NotSent from error
        if not 200 <= status < 300:
            worry("sms.gateway_refused", message=str(message.id), status=status)
            raise NotSent
        fact("sms.handed_over", message=str(message.id), template=message.template, version=wording.version)
        return SentSms(message.id, message.template, wording.version)

    async def _post(self, body: bytes) -> int:
        headers = {**signed(self.key, body, int(time.time())), "Content-Type": "application/json"}
        async with self._open().post(self.url, data=body, headers=headers, allow_redirects=False) as answer:
            return answer.status

    def _open(self) -> "aiohttp.ClientSession":
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=BUDGET))
        return self._session

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


async def notify_by_sms(
    gateway: SmsGateway, transaction: Transaction, phone: str, template: str, **parameters: str
) -> None:
    """Send a message to a number, if there is one; a failure changes nothing, since the number may be out of use."""
    if phone:
        with suppress(NotSent):
            sent = await gateway.send(phone, template, **parameters)
            async with transaction() as db:
                await keep_sent(db, sent)
