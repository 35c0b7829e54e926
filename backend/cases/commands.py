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
from backend.kit.sql import Db
from backend.registers.attributes import attributes
from backend.rules.diagnostics import RuleFileError
from backend.rules.parse_rules import read_rule_file
from backend.rules.rule import Rule
from backend.settings import Settings

DATABASE = click.option("--database", envvar="FUTIAN_DATABASE_URL", required=True, help="数据库地址")


@click.command()
@click.option(
    "--what-if",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="换成这个规则文件（FT….toml）会怎样",
)
@click.option("--draft", default="", help="换成这个事项在库里的草稿会怎样")
@click.option("--processes", default=0, help="几个进程一起算；默认用满")
@DATABASE
def replay(file: Path | None, draft: str, processes: int, database: str) -> None:
    """把每一个由规则作出的决定重新决定一遍，必须逐字节相同；或者看换一份规则谁会变（只有编号和人数，没有姓名）。"""
    settings = msgspec.structs.replace(Settings.from_env(os.environ), database_url=database)
    if file or draft:
        click.echo(msgspec.json.encode(asyncio.run(tried(settings, file, draft.upper()))).decode())
        return
    done = asyncio.run(replay_all(settings, processes))
    click.echo(f"{done.same} 个相同，{len(done.different)} 个不同")
    for id in done.different:
        click.echo(f"不同：{id}")
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
    held = await catalogue.draft(db, code=code)
    rules = msgspec.convert(held.content, Content).rules if held else ()
    if not rules:
        raise click.ClickException(f"{code} 没有带规则的草稿。")
    return rules


@click.group()
def receipts() -> None:
    """回执的签名密钥。"""


@receipts.command("rotate")
@click.option("--keys", envvar="FUTIAN_RECEIPT_KEYS", required=True, help="现在的密钥集（JWK set）")
def rotate(keys: str) -> None:
    """打印一份新的密钥集：新密钥在最前，用来签名；旧密钥只留公开的一半，用来核验以前的回执。

    把它设为 FUTIAN_RECEIPT_KEYS，逐个重启网页和后台进程；在全部换完之前，还没有重启的进程核验不了新签的回执。
    """
    click.echo(rotate_keys(keys))
