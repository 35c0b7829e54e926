"""What people search for and don't find: counted by a hash; the words themselves are kept from the twentieth search on, for thirty days."""

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

FEWEST = 20  # searches until editors see the words: nobody's own affair is searched for as often
KEPT = timedelta(days=30)
MOST = 60  # rows that editors see
WORDS = re.compile(r"[\u3400-\u9fffa-z ]{2,20}")  # no digits: a number may be somebody's
COUNTS, TEXTS = "search:missed:counts", "search:missed:texts"


class MissedSearch(Struct, frozen=True):
    """Words that nothing was found for, and how often."""

    text: str
    count: int


async def count_miss(redis: "Redis", text: str) -> None:
    """Count a search without result; nothing is said where Redis is away."""
    words = normalise(text).strip()
    if not WORDS.fullmatch(words):
        return
    try:
        pipe = redis.pipeline(transaction=True)
        pipe.hincrby(COUNTS, blake2b(words.encode(), digest_size=12).hexdigest(), 1)
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
