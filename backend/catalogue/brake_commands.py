"""`futian brakes` and `futian brake …`: stop machine approvals from the command line, and release them."""

import click

from backend.catalogue import brakes as verbs
from backend.catalogue import store
from backend.catalogue.commands import NEEDED, run
from backend.kit.clock import SHANGHAI, utc_now
from backend.kit.sql import Db
from backend.residents.separation import at_terminal, by_name, display_name

BY = click.option("--by", required=True, help="谁（员工编号）；命令行上的名字没有核实过，记录里会写明")
WHY = click.option("--reason", required=True, help="为什么")


@click.command()
@NEEDED
def brakes(database: str) -> None:
    """列出现在停着的机器审批：哪个事项，谁停的，从什么时候起，为什么。"""
    for one in run(database, store.brakes):
        since = f"{one.pulled_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        click.echo("\t".join((one.service or "全部", since, display_name(one.pulled_by), one.reason)))


@click.group()
def brake() -> None:
    """停下机器审批：全部，或者一个事项；一秒之内对所有进程生效。"""


@brake.command("pull")
@click.argument("service", default="")
@BY
@WHY
@NEEDED
def pull(service: str, by: str, reason: str, database: str) -> None:
    """停下一个事项的机器审批；不写事项编号就是全部停下。"""
    run(database, lambda db: verbs.pull(db, service.upper(), by_name(at_terminal(by)), reason, utc_now()))
    click.echo(f"已停下：{service.upper() or '全部'}。从下一件申请起都由工作人员办；已经办好的不受影响。")


@brake.command("release")
@click.argument("service", default="")
@BY
@WHY
@NEEDED
def release(service: str, by: str, reason: str, database: str) -> None:
    """恢复机器审批（要由另一位运维人员来）。"""

    async def act(db: Db) -> None:
        found = next((one for one in await store.brakes(db) if one.service == service.upper()), None)
        if found is None:
            raise verbs.NotPulled
        await verbs.release(db, found.id, by_name(at_terminal(by)), reason, utc_now())

    run(database, act)
    click.echo(f"已恢复：{service.upper() or '全部'}。")
