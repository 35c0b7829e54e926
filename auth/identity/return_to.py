"""Where somebody who proves who they are came from: kept beside the account for an hour, since the way back leads over many pages and phones."""

from uuid import UUID

from msgspec import Struct
from redis.asyncio import Redis

from auth import encrypted_redis
from auth.session.return_to import HOME, same_site
from backend.kit.crypto import Vault

SECONDS = 3600


class ReturnPlace(Struct, frozen=True):
    """A page of this site."""

    path: str


async def remember(redis: Redis, vault: Vault, person: UUID, wanted: str) -> None:
    """They came from this page; one that isn't ours is no page."""
    path = same_site(wanted)
    if path != HOME:
        await encrypted_redis.put(redis, vault, redis_key(person), ReturnPlace(path), SECONDS)


async def remembered(redis: Redis, vault: Vault, person: UUID) -> str:
    """The page they came from, or nothing."""
    place = await encrypted_redis.get(redis, vault, redis_key(person), ReturnPlace)
    return place.path if place else ""


def redis_key(person: UUID) -> str:
    """Where it is kept."""
    return f"identity-from:{person}"
