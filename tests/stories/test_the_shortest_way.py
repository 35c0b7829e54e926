"""How far it is from the first page to an answer, in taps, screens and Han characters to read: budgets that the pages keep."""

from typing import Any

import pytest

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
    await walk.presses("登录", code=await grandmother.code())
    await walk.presses("知道了，开始填", living_place="elsewhere")
    await walk.presses("提交申请", confirmed="yes")
    assert "通过了" in walk.page.shown()
    assert walk.taps <= 11, walk.table()
    assert len(walk.screens) <= 8, walk.table()
    assert walk.han <= {"elder": 1200, "normal": 2500}[mode], walk.table()


@pytest.mark.nightly("ways")
async def test_with_proving_who_one_is_for_the_first_time(resident: Any, worker: Any, clock: Any) -> None:
    newcomer = resident(people.GRANDDAUGHTER)
    newcomer.browser.cookies.set("mode", "elder")
    walk = Walk(newcomer.browser)
    await walk.opens("/")
    await walk.follows("高龄老人津贴申请")
    await walk.follows("开始办理")
    await walk.presses("获取验证码", phone=people.GRANDDAUGHTER.phone)
    await walk.presses("登录", code=await newcomer.code())
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
    await walk.presses("知道了，开始填", living_place="futian")
    if walk.at.endswith("/check"):
        await walk.presses("提交申请", confirmed="yes")
    assert walk.taps <= 20, walk.table()
    assert len(walk.screens) <= 14, walk.table()
