"""Structs in Redis, encrypted and bound to their key: reading Redis reveals nothing, writing to it forges nothing."""

from typing import TypeVar

import msgspec
from msgspec import Struct
from redis.asyncio import Redis

from backend.kit.crypto import BrokenSeal, Vault
from backend.kit.redis import redis_errors

T = TypeVar("T", bound=Struct)


async def put(redis: Redis, vault: Vault, key: str, value: Struct, seconds: int) -> None:
    """Store a struct for a number of seconds."""
    async with redis_errors():
        await redis.set(key, vault.seal(msgspec.msgpack.encode(value), key), ex=seconds)


async def get(redis: Redis, vault: Vault, key: str, kind: type[T]) -> T | None:
    """Read a struct; None if it is missing or not encrypted by us."""
    async with redis_errors():
        return unseal(vault, key, await redis.get(key), kind)


async def take(redis: Redis, vault: Vault, key: str, kind: type[T]) -> T | None:
    """Read and delete a struct atomically (GETDEL): of several parallel calls, one gets it."""
    async with redis_errors():
        return unseal(vault, key, await redis.getdel(key), kind)


def unseal(vault: Vault, key: str, sealed: object, kind: type[T]) -> T | None:
    """Decrypt a struct; None for bytes that another key or an older version of this program wrote."""
    if not isinstance(sealed, bytes):
        return None
    try:
        return msgspec.msgpack.decode(vault.open(sealed, key), type=kind)
    except (BrokenSeal, msgspec.DecodeError):
        return None
