"""How far it is from the first page to an answer, in taps, screens and Han characters to read: budgets that the pages keep."""

from dataclasses import replace
from typing import Any

import pytest

from backend.materials.samples import cast_papers, draw
from backend.materials.samples.papers import form as drawn_form
from backend.materials.samples.people import chances
from tests import people
from tests.proving import card, face
from tests.support.servers import empty_redis
from tests.support.walking import Walk


async def known_here(someone: Any, settings: Any, mode: str) -> Walk:
    """Somebody who signed in on this device once and is signed out now, on the first page."""
    await someone.signs_in("/me")
    await someone.sends("/sign-out")
    await empty_redis(settings)  # the pause between two messages
    someone.browser.cookies.set("mode", mode)
    walk = Walk(someone.browser)
    await walk.opens("/")
    return walk


@pytest.mark.parametrize("mode", ["elder", pytest.param("normal", marks=pytest.mark.nightly("ways"))])
async def test_from_the_first_page_to_the_allowance(resident: Any, settings: Any, mode: str) -> None:
    grandmother = resident(people.GRANDMOTHER)
    walk = await known_here(grandmother, settings, mode)
    await walk.follows("高龄老人津贴申请")
    await walk.follows("开始办理")
    await walk.presses("获取验证码", phone=people.GRANDMOTHER.phone)
    await walk.types("登录", code=await grandmother.code())
    await walk.presses("知道了，继续", living_place="elsewhere")
    await walk.presses("提交申请", confirmed="yes")
    assert "通过了" in walk.page.shown()
    assert ("下一步：每年5月和11月各做一次领取资格认证" in walk.page.shown()) == (mode == "elder")
    assert walk.taps <= 9, walk.table()
    assert len(walk.screens) <= 8, walk.table()
    assert walk.han <= 1200, walk.table()


@pytest.mark.nightly("ways")
async def test_with_proving_who_one_is_for_the_first_time(resident: Any, worker: Any, clock: Any) -> None:
    newcomer = resident(people.GRANDDAUGHTER)
    newcomer.browser.cookies.set("mode", "elder")
    walk = Walk(newcomer.browser)
    await walk.opens("/")
    await walk.follows("高龄老人津贴申请")
    await walk.follows("开始办理")
    await walk.presses("获取验证码", phone=people.GRANDDAUGHTER.phone)
    await walk.types("登录", code=await newcomer.code())
    await walk.follows("先核实，再回来办")
    await walk.follows("拍")
    await walk.presses("同意")
    await walk.photographs(card(people.GRANDDAUGHTER), "交上去核对")
    await worker.works()
    await walk.waits()
    await walk.presses("同意")
    clock.pass_(seconds=30)
    await walk.photographs(face(walk.html, people.GRANDDAUGHTER, shots=2), "交上去核对")
    await worker.works()
    await walk.waits()
    await walk.follows("回去接着办")
    await walk.presses("知道了，继续", living_place="futian")
    if walk.at.endswith("/check"):
        await walk.presses("提交申请", confirmed="yes")
    assert walk.taps <= 19, walk.table()
    assert len(walk.screens) <= 14, walk.table()


GRADUATE = {
    "university": "样本大学", "hukou_kind": "other", "file_place": "school", "settle_kind": "talent",
}  # fmt: skip
TRADER = {
    "shop_name": "样本小吃店", "operate_kind": "person", "business_items": "food", "online_only": "no", "shop_place": "深圳市福田区南园街道样本大厦1楼",
}  # fmt: skip


def signed(who: Any, address: str) -> bytes:
    """A form that this person has filled in and signed, as a clear photo."""
    writer = replace(cast_papers.person(who), **({"address": address} if address else {}))
    return draw.taken(drawn_form(writer, chances(who.key)), "clean", 1, chances(who.key))[1]


async def fills_in(walk: Walk, worker: Any, told: dict[str, str], papers: dict[str, bytes]) -> None:
    """Go from page to page as each leads on, until all answers stand there to be handed in."""
    for _ in range(20):
        if walk.at.endswith("/check"):
            return
        if "先不核实" in walk.page.shown():
            await walk.presses("先不核实，继续", **{key: told[key] for key in told if key in walk.names()})
        elif "file" in walk.names():
            slot = walk.at.split("/")[-1].split("?")[0]
            await walk.photographs({"file": ("a.jpg", papers[slot], "image/jpeg")})
            await worker.works()
            await walk.waits()
        elif link := walk.primary("a"):
            await walk.follows(link)
        else:
            await walk.presses(
                walk.primary("button"), **{key: told[key] for key in told if key in walk.names() - walk.answered()}
            )
    raise AssertionError(walk.table())


@pytest.mark.nightly("ways")
@pytest.mark.parametrize(
    ("who", "service", "told", "papers", "taps", "han"),
    [
        (people.GRADUATE, "接收普通高校应届毕业生入户", GRADUATE, ("id_card", "promise"), 12, 1400),
        (people.TRADER, "个体工商户设立登记", TRADER, ("operator_id", "commitment"), 13, 1550),
    ],
    ids=["graduate", "shop owner"],
)
async def test_a_graduate_and_a_shop_owner(
    resident: Any,
    worker: Any,
    settings: Any,
    who: Any,
    service: str,
    told: dict[str, str],
    papers: tuple[str, str],
    taps: int,
    han: int,
) -> None:
    """Half of what it was: 29 taps, 18 screens and 5,381 Han for him, 27, 17 and 4,898 for the owner, who has proven nothing yet."""
    someone = resident(who)
    walk = await known_here(someone, settings, "normal")
    await walk.follows(service)
    await walk.follows("开始办理")
    await walk.presses("获取验证码", phone=who.phone)
    await walk.types("登录", code=await someone.code())
    pictures = {papers[0]: cast_papers.id_card_front(who), papers[1]: signed(who, told.get("shop_place", ""))}
    await fills_in(walk, worker, told, pictures)
    await walk.presses("提交", confirmed="yes")
    assert walk.taps <= taps, walk.table()
    assert len(walk.screens) <= 8, walk.table()
    assert walk.han <= han, walk.table()
