"""Who has a part of a draft open: kept in Redis for minutes, told to others, needed by nothing."""

import json
from datetime import datetime
from typing import TYPE_CHECKING

from redis.exceptions import RedisError

from backend.kit import log
from backend.residents.types import Staff

if TYPE_CHECKING:
    from redis.asyncio import Redis

OPENED = 300  # seconds that somebody counts as there after opening a page
HEARD = 60  # the same after the page said that somebody is at it; it says so three times as often


async def also_there(
    redis: "Redis", code: str, part: str, staff: Staff, now: datetime, lasts: int = OPENED
) -> list[str]:
    """Note that somebody has a part open, and return the names of the others who have; nobody while Redis is away."""
    key, moment = f"studio:open:{code}:{part}", now.timestamp()
    try:
        pipe = redis.pipeline(transaction=True)
        pipe.zremrangebyscore(key, "-inf", moment)
        pipe.zadd(key, {json.dumps([staff.signature, staff.name]): moment + lasts})
        pipe.expire(key, OPENED)
        pipe.zrange(key, 0, -1)
        *_, there = await pipe.execute()
    except (RedisError, OSError) as error:
        log.worry("studio.presence_unknown", error=type(error).__name__)
        return []
    people = dict(json.loads(one) for one in there)
    return [name for signature, name in people.items() if signature != staff.signature]
