"""`futian population …`: eligible residents, gains and losses of a draft; counts only, none below twenty."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import click
import msgspec

from backend.catalogue.published import PublishedCatalogue
from backend.kit import embedded, migrate
from backend.kit.clock import local_date, utc_now
from backend.kit.crypto import eldest
from backend.kit.db import prepare
from backend.kit.sql import Db
from backend.population import load, seeding
from backend.population.disclosure_control import DisclosureRule
from backend.population.impact import effect, impact_counts
from backend.population.row_format import row_format
from backend.population.rule_versions import read_draft, version_on
from backend.population.table import Population
from backend.rules.rule import Rule
from backend.settings import Settings

T = TypeVar("T")
ADDRESS = click.option("--database", envvar="FUTIAN_DATABASE_URL", required=True, help="数据库地址")
ON = click.option("--on", default=None, help="哪一天，如 2026-11-23；默认今天")


@click.group()
def population() -> None:
    """全区居民：某天多少人符合、改规则谁受影响。只有人数，没有人。"""


@population.command()
@click.argument("service")
@ON
@ADDRESS
def eligible(service: str, on: str | None, database: str) -> None:
    """某个事项在某一天有多少人符合：当天、当天刚好符合的、之后30天里的，按街道、年龄、性别，输出 JSON。"""
    day = the_day(on)

    async def work(db: Db) -> Any:
        rules = await rules_of(db, service, day)
        return impact_counts(await load_population(db), rules, day, disclosure_rule())

    print_json(run(database, work))


@population.command()
@click.argument("service")
@click.option(
    "--draft", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="规则文件草稿"
)
@ON
@ADDRESS
def impact(service: str, draft: Path, on: str | None, database: str) -> None:
    """按草稿会多出谁、减少谁（人数），输出 JSON；草稿写错了，逐条说明行和位置。"""
    day, read = the_day(on), read_draft(draft.read_text("utf-8"), service, str(draft))
    if read.mistakes:
        raise click.ClickException("\n".join(str(one) for one in read.mistakes))

    async def work(db: Db) -> Any:
        rules = await rules_of(db, service, day)
        return effect(await load_population(db), rules, read.rules, day, disclosure_rule())

    print_json(run(database, work))


@population.command("write-down")
@ADDRESS
def write_down(database: str) -> None:
    """把改动过的居民情况写进索引表（平时由后台进程做）。"""
    click.echo(f"写好了 {run(database, lambda db: load.write_index_rows(db, row_format()))} 人")


@population.command()
@click.option("--count", default=10_000, show_default=True)
@click.option("--var", type=click.Path(path_type=Path), help="正在运行的试用环境（futian up）的数据目录，如 ./var")
@click.option("--database", envvar="FUTIAN_DATABASE_URL", help="数据库地址")
def sample(count: int, var: Path | None, database: str | None) -> None:
    """往试用环境里放进虚构的居民，好看出一个区的样子；正式环境不做。"""
    address = trial(var) if var else database
    if not address or (not var and not settings().sample):
        raise click.ClickException("请用 --var 指明试用环境；正式环境（没有 FUTIAN_SAMPLE）不放虚构的居民")
    click.echo(f"放好了 {run(address, lambda db: seeding.add_residents(db, count, utc_now()))} 人")


def trial(var: Path) -> str:
    """Return the database URL of the trial installation in this folder."""
    if not (var / "postgres" / "postmaster.pid").exists():
        raise click.ClickException(f"{var} 里没有正在运行的试用环境，请先 futian up")
    root = embedded.start_postgres(var.resolve() / "postgres")
    return migrate.as_role(asyncio.run(migrate.make_database(root, "futian")))


async def load_population(db: Db) -> Population:
    """Load the population into this process, with progress messages."""
    click.echo("这个进程里还没有全区居民，正在从数据库读入……", err=True)
    began = time.perf_counter()
    found = await load.load(db)
    click.echo(f"读入了 {found.count:,} 人，{time.perf_counter() - began:.1f} 秒", err=True)
    return found


async def rules_of(db: Db, service: str, day: date) -> tuple[Rule, ...]:
    """Return the rules in force on a day."""
    version = await version_on(db, PublishedCatalogue(), service, day)
    if version is None:
        raise click.ClickException(f"{service} 在 {day} 没有生效的版本")
    return version.rules


def the_day(on: str | None) -> date:
    """Parse the day option; default: today."""
    try:
        return date.fromisoformat(on) if on else local_date(utc_now())
    except ValueError as error:
        raise click.ClickException(f"日期看不懂：{on}。写成 2026-11-23 这样") from error


def settings() -> Settings:
    """Read the settings of this installation."""
    return Settings.from_env(os.environ)


def disclosure_rule() -> DisclosureRule:
    """Return the rounding with this installation's key, so that all processes give equal counts."""
    return DisclosureRule(eldest(settings().hash_key).secret)


def print_json(found: Any) -> None:
    """Print a result as JSON."""
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())


def run(database: str, work: Callable[[Db], Awaitable[T]]) -> T:
    """Run a function with a connection."""

    async def inside() -> T:
        db = await asyncpg.connect(database)
        try:
            await prepare(db)
            return await work(db)
        finally:
            await db.close()

    return asyncio.run(inside())
