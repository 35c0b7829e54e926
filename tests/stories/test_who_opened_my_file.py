"""Every time an officer opens somebody's file is written down: as many lines as readings, with role, case and reason (R39)."""

from typing import Any

import httpx

from backend.materials.samples import cast_papers
from backend.residents.types import Staff, Visitor
from tests import people
from tests.journey import said
from tests.support.allowance import handed_in
from tests.support.visitors import headers_of

READER = Staff("officer-7", "韩晓梅", frozenset({"officer"}), "civil_affairs")
OTHER = Staff("officer-8", "蒋莉", frozenset({"officer"}), "market")


async def test_as_many_lines_as_readings(resident: Any, worker: Any, house: Any, db: Any) -> None:
    she = resident(people.REGISTER_SILENT)
    case = await handed_in(she, worker)
    paper = await db.fetchval("select id from material")

    app = house.framework
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url=app.state.settings.origin) as officer:
        mine, elsewhere = await headers_of(app, Visitor(staff=READER)), await headers_of(app, Visitor(staff=OTHER))
        reads = 0
        for path in (f"/desk{case}", f"/desk{case}", f"/desk{case}/papers/{paper}/1"):
            assert (await officer.get(path, headers=mine)).status_code == 200
            reads += 1
            assert (await officer.get(path, headers=elsewhere)).status_code == 404
        assert (await officer.get("/desk", headers=mine)).status_code == 200  # the list names nobody
    lines = await db.fetch("select reader, role, case_id, reason from access_log")
    assert len(lines) == reads
    assert {(r["reader"], r["role"], f"/cases/{r['case_id']}") for r in lines} == {("officer-7", "officer", case)}
    assert all(r["reason"] for r in lines)
    assert said(await she.goes("/me/access")).count(READER.name) == reads


async def test_a_case_opens_no_paper_of_another_case(resident: Any, worker: Any, house: Any, db: Any) -> None:
    """What the same person handed in at another department stays there, whoever knows its id; and a page that isn't there isn't there."""
    she = resident(people.REGISTER_SILENT)
    await she.signs_in()
    elsewhere = await she.begins("FT0110009")
    await she.photographs(elsewhere, "id_card", cast_papers.id_card_front(people.REGISTER_SILENT))
    case = await handed_in(she, worker)
    papers = {f"/cases/{row['case_id']}": row["id"] for row in await db.fetch("select id, case_id from material")}

    app = house.framework
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url=app.state.settings.origin) as officer:
        officer.headers.update(await headers_of(app, Visitor(staff=READER)))
        assert (await officer.get(f"/desk{case}/papers/{papers[case]}/1")).status_code == 200
        for number in (0, 2, 99):
            assert (await officer.get(f"/desk{case}/papers/{papers[case]}/{number}")).status_code == 404
        assert (await officer.get(f"/desk{case}/papers/{papers[elsewhere]}/1")).status_code == 404
        view = {"view": "unusable", "because": "sharp"}
        assert (await officer.post(f"/desk{case}/papers/{papers[elsewhere]}/view", data=view)).status_code == 404
