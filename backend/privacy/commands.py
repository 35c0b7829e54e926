"""`futian keys …`: changing the keys that seal identity data and files."""

import asyncio
import os
import sys

import asyncpg
import click

from backend.kit.crypto import BrokenSeal, Vault
from backend.kit.db import open_pool, prepare, transaction
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.materials.file_store import FileStore
from backend.privacy import lookup_hashes
from backend.privacy.keys import KeyUsage, rotate, status
from backend.privacy.lookup_hashes import hashed_columns
from backend.settings import FIRST, Settings

_messages = Messages.beside(__file__)
SAYS, HELP = _messages.texts("keys", Audience.MACHINE), _messages.texts("help", Audience.MACHINE)


@click.group(help=HELP("keys"))
def keys() -> None:
    """Group of the commands below."""


@keys.command("status", help=HELP("status"))
def show() -> None:
    """Print how many values each key version seals, by place; a version that none uses may leave the settings."""
    settings = Settings.from_env(os.environ)
    found = asyncio.run(look(settings))
    for one in found:
        click.echo(SAYS("sealed", place=one.place, version=one.version, count=one.number))
    newest = max(key.version for key in settings.sealing_keys)
    configured, used = {key.version for key in settings.sealing_keys}, {one.version for one in found}
    for version in sorted(configured - used - {newest}):
        click.echo(SAYS("idle", version=version))
    for version in sorted(used - configured):
        click.echo(SAYS("missing", version=version))
    lost = show_hashes(settings)
    sys.exit(1 if used - configured or lost else 0)


def show_hashes(settings: Settings) -> bool:
    """Print the usage of look-up keys; returns whether a person can't be found any more."""
    found = asyncio.run(look_at_hashes(settings))
    for one in found:
        click.echo(SAYS("hashed", place=one.place, version=one.version, count=one.number))
    configured, used = {key.version for key in settings.hash_key}, {one.version for one in found}
    for version in sorted(configured - used - {max(configured)}):
        click.echo(SAYS("hash_idle", version=version))
    if FIRST in configured - used - {max(configured)} and not settings.audit_key:
        click.echo(SAYS("first_hash_key"))
    anew = {f"{one.table}.{one.column}" for one in hashed_columns()}
    lost = sorted({one.version for one in found if one.place in anew} - configured)
    for version in lost:
        click.echo(SAYS("hash_missing", version=version))
    return bool(lost)


@keys.command("rotate", help=HELP("rotate"))
def run() -> None:
    """Seal everything with the newest key and compute the look-up hashes anew; can be interrupted and run again."""
    try:
        asyncio.run(turn(Settings.from_env(os.environ)))
    except BrokenSeal as error:
        raise click.ClickException(SAYS("unreadable")) from error


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
        click.echo(SAYS("turned", count=sum(done.values())))


def file_store_of(settings: Settings) -> FileStore:
    """The store of files with this installation's keys."""
    return FileStore(settings, Vault(settings.sealing_keys, settings.hash_key))
