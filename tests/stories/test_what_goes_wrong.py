"""What can go wrong on the way, each with a sentence a grandmother understands; nothing she typed or uploaded is lost."""

import asyncio
import io
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image, ImageFilter

from backend.kit import embedded_servers
from backend.materials.samples import cast_papers as pictures
from backend.registers.signature import signed
from tests import people
from tests.conftest import REGISTER_KEY
from tests.journey import said
from tests.support.allowance import ALLOWANCE, fill_in


async def begun(someone: Any) -> str:
    """Signed in, filled in, nothing photographed yet."""
    await someone.signs_in()
    case = await someone.begins(ALLOWANCE)
    await fill_in(someone, case)
    return str(case)


def card(member: Any = people.GRANDMOTHER) -> bytes:
    return pictures.id_card_front(member)


def huge() -> bytes:
    """An honest picture of 64 million pixels in a few kilobytes."""
    out = io.BytesIO()
    Image.new("1", (8000, 8000), 1).save(out, "PNG")
    return out.getvalue()


def blurred() -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(card())).convert("RGB").filter(ImageFilter.GaussianBlur(5)).save(out, "JPEG")
    return out.getvalue()


def truncated() -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(card())).convert("RGB").save(out, "JPEG")
    return out.getvalue()[:9000]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [(huge, "大"), (truncated, "完整"), (blurred, "清"), (lambda: card(people.HUKOU_ELSEWHERE), "不一样")],
    ids=["too many pixels", "truncated", "blurred", "someone else's card"],
)
async def test_a_photo_that_will_not_do(resident: Any, worker: Any, make: Any, sentence: str) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await begun(grandmother)
    await grandmother.photographs(case, "id_card", make())
    await worker.works()
    page = said(await grandmother.goes(f"{case}/papers/id_card"))
    assert "这张要重拍一下" in page
    assert sentence in page
    assert "工作人员接着看" in page  # she may insist, and then a person looks
    await grandmother.goes(f"{case}/check")
    assert "红荔" in grandmother.page.text or "样本花园" in grandmother.page.text
    await grandmother.hands_in(case, status=409)
    await grandmother.photographs(case, "id_card", card())
    await worker.works()
    assert "通过了" in said(await grandmother.hands_in(case))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ this is a program, not a picture" * 50, "不是照片"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "不是照片"),
        (b"PK\x03\x04" + b"\0" * 500, "打不开"),
    ],
    ids=["a program called .jpg", "a drawing with a script", "an archive"],
)
async def test_a_file_that_is_no_paper_is_said_at_once(resident: Any, db: Any, content: bytes, sentence: str) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await begun(grandmother)
    assert sentence in said(await grandmother.photographs(case, "id_card", content, status=422))
    assert await db.fetchval("select count(*) from material") == 0


async def test_an_empty_file_and_no_file(resident: Any, worker: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await begun(grandmother)
    assert "空的" in said(await grandmother.photographs(case, "id_card", b"", status=422))
    await grandmother.goes(f"{case}/papers/id_card")
    assert "没有选到文件" in said(await grandmother.sends(f"{case}/papers/id_card", status=422))


async def test_form_fields_that_are_unknown_or_too_long(resident: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await begun(grandmother)
    await grandmother.goes(f"{case}/form/1")
    await grandmother.sends(f"{case}/form/1", hukou_address="红荔西路1号", state="approved", status=400)
    await grandmother.goes(f"{case}/form/1")
    page = said(await grandmother.sends(f"{case}/form/1", hukou_address="长" * 500, status=422))
    assert "最多写120个字" in page
    await grandmother.goes(f"{case}/form/2")
    page = said(await grandmother.sends(f"{case}/form/2", living_place="mars", contact_phone="123", status=422))
    assert "请从列出的选项里选一项" in page
    assert "其他填好的内容都还在" in page
    # full width and spaces
    await grandmother.sends(f"{case}/form/2", living_place="futian", contact_phone="１９９ ０００００００１")
    assert grandmother.at == f"{case}/check"
    await grandmother.goes("/cases/new?service=FT0110009")  # the first questions stand on the page before the form
    await grandmother.sends("/cases", service="FT0110009", _page="2", university="", phone=people.GRANDMOTHER.phone)
    assert grandmother.at.endswith("/form/2"), "who only begins is told of no mistake"
    page = said(await grandmother.sends("/cases", service="FT0110009", _page="2", hukou_kind="mars", status=422))
    assert "请从列出的选项里选一项" in page


async def ready(grandmother: Any, worker: Any) -> str:
    """Everything is there but the submission."""
    case = await begun(grandmother)
    await grandmother.photographs(case, "id_card", card())
    await worker.works()
    return case


async def test_five_taps_are_one_submission(resident: Any, worker: Any, db: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await ready(grandmother, worker)
    await grandmother.goes(f"{case}/check")
    token = grandmother.page.text.split('name="_token" value="')[1].split('"')[0]
    event = grandmother.page.text.split('name="event" value="')[1].split('"')[0]
    form = {"_token": token, "event": event, "confirmed": "yes"}
    answers = await asyncio.gather(*(grandmother.browser.post(f"{case}/submission", data=form) for _ in range(5)))
    assert {a.status_code for a in answers} <= {200, 409}
    assert sum("通过了" in said(a.text) for a in answers) >= 1
    id = case.rsplit("/", 1)[1]
    assert await db.fetchval("select count(*) from decision where case_id = $1", id) == 1
    assert await db.fetchval("select count(*) from receipt where case_id = $1", id) == 1
    assert await db.fetchval("select count(*) from notice where case_id = $1", id) == 1
    assert await db.fetchval("select count(*) from case_event where case_id = $1 and kind = 'submitted'", id) == 1


async def test_back_after_the_submission_shows_where_it_stands(resident: Any, worker: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await ready(grandmother, worker)
    await grandmother.goes(f"{case}/check")
    before = grandmother.page
    await grandmother.hands_in(case)
    assert "通过了" in said(await grandmother.goes(f"{case}/check"))  # Back leads to the outcome, not to the form
    grandmother.page = before
    page = said(await grandmother.sends(f"{case}/submission", event=str(uuid4()), confirmed="yes", status=409))
    assert "已通过" in page
    assert "已经不需要再做" in page


async def test_a_session_that_ends_in_the_middle(resident: Any, house: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    case = await grandmother.begins(ALLOWANCE)
    await grandmother.goes(f"{case}/form/1")
    await house.framework.state.redis.flushdb()
    page = await grandmother.sends(f"{case}/form/1", hukou_address="红荔西路77号")
    assert grandmother.at == "/sign-in"
    next = page.split('name="next" value="')[1].split('"')[0]
    await grandmother.sends("/sign-in", phone=people.GRANDMOTHER.phone, region="CN", next=next)
    await grandmother.sends("/sign-in/code", code=await grandmother.code())
    assert "还在" in said(grandmother.page.text)
    assert "红荔西路77号" in grandmother.page.text


async def test_redis_flushed_costs_a_sign_in_and_nothing_else(resident: Any, house: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await begun(grandmother)
    await house.framework.state.redis.flushdb()
    await grandmother.goes(case)
    assert grandmother.at == "/sign-in"
    await grandmother.signs_in(case)
    assert grandmother.at == case


async def trouble(world: str, register: str, mode: str) -> None:
    """Ask the sample world for trouble."""
    body = f'{{"register": "{register}", "mode": "{mode}", "seconds": 5}}'.encode()
    headers = {"Content-Type": "application/json", **signed(REGISTER_KEY, body, int(time.time()))}
    async with httpx.AsyncClient() as http:
        assert (await http.post(f"{world}/trouble", content=body, headers=headers)).status_code < 300


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("down", "登记系统暂时没有答复"),
        ("silent", "登记系统暂时没有答复"),
        ("slow", "登记系统暂时没有答复"),
        ("contradict", "说法不一致"),
    ],
)
async def test_a_register_in_trouble_leads_to_a_person(
    resident: Any, worker: Any, sample_world: str, mode: str, says: str
) -> None:
    await trouble(sample_world, "population", mode)
    try:
        grandmother = resident(people.GRANDMOTHER)
        case = await ready(grandmother, worker)
        outcome = said(await grandmother.hands_in(case))
    finally:
        await trouble(sample_world, "population", "ok")
    assert "有工作人员接着看" in outcome
    assert says in outcome
    assert "未通过" not in outcome


async def test_the_worker_is_down_and_nothing_is_lost(resident: Any, worker: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await begun(grandmother)
    await grandmother.photographs(case, "id_card", card())
    outcome = said(await grandmother.hands_in(case))  # nobody has looked at the photo yet: a person will
    assert "有工作人员接着看" in outcome
    assert await worker.works() != []


async def test_postgresql_restarted_loses_nothing(resident: Any, worker: Any, grounds: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await ready(grandmother, worker)
    embedded_servers.stop_postgres(grounds / "postgres")
    page = said(await grandmother.goes(case, status=503))
    assert "您的资料都安全地保存着" in page
    embedded_servers.start_postgres(grounds / "postgres")
    assert "通过了" in said(await grandmother.hands_in(case))
