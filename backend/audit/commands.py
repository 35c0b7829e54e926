"""`futian audit …`: what an auditor asks at a terminal."""

import asyncio
import os
import sys

import asyncpg
import click
import msgspec

from backend.audit.service import check
from backend.audit.types import AuditCheck
from backend.kit.clock import utc_now
from backend.kit.db import prepare
from backend.settings import Settings


@click.group()
def audit() -> None:
    """操作记录。"""


@audit.command()
@click.option("--database", envvar="FUTIAN_DATABASE_URL", required=True, help="数据库地址")
def verify(database: str) -> None:
    """核对整条操作记录：有没有被改、被删、换了位置、截掉一段。有问题时退出码为 1。"""
    checked = asyncio.run(run(msgspec.structs.replace(Settings.from_env(os.environ), database_url=database)))
    click.echo(f"{checked.lines} 条记录，{checked.heads} 个签名链头，{len(checked.findings)} 个问题")
    for finding in checked.findings:
        click.echo(f"{finding.kind}\t{finding.where}\t{finding.says}")
    sys.exit(1 if checked.findings else 0)


async def run(settings: Settings) -> AuditCheck:
    """Check the log of this installation."""
    db = await asyncpg.connect(settings.database_url)
    try:
        await prepare(db)
        return await check(db, settings, utc_now())
    finally:
        await db.close()
