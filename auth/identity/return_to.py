"""Return-to page of identity proofing: kept for an hour with the account, since proofing crosses many pages and phones."""

from uuid import UUID

from msgspec import Struct
from redis.asyncio import Redis

from auth.session.return_to import HOME, same_site
from backend.kit import encrypted_redis
from backend.kit.crypto import Vault

SECONDS = 3600


class ReturnPlace(Struct, frozen=True):
    """A page of this site."""

    path: str


async def remember(redis: Redis, vault: Vault, person: UUID, wanted: str) -> None:
    """Store the page to return to; a foreign address is ignored."""
    path = same_site(wanted)
    if path != HOME:
        await encrypted_redis.put(redis, vault, redis_key(person), ReturnPlace(path), SECONDS)


async def remembered(redis: Redis, vault: Vault, person: UUID) -> str:
    """Read the page to return to, or ""."""
    place = await encrypted_redis.get(redis, vault, redis_key(person), ReturnPlace)
    return place.path if place else ""


def redis_key(person: UUID) -> str:
    """Redis key of the page."""
    return f"identity-from:{person}"
