"""Connection pool, and one injected transaction per request, committed before the response starts."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import TypeAlias

import asyncpg
import msgspec

from backend.kit.problems import Unavailable
from backend.kit.sql import Db

Pool: TypeAlias = asyncpg.Pool
Transaction: TypeAlias = Callable[[], AbstractAsyncContextManager[Db]]
"""What opens one transaction after the other, for work that must not hold one while it waits."""
WAIT = 5.0  # seconds a request waits for a connection before it is told to come back
IDLE = "60s"  # in which a transaction that nobody goes on with is ended by the server, whatever we forgot


async def open_pool(url: str, size: int) -> Pool:
    """Open a pool whose connections convert JSON columns to Python values."""
    return await asyncpg.create_pool(
        url, min_size=1, max_size=size, init=prepare, reset=no_session_reset, command_timeout=15,
        server_settings={"idle_in_transaction_session_timeout": IDLE},
    )  # fmt: skip


async def no_session_reset(db: Db) -> None:
    """Skip asyncpg's session reset on release: our statements leave no session state, and open transactions are rolled back.

    Its own reset costs a round trip per request; a guarantee test holds our statements to leaving no session state behind.
    """


async def close_pool(pool: Pool, seconds: float = 10) -> None:
    """Close the pool gracefully; terminate connections that hang."""
    try:
        async with asyncio.timeout(seconds):
            await pool.close()
    except TimeoutError:
        pool.terminate()


async def prepare(db: Db) -> None:
    """Register the JSON codecs on a new connection."""
    for kind in ("json", "jsonb"):
        await db.set_type_codec(
            kind, schema="pg_catalog", encoder=lambda v: msgspec.json.encode(v).decode(), decoder=msgspec.json.decode
        )


class OpenTransactions:
    """Number of open transactions of one request or job."""

    def __init__(self) -> None:
        self.open = 0


OPEN_TRANSACTIONS: ContextVar[OpenTransactions | None] = ContextVar("open_transactions", default=None)


class OpenTransactionError(RuntimeError):
    """Raised (a programming error) when an external system is called while a transaction is open."""


def begin_unit() -> None:
    """Start counting open transactions for a new request or job, across its tasks."""
    OPEN_TRANSACTIONS.set(OpenTransactions())


def refuse_open_transaction() -> None:
    """Raise OpenTransactionError if a transaction is open; called before each call to an external system."""
    transactions = OPEN_TRANSACTIONS.get()
    if transactions is not None and transactions.open:
        raise OpenTransactionError


@contextmanager
def counted() -> Iterator[None]:
    """Count one open transaction while the block runs."""
    transactions = OPEN_TRANSACTIONS.get()
    if transactions is None:
        OPEN_TRANSACTIONS.set(transactions := OpenTransactions())
    transactions.open += 1
    try:
        yield
    finally:
        transactions.open -= 1


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Db]:
    """Open one transaction on one connection; a database that doesn't respond raises Unavailable."""
    try:
        db = await pool.acquire(timeout=WAIT)
    except (TimeoutError, OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError) as e:
        raise Unavailable from e
    try:
        with counted():
            async with db.transaction():
                yield db
    except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionError) as e:
        raise Unavailable from e
    finally:
        await pool.release(db)


async def check_responding(pool: Pool, seconds: float) -> None:
    """Raise unless the database responds within `seconds`, waiting for a connection included."""
    async with asyncio.timeout(seconds), pool.acquire() as db:
        await db.execute("select 1")
