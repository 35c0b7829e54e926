"""Captured pictures on their way: sealed in Redis, bound to their try, gone when read and after ten minutes in any case."""

import secrets
from uuid import UUID

from redis.asyncio import Redis

from auth import encrypted_redis
from auth.identity.types import Challenge, Move, Pictures
from backend.kit.crypto import Vault
from backend.kit.redis import answering

SECONDS = 600
"""How long a picture may lie here: what the consent promises."""
CHALLENGE_SECONDS = 300
MOVES: tuple[Move, ...] = ("left", "right", "up")


class Captures:
    """The pictures of this installation's tries."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self.redis, self.vault = redis, vault

    async def keep(self, attempt: UUID, pictures: Pictures) -> None:
        """Keep the pictures of a try until somebody looks."""
        await encrypted_redis.put(self.redis, self.vault, f"capture:{attempt}", pictures, SECONDS)

    async def look(self, attempt: UUID) -> Pictures | None:
        """The pictures of a try, if they are still there; they stay until `forget`, so that a killed worker can begin anew."""
        return await encrypted_redis.get(self.redis, self.vault, f"capture:{attempt}", Pictures)

    async def forget(self, attempt: UUID) -> None:
        """Nobody needs them any more."""
        async with answering():
            await self.redis.delete(f"capture:{attempt}")

    async def keep_portrait(self, person: UUID, portrait: bytes) -> None:
        """The portrait that was cut out of the card, for the step after it."""
        await encrypted_redis.put(self.redis, self.vault, f"portrait:{person}", Pictures((portrait,)), SECONDS)

    async def portrait(self, person: UUID) -> bytes | None:
        """The portrait, while it is there."""
        held = await encrypted_redis.get(self.redis, self.vault, f"portrait:{person}", Pictures)
        return held.pictures[0] if held else None

    async def portrait_seconds(self, person: UUID) -> int:
        """How long the portrait is still there."""
        async with answering():
            return max(0, int(await self.redis.ttl(f"portrait:{person}")))

    async def forget_portrait(self, person: UUID) -> None:
        """The comparison is done, or the person doesn't want it."""
        async with answering():
            await self.redis.delete(f"portrait:{person}")

    async def challenge(self, person: UUID) -> Challenge:
        """What the person must do now: three moves in an order that nobody could know before."""
        moves = list(MOVES)
        secrets.SystemRandom().shuffle(moves)
        made = Challenge(nonce=secrets.token_urlsafe(18), moves=tuple(moves))
        await encrypted_redis.put(self.redis, self.vault, f"challenge:{person}", made, CHALLENGE_SECONDS)
        return made

    async def met(self, person: UUID, nonce: str) -> Challenge | None:
        """The challenge that this answer belongs to; taken, so that an answer can't be used again."""
        made = await encrypted_redis.take(self.redis, self.vault, f"challenge:{person}", Challenge)
        if made is None or not secrets.compare_digest(made.nonce.encode(), nonce.encode()):
            return None
        return made
