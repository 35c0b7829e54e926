"""Handoff link: lets another phone take the pictures of one step; valid for minutes, opens no session."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from redis.asyncio import Redis

from auth.identity.types import Handoff, StepKey
from backend.kit import encrypted_redis
from backend.kit.crypto import Vault
from backend.kit.problems import NotThere
from backend.kit.redis import redis_errors

SECONDS = 300


class HandoffLink(Struct, frozen=True, kw_only=True):
    """Link shown by the first phone: secret of the QR code and its expiry."""

    secret: str
    ends: datetime


class HandoffLinks:
    """Handoff links stored in Redis."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self.redis, self.vault = redis, vault

    async def begin(self, person: UUID, step: StepKey, now: datetime) -> HandoffLink:
        """Create a link; it invalidates an earlier one."""
        await self.end(person, step)
        link = HandoffLink(secret=secrets.token_urlsafe(24), ends=now + timedelta(seconds=SECONDS))
        handoff = Handoff(person=person, step=step, ends=link.ends)
        await encrypted_redis.put(self.redis, self.vault, handoff_key(link.secret), handoff, SECONDS)
        await encrypted_redis.put(self.redis, self.vault, link_key(person, step), link, SECONDS)
        return link

    async def link(self, person: UUID, step: StepKey) -> HandoffLink | None:
        """Read the link that the first phone shows."""
        return await encrypted_redis.get(self.redis, self.vault, link_key(person, step), HandoffLink)

    async def of(self, secret: str, now: datetime) -> Handoff:
        """Read the handoff of a secret; raises NotThere if it was used, has expired or is unknown."""
        return await self._counts(
            await encrypted_redis.get(self.redis, self.vault, handoff_key(secret), Handoff), secret, now
        )

    async def take(self, secret: str, now: datetime) -> Handoff:
        """Consume the handoff of a secret atomically: of several phones that send pictures at once, one succeeds."""
        return await self._counts(
            await encrypted_redis.take(self.redis, self.vault, handoff_key(secret), Handoff), secret, now
        )

    async def give_back(self, secret: str, handoff: Handoff, now: datetime) -> None:
        """Restore a handoff whose pictures were refused, for the rest of its time."""
        left = int((handoff.ends - now).total_seconds())
        if left > 0:
            await encrypted_redis.put(self.redis, self.vault, handoff_key(secret), handoff, left)

    async def _counts(self, found: Handoff | None, secret: str, now: datetime) -> Handoff:
        """Accept only the link that the first phone shows now; raises NotThere otherwise."""
        if found is None or found.ends <= now:
            raise NotThere
        link = await self.link(found.person, found.step)
        if link is None or not secrets.compare_digest(link.secret.encode(), secret.encode()):
            raise NotThere
        return found

    async def end(self, person: UUID, step: StepKey) -> None:
        """Invalidate the link of a step."""
        link = await encrypted_redis.take(self.redis, self.vault, link_key(person, step), HandoffLink)
        if link is not None:
            async with redis_errors():
                await self.redis.delete(handoff_key(link.secret))


def handoff_key(secret: str) -> str:
    """Redis key of a handoff; contains a hash, so that reading Redis gives no usable secret."""
    return "handoff:" + hashlib.sha256(secret.encode()).hexdigest()


def link_key(person: UUID, step: StepKey) -> str:
    """Redis key of the first phone's link."""
    return f"handoff-of:{person}:{step}"
