"""Structs in Redis, sealed and bound to their key: who reads Redis learns nothing, who writes it forges nothing."""

from typing import TypeVar

import msgspec
from msgspec import Struct
from redis.asyncio import Redis

from backend.kit.crypto import BrokenSeal, Vault
from backend.kit.redis import redis_errors

T = TypeVar("T", bound=Struct)


async def put(redis: Redis, vault: Vault, key: str, value: Struct, seconds: int) -> None:
    """Store for so long."""
    async with redis_errors():
        await redis.set(key, vault.seal(msgspec.msgpack.encode(value), key), ex=seconds)


async def get(redis: Redis, vault: Vault, key: str, kind: type[T]) -> T | None:
    """What is stored under this key, if it is there and ours."""
    async with redis_errors():
        return unseal(vault, key, await redis.get(key), kind)


async def take(redis: Redis, vault: Vault, key: str, kind: type[T]) -> T | None:
    """What is stored under this key, and it is gone: of several who take it at once, one gets it."""
    async with redis_errors():
        return unseal(vault, key, await redis.getdel(key), kind)


def unseal(vault: Vault, key: str, sealed: object, kind: type[T]) -> T | None:
    """The struct in these bytes; nothing when another key sealed them, or an older version of this program."""
    if not isinstance(sealed, bytes):
        return None
    try:
        return msgspec.msgpack.decode(vault.open(sealed, key), type=kind)
    except (BrokenSeal, msgspec.DecodeError):
        return None
