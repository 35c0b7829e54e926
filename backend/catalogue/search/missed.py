"""What people search for and don't find: counted by a hash; the words themselves are kept from the twentieth search on, for thirty days.

One network address counts a search once a day, and twenty different ones at most: nobody alone brings words before editors, or fills Redis.
"""

import re
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from msgspec import Struct
from redis.exceptions import RedisError

from backend.catalogue.search.normalize import normalise
from backend.kit import log

if TYPE_CHECKING:
    from redis.asyncio import Redis

FEWEST = 20  # searches until editors see the words
DAY, MOST_A_DAY = 86400, 20  # seconds, and different searches that one address counts in them
KEPT = timedelta(days=30)
MOST = 60  # rows that editors see
WORDS = re.compile(r"[\u3400-\u9fffa-z ]{2,20}")  # no digits: a number may be somebody's
COUNTS, TEXTS, COUNTED = "search:missed:counts", "search:missed:texts", "search:missed:counted"


class MissedSearch(Struct, frozen=True):
    """Words that nothing was found for, and how often."""

    text: str
    count: int


async def count_miss(redis: "Redis", text: str, address: str) -> None:
    """Count a search without result; `address`: the unit of rate limits. Nothing is said where Redis is away."""
    words = normalise(text).strip()
    if not WORDS.fullmatch(words):
        return
    hashed, own = blake2b(words.encode(), digest_size=12).hexdigest(), f"{COUNTED}:{address}"
    try:
        if await redis.scard(own) >= MOST_A_DAY or not await redis.sadd(own, hashed):
            return
        await redis.expire(own, DAY, nx=True)
        pipe = redis.pipeline(transaction=True)
        pipe.hincrby(COUNTS, hashed, 1)
        pipe.expire(COUNTS, KEPT, nx=True)
        count, _ = await pipe.execute()
        if count >= FEWEST:
            await redis.hset(TEXTS, words, count)
            await redis.expire(TEXTS, KEPT, nx=True)
    except (RedisError, OSError) as error:
        log.worry("search.miss_not_counted", error=type(error).__name__)


async def missed_searches(redis: "Redis") -> list[MissedSearch]:
    """Return what was searched for often and not found, most often first."""
    try:
        found = await redis.hgetall(TEXTS)
    except (RedisError, OSError) as error:
        log.worry("search.misses_unknown", error=type(error).__name__)
        return []
    rows = [MissedSearch(as_text(text), int(count)) for text, count in found.items()]
    return sorted(rows, key=lambda one: (-one.count, one.text))[:MOST]


def as_text(value: str | bytes) -> str:
    """Return what Redis holds as text."""
    return value.decode() if isinstance(value, bytes) else value
