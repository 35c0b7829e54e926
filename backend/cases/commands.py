"""Commands `futian replay` and `futian receipts`."""

import asyncio
import os
import sys
from pathlib import Path

import asyncpg
import click
import msgspec

from backend.cases.decisions.replay import replay as replay_all
from backend.cases.decisions.what_if import WhatIfSummary, summarize, what_if
from backend.cases.receipts.signing import rotate_keys
from backend.catalogue import store as catalogue
from backend.catalogue.published import Content
from backend.kit.crypto import Vault
from backend.kit.db import prepare
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.registers.attributes import attributes
from backend.rules.diagnostics import RuleFileError
from backend.rules.parse_rules import read_rule_file
from backend.rules.rule import Rule
from backend.settings import Settings

SAYS = Messages.beside(__file__).texts("terminal", Audience.MACHINE)
DATABASE = click.option("--database", envvar="FUTIAN_DATABASE_URL", required=True, help=SAYS("database"))


@click.command(help=SAYS("replay"))
@click.option("--what-if", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=SAYS("what_if"))
@click.option("--draft", default="", help=SAYS("draft"))
@click.option("--processes", default=0, help=SAYS("processes"))
@DATABASE
def replay(file: Path | None, draft: str, processes: int, database: str) -> None:
    """Replay all decisions, or try other rules; ends with 1 if a decision came out differently."""
    settings = msgspec.structs.replace(Settings.from_env(os.environ), database_url=database)
    if file or draft:
        click.echo(msgspec.json.encode(asyncio.run(tried(settings, file, draft.upper()))).decode())
        return
    done = asyncio.run(replay_all(settings, processes))
    click.echo(SAYS("replayed", same=done.same, reworded=done.reworded, different=len(done.different)))
    for id in done.different:
        click.echo(SAYS("different", id=id))
    sys.exit(1 if done.different else 0)


async def tried(settings: Settings, file: Path | None, draft: str) -> WhatIfSummary:
    """Print each decision that would change as a line of JSON; returns the summary."""
    db = await asyncpg.connect(settings.database_url)
    try:
        await prepare(db)
        service, rules = (file.stem, from_file(file)) if file else (draft, await from_draft(db, draft))
        vault = Vault(settings.sealing_keys, settings.hash_key)
        differences = []
        async for one in what_if(db, vault, service, rules):
            differences.append(one)
            if one.change != "same":
                click.echo(msgspec.json.encode(one).decode())
        return summarize(service, differences)
    finally:
        await db.close()


def from_file(file: Path) -> tuple[Rule, ...]:
    """Read the rules of a file. Raises ClickException with the line of a mistake."""
    try:
        return read_rule_file(file, attributes()).rules
    except RuleFileError as error:
        raise click.ClickException(str(error)) from error


async def from_draft(db: Db, code: str) -> tuple[Rule, ...]:
    """Read the rules of the draft of a service."""
    draft = await catalogue.draft(db, code=code)
    rules = msgspec.convert(draft.content, Content).rules if draft else ()
    if not rules:
        raise click.ClickException(SAYS("no_draft", code=code))
    return rules


@click.group(help=SAYS("receipts"))
def receipts() -> None:
    """Group of the commands about signing keys."""


@receipts.command("rotate", help=SAYS("rotate"))
@click.option("--keys", envvar="FUTIAN_RECEIPT_KEYS", required=True, help=SAYS("keys"))
def rotate(keys: str) -> None:
    """Print a new key set: the new key first, of the old ones only the public half."""
    click.echo(rotate_keys(keys))
