"""Story 1 without JavaScript: an 82-year-old gets her allowance from her phone, 700 km from home."""

import re
from typing import Any

import pytest

from backend.materials.samples import cast_papers as pictures
from backend.registers.sample.cast import Member
from tests import people
from tests.journey import said
from tests.support.allowance import ALLOWANCE, fill_in, ready


async def test_the_grandmother_is_approved_in_the_submission(
    resident: Any, worker: Any, browser: Any, clock: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    for words in ("老人钱", "高龄补贴"):
        assert "高龄老人津贴申请" in said(await grandmother.goes(f"/services?q={words}"))
    page = said(await grandmother.goes(f"/services/{ALLOWANCE}"))
    for fact in ("年满70周岁", "居民身份证", "当场有结果", "不收费"):
        assert fact in page

    await grandmother.signs_in(f"/cases/new?service={ALLOWANCE}")
    assert "知道了，继续" in said(grandmother.page.text)
    case = await grandmother.begins(ALLOWANCE)
    form = said(await grandmother.goes(f"{case}/form/1"))
    assert "陈桂兰" in form
    assert "来自公安户籍和人口登记" in form
    await fill_in(grandmother, case)

    await grandmother.photographs(case, "id_card", pictures.id_card_front(people.GRANDMOTHER))
    assert "正在看" in said(grandmother.page.text)
    await worker.works()
    assert "这张可以用" in said(await grandmother.goes(f"{case}/papers/id_card"))

    outcome = said(await grandmother.hands_in(case))
    assert "通过了" in outcome
    assert "300" in outcome
    assert "年满70周岁" in outcome
    assert "深民规〔2019〕2号" in outcome

    number = re.search(r"/verify/([0-9A-Z-]{23})", grandmother.page.text)
    assert number
    await every_link_works(grandmother)
    assert "年满70周岁" in said(await grandmother.goes(f"{case}/receipt"))
    assert (await grandmother.goes(f"{case}/receipt.jws")).count(".") == 2
    checked = said((await browser.get(f"/verify/{number[1]}")).text)
    assert "这张回执是真的" in checked
    assert "现在有效" in checked
    assert "陈桂兰" not in checked
    assert people.GRANDMOTHER.id_number not in checked
    assert "“高龄老人津贴申请”已经通过" in said(await grandmother.goes("/inbox"))


async def every_link_works(someone: Any) -> None:
    """No link of the open page leads nowhere."""
    for address in set(re.findall(r'(?:href|src)="(/[^"#]*)', someone.page.text)):
        assert (await someone.browser.get(address)).status_code == 200, address


@pytest.mark.parametrize(
    ("member", "sentences"),
    [
        (people.HUKOU_ELSEWHERE, ("有工作人员接着看", "深圳户籍")),
        (people.REGISTER_SILENT, ("有工作人员接着看", "还不清楚")),
        (people.NOT_QUITE_SEVENTY, ("有工作人员接着看", "2027年1月20日")),
        (people.REGISTERS_DISAGREE, ("有工作人员接着看", "不一致")),
    ],
    ids=["hukou elsewhere", "register silent", "not quite seventy", "registers disagree"],
)
async def test_whoever_is_not_proven_meets_a_person(
    resident: Any, worker: Any, member: Member, sentences: tuple[str, ...]
) -> None:
    someone = resident(member)
    case = await ready(someone, worker)
    warned = "现在还批不了" in said(await someone.goes(f"{case}/check"))
    assert warned == (member in (people.HUKOU_ELSEWHERE, people.NOT_QUITE_SEVENTY)), (
        "what is known to stand in the way is said first"
    )
    outcome = said(await someone.hands_in(case))
    for sentence in sentences:
        assert sentence in outcome
    assert "未通过" not in outcome
    assert "/verify/" not in someone.page.text
