"""Runs the migrations over the address given in FUTIAN_ADMIN_DATABASE_URL, one transaction for all."""

import asyncio
import os

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from alembic import context


def run(connection: object) -> None:
    """Apply what is missing."""
    context.configure(connection=connection, target_metadata=None, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()


async def online() -> None:
    """Connect through asyncpg, the driver the application uses, so that no second driver is needed."""
    url = os.environ["FUTIAN_ADMIN_DATABASE_URL"]
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda *_, **__: asyncpg.connect(url), poolclass=NullPool
    )
    async with engine.connect() as connection:
        await connection.execute(text("select pg_advisory_lock(440304)"))  # two starters at once: one waits
        await connection.execute(
            text("set lock_timeout = '30s'")
        )  # a blocked migration fails instead of blocking all others
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


asyncio.run(online())
