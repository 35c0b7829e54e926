"""A face check that counts as a fresh proof, for the browser that handed the pictures in and for no other."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from auth.identity import store
from auth.identity.types import ProofingAttempt
from auth.session import cookie
from auth.session.browser import Browser
from auth.session.sessions import FRESH
from backend.kit import encrypted_redis
from backend.kit.redis import redis_errors
from backend.kit.sql import Db
from backend.residents.types import FreshProof

SECONDS = int(FRESH.total_seconds())


class Handed(Struct, frozen=True):
    """The attempt that this browser submitted, and the page to return to."""

    attempt: UUID | None
    next: str


def key_of(browser: Browser) -> str:
    """Redis key of the attempt."""
    return f"face-check:{cookie.redis_name(browser.session_id)}"


async def keep(browser: Browser, attempt: UUID | None, wanted: str) -> None:
    """Remember the try of this browser for as long as its proof would be fresh."""
    await encrypted_redis.put(browser.sessions.redis, browser.vault, key_of(browser), Handed(attempt, wanted), SECONDS)


async def handed(browser: Browser) -> Handed | None:
    """Read the attempt that this browser submitted."""
    return await encrypted_redis.get(browser.sessions.redis, browser.vault, key_of(browser), Handed)


async def claim(db: Db, browser: Browser, person: UUID, now: datetime) -> FreshProof | None:
    """The proof of the face check that this browser handed in, once it has passed; counts from when the pictures were taken, and once."""
    found = await handed(browser)
    tried = await tried_by(db, found, person)
    if tried is None or tried.step != "face" or tried.state != "passed" or now - tried.at >= FRESH:
        return None
    async with redis_errors():
        await browser.sessions.redis.delete(key_of(browser))
    return FreshProof(tried.at, "face")


async def tried_by(db: Db, found: Handed | None, person: UUID) -> ProofingAttempt | None:
    """The try that was handed in, if it is this person's."""
    if found is None or found.attempt is None:
        return None
    return await store.try_of(db, id=found.attempt, person=person)
