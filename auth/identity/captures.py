"""Captured pictures on their way: sealed in Redis, bound to their try, gone when read and after ten minutes in any case."""

import secrets
import time
from uuid import UUID

from redis.asyncio import Redis

from auth.identity.types import LivenessChallenge, Move, Pictures
from backend.kit import encrypted_redis
from backend.kit.crypto import Vault
from backend.kit.problems import TooMuch
from backend.kit.redis import redis_errors

SECONDS = 600
"""How long a picture may lie here: what the consent promises."""
CHALLENGE_SECONDS = 300
MOST_WAITING = 40
"""Tries whose pictures wait at the same time: about five minutes of one worker's reading, and all the memory they may take."""
WAITING = "captures-waiting"
MOVES: tuple[Move, ...] = ("left", "right", "up")


class ManyWaiting(TooMuch):
    """As many tries wait as can be looked at before their pictures go."""


class Captures:
    """The pictures of this installation's tries."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self.redis, self.vault = redis, vault

    async def keep(self, attempt: UUID, pictures: Pictures) -> None:
        """Keep the pictures of a try until somebody looks; raises ManyWaiting."""
        await self._take_place(attempt)
        await encrypted_redis.put(self.redis, self.vault, f"capture:{attempt}", pictures, SECONDS)

    async def look(self, attempt: UUID) -> Pictures | None:
        """Read the pictures of an attempt. They stay until `forget`, so that a restarted worker can retry."""
        return await encrypted_redis.get(self.redis, self.vault, f"capture:{attempt}", Pictures)

    async def forget(self, attempt: UUID) -> None:
        """Delete the pictures of an attempt."""
        async with redis_errors():
            await self.redis.delete(f"capture:{attempt}")
            await self.redis.zrem(WAITING, str(attempt))

    async def _take_place(self, attempt: UUID) -> None:
        """Count first and look then: of those who come at one moment no more than MOST_WAITING stay."""
        now = time.time()
        async with redis_errors():
            pipe = self.redis.pipeline(transaction=True)
            pipe.zremrangebyscore(WAITING, 0, now - SECONDS)
            pipe.zadd(WAITING, {str(attempt): now})
            pipe.zcard(WAITING)
            pipe.expire(WAITING, SECONDS)
            waiting = (await pipe.execute())[2]
            if waiting > MOST_WAITING:
                await self.redis.zrem(WAITING, str(attempt))
                raise ManyWaiting

    async def keep_portrait(self, person: UUID, portrait: bytes) -> None:
        """The portrait that was cut out of the card, for the step after it."""
        await encrypted_redis.put(self.redis, self.vault, f"portrait:{person}", Pictures((portrait,)), SECONDS)

    async def portrait(self, person: UUID) -> bytes | None:
        """The portrait, while it is there."""
        pictures = await encrypted_redis.get(self.redis, self.vault, f"portrait:{person}", Pictures)
        return pictures.pictures[0] if pictures else None

    async def portrait_seconds(self, person: UUID) -> int:
        """How long the portrait is still there."""
        async with redis_errors():
            return max(0, int(await self.redis.ttl(f"portrait:{person}")))

    async def forget_portrait(self, person: UUID) -> None:
        """The comparison is done, or the person doesn't want it."""
        async with redis_errors():
            await self.redis.delete(f"portrait:{person}")

    async def challenge(self, person: UUID) -> LivenessChallenge:
        """Create a challenge: three head moves in random order."""
        moves = list(MOVES)
        secrets.SystemRandom().shuffle(moves)
        made = LivenessChallenge(nonce=secrets.token_urlsafe(18), moves=tuple(moves))
        await encrypted_redis.put(self.redis, self.vault, f"challenge:{person}", made, CHALLENGE_SECONDS)
        return made

    async def met(self, person: UUID, nonce: str) -> LivenessChallenge | None:
        """Take the challenge that an answer belongs to; a second use finds none."""
        made = await encrypted_redis.take(self.redis, self.vault, f"challenge:{person}", LivenessChallenge)
        if made is None or not secrets.compare_digest(made.nonce.encode(), nonce.encode()):
            return None
        return made
