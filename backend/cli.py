"""`futian …`: everything an operator, an editor or a tester does from a terminal."""

import asyncio
import os
import sys
from datetime import date, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import click


def two_where_there_are() -> int:
    """Two web processes where two cores are."""
    return min(2, os.cpu_count() or 1)


COMMANDS = {
    "audit": "backend.audit.commands", "brake": "backend.catalogue.brake_commands", "brakes": "backend.catalogue.brake_commands",
    "catalogue": "backend.catalogue.commands", "doctor": "backend.doctor",
    "keys": "backend.privacy.commands", "mandates": "backend.cases.consents.commands", "messages": "backend.message_commands",
    "population": "backend.population.commands", "receipts": "backend.cases.commands",
    "replay": "backend.cases.commands", "rules": "backend.catalogue.rule_sheet",
    "switch": "backend.catalogue.switch_commands", "switches": "backend.catalogue.switch_commands",
}  # fmt: skip
"""Commands of the rooms, each with its module, which is imported when the command is used: `futian up` stays small."""


class Commands(click.Group):
    """Our commands and those of the rooms."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        found: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return found


@click.group(cls=Commands)
@click.version_option(version("smart-futian"), message="智慧福田 %(version)s")
def main() -> None:
    """智慧福田：启动、检查、决定、重放。"""


@main.command()
def routes() -> None:
    """打印全部路由的内部说明（OpenAPI），给测试和评审用。"""
    import msgspec

    from backend.app import house
    from backend.interface import internal_document
    from backend.kit.clock import utc_now
    from backend.kit.response_cache import PageCache
    from backend.settings import Settings

    document = internal_document(house(Settings.from_env(os.environ), utc_now, PageCache()))
    click.echo(msgspec.json.format(msgspec.json.encode(document)).decode())


@main.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True, help="居民页面的端口（只在本机）")
@click.option("--var", "folder", default="var", envvar="VAR", show_default=True, help="数据放在哪里")
@click.option("--workers", default=two_where_there_are, envvar="WORKERS", help="网页进程的个数；有两个核时默认两个")
def up(port: int, folder: str, workers: int) -> None:
    """在这台机器上启动全部：数据库、缓存、样本登记系统、网页、后台。"""
    from backend.up import up as run_up

    sys.exit(run_up(Path(folder).expanduser(), port, workers))


@main.command()
def worker() -> None:
    """后台进程（设置来自环境变量）。"""
    from backend.worker import main as run_worker

    run_worker()


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=two_where_there_are, help="网页进程的个数；有两个核时默认两个")
def web(host: str, port: int, workers: int) -> None:
    """网页进程（设置来自环境变量）。"""
    from backend import safety
    from backend.settings import SettingMissing, Settings

    try:
        safety.refuse(Settings.from_env(os.environ))
    except SettingMissing as error:
        sys.exit(str(error))
    os.execv(sys.executable, [  # noqa: S606 - our own interpreter and module
        sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", host, "--port", str(port),
        "--workers", str(workers), "--respawn-failed-workers", "backend.app:create",
    ])  # fmt: skip


@main.command()
@click.argument("service")
@click.option("--facts", "facts_file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", "on", default=None, help="日期，如 2026-11-23；默认今天")
def decide(service: str, facts_file: Path, on: str | None) -> None:
    """按某个事项的规则，对一份事实作出决定，输出 JSON。"""
    from backend.catalogue.load import RULES
    from backend.registers.attributes import attributes
    from backend.rules import command
    from backend.rules.diagnostics import RuleFileError
    from backend.rules.facts import InvalidFacts

    rule_file = RULES / f"{service.upper()}.toml"
    if not rule_file.exists():
        raise click.ClickException(f"{service} 没有规则文件（{rule_file.name}）；这个事项由工作人员办理")
    try:
        day = date.fromisoformat(on) if on else datetime.now().astimezone().date()
        click.echo(command.decision_for(rule_file, facts_file, day, attributes()))
    except (InvalidFacts, RuleFileError, ValueError) as error:
        raise click.ClickException(str(error)) from error


@main.command("attributes")
def list_attributes() -> None:
    """打印属性字典，每行一个 JSON。"""
    from backend.registers.attributes import attributes
    from backend.rules.command import dictionary_lines

    for line in dictionary_lines(attributes()):
        click.echo(line)


@main.command("read-document")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def read_document(files: tuple[Path, ...]) -> None:
    """打印预审从每个文件里看到了什么，每行一个 JSON。

    \b
    每行的内容：
      file          文件
      status        read 读了 · unreadable 文件打不开 · could_not_tell 机器没看完
      class         哪一种材料（id_card_front、household_page…，看不出是 other）；class_sure 是否有把握
      fields        读到的各项：value 值、confirmed 是否核对过（校验位、封闭名单或另一项与它一致）、why 凭什么
                    日期写成 2026-11-23，没有期限写“长期”，性别写男或女，民族不带“族”
      findings      每项检查：check、outcome（passed 通过 · failed 要改 · could_not_tell 看不准）、reason、advice
      pages         页数
      seconds       用了几秒；model_seconds 其中模型用了几秒
      reason, says  打不开或没看完时：原因，和给居民看的话
    """
    from backend.materials.reading.command import read_document as read

    for line in read(files):
        click.echo(line, nl=False)  # a line ends itself


@main.group()
def db() -> None:
    """数据库。"""


@db.command("upgrade")
@click.option("--admin", envvar="FUTIAN_ADMIN_DATABASE_URL", required=True)
def upgrade(admin: str) -> None:
    """升级到最新的迁移，并建立应用用的角色。"""
    from backend.kit import migrate

    migrate.upgrade(admin)
    asyncio.run(migrate.grant(admin))


if __name__ == "__main__":
    main()
