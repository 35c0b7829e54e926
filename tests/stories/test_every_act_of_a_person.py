"""An auditor finds every act of one resident and of one member of staff, however it was written; the resident sees that it was read."""

import re
from typing import Any

from backend.audit.store import sql
from tests import people
from tests.conftest import NOW
from tests.journey import said
from tests.support.allowance import handed_in
from tests.support.desk import desk


async def test_every_act_of_a_resident_and_of_an_officer_is_found(
    resident: Any, worker: Any, house: Any, db: Any
) -> None:
    she = resident(people.REGISTER_SILENT)
    case = await handed_in(she, worker)
    async with desk(house, "officer-7", "officer") as officer:
        await officer.goes(f"/desk{case}")
        await officer.steps(case, "accepted")
    person = str(await db.fetchval("select principal from cases"))
    for author in (person, "officer-7"):  # as rows were written before there was one spelling
        async with house.framework.state.pool.acquire() as outside:
            await outside.execute(
                "insert into audit (at, actor, action, subject) values ($1, $2, 'catalogue.published', 'service:x')",
                NOW,
                author,
            )
    async with desk(house, "sample-auditor", "auditor") as auditor:
        for who in (person, f"person:{person}"):
            hers = await auditor.goes(f"/audit/acts?who={who}")
            for act in ("case.opened", "case.paper_added", "case.submitted", "catalogue.published"):
                assert act in hers, act
            assert "case.accepted" not in hers
        for who in ("officer-7", "staff:officer-7", "staff:unproven:officer-7"):
            theirs = await auditor.goes(f"/audit/acts?who={who}")
            for act in ("file.opened", "case.accepted", "catalogue.published"):
                assert act in theirs, act
            assert "case.submitted" not in theirs
        assert "没有找到" in await auditor.goes("/audit/acts?who=nobody")
        assert "audit.acts_read" in await auditor.goes("/audit/acts?who=sample-auditor")
        assert "没有找到" in await auditor.goes(f"/audit/acts?who={person}&before=2020-01-01T00:00:00%2B00:00")
    assert "审计查看操作记录" in said(await she.goes("/me/access"))


async def test_the_search_reads_every_table_that_keeps_an_author(db: Any) -> None:
    streams = re.findall(r"'(\w+)'::text AS stream", await db.fetchval("select pg_get_viewdef('evidence'::regclass)"))
    authored = await db.fetch(
        "select distinct table_name from information_schema.columns where table_schema = 'public' and table_name = any ($1)"
        " and column_name in ('actor', 'author', 'staff', 'reader')", [*streams, "audit"],
    )  # fmt: skip
    searched = set(re.findall(r"from (\w+)", sql.statements["acts_of"].text))
    assert len(authored) > 5
    assert [row[0] for row in authored if row[0] not in searched] == []
