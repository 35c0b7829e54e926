"""Redis client for sessions, one-time codes and counters; nothing in it may be needed after a flush."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from backend.kit.problems import TooMuch, Unavailable

CONNECTIONS = 20  # of one process, each busy for a millisecond at a time; who finds all of them taken waits
WAIT = 3.0  # seconds that they wait


def open_redis(url: str) -> "Redis":
    """Open a client with short timeouts, so that a slow Redis doesn't hold up requests."""
    pool = BlockingConnectionPool.from_url(
        url, max_connections=CONNECTIONS, timeout=WAIT, socket_timeout=2, socket_connect_timeout=2,
        health_check_interval=30,
    )  # fmt: skip
    return Redis.from_pool(pool)


@asynccontextmanager
async def redis_errors() -> AsyncIterator[None]:
    """Turn connection errors of Redis into Unavailable."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise Unavailable from error


async def count_attempt(redis: "Redis", key: str, most: int, seconds: int) -> None:
    """Count one attempt in the window of a rate limit; raises TooMuch above the limit."""
    async with redis_errors():
        pipe = redis.pipeline(transaction=True)
        pipe.set(key, 0, ex=seconds, nx=True)
        pipe.incr(key)
        pipe.ttl(key)
        _, used, left = await pipe.execute()
    if used > most:
        raise TooMuch(minutes=max(1, -(-int(left) // 60)))
