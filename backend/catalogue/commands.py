"""`futian catalogue …`: check, export, import, publish, history."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import click
import msgspec

from backend.catalogue import store, versions
from backend.catalogue.check import Problem, check_catalogue
from backend.catalogue.exchange.folder import entries_in, entries_of, write_folder
from backend.catalogue.exchange.import_export import (
    ImportPreview,
    NotClean,
    import_as_drafts,
    preview_import,
    read_import,
    write_export,
)
from backend.catalogue.exchange.import_tables import ImportPlan
from backend.catalogue.exchange.safe_zip import NotSafe
from backend.catalogue.load import HERE, CatalogueFileError
from backend.catalogue.published import Content, PublishedCatalogue, Version
from backend.catalogue.stale_command import stale
from backend.catalogue.types import Service
from backend.catalogue.version_diff import FieldChange, version_diff
from backend.kit.clock import local_date, utc_now
from backend.kit.db import prepare
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.residents.separation import at_terminal, display_name

T = TypeVar("T")
KINDS = {"new": "新增", "changed": "修改", "same": "不变"}
CHANGES = {"added": "+", "removed": "-", "changed": "~", "moved": "↕"}
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ADDRESS = click.option("--database", envvar="FUTIAN_DATABASE_URL", help="数据库地址；不给就用随软件提供的文件")
NEEDED = click.option("--database", envvar="FUTIAN_DATABASE_URL", required=True, help="数据库地址")


@click.group()
def catalogue() -> None:
    """事项目录：检查、导出、导入、发布、查历史。"""


catalogue.add_command(stale)


@catalogue.command()
@click.argument("folder", type=FOLDER, default=HERE)
@click.option("--rules/--no-rules", default=True, help="连规则文件一起检查")
def check(folder: Path, rules: bool) -> None:
    """检查全部事项，逐条打印问题（文件、行、位置）；有问题时以1退出。"""
    report = check_catalogue(folder, rules=rules)
    for problem in report.problems:
        click.echo(str(problem))
    wrong = sum(not p.advice for p in report.problems)
    advice = len(report.problems) - wrong
    click.echo(
        f"{report.services} 个事项、{report.rules} 份规则：{wrong} 个问题，{advice} 条提醒（{report.seconds:.2f} 秒）"
    )
    sys.exit(0 if report.clean else 1)


@catalogue.command("export")
@click.argument("target", type=click.Path(path_type=Path))
@ADDRESS
def export(target: Path, database: str | None) -> None:
    """导出：名字以 .xlsx 结尾是工作簿，.zip 是CSV压缩包，-csv 是CSV文件夹，其他是TOML文件夹。"""
    try:
        entries = entries_of(run(database, running).values()) if database else entries_in()
    except CatalogueFileError as error:
        raise click.ClickException(str(error)) from error
    write_export(entries, target)
    click.echo(f"导出了 {len(entries)} 个事项：{target}")


@catalogue.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只看会发生什么，什么都不改")
@click.option("--author", default="", help="谁导入的（员工编号）；存成草稿，由另一位发布")
@click.option("--reason", default="导入", show_default=True)
@click.option("--into", type=click.Path(path_type=Path), help="不进数据库，写成这个TOML文件夹")
@ADDRESS
def import_(source: Path, dry_run: bool, author: str, reason: str, into: Path | None, database: str | None) -> None:
    """导入：先全部看一遍，有一处问题就什么都不导入。"""
    if database and not into:
        import_drafts(source, dry_run, author, reason, database)
        return
    incoming = read_import_file(source, {})
    print_problems(incoming.problems)
    if not incoming.clean:
        raise click.ClickException("什么都没有导入。")
    if into and not dry_run:
        write_folder(incoming.entries, into)
    click.echo(
        f"{len(incoming.entries)} 个事项{'可以导入（试导入，什么都没有改）' if dry_run or not into else f'已写入 {into}'}"
    )


@catalogue.command()
@click.argument("codes", nargs=-1, required=True)
@click.option("--approver", required=True, help="发布人（不能是写草稿的人）")
@click.option("--from", "day", type=click.DateTime(["%Y-%m-%d"]), help="从哪天生效；默认按草稿")
@click.option("--reason", default="")
@NEEDED
def publish(codes: tuple[str, ...], approver: str, day: datetime | None, reason: str, database: str) -> None:
    """发布草稿（第二个人）；所有网页进程一秒之内换成新的。"""

    async def act(db: Db) -> None:
        for code in codes:
            others = {c: v.service for c, v in (await running(db)).items()}
            draft = await store.draft(db, code=code.upper())
            done = await versions.publish(
                db, code.upper(), others, approver=at_terminal(approver), seen=draft.digest if draft else "", now=utc_now(),
                valid_from=day.date() if day else None, reason=reason,
            )  # fmt: skip
            click.echo(
                f"{code.upper()} 从 {done.version.valid_from} 起生效"
                + (f"，到 {done.until} 为止" if done.until else "")
            )

    run(database, act)


@catalogue.command()
@click.argument("code")
@NEEDED
def history(code: str, database: str) -> None:
    """一个事项的全部版本，新的在前。"""
    for line in run(database, lambda db: versions.history(db, code.upper())):
        until = f"至 {line.valid_to}" if line.valid_to else "起"
        people = f"{'、'.join(map(display_name, line.writers))} 写" + (
            f"，{display_name(line.approver)} 发布" if line.approver else ""
        )
        ended = f"；{display_name(line.ended_by)} 停用：{line.ended_reason}" if line.ended_by else ""
        click.echo(f"{line.digest[:12]}  {line.state}  {line.valid_from} {until}  {people}  {line.reason}{ended}")


@catalogue.command()
@click.argument("code")
@NEEDED
def diff(code: str, database: str) -> None:
    """草稿和现行版本有哪些不同。"""

    async def compare(db: Db) -> tuple[FieldChange, ...]:
        draft, now = await store.draft(db, code=code.upper()), (await running(db)).get(code.upper())
        if draft is None or now is None:
            raise click.ClickException("没有草稿，或没有现行版本。")
        before = Content(service=now.service, rules=now.rules, instant=now.instant)
        return version_diff(before, msgspec.convert(draft.content, Content))

    print_changes(run(database, compare))


def run(database: str, act: Callable[[Db], Awaitable[T]]) -> T:
    """Run one function in a transaction; a refusal is printed as a sentence."""

    async def connected() -> T:
        db = await asyncpg.connect(database)
        try:
            await prepare(db)
            async with db.transaction():
                return await act(db)
        finally:
            await db.close()

    try:
        return asyncio.run(connected())
    except NotClean as refusal:
        print_problems(refusal.problems)
        raise click.ClickException("什么都没有导入。") from refusal
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from refusal


async def running(db: Db) -> dict[str, Version]:
    """Return the versions in force today."""
    catalogue = PublishedCatalogue()
    await catalogue.open(db, local_date(utc_now()))
    return dict(catalogue.in_force)


def import_drafts(source: Path, dry_run: bool, author: str, reason: str, database: str) -> None:
    """Save changed services as drafts, or only print what would be saved."""
    if not author and not dry_run:
        raise click.ClickException("请写明谁导入的：--author")

    async def act(db: Db) -> tuple[ImportPreview, ...]:
        now = await running(db)
        incoming = read_import_file(source, {c: v.service for c, v in now.items()})
        if dry_run:
            print_problems(incoming.problems)
            return preview_import(incoming, now) if incoming.clean else ()
        return await import_as_drafts(db, incoming, now, author=at_terminal(author), now=utc_now(), reason=reason)

    planned = run(database, act)
    for one in planned:
        if one.kind != "same":
            click.echo(f"{one.code} {one.name}：{KINDS[one.kind]}")
            print_changes(one.changes)
    changed = sum(p.kind != "same" for p in planned)
    click.echo(
        f"{changed} 个事项{'会存成草稿（试导入，什么都没有改）' if dry_run else '存成了草稿'}，{len(planned) - changed} 个不变"
    )


def read_import_file(source: Path, others: dict[str, Service]) -> ImportPlan:
    """Read a file or folder to import."""
    try:
        return read_import(source, others, local_date(utc_now()))
    except NotSafe as error:
        raise click.ClickException(str(error)) from error


def print_problems(problems: tuple[Problem, ...]) -> None:
    """Print one problem per line."""
    for problem in problems:
        click.echo(str(problem))


def print_changes(changes: tuple[FieldChange, ...]) -> None:
    """Print one change per line."""
    for change in changes:
        values = [truncated(v) for v in (change.before, change.after) if v is not None]
        click.echo(f"  {CHANGES[change.kind]} {change.path}  {' → '.join(values)}")


def truncated(value: Any) -> str:
    """Shorten a value to 60 characters."""
    text = value if isinstance(value, str | date) else msgspec.json.encode(value).decode()
    return str(text)[:60]
