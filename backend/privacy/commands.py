"""`futian keys …`: changing the keys that seal identity data and files."""

import asyncio
import os
import sys

import asyncpg
import click

from backend.kit.crypto import BrokenSeal, Vault
from backend.kit.db import open_pool, prepare, transaction
from backend.materials.file_store import FileStore
from backend.privacy import lookup_hashes
from backend.privacy.keys import KeyUsage, rotate, status
from backend.privacy.lookup_hashes import hashed_columns
from backend.settings import FIRST, Settings


@click.group()
def keys() -> None:
    """封存资料和查找用的密钥（FUTIAN_SEALING_KEYS、FUTIAN_HASH_KEY，版本号最大的用来写，其余的只用来打开和查找）。"""


@keys.command("status")
def show() -> None:
    """每一处还有多少是用哪一版密钥封存的；某一版到处都没有了，才可以从设置里拿掉。"""
    settings = Settings.from_env(os.environ)
    found = asyncio.run(look(settings))
    for one in found:
        click.echo(f"{one.place}\t第{one.version}版\t{one.number}")
    newest = max(key.version for key in settings.sealing_keys)
    held, used = {key.version for key in settings.sealing_keys}, {one.version for one in found}
    for version in sorted(held - used - {newest}):
        click.echo(f"第{version}版已经没有用处。登录状态最长保存12小时：轮换12小时以后可以从设置里拿掉。")
    for version in sorted(used - held):
        click.echo(f"第{version}版不在设置里：用它封存的资料打不开！")
    lost = show_hashes(settings)
    sys.exit(1 if used - held or lost else 0)


def show_hashes(settings: Settings) -> bool:
    """Print the usage of look-up keys; returns whether a person can't be found any more."""
    found = asyncio.run(look_at_hashes(settings))
    for one in found:
        click.echo(f"{one.place}\t查找用第{one.version}版\t{one.number}")
    held, used = {key.version for key in settings.hash_key}, {one.version for one in found}
    for version in sorted(held - used - {max(held)}):
        click.echo(f"查找用第{version}版已经没有用处：登录状态最长保存12小时，轮换12小时以后可以从设置里拿掉。")
    if FIRST in held - used - {max(held)} and not settings.audit_key:
        click.echo("拿掉查找用第1版以前，先把它的内容写进 FUTIAN_AUDIT_KEY：操作记录的链一直用它。")
    anew = {f"{one.table}.{one.column}" for one in hashed_columns()}
    lost = sorted({one.version for one in found if one.place in anew} - held)
    for version in lost:
        click.echo(f"查找用第{version}版不在设置里：用它记下的人找不到！")
    return bool(lost)


@keys.command("rotate")
def run() -> None:
    """用最新一版密钥重新封存全部资料和文件，重新计算查找用的摘要。系统不用停；中途停下，再运行一次就接着做。"""
    try:
        asyncio.run(turn(Settings.from_env(os.environ)))
    except BrokenSeal as error:
        raise click.ClickException("有资料打不开：缺少封存它的那一版密钥，或者资料被改过。没有改动它。") from error


async def look(settings: Settings) -> list[KeyUsage]:
    """Count values by sealing key."""
    db = await asyncpg.connect(settings.database_url)
    try:
        await prepare(db)
        return await status(db, file_store_of(settings))
    finally:
        await db.close()


async def look_at_hashes(settings: Settings) -> list[KeyUsage]:
    """Count values by look-up key."""
    db = await asyncpg.connect(settings.database_url)
    try:
        return await lookup_hashes.status(db)
    finally:
        await db.close()


async def turn(settings: Settings) -> None:
    """Re-encrypt and re-hash everything, printing progress."""
    pool, file_store = await open_pool(settings.database_url, 2), file_store_of(settings)
    done: dict[str, int] = {}
    try:
        async for place, moved in rotate(lambda: transaction(pool), file_store.vault, file_store):
            done[place] = done.get(place, 0) + moved
        async for place, moved in lookup_hashes.rotate(lambda: transaction(pool), file_store.vault):
            done[place] = done.get(place, 0) + moved
    finally:
        await pool.close()
        for place, moved in done.items():
            click.echo(f"{place}\t{moved}")
        click.echo(f"重新封存、计算了 {sum(done.values())} 处。")


def file_store_of(settings: Settings) -> FileStore:
    """The store of files with this installation's keys."""
    return FileStore(settings, Vault(settings.sealing_keys, settings.hash_key))
