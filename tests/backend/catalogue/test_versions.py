"""Writing, approving, scheduling and ending versions, on a real database."""

from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace

from backend.catalogue import store, versions
from backend.catalogue.published import FILES, Content, PublishedCatalogue, put_in_force
from backend.catalogue.versions import (
    DayPassed,
    DraftChanged,
    NothingToEnd,
    NotReady,
    check_draft,
    discard_draft,
    history,
    publish,
    retire,
    save_draft,
    withdraw,
)  # fmt: skip
from backend.kit.clock import local_date
from backend.residents.separation import AnotherPersonNeeded
from tests.conftest import NOW

CODE = "FT0205013"
TODAY = local_date(NOW)
EDITOR, OTHER, PUBLISHER = "editor-1", "editor-2", "publisher-1"


async def book_on(db: Any, day: date) -> PublishedCatalogue:
    catalogue = PublishedCatalogue()
    await catalogue.open(db, day)
    return catalogue


async def running(db: Any, day: date = TODAY) -> Content:
    v = (await book_on(db, day)).in_force[CODE]
    return Content(service=v.service, rules=v.rules, instant=v.instant)


def saying(content: Content, purpose: str) -> Content:
    return replace(content, service=replace(content.service, purpose=purpose))


async def others(db: Any) -> dict[str, Any]:
    return {code: v.service for code, v in (await book_on(db, TODAY)).in_force.items()}


async def published(db: Any, purpose: str, day: date | None = None) -> Any:
    """Write and approve a version that says this."""
    content = saying(await running(db), purpose)
    await save_draft(db, content, author=EDITOR, now=NOW, reason="改说明")
    return await publish(db, CODE, await others(db), approver=PUBLISHER, seen=content.digest(), now=NOW, valid_from=day)


async def purpose_on(db: Any, day: date) -> str:
    return (await running(db, day)).service.purpose


async def test_a_draft_changes_nothing_until_a_second_person_publishes(db: Any) -> None:
    before = await running(db)
    draft = saying(before, "照顾老人的家人，可以领一笔补贴。")
    await save_draft(db, draft, author=EDITOR, now=NOW)
    assert await running(db) == before
    with pytest.raises(AnotherPersonNeeded):
        await publish(db, CODE, await others(db), approver=EDITOR, seen=draft.digest(), now=NOW)
    assert await running(db) == before
    done = await publish(db, CODE, await others(db), approver=PUBLISHER, seen=draft.digest(), now=NOW)
    assert (done.version.valid_from, done.until) == (TODAY, None)
    assert await running(db) == draft
    assert await store.draft(db, code=CODE) is None


async def test_nobody_who_wrote_in_a_draft_may_approve_it(db: Any) -> None:
    first = saying(await running(db), "第一个人写的说明。")
    second = saying(first, "第二个人接着写的说明。")
    await save_draft(db, first, author=EDITOR, now=NOW)
    await save_draft(db, second, author=OTHER, now=NOW, seen=first.digest())
    for writer in (EDITOR, OTHER):
        with pytest.raises(AnotherPersonNeeded):
            await publish(db, CODE, await others(db), approver=writer, seen=second.digest(), now=NOW)


async def test_the_database_itself_refuses_a_writer_as_approver(db: Any) -> None:
    content = saying(await running(db), "自己写、自己批。")
    with pytest.raises(asyncpg.CheckViolationError):
        async with db.transaction():
            await put_in_force(db, content, TODAY, author=EDITOR, approver=EDITOR, reason="")


async def test_two_editors_do_not_overwrite_each_other(db: Any) -> None:
    base = await running(db)
    mine, theirs = saying(base, "我写的说明。"), saying(base, "别人写的说明。")
    await save_draft(db, mine, author=EDITOR, now=NOW)
    with pytest.raises(DraftChanged):  # a second new draft
        await save_draft(db, theirs, author=OTHER, now=NOW)
    with pytest.raises(DraftChanged):  # based on something that is not there any more
        await save_draft(db, theirs, author=OTHER, now=NOW, seen="0" * 64)
    held = await store.draft(db, code=CODE)
    assert held is not None
    assert held.digest == mine.digest()


async def test_the_approver_publishes_what_they_have_seen(db: Any) -> None:
    first = saying(await running(db), "看过的说明。")
    await save_draft(db, first, author=EDITOR, now=NOW)
    await save_draft(db, saying(first, "看过之后又改的说明。"), author=EDITOR, now=NOW, seen=first.digest())
    with pytest.raises(DraftChanged):
        await publish(db, CODE, await others(db), approver=PUBLISHER, seen=first.digest(), now=NOW)


async def test_a_draft_with_mistakes_is_kept_but_not_published(db: Any) -> None:
    wrong = saying(await running(db), "没有句号")
    await save_draft(db, wrong, author=EDITOR, now=NOW)
    with pytest.raises(NotReady) as refused:
        await publish(db, CODE, await others(db), approver=PUBLISHER, seen=wrong.digest(), now=NOW)
    assert [f.path for f in refused.value.findings] == [("purpose",)]
    assert await store.draft(db, code=CODE) is not None


async def test_a_version_for_a_later_day_waits_for_it(db: Any) -> None:
    before = await purpose_on(db, TODAY)
    day = TODAY + timedelta(days=40)
    await published(db, "明年起的新说明。", day)
    assert await purpose_on(db, TODAY) == await purpose_on(db, day - timedelta(days=1)) == before
    assert await purpose_on(db, day) == await purpose_on(db, day + timedelta(days=400)) == "明年起的新说明。"


async def test_a_change_before_a_waiting_version_runs_until_that_one_begins(db: Any) -> None:
    day = TODAY + timedelta(days=40)
    await published(db, "明年起的新说明。", day)
    done = await published(db, "今天就改的说明。")
    assert done.until == day
    assert await purpose_on(db, TODAY) == await purpose_on(db, day - timedelta(days=1)) == "今天就改的说明。"
    assert await purpose_on(db, day) == "明年起的新说明。"


async def test_a_second_change_on_one_day_takes_the_place_of_the_first(db: Any) -> None:
    await published(db, "上午的说明。")
    await published(db, "下午的说明。")
    assert await purpose_on(db, TODAY) == "下午的说明。"
    assert [line.state for line in await history(db, CODE)][:2] == ["published", "retired"]


async def test_a_version_cannot_begin_in_the_past(db: Any) -> None:
    with pytest.raises(DayPassed):
        await published(db, "昨天起的说明。", TODAY - timedelta(days=1))


async def test_a_waiting_version_can_be_taken_back(db: Any) -> None:
    before, day = await purpose_on(db, TODAY), TODAY + timedelta(days=40)
    done = await published(db, "明年起的新说明。", day)
    await withdraw(db, done.version.id, by=PUBLISHER, reason="这一版不改了", now=NOW)
    assert await purpose_on(db, day) == before
    with pytest.raises(NothingToEnd):
        await withdraw(db, done.version.id, by=PUBLISHER, reason="再撤回一次", now=NOW)


async def test_of_three_versions_the_middle_one_can_be_taken_back(db: Any) -> None:
    before = await purpose_on(db, TODAY)
    last = TODAY + timedelta(days=60)
    await published(db, "最后的说明。", last)
    middle = await published(db, "中间的说明。", TODAY + timedelta(days=30))
    await withdraw(db, middle.version.id, by=PUBLISHER, reason="不要中间的", now=NOW)
    assert await purpose_on(db, last - timedelta(days=1)) == before
    assert await purpose_on(db, last) == "最后的说明。"


async def test_what_is_in_force_is_not_taken_back_but_retired_by_two(db: Any) -> None:
    done = await published(db, "要停用的说明。")
    with pytest.raises(NothingToEnd):
        await withdraw(db, done.version.id, by=PUBLISHER, reason="这样不行的", now=NOW)
    with pytest.raises(AnotherPersonNeeded):
        await retire(db, CODE, by=EDITOR, approver=EDITOR, on=TODAY, reason="停办", now=NOW)
    await retire(db, CODE, by=EDITOR, approver=PUBLISHER, on=TODAY + timedelta(days=3), reason="停办", now=NOW)
    assert CODE in (await book_on(db, TODAY + timedelta(days=2))).in_force
    assert CODE not in (await book_on(db, TODAY + timedelta(days=3))).in_force
    line = (await history(db, CODE))[0]
    assert (line.ended_by, line.ended_with, line.ended_reason) == (EDITOR, PUBLISHER, "停办")


async def test_a_retired_service_also_loses_what_was_waiting(db: Any) -> None:
    await published(db, "明年起的新说明。", TODAY + timedelta(days=40))
    await retire(db, CODE, by=EDITOR, approver=PUBLISHER, on=TODAY, reason="停办", now=NOW)
    for days in (0, 40, 400):
        assert CODE not in (await book_on(db, TODAY + timedelta(days=days))).in_force
    with pytest.raises(NothingToEnd):
        await retire(db, CODE, by=EDITOR, approver=PUBLISHER, on=TODAY, reason="再停一次", now=NOW)


async def test_a_case_stays_on_the_version_it_started_with(db: Any) -> None:
    catalogue = await book_on(db, TODAY)
    started = catalogue.in_force[CODE]
    await published(db, "换了说明。")
    later = await book_on(db, TODAY)
    assert later.in_force[CODE].id != started.id
    assert await later.version(db, started.id) == started


@pytest.mark.parametrize("column", ["content = '{}'", "digest = 'x'", "valid_from = '2020-01-01'", "approver = 'x'"])
async def test_a_published_version_cannot_be_changed_by_anybody(db: Any, column: str) -> None:
    with pytest.raises(asyncpg.RaiseError, match="stays as it is"):
        async with db.transaction():
            await db.execute(f"update service_version set {column} where code = '{CODE}'")


async def test_a_published_version_cannot_be_deleted(db: Any) -> None:
    with pytest.raises(asyncpg.RaiseError, match="stays as it is"):
        async with db.transaction():
            await db.execute("delete from service_version where code = $1", CODE)


async def test_a_draft_can_be_thrown_away_by_whoever_has_seen_it(db: Any) -> None:
    draft = saying(await running(db), "不要的说明。")
    await save_draft(db, draft, author=EDITOR, now=NOW)
    with pytest.raises(DraftChanged):
        await discard_draft(db, CODE, seen="0" * 64, by=EDITOR, now=NOW)
    await discard_draft(db, CODE, seen=draft.digest(), by=EDITOR, now=NOW)
    assert await store.draft(db, code=CODE) is None


async def test_the_history_says_who_wrote_and_who_approved(db: Any) -> None:
    await published(db, "换了说明。")
    newest, shipped = await history(db, CODE)
    assert (newest.writers, newest.approver, newest.reason) == ((EDITOR,), PUBLISHER, "改说明")
    assert (shipped.author, shipped.valid_to) == (FILES, TODAY)


async def test_every_act_stands_in_the_audit_log(db: Any, clean: None) -> None:
    done = await published(db, "换了说明。", TODAY + timedelta(days=9))
    await withdraw(db, done.version.id, by=PUBLISHER, reason="这一版不改了", now=NOW)
    acts = [
        (r["actor"], r["action"])
        for r in await db.fetch("select actor, action from audit where subject = $1 order by seq", f"service:{CODE}")
    ]
    assert acts == [
        (f"staff:{EDITOR}", "catalogue.draft_saved"), (f"staff:{PUBLISHER}", "catalogue.published"),
        (f"staff:{PUBLISHER}", "catalogue.withdrawn"),
    ]  # fmt: skip


async def test_a_draft_is_checked_beside_the_services_in_force(db: Any) -> None:
    content = await running(db)
    twin = replace(content, service=replace(content.service, name="高龄老人津贴申请"))
    said = [f.says for f in check_draft(twin, await others(db), TODAY)]
    assert "另一个事项也叫“高龄老人津贴申请”。" in said
    assert not [f for f in check_draft(content, await others(db), TODAY) if not f.advice]
    powerless = replace(content, rules=(), instant=True)
    assert "没有规则，不能打开机器决定。" in [f.says for f in check_draft(powerless, await others(db), TODAY)]


async def test_new_files_of_the_software_do_not_take_an_editors_place(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from backend.catalogue import published as catalogue

    await published(db, "编辑写的说明。")
    changed = await catalogue.publish_files(db, {}, TODAY)  # without rules every service with rules differs
    assert CODE not in changed
    assert changed
    assert await purpose_on(db, TODAY) == "编辑写的说明。"


def test_versions_module_names_what_it_refuses() -> None:
    assert {c.status for c in (DraftChanged, NothingToEnd)} == {409}
    assert "{" not in NotReady((versions.LintFinding((), "一处。"),)).sentence
