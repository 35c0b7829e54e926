"""The code that an officer who has seen the person hands them, to step up with in their own session."""

import hmac
import secrets
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from msgspec import Struct
from redis.asyncio import Redis

from backend.kit import encrypted_redis
from backend.kit.crypto import Vault
from backend.kit.problems import Refusal
from backend.kit.redis import count_attempt, redis_errors
from backend.kit.text import to_half_width

SECONDS = 1800
TRIES = 5


class WrongCode(Refusal):
    """Not the code, or none waits."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class OfficerCode(Struct, frozen=True):
    """Eight digits, and when the officer saw the person."""

    code: str
    at: datetime


def key_of(person: UUID) -> str:
    """Redis key of a code."""
    return f"officer-code:{person}"


async def hand_out(redis: Redis, vault: Vault, person: UUID, now: datetime) -> str:
    """A new code; the one before is void."""
    made = OfficerCode(f"{secrets.randbelow(10**8):08}", now)
    await encrypted_redis.put(redis, vault, key_of(person), made, SECONDS)
    async with redis_errors():
        await redis.delete(f"limit:officer-code:{person}")
    return made.code


async def use(redis: Redis, vault: Vault, person: UUID, typed: str) -> None:
    """Consume the code; a try is counted before comparing. Raises WrongCode or TooMuch."""
    await count_attempt(redis, f"limit:officer-code:{person}", TRIES, SECONDS)
    issued = await encrypted_redis.get(redis, vault, key_of(person), OfficerCode)
    digits = "".join(c for c in to_half_width(typed) if c.isdigit())
    if issued is None or not hmac.compare_digest(issued.code.encode(), digits.encode()):
        raise WrongCode
    if await encrypted_redis.take(redis, vault, key_of(person), OfficerCode) is None:
        raise WrongCode
