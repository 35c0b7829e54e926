"""`futian doctor`: what is wrong before the start, and what is weak; one line each, with its mend."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import click
import obstore
from obstore.exceptions import BaseError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from backend.kit.object_store import open_store
from backend.safety import SettingProblem, findings
from backend.settings import SettingMissing, Settings

SECONDS = 5.0  # that each part may take to answer
LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


@click.command()
@click.option("--offline", is_flag=True, help="只看设置，不连数据库、缓存和材料库")
def doctor(offline: bool) -> None:
    """启动之前检查：哪里不对（退出码 1），哪里不够稳妥（只提醒）。设置来自环境变量。"""
    try:
        settings = Settings.from_env(os.environ)
    except SettingMissing as error:
        click.echo(f"错误  {error}")
        sys.exit(1)
    found = findings(settings) + ([] if offline else asyncio.run(looked_at(settings)))
    for one in sorted(found, key=lambda one: one.level == "weak"):
        click.echo(one.line())
    wrong = sum(one.level == "wrong" for one in found)
    click.echo(f"{wrong} 处错误，{len(found) - wrong} 处提醒" if found else "没有发现问题")
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
        yield SettingProblem(
            "wrong", "database_url", f"数据库连不上（{type(error).__name__}）", "先启动数据库，核对地址、用户和密码"
        )
        return
    if not migrated:
        yield SettingProblem("wrong", "database_url", "数据库还没有建表", "运行 futian db upgrade --admin …")
    if rewrites:
        yield SettingProblem(
            "wrong", "database_url", "这个用户能改写审计记录", "换成 futian db upgrade 建立的 futian_app"
        )


async def cache(settings: Settings) -> AsyncIterator[SettingProblem]:
    """Does it answer, and does it keep counters and sessions when it is full?"""
    redis = Redis.from_url(settings.redis_url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
    try:
        await redis.ping()
        told = (await redis.info("memory")).get("maxmemory_policy", "noeviction")
    except (RedisError, OSError) as error:
        yield SettingProblem(
            "wrong", "redis_url", f"缓存连不上（{type(error).__name__}）", "先启动 Redis（Valkey），核对地址和密码"
        )
        return
    finally:
        await redis.aclose()
    if told != "noeviction":
        says = f"内存满时会丢掉登录和次数限制（maxmemory-policy {told}）"
        yield SettingProblem("wrong", "redis_url", says, "设为 maxmemory-policy noeviction")


async def papers(settings: Settings) -> AsyncIterator[SettingProblem]:
    """Can a paper be put down and taken away again?"""
    try:
        async with asyncio.timeout(2 * SECONDS):
            store = await asyncio.to_thread(open_store, settings.storage_url, settings.storage_account)
            await obstore.put_async(store, "doctor", b"")
            await obstore.delete_async(store, "doctor")
    except (BaseError, OSError, TimeoutError) as error:
        kind = urlsplit(settings.storage_url).scheme
        yield SettingProblem(
            "wrong", "storage_url", f"材料存不进去（{kind}，{type(error).__name__}）", "核对地址、权限和剩余空间"
        )
