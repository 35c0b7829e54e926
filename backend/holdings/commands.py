"""`futian keys …`: changing the keys that seal identity data and files."""

import asyncio
import os
import sys

import asyncpg
import click

from backend.holdings.keys import Standing, rotate, status
from backend.kit.crypto import BrokenSeal, Vault
from backend.kit.db import open_pool, prepare, transaction
from backend.materials.vault import Shelf
from backend.settings import Settings


@click.group()
def keys() -> None:
    """封存资料用的密钥（FUTIAN_SEALING_KEYS，版本号最大的用来封存，其余的只用来打开）。"""


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
    sys.exit(1 if used - held else 0)


@keys.command("rotate")
def run() -> None:
    """用最新一版密钥重新封存全部资料和文件。系统不用停；中途停下，再运行一次就接着做。"""
    try:
        asyncio.run(turn(Settings.from_env(os.environ)))
    except BrokenSeal as error:
        raise click.ClickException("有资料打不开：缺少封存它的那一版密钥，或者资料被改过。没有改动它。") from error


async def look(settings: Settings) -> list[Standing]:
    """What is sealed with what."""
    db = await asyncpg.connect(settings.database_url)
    try:
        await prepare(db)
        return await status(db, shelf_of(settings))
    finally:
        await db.close()


async def turn(settings: Settings) -> None:
    """Seal everything anew, saying how far it is."""
    pool, shelf = await open_pool(settings.database_url, 2), shelf_of(settings)
    done: dict[str, int] = {}
    try:
        async for place, moved in rotate(lambda: transaction(pool), shelf.vault, shelf):
            done[place] = done.get(place, 0) + moved
    finally:
        await pool.close()
        for place, moved in done.items():
            click.echo(f"{place}\t{moved}")
        click.echo(f"重新封存了 {sum(done.values())} 处。")


def shelf_of(settings: Settings) -> Shelf:
    """The store of files with this installation's keys."""
    return Shelf(settings, Vault(settings.sealing_keys, settings.hash_key))
