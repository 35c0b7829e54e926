"""Continuing on another phone: a link for one capture of one step, minutes long, that opens no session."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from redis.asyncio import Redis

from auth import sealed
from auth.identity.types import Errand, StepKey
from backend.kit.crypto import Vault
from backend.kit.problems import NotThere
from backend.kit.redis import answering

SECONDS = 300


class Link(Struct, frozen=True, kw_only=True):
    """What the first phone shows: the secret in the QR code, and until when it counts."""

    secret: str
    ends: datetime


class Errands:
    """The errands of this installation."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self.redis, self.vault = redis, vault

    async def begin(self, person: UUID, step: StepKey, now: datetime) -> Link:
        """A new link; the one before is void."""
        await self.end(person, step)
        link = Link(secret=secrets.token_urlsafe(24), ends=now + timedelta(seconds=SECONDS))
        errand = Errand(person=person, step=step, ends=link.ends)
        await sealed.put(self.redis, self.vault, errand_key(link.secret), errand, SECONDS)
        await sealed.put(self.redis, self.vault, link_key(person, step), link, SECONDS)
        return link

    async def link(self, person: UUID, step: StepKey) -> Link | None:
        """The link that the first phone shows just now."""
        return await sealed.get(self.redis, self.vault, link_key(person, step), Link)

    async def of(self, secret: str, now: datetime) -> Errand:
        """What this link is for; NotThere when it was used, has ended or never was."""
        return await self._counts(await sealed.get(self.redis, self.vault, errand_key(secret), Errand), secret, now)

    async def take(self, secret: str, now: datetime) -> Errand:
        """The same, and the link is void: of several who send pictures with it at once, one is heard."""
        return await self._counts(await sealed.take(self.redis, self.vault, errand_key(secret), Errand), secret, now)

    async def give_back(self, secret: str, errand: Errand, now: datetime) -> None:
        """The pictures weren't taken: the link counts for the rest of its minutes."""
        left = int((errand.ends - now).total_seconds())
        if left > 0:
            await sealed.put(self.redis, self.vault, errand_key(secret), errand, left)

    async def _counts(self, found: Errand | None, secret: str, now: datetime) -> Errand:
        """Only the link that the first phone shows now; NotThere for one that was replaced, used, or has ended."""
        if found is None or found.ends <= now:
            raise NotThere
        link = await self.link(found.person, found.step)
        if link is None or not secrets.compare_digest(link.secret.encode(), secret.encode()):
            raise NotThere
        return found

    async def end(self, person: UUID, step: StepKey) -> None:
        """The capture is done, or the person wants no other phone."""
        link = await sealed.take(self.redis, self.vault, link_key(person, step), Link)
        if link is not None:
            async with answering():
                await self.redis.delete(errand_key(link.secret))


def errand_key(secret: str) -> str:
    """Where an errand is in Redis: who reads Redis can't use it."""
    return "errand:" + hashlib.sha256(secret.encode()).hexdigest()


def link_key(person: UUID, step: StepKey) -> str:
    """Where the first phone's link is in Redis."""
    return f"errand-of:{person}:{step}"
