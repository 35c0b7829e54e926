"""An import into the database is whole or nothing, and the command line says the same."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from backend.catalogue import store
from backend.catalogue.commands import catalogue
from backend.catalogue.exchange.folder import entries_of
from backend.catalogue.exchange.import_export import (
    DraftsInTheWay,
    NotClean,
    import_as_drafts,
    preview_import,
    read_import,
    write_export,
)
from backend.catalogue.exchange.tables import ServiceEntry, to_tables
from backend.catalogue.exchange.workbook import workbook
from backend.catalogue.published import PublishedCatalogue
from backend.settings import Settings
from tests.conftest import NOW
from tests.support.catalogue import forget

TODAY = date(2026, 11, 23)


async def opened(db: Any) -> PublishedCatalogue:
    catalogue = PublishedCatalogue()
    await catalogue.open(db, TODAY)
    return catalogue


def services(catalogue: PublishedCatalogue) -> dict[str, Any]:
    return {code: v.service for code, v in catalogue.in_force.items()}


async def workbook_of(catalogue: PublishedCatalogue, path: Path, **changed: str) -> Path:
    """All services in force as a workbook, with other purposes for some."""
    entries = [
        ServiceEntry(replace(e.service, purpose=changed.get(e.service.code, e.service.purpose)), e.rules)
        for e in entries_of(catalogue.in_force.values())
    ]
    path.write_bytes(workbook(to_tables(entries)))
    return path


async def drafts(db: Any) -> list[str]:
    return [r["code"] for r in await db.fetch("select code from service_version where state = 'draft' order by code")]


async def test_what_differs_becomes_drafts_and_the_rest_is_left_alone(db: Any, tmp_path: Path) -> None:
    catalogue = await opened(db)
    path = await workbook_of(
        catalogue,
        tmp_path / "in.xlsx",
        FT0205001="满70岁的深圳老人，每月有一笔津贴。",
        FT0205002="换档和换账户，都在这里办。",
    )
    incoming = read_import(path, services(catalogue), TODAY)
    assert not incoming.problems
    assert {p.code: [c.path for c in p.changes] for p in preview_import(incoming, catalogue.in_force) if p.kind != "same"} == {
        "FT0205001": ["service.purpose"], "FT0205002": ["service.purpose"],
    }  # fmt: skip
    assert await drafts(db) == []  # so far a dry run
    await import_as_drafts(db, incoming, catalogue.in_force, author="editor-1", now=NOW, reason="年度复核")
    assert await drafts(db) == ["FT0205001", "FT0205002"]


async def test_one_bad_row_of_212_changes_nothing(db: Any, tmp_path: Path) -> None:
    catalogue = await opened(db)
    path = await workbook_of(
        catalogue, tmp_path / "in.xlsx", FT0205001="满70岁的深圳老人，每月有一笔津贴。", FT1520002="没有句号"
    )
    incoming = read_import(path, services(catalogue), TODAY)
    assert [(p.file, p.place) for p in incoming.problems] == [("事项", "一句话说明（purpose）")]
    with pytest.raises(NotClean):
        await import_as_drafts(db, incoming, catalogue.in_force, author="editor-1", now=NOW, reason="")
    assert await drafts(db) == []


async def test_a_draft_that_somebody_began_is_never_overwritten(db: Any, tmp_path: Path) -> None:
    catalogue = await opened(db)
    first = read_import(
        await workbook_of(catalogue, tmp_path / "a.xlsx", FT0205002="换档和换账户，都在这里办。"),
        services(catalogue),
        TODAY,
    )
    await import_as_drafts(db, first, catalogue.in_force, author="editor-1", now=NOW, reason="")
    before = await store.draft(db, code="FT0205002")
    second = await workbook_of(
        catalogue, tmp_path / "b.xlsx", FT0205001="满70岁的深圳老人，每月有一笔津贴。", FT0205002="又是别的说明。"
    )
    with pytest.raises(DraftsInTheWay, match="DraftsInTheWay") as refused:
        await import_as_drafts(
            db,
            read_import(second, services(catalogue), TODAY),
            catalogue.in_force,
            author="editor-2",
            now=NOW,
            reason="",
        )
    assert "FT0205002" in refused.value.sentence
    assert await drafts(db) == ["FT0205002"]
    assert await store.draft(db, code="FT0205002") == before


async def test_a_part_of_the_catalogue_is_looked_at_beside_the_rest(db: Any, tmp_path: Path) -> None:
    catalogue = await opened(db)
    one = entries_of([catalogue.in_force["FT0205001"]])
    write_export(one, tmp_path / "one.xlsx")
    write_export(one, tmp_path / "one")
    for name in ("one.xlsx", "one"):
        assert not read_import(tmp_path / name, services(catalogue), TODAY).problems
        assert read_import(tmp_path / name, {}, TODAY).problems  # alone, its related services don't exist


# ---------------------------------------------------------------- the command line


def run(*arguments: str, database: str = "") -> Any:
    return CliRunner(env={"FUTIAN_DATABASE_URL": database or None}).invoke(catalogue, list(arguments))


def test_check_says_how_much_was_looked_at() -> None:
    done = run("check", "--no-rules")
    assert done.exit_code == 0
    assert "212 个事项、0 份规则：0 个问题" in done.output


def test_check_prints_file_and_line_and_fails(tmp_path: Path) -> None:
    write_export([], tmp_path / "x")
    wrong = tmp_path / "services" / "elderly" / "FT0205001.toml"
    wrong.parent.mkdir(parents=True)
    wrong.write_text('code = "FT0205001"\nname = 3\n', "utf-8")
    done = run("check", str(tmp_path))
    assert done.exit_code == 1
    assert f"{wrong}:2 name：这里应当是文字" in done.output


def test_files_to_workbook_to_files(tmp_path: Path) -> None:
    assert run("export", str(tmp_path / "a.xlsx")).exit_code == 0
    done = run("import", str(tmp_path / "a.xlsx"), "--into", str(tmp_path / "b"))
    assert (done.exit_code, "212 个事项已写入" in done.output) == (0, True), done.output
    assert run("export", str(tmp_path / "c")).exit_code == 0
    assert tree(tmp_path / "b") == tree(tmp_path / "c")


def tree(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_an_unsafe_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"MZ")
    done = run("import", str(tmp_path / "a.xlsx"))
    assert (done.exit_code, "不是一个完好的压缩文件" in done.output) == (1, True)


async def test_from_workbook_to_published_by_two_people(
    clean: None, settings: Settings, admin_url: str, tmp_path: Path
) -> None:
    """Committed for real, so the traces are taken away again."""
    database, code = settings.database_url, "FT0205014"

    async def futian(*arguments: str) -> Any:
        return await asyncio.to_thread(run, *arguments, database=database)

    try:
        assert (await futian("export", str(tmp_path / "t"))).exit_code == 0
        path = next((tmp_path / "t").rglob(f"{code}.toml")) if list((tmp_path / "t").rglob(f"{code}.toml")) else None
        if path is None:
            path = sorted((tmp_path / "t" / "services" / "elderly").glob("*.toml"))[-1]
            code = path.stem
        text = path.read_text("utf-8")
        old = next(line for line in text.splitlines() if line.startswith("purpose ="))
        path.write_text(text.replace(old, 'purpose = "这是从文件夹导入的新说明。"'), "utf-8")
        dry = await futian("import", str(tmp_path / "t"), "--dry-run")
        assert "1 个事项会存成草稿（试导入，什么都没有改），211 个不变" in dry.output, dry.output
        assert f"{code}" in dry.output
        assert (await futian("import", str(tmp_path / "t"))).exit_code == 1  # who?
        done = await futian("import", str(tmp_path / "t"), "--author", "editor-1")
        assert "1 个事项存成了草稿" in done.output, done.output
        assert "service.purpose" in (await futian("diff", code)).output
        assert "不能自己发布" in (await futian("publish", code, "--approver", "editor-1")).output
        assert "起生效" in (await futian("publish", code, "--approver", "publisher-1")).output
        told = (await futian("history", code)).output
        assert "editor-1（命令行，未核实） 写，publisher-1（命令行，未核实） 发布" in told
    finally:
        await forget(admin_url, code)
