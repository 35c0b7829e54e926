"""A man of a hundred with nothing but a landline, and a letter to somebody who answers no call: both are helped, and officers decide."""

import re
from typing import Any

import httpx

from backend.cases.drafts.form import sections
from backend.cases.drafts.save_page import save_page
from backend.delegation import acting as delegation
from backend.delegation import sheets
from backend.kit.db import transaction
from backend.registers.sample.cast import cast
from backend.registers.sample.relations import relations
from backend.residents.types import Assurance, Staff, Visitor
from tests.journey import Resident, said
from tests.people import GRANDDAUGHTER, NINETY_TWO
from tests.support import any_service
from tests.support.desk import desk
from tests.support.mandates import is_known, verified

DAY_CARE = "FT0220012"  # nothing is paid: a helper may hand it in
OLD = cast()["cen_baishou"]
LANDLINE = relations().landlines["cen_baishou"]
WISH = {"of": DAY_CARE, "power": "submit", "term": "182", "relation": "grandchild"}
OFFICER = Staff("officer-7", "韩晓梅", frozenset({"officer"}), "civil_affairs")


class Landline:
    """The old man's telephone in the sample world."""

    def __init__(self, world: str) -> None:
        self.world = world

    def heard(self) -> str:
        """The page of his calls."""
        return httpx.get(f"{self.world}/telephone", params={"to": LANDLINE.removeprefix("+")}).text

    def does(self, call: str, **form: str) -> str:
        """Pick up, or press keys; answers what he has heard by then."""
        sent = {"call": call, **form}
        httpx.post(f"{self.world}/telephone", data=sent, headers={"sec-fetch-site": "same-origin"})
        return said(self.heard())


async def follows(worker: Any) -> None:
    """The worker asks how the call went, as it would seconds later."""
    async with worker.bench.transaction() as db:
        await db.execute("update pgqueuer set execute_after = now() where entrypoint = 'follow-mandate-call'")
    await worker.works()


async def signs_in(helper: Resident, house: Any) -> None:
    """The granddaughter, of whom it is proven who she is."""
    await verified(house, GRANDDAUGHTER)
    await is_known(house, GRANDDAUGHTER)
    await helper.signs_in(next="/mandates")


async def hands_in(helper: Resident, house: Any, mandate: str) -> str:
    """She switches, fills in and hands in; answers the case."""
    state = house.app.state
    await helper.goes(mandate)
    await helper.sends(f"{mandate}/acting")
    case = await helper.begins(DAY_CARE)
    async with transaction(state.pool) as db:
        id = await verified(house, GRANDDAUGHTER)
        held = await db.fetchval("select id from mandate where helper = $1 and state = 'active'", id)
        acting = await delegation.for_another(
            db, Visitor(person=id, assurance=Assurance.VERIFIED), id, held, state.clock()
        )
        found = await db.fetchval("select id from cases where service = $1", DAY_CARE)
        for _, fields in sections(
            state.catalogue.get(DAY_CARE).service
        ):  # what registers know is filled in, and masked
            given = {one.key: any_service.anything(one) for one in fields if not one.prefill}
            assert await save_page(db, state.services, acting, found, fields, given, {}, state.clock()) == {}
        await any_service.hand_over_papers(db, state.services, acting, found)
    await helper.hands_in(case)
    return case


async def test_a_landline_is_enough(resident: Any, worker: Any, house: Any, sample_world: str) -> None:
    helper, phone = resident(GRANDDAUGHTER), Landline(sample_world)
    await signs_in(helper, house)
    await helper.goes(f"/mandates/ask/call?of={DAY_CARE}")
    page = await helper.sends("/mandates/calls", **WISH, name=OLD.name, id_number=OLD.id_number)
    mandate, code = helper.at, re.search(r">(\d{6})<", page)
    assert code, "the digits stand on her screen"
    await worker.works()
    call = re.search(r'name="call" value="([0-9a-f-]{36})"', phone.heard())
    assert call, "it rings at his landline"
    spoken = phone.does(call[1], does="pick_up")
    assert GRANDDAUGHTER.name in spoken
    assert code[1] not in spoken
    digit = re.search(r"请按(\d)", spoken)
    assert digit
    phone.does(call[1], does="press", keys=digit[1])
    assert "明天这个时候起生效" in phone.does(call[1], does="press", keys=code[1])
    await follows(worker)
    assert "还没到时间" in said(await helper.goes(mandate))
    await helper.sends(f"{mandate}/acting", status=403)

    async with transaction(house.app.state.pool) as own:  # as if she came back on the next day
        await own.execute("update mandate set wakes_at = wakes_at - interval '25 hours'")
    case = await hands_in(helper, house, mandate)
    async with desk(house, "o-9", staff=Staff("o-9", "吴小燕", frozenset({"officer"}), "street")) as officer:
        await officer.steps(case, "accepted")
        await officer.approves(case, why="和本人通过电话，身份证看过")
    assert "通过" in said(await helper.goes(case))


async def test_a_letter_is_enough(resident: Any, house: Any, db: Any) -> None:
    helper, state = resident(GRANDDAUGHTER), house.app.state
    await signs_in(helper, house)
    await helper.goes(f"/mandates/ask/letter?of={DAY_CARE}")
    await helper.sends("/mandates/letters", **WISH, name=NINETY_TWO.name, id_number=NINETY_TWO.id_number)
    mandate = helper.at
    async with desk(house, "o-9", "officer") as officer:
        assert "等着打印寄出的信" in await officer.goes("/desk/mandates")
    id = await db.fetchval("select id from mandate")
    sheet = await sheets.print_letter(lambda: transaction(state.pool), state.services, OFFICER, id, state.clock())
    born = NINETY_TWO.born
    facts = {
        "code": sheet.code.lower(), "name": NINETY_TWO.name, "born_year": str(born.year), "born_month": str(born.month),
        "born_day": str(born.day),
    }  # fmt: skip
    await helper.goes("/mandates/letter")
    wrong = said(await helper.sends("/mandates/letter", status=422, **facts, last_four="0000"))
    assert "还可以再试 4 次" in wrong
    await helper.sends("/mandates/letter", **facts, last_four=NINETY_TWO.id_number[-4:])
    assert helper.at == mandate
    case = await hands_in(helper, house, mandate)
    async with desk(house, "o-9", staff=Staff("o-9", "吴小燕", frozenset({"officer"}), "street")) as officer:
        await officer.steps(case, "accepted")
