"""Deliver push messages to a person's devices; best-effort copies of the inbox.

Each telling is a row in `delivery` that ends in one named state. A job may come twice, and two workers may have it at
once: a row is held for one attempt. A worker killed between sending and writing it down sends again after the hold
(at least once), and the push service and the browser replace the first by the second, which has the same topic and tag.
"""

import asyncio
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from backend.campaigns import copies
from backend.campaigns.store import CopyRow
from backend.campaigns.types import Defer, Suppress
from backend.kit import log
from backend.kit.clock import Clock, utc_now
from backend.kit.crypto import BrokenSeal, Vault
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.jobs import enqueue
from backend.kit.sql import Db
from backend.notices.lock_screen import RING
from backend.notices.service import DELIVER
from backend.notices.types import ToDeliver
from backend.settings import Settings
from push import store
from push.declarative import DeclaredNotification, encode
from push.delivery_outcome import DeliveryOutcome, backoff
from push.endpoint_guard import EndpointRefused, EndpointRules
from push.http_client import PushClient
from push.service import sealing_context
from push.topics import delivery_options, switch_of
from push.types import DueDelivery
from push.web_push import PushHeaders, PushRequestBuilder, VapidSigner

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver

HOLD = timedelta(seconds=60)  # longer than one attempt can take


class PushSender:
    """Push sender of one worker."""

    def __init__(self, settings: Settings, resolver: "AbstractResolver | None" = None, clock: Clock = utc_now) -> None:
        self.vault, self.gate = Vault(settings.sealing_keys, settings.hash_key), EndpointRules.of(settings)
        self.sealer, self.post = (
            PushRequestBuilder(VapidSigner(settings.vapid_key, settings.vapid_subject)),
            PushClient(self.gate, resolver),
        )
        self.origin = settings.origin
        self.clock = clock  # what push services judge tokens by: the world's time, whatever time the work is done for
        self.paused: dict[str, datetime] = {}  # push services that asked us to wait, until when

    async def deliver(self, transaction: Transaction, notice: UUID, now: datetime) -> None:
        """Send a notice to all due devices and schedule the rest."""
        async with transaction() as db:
            owed = await copies.copy_of(db, notice)
            due = [] if owed is None else await prepare_deliveries(db, notice, owed, now)
        if owed is None:
            return
        ends = await asyncio.gather(
            *(self.tell(transaction, notice, owed.topic, each, now) for each in due), return_exceptions=True
        )
        async with transaction() as db:
            await schedule_retry(db, notice, owed.person, now)
        for end in ends:
            if end is not None:
                raise end

    async def tell(self, transaction: Transaction, notice: UUID, topic: str, due: DueDelivery, now: datetime) -> None:
        """Make one delivery attempt and record its outcome."""
        outcome = await self.attempt(notice, topic, due, now)
        failpoint("push-sent")
        async with transaction() as db:
            state = await record_outcome(db, due, outcome, now)
        log.fact("push.tried", delivery=str(due.id), state=state, reason=outcome.reason, attempts=due.attempts)

    async def attempt(self, notice: UUID, topic: str, due: DueDelivery, now: datetime) -> DeliveryOutcome:
        """Encrypt and send, unless the push service asked to wait (Retry-After)."""
        try:
            url = self.gate.read(self.vault.open(due.endpoint, sealing_context(due.subscription)).decode())
        except (EndpointRefused, BrokenSeal) as error:
            return DeliveryOutcome("failed", type(error).__name__)
        origin = str(url.origin())
        if self.paused.get(origin, now) > now:
            return DeliveryOutcome("pending", "service_waits", self.paused[origin] - now)
        alias = self.alias(notice, due.subscription)
        terms = PushHeaders(int((due.expires_at - now).total_seconds()), delivery_options(topic).urgency, alias)
        words = lock_screen_text(alias, self.origin)
        letter = self.sealer.letter(url, due.p256dh, due.auth, words, terms, self.clock())
        outcome = await self.post.carry(letter, self.clock())
        if outcome.wait is not None:
            self.paused[origin] = now + outcome.wait
        return outcome

    def alias(self, notice: UUID, subscription: UUID) -> str:
        """Return a notice id per device, so that push services can't link devices."""
        return urlsafe_b64encode(self.vault.fingerprint("push-topic", f"{notice}:{subscription}")).decode()[:32]

    async def close(self) -> None:
        """Close the connections."""
        await self.post.close()


def lock_screen_text(alias: str, origin: str) -> bytes:
    """Return the visible text: the same for all messages, so that its length reveals nothing. Raises NotDeclarative."""
    said = RING()
    shown = DeclaredNotification(title=said.title, body=said.push, navigate=f"{origin}/inbox", tag=alias)
    return encode(shown, origin)


async def prepare_deliveries(db: Db, notice: UUID, owed: CopyRow, now: datetime) -> list[DueDelivery]:
    """Open the deliveries of a notice, end obsolete ones, and lock those due now; what the person wishes is read at each attempt."""
    whose, manner = {"notice": notice, "person": owed.person}, delivery_options(owed.topic)
    expires_at = owed.created_at + manner.ttl
    verdict = copies.decide_copies(owed, switch_of(owed.topic), expires_at, now, urgent=not manner.waits)
    if isinstance(verdict, Suppress) and expires_at > now:
        await store.call_off(db, **whose, at=now, reason=verdict.reason)
        return []
    await store.open(db, **whose, at=now, owed_at=owed.created_at, expires_at=expires_at)
    await store.settle_lost(db, **whose, at=now)
    if isinstance(verdict, Defer):
        await store.put_off(db, **whose, until=verdict.until)
        return []
    return await store.claim(db, **whose, at=now, held_until=now + HOLD)


async def record_outcome(db: Db, due: DueDelivery, outcome: DeliveryOutcome, now: datetime) -> str:
    """Record the outcome of an attempt; returns the state of the delivery."""
    which = {"id": due.id, "person": due.person}
    if outcome.state == "sent":
        await store.sent(db, **which, subscription=due.subscription, at=now)
        return outcome.state
    if outcome.state == "gone":
        await store.forget(db, id=due.subscription, person=due.person)
    if outcome.state != "pending":
        await store.settle(db, **which, state=outcome.state, reason=outcome.reason, at=now)
        return outcome.state
    next_at = now + (backoff(due.attempts) if outcome.wait is None else outcome.wait)
    if next_at >= due.expires_at:
        await store.settle(db, **which, state="expired", reason=outcome.reason, at=now)
        return "expired"
    await store.wait(db, **which, next_at=next_at, reason=outcome.reason)
    return outcome.state


async def schedule_retry(db: Db, notice: UUID, person: UUID, now: datetime) -> None:
    """Schedule a job while deliveries of this notice are pending."""
    next_at = await store.next_due(db, notice=notice, person=person)
    if next_at is not None:
        after = max(1.0, (next_at - now).total_seconds())
        await enqueue(db, DELIVER, ToDeliver(notice), after_seconds=after)
