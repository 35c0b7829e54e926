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
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.residents.separation import at_terminal, display_name

T = TypeVar("T")
_messages = Messages.beside(__file__)
SAYS, HELP = _messages.texts("terminal", Audience.MACHINE), _messages.texts("help", Audience.MACHINE)
VERSION = _messages.take("version_line")
CHANGES = {"added": "+", "removed": "-", "changed": "~", "moved": "↕"}
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ADDRESS = click.option("--database", envvar="FUTIAN_DATABASE_URL", help=HELP("database_or_files"))
NEEDED = click.option("--database", envvar="FUTIAN_DATABASE_URL", required=True, help=HELP("database"))


@click.group(help=HELP("catalogue"))
def catalogue() -> None:
    """Group of the commands below."""


catalogue.add_command(stale)


@catalogue.command(help=HELP("check"))
@click.argument("folder", type=FOLDER, default=HERE)
@click.option("--rules/--no-rules", default=True, help=HELP("rules"))
def check(folder: Path, rules: bool) -> None:
    """Check all services, print one problem a line; exits with 1 if anything prevents publication."""
    report = check_catalogue(folder, rules=rules)
    for problem in report.problems:
        click.echo(str(problem))
    wrong = sum(not p.advice for p in report.problems)
    advice = len(report.problems) - wrong
    click.echo(
        SAYS(
            "checked",
            services=report.services,
            rules=report.rules,
            wrong=wrong,
            advice=advice,
            seconds=f"{report.seconds:.2f}",
        )
    )
    sys.exit(0 if report.clean else 1)


@catalogue.command("export", help=HELP("export"))
@click.argument("target", type=click.Path(path_type=Path))
@ADDRESS
def export(target: Path, database: str | None) -> None:
    """Export by the name of the target: .xlsx, .zip, a folder ending in -csv, or a TOML folder."""
    try:
        entries = entries_of(run(database, running).values()) if database else entries_in()
    except CatalogueFileError as error:
        raise click.ClickException(str(error)) from error
    write_export(entries, target)
    click.echo(SAYS("exported", count=len(entries), target=target))


@catalogue.command("import", help=HELP("import"))
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help=HELP("dry_run"))
@click.option("--author", default="", help=HELP("author"))
@click.option("--reason", default=SAYS("import_reason"), show_default=True)
@click.option("--into", type=click.Path(path_type=Path), help=HELP("into"))
@ADDRESS
def import_(source: Path, dry_run: bool, author: str, reason: str, into: Path | None, database: str | None) -> None:
    """Import everything or, with a single problem, nothing."""
    if database and not into:
        import_drafts(source, dry_run, author, reason, database)
        return
    incoming = read_import_file(source, {})
    print_problems(incoming.problems)
    if not incoming.clean:
        raise click.ClickException(SAYS("nothing_imported"))
    if into and not dry_run:
        write_folder(incoming.entries, into)
    click.echo(
        SAYS("importable", count=len(incoming.entries))
        if dry_run or not into
        else SAYS("written", count=len(incoming.entries), folder=into)
    )


@catalogue.command(help=HELP("publish"))
@click.argument("codes", nargs=-1, required=True)
@click.option("--approver", required=True, help=HELP("approver"))
@click.option("--from", "day", type=click.DateTime(["%Y-%m-%d"]), help=HELP("from"))
@click.option("--reason", default="")
@NEEDED
def publish(codes: tuple[str, ...], approver: str, day: datetime | None, reason: str, database: str) -> None:
    """Publish drafts by a second person; all web processes follow within a second."""

    async def act(db: Db) -> None:
        for code in codes:
            others = {c: v.service for c, v in (await running(db)).items()}
            draft = await store.draft(db, code=code.upper())
            done = await versions.publish(
                db, code.upper(), others, approver=at_terminal(approver), seen=draft.digest if draft else "", now=utc_now(),
                valid_from=day.date() if day else None, reason=reason,
            )  # fmt: skip
            click.echo(
                SAYS("published", code=code.upper(), since=done.version.valid_from)
                if done.until is None
                else SAYS("published_until", code=code.upper(), since=done.version.valid_from, until=done.until)
            )

    run(database, act)


@catalogue.command(help=HELP("history"))
@click.argument("code")
@NEEDED
def history(code: str, database: str) -> None:
    """Print all versions of a service, newest first."""
    for line in run(database, lambda db: versions.history(db, code.upper())):
        click.echo(version_line(line))


def version_line(line: store.VersionHistoryEntry) -> str:
    """Return one line of the history: digest, state, days, who wrote, published and ended it, and why."""
    about = {
        "digest": line.digest[:12], "state": line.state, "since": line.valid_from, "until": line.valid_to,
        "writers": list(map(display_name, line.writers)), "approver": display_name(line.approver or ""), "reason": line.reason,
        "ended_by": display_name(line.ended_by or ""), "ended_reason": line.ended_reason,
    }  # fmt: skip
    return VERSION(Audience.MACHINE, **about).text


@catalogue.command(help=HELP("diff"))
@click.argument("code")
@NEEDED
def diff(code: str, database: str) -> None:
    """Print how a draft differs from the version in force."""

    async def compare(db: Db) -> tuple[FieldChange, ...]:
        draft, now = await store.draft(db, code=code.upper()), (await running(db)).get(code.upper())
        if draft is None or now is None:
            raise click.ClickException(SAYS("nothing_to_compare"))
        return version_diff(now.content, msgspec.convert(draft.content, Content))

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
        raise click.ClickException(SAYS("nothing_imported")) from refusal
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
        raise click.ClickException(SAYS("author_missing"))

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
            click.echo(SAYS("planned_new" if one.kind == "new" else "planned_change", code=one.code, name=one.name))
            print_changes(one.changes)
    changed = sum(p.kind != "same" for p in planned)
    click.echo(SAYS("would_be_drafts" if dry_run else "drafts", changed=changed, same=len(planned) - changed))


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
