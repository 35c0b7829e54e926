"""Continuing on another phone: a link for one capture of one step, minutes long, that opens no session."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from redis.asyncio import Redis

from auth import encrypted_redis
from auth.identity.types import Handoff, StepKey
from backend.kit.crypto import Vault
from backend.kit.problems import NotThere
from backend.kit.redis import redis_errors

SECONDS = 300


class HandoffLink(Struct, frozen=True, kw_only=True):
    """What the first phone shows: the secret in the QR code, and until when it counts."""

    secret: str
    ends: datetime


class HandoffLinks:
    """The handoff links of this installation."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self.redis, self.vault = redis, vault

    async def begin(self, person: UUID, step: StepKey, now: datetime) -> HandoffLink:
        """A new link; the one before is void."""
        await self.end(person, step)
        link = HandoffLink(secret=secrets.token_urlsafe(24), ends=now + timedelta(seconds=SECONDS))
        handoff = Handoff(person=person, step=step, ends=link.ends)
        await encrypted_redis.put(self.redis, self.vault, handoff_key(link.secret), handoff, SECONDS)
        await encrypted_redis.put(self.redis, self.vault, link_key(person, step), link, SECONDS)
        return link

    async def link(self, person: UUID, step: StepKey) -> HandoffLink | None:
        """The link that the first phone shows just now."""
        return await encrypted_redis.get(self.redis, self.vault, link_key(person, step), HandoffLink)

    async def of(self, secret: str, now: datetime) -> Handoff:
        """What this link is for; NotThere when it was used, has ended or never was."""
        return await self._counts(
            await encrypted_redis.get(self.redis, self.vault, handoff_key(secret), Handoff), secret, now
        )

    async def take(self, secret: str, now: datetime) -> Handoff:
        """The same, and the link is void: of several who send pictures with it at once, one is heard."""
        return await self._counts(
            await encrypted_redis.take(self.redis, self.vault, handoff_key(secret), Handoff), secret, now
        )

    async def give_back(self, secret: str, handoff: Handoff, now: datetime) -> None:
        """The pictures weren't taken: the link counts for the rest of its minutes."""
        left = int((handoff.ends - now).total_seconds())
        if left > 0:
            await encrypted_redis.put(self.redis, self.vault, handoff_key(secret), handoff, left)

    async def _counts(self, found: Handoff | None, secret: str, now: datetime) -> Handoff:
        """Only the link that the first phone shows now; NotThere for one that was replaced, used, or has ended."""
        if found is None or found.ends <= now:
            raise NotThere
        link = await self.link(found.person, found.step)
        if link is None or not secrets.compare_digest(link.secret.encode(), secret.encode()):
            raise NotThere
        return found

    async def end(self, person: UUID, step: StepKey) -> None:
        """The capture is done, or the person wants no other phone."""
        link = await encrypted_redis.take(self.redis, self.vault, link_key(person, step), HandoffLink)
        if link is not None:
            async with redis_errors():
                await self.redis.delete(handoff_key(link.secret))


def handoff_key(secret: str) -> str:
    """Where an handoff is in Redis: who reads Redis can't use it."""
    return "handoff:" + hashlib.sha256(secret.encode()).hexdigest()


def link_key(person: UUID, step: StepKey) -> str:
    """Where the first phone's link is in Redis."""
    return f"handoff-of:{person}:{step}"
