"""An auditor reads what was done, asks for a check, and changes nothing; reading leaves a line too."""

from typing import Any

import httpx

from backend.audit.actor import Actor
from backend.audit.log import note
from tests.conftest import NOW
from tests.journey import said
from tests.support.visitors import headers_of, who


async def test_an_auditor_reads_and_asks_for_a_check(house: Any, worker: Any, admin_url: str) -> None:
    from backend.jobs import SCHEDULES

    app = house.framework
    async with worker.bench.transaction() as db:
        for number in range(60):
            await note(db, Actor.staff("officer-7"), "case.accepted", f"case-{number}", NOW)
    await SCHEDULES["link-audit"].does(worker.bench)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url=app.state.settings.origin) as auditor:
        auditor.headers.update(await headers_of(app, who("auditor")))
        first = (await auditor.get("/audit")).text
        assert "还没有核对过" in first
        assert "case-59" in first
        assert "受理" in first
        assert "case-3<" not in first
        assert "case-3<" in (await auditor.get("/audit?below=20")).text
        assert "case-59" in (await auditor.get("/audit", params={"below": 2**62})).text
        assert (await auditor.get("/audit", params={"below": 10**30})).status_code == 400, "more than a number can be"
        narrowed = (await auditor.get("/audit", params={"word": "case-7"})).text
        assert "case-7<" in narrowed
        assert "case-8<" not in narrowed
        for account in ("officer-7", "staff:officer-7"):
            assert "case-59" in (await auditor.get("/audit", params={"word": account})).text, account
        assert 'action="/sign-out"' in first
        assert (await auditor.post("/audit/check")).status_code == 303
        assert "check-audit" in await worker.works()
        assert "和写下时一样" in said((await auditor.get("/audit")).text)
        assert "audit.read" in (await auditor.get("/audit", params={"word": "audit"})).text
        for path in ("/desk", "/me", "/cases"):
            assert (await auditor.get(path)).status_code in (303, 401, 403)
