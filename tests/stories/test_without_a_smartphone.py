"""A man of a hundred with nothing but a landline, and a letter to somebody who answers no call: both are helped, and officers decide."""

import re
from typing import Any

import pytest
from msgspec.structs import replace

from backend.cases.consents import binding, verify
from backend.cases.drafts.form import sections
from backend.cases.drafts.save_page import save_page
from backend.delegation import acting as delegation
from backend.delegation import printed_sheets
from backend.kit.db import transaction
from backend.materials.samples import cast_papers as pictures
from backend.registers.sample import bank
from backend.registers.sample.cast import cast
from backend.residents import service as residents
from backend.residents.types import Assurance, Staff, Visitor
from tests.journey import Resident, said
from tests.people import GRANDDAUGHTER, NINETY_TWO
from tests.support import any_service
from tests.support.allowance import ALLOWANCE
from tests.support.consenting import asks
from tests.support.desk import desk
from tests.support.landline import Landline
from tests.support.mandates import is_known, verified

DAY_CARE = "FT0220012"  # nothing is paid: a helper may hand it in
OLD = cast()["cen_baishou"]
WISH = {"of": DAY_CARE, "power": "submit", "term": "182", "relation": "grandchild"}
OFFICER = Staff("officer-7", "韩晓梅", frozenset({"officer"}), "civil_affairs")


async def follows(worker: Any) -> None:
    """The worker asks how the call went, as it would seconds later."""
    async with worker.bench.transaction() as db:
        await db.execute("update pgqueuer set execute_after = now() where entrypoint like 'follow-%-call'")
    await worker.works()


async def by_call(helper: Resident, phone: Landline, worker: Any, house: Any, **wish: str) -> str:
    """The old man agrees to a mandate on his landline, a day ago; answers its address."""
    await helper.goes(f"/mandates/ask/call?of={wish['of']}")
    page = await helper.sends("/mandates/calls", **wish, name=OLD.name, id_number=OLD.id_number)
    mandate, code = helper.at, re.search(r">(\d{6})<", page)
    assert code, "the digits stand on her screen"
    await worker.works()
    call = phone.rings()
    spoken = phone.does(call, does="pick_up")
    assert GRANDDAUGHTER.name in spoken
    assert code[1] not in spoken
    assert "明天这个时候起生效" in phone.agrees(call, code[1], spoken)
    await follows(worker)
    assert "还没到时间" in said(await helper.goes(mandate))
    await helper.sends(f"{mandate}/acting", status=403)
    async with transaction(house.app.state.pool) as own:  # as if she came back on the next day
        await own.execute("update mandate set wakes_at = wakes_at - interval '25 hours'")
    return mandate


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
        mandate_id = await db.fetchval("select id from mandate where helper = $1 and state = 'active'", id)
        acting = await delegation.for_another(
            db, Visitor(person=id, assurance=Assurance.VERIFIED), id, mandate_id, state.clock()
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
    mandate = await by_call(helper, phone, worker, house, **WISH)
    case = await hands_in(helper, house, mandate)
    async with desk(house, "o-9", staff=Staff("o-9", "吴小燕", frozenset({"officer"}), "street")) as officer:
        page = await officer.goes(f"/desk{case}")
        assert "代办人提交" in page
        assert "陈雨欣，授权是“填写、拍照并提交”" in page
        assert "申请人提交" not in page
        await officer.steps(case, "accepted")
        await officer.approves(case, why="和本人通过电话，身份证看过")
    assert "通过" in said(await helper.goes(case))


async def has_no_account_on_record(house: Any) -> None:
    """He has proven nothing here, and no register has told where money for him goes."""
    state = house.app.state
    async with transaction(state.pool) as db:
        person = await db.fetchval(
            "update person set assurance = 2 where id = (select principal from mandate) returning id"
        )
        who = await residents.identity_of(db, state.vault, person)
        await residents.save_identity(db, state.vault, person, replace(who, payable_account=""))


async def asks_for_money(helper: Resident, worker: Any, mandate: str) -> str:
    """She prepares the old man's allowance and asks him to agree; answers the case."""
    case = await prepares_money(helper, worker, mandate)
    await asks(helper, case, OLD.name)
    return case


async def prepares_money(helper: Resident, worker: Any, mandate: str) -> str:
    """She fills in the old man's allowance and photographs his card; answers the case."""
    await helper.goes(mandate)
    await helper.sends(f"{mandate}/acting")
    case = str(await helper.begins(ALLOWANCE))
    await helper.goes(f"{case}/form/1")
    await helper.sends(f"{case}/form/1")
    await helper.sends(f"{case}/form/2", living_place="elsewhere")
    await helper.photographs(case, "id_card", pictures.id_card_front(OLD))
    await worker.works()
    return case


async def has_him_called(helper: Resident, phone: Landline, worker: Any, case: str) -> tuple[str, str]:
    """She has the old man called about it; answers the call and the code on her screen."""
    await helper.goes(f"{case}/consent-request")
    page = await helper.sends(f"{case}/consent-request/call")
    assert f"正在给{OLD.name}打电话" in said(page)
    code = re.search(r'call__code[^>]*><span aria-hidden="true">(\d{6})<', page)
    assert code
    await worker.works()
    return phone.rings(), code[1]


async def an_officer_calls(house: Any, phone: Landline, worker: Any) -> tuple[str, str]:
    """An officer has the old man called about what waits; answers the call and the code on the officer's screen."""
    waits = "select id from consent_request where state = 'waiting'"
    async with transaction(house.app.state.pool) as db:
        here = f"/desk/consents/{await db.fetchval(waits)}"
    async with desk(house, OFFICER.subject, staff=OFFICER) as officer:
        await officer.sends(f"{here}/call")
        code = re.search(r"按出来： (\d{6})", await officer.goes(here))
        assert code
        assert "电话正在打" in await officer.sends(f"{here}/call", 409)
    await worker.works()
    return phone.rings(), code[1]


async def test_he_hears_it_on_the_landline_agrees_and_an_officer_decides(
    resident: Any, worker: Any, house: Any, sample_world: str
) -> None:
    helper, phone = resident(GRANDDAUGHTER), Landline(sample_world)
    await signs_in(helper, house)
    mandate = await by_call(helper, phone, worker, house, **{**WISH, "of": ALLOWANCE, "power": "submit_with_consent"})
    case = await prepares_money(helper, worker, mandate)
    await has_no_account_on_record(house)
    await asks(helper, case, OLD.name)

    call, code = await has_him_called(helper, phone, worker, case)
    await helper.sends(f"{case}/consent-request/call", status=409)  # one at a time
    spoken = phone.does(call, does="pick_up")
    for words in (
        GRANDDAUGHTER.name,
        "高龄老人津贴申请",
        "深圳以外",
        "居民身份证",
        "钱打到哪里，请您自己选",
        "我们不会问您收到的任何验证码",
    ):
        assert words in spoken
    spoken = phone.chooses(call, bank.second_account(OLD))
    assert f"您选的是尾号{bank.second_account(OLD)[-4:]}的账户" in spoken
    assert bank.second_account(OLD) not in spoken
    assert OLD.id_number not in spoken
    assert code not in spoken
    await helper.goes(f"{case}/form/2")
    await helper.sends(f"{case}/form/2", living_place="shenzhen")  # while he listens
    assert "这就交上去" in phone.agrees(call, code, spoken)
    await follows(worker)
    assert "填写的内容改过了。什么都没有交上去" in said(await helper.goes(f"{case}/consent-request"))

    await asks(helper, case, OLD.name)
    call, code = await an_officer_calls(house, phone, worker)
    spoken = phone.does(call, does="pick_up")
    assert "深圳其他区" in spoken
    phone.agrees(call, code, phone.chooses(call, bank.second_account(OLD)))
    await follows(worker)
    shown = said(await helper.goes(case))
    assert "有工作人员接着看" in shown
    assert "电话里念给本人听，本人按键同意" in shown
    async with transaction(house.app.state.pool) as db:
        (kept,) = await db.fetch("select id, how, witness, digest, bound from submission_consent")
        assert (kept["how"], kept["witness"]) == ("phone", f"call:{call}")
        bound = house.app.state.vault.open(kept["bound"], f"submission_consent:{kept['id']}")
        assert "深圳其他区" in binding.read(bound).words
        assert binding.read(bound).account == bank.second_account(OLD)
        assert (await verify.replay(db, house.app.state.vault)).wrong == []
    async with desk(house, OFFICER.subject, staff=OFFICER) as officer:
        await officer.steps(case, "accepted")
        await officer.approves(case, why="和本人通过电话，身份证看过")
    receipt = said(await helper.goes(f"{case}/receipt"))
    assert "电话里念给本人听，本人按键同意" in receipt
    assert "陈＊＊" in receipt, "who prepared it"


@pytest.mark.nightly("mandates")
async def test_another_key_is_a_no(resident: Any, worker: Any, house: Any, sample_world: str) -> None:
    helper, phone = resident(GRANDDAUGHTER), Landline(sample_world)
    await signs_in(helper, house)
    mandate = await by_call(helper, phone, worker, house, **{**WISH, "of": ALLOWANCE, "power": "submit_with_consent"})
    case = await asks_for_money(helper, worker, mandate)
    call, code = await has_him_called(helper, phone, worker, case)
    spoken = phone.does(call, does="pick_up")
    phone.does(call, does="press", keys=re.search(r"同意，请按(\d)", spoken)[1])  # type: ignore[index]
    phone.does(call, does="press", keys=f"{(int(code) + 1) % 10**6:06}")
    await follows(worker)
    assert "按的6位数字对不上" in said(await helper.goes(f"{case}/consent-request"))
    call, _ = await has_him_called(helper, phone, worker, case)
    spoken = phone.does(call, does="pick_up")
    other = str((int(re.search(r"同意，请按(\d)", spoken)[1]) + 1) % 10)  # type: ignore[index]
    assert "没有交上去" in phone.does(call, does="press", keys=other)
    await follows(worker)
    assert "本人没有同意提交" in said(await helper.goes(f"{case}/consent-request"))
    await asks(helper, case, OLD.name)
    assert "今天已经打过几次电话了" in said(await helper.sends(f"{case}/consent-request/call", status=429))


async def test_a_letter_is_enough(resident: Any, house: Any, db: Any) -> None:
    helper, state = resident(GRANDDAUGHTER), house.app.state
    await signs_in(helper, house)
    await helper.goes(f"/mandates/ask/letter?of={DAY_CARE}")
    await helper.sends("/mandates/letters", **WISH, name=NINETY_TWO.name, id_number=NINETY_TWO.id_number)
    mandate = helper.at
    async with desk(house, "o-9", "officer") as officer:
        assert "等着打印寄出的信" in await officer.goes("/desk/mandates")
    id = await db.fetchval("select id from mandate")
    sheet = await printed_sheets.print_letter(
        lambda: transaction(state.pool), state.services, OFFICER, id, state.clock()
    )
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
