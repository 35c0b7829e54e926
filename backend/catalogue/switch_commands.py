"""`futian switches` and `futian switch …`: turn machine approval of a service on or off from the command line."""

import click

from backend.catalogue import switches as verbs
from backend.catalogue.commands import NEEDED, run
from backend.kit.clock import SHANGHAI, utc_now
from backend.residents.separation import at_terminal, by_name, display_name


@click.command()
@NEEDED
def switches(database: str) -> None:
    """列出每个有规则的事项：机器决定开着还是关着，谁开的，从什么时候起，为什么。"""
    lines = run(database, lambda db: verbs.all_switches(db, utc_now()))
    for line in lines:
        since = f"{line.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if line.since else "初始设置"
        click.echo(
            "\t".join(
                (line.code, "开" if line.on else "关", since, display_name(line.by) or "-", line.name, line.reason)
            ).rstrip()
        )
    click.echo(f"{len(lines)} 个有规则的事项，{sum(line.on for line in lines)} 个由机器当场决定")


@click.group()
def switch() -> None:
    """打开或关上一个事项的机器决定；一秒之内对所有网页进程生效，不用重启。"""


def turn(database: str, service: str, on: bool, by: str, reason: str) -> None:
    """Turn a switch and print its new state."""
    done = run(database, lambda db: verbs.turn(db, service.upper(), on, by_name(at_terminal(by)), reason, utc_now()))
    words = (
        "符合规则的申请由系统当场通过，其余由工作人员办" if on else "从下一件申请起都由工作人员办；已经办好的不受影响"
    )
    click.echo(f"{done.code} {done.name}：已{'打开' if on else '关上'}。{words}。")


@switch.command("on")
@click.argument("service")
@click.option("--by", required=True, help="谁打开的（员工编号）")
@click.option("--reason", required=True, help="为什么")
@NEEDED
def on(service: str, by: str, reason: str, database: str) -> None:
    """打开一个事项的机器决定。"""
    turn(database, service, True, by, reason)


@switch.command("off")
@click.argument("service")
@click.option("--by", required=True, help="谁关上的（员工编号）")
@click.option("--reason", required=True, help="为什么")
@NEEDED
def off(service: str, by: str, reason: str, database: str) -> None:
    """关上一个事项的机器决定。"""
    turn(database, service, False, by, reason)
