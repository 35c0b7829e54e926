"""`futian doctor`: what is wrong before the start, and what is weak; one line each, with its mend."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import click
from redis.asyncio import Redis
from redis.exceptions import RedisError

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.object_store import open_store, store_errors
from backend.settings import SettingMissing, Settings
from backend.settings_checks import SettingProblem, findings

SAYS = Messages.beside(__file__).texts("doctor", Audience.MACHINE)
SECONDS = 5.0  # that each part may take to answer
LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


@click.command(help=SAYS("help"))
@click.option("--offline", is_flag=True, help=SAYS("offline"))
def doctor(offline: bool) -> None:
    """Check before the start: what is wrong (exit code 1) and what is weak. Settings come from the environment."""
    try:
        settings = Settings.from_env(os.environ)
    except SettingMissing as error:
        click.echo(SAYS("unreadable", error=error))
        sys.exit(1)
    found = findings(settings) + ([] if offline else asyncio.run(looked_at(settings)))
    for one in sorted(found, key=lambda one: one.level == "weak"):
        click.echo(one.line())
    wrong = sum(one.level == "wrong" for one in found)
    click.echo(SAYS("sum", wrong=wrong, weak=len(found) - wrong) if found else SAYS("fine"))
    sys.exit(1 if wrong else 0)


async def looked_at(settings: Settings) -> list[SettingProblem]:
    """What only shows when the parts are asked."""
    return [one for look in (database, cache, papers) async for one in look(settings)]


async def database(settings: Settings) -> AsyncIterator[SettingProblem]:
    """Does it answer, is it migrated, and can't we rewrite history?"""
    try:
        async with asyncio.timeout(SECONDS):
            db = await asyncpg.connect(settings.database_url)
            try:
                migrated = await db.fetchval("select to_regclass('public.audit') is not null")
                rewrites = migrated and await db.fetchval("select has_table_privilege('public.audit', 'update')")
            finally:
                db.terminate()
    except LOST as error:
        yield SettingProblem("wrong", "database_url", SAYS("no_database", error=type(error).__name__))
        return
    if not migrated:
        yield SettingProblem("wrong", "database_url", SAYS("no_tables"))
    if rewrites:
        yield SettingProblem("wrong", "database_url", SAYS("rewrites"))


async def cache(settings: Settings) -> AsyncIterator[SettingProblem]:
    """Does it answer, and does it keep counters and sessions when it is full?"""
    redis = Redis.from_url(settings.redis_url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
    try:
        await redis.ping()
        told = (await redis.info("memory")).get("maxmemory_policy", "noeviction")
    except (RedisError, OSError) as error:
        yield SettingProblem("wrong", "redis_url", SAYS("no_redis", error=type(error).__name__))
        return
    finally:
        await redis.aclose()
    if told != "noeviction":
        yield SettingProblem("wrong", "redis_url", SAYS("redis_evicts", policy=told))


async def papers(settings: Settings) -> AsyncIterator[SettingProblem]:
    """Can a paper be put down and taken away again?"""
    try:
        async with asyncio.timeout(2 * SECONDS):
            store = await asyncio.to_thread(open_store, settings.storage_url, settings.storage_account)
            await store.put_async("doctor", b"")
            await store.delete_async("doctor")
    except store_errors() as error:
        kind = urlsplit(settings.storage_url).scheme
        yield SettingProblem("wrong", "storage_url", SAYS("no_storage", scheme=kind, error=type(error).__name__))
