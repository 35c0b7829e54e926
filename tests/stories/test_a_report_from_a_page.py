"""A visitor says what is wrong on a page; an editor answers; whoever was signed in reads it in the inbox."""

import re
from typing import Any

import httpx

from backend.catalogue.search.missed import COUNTS, FEWEST, MOST_A_DAY, TEXTS, count_miss
from tests import people
from tests.journey import said
from tests.support.editing import MENG
from tests.support.studio_steps import CODE


async def test_a_resident_says_what_is_wrong_and_reads_the_answer(
    staff: Any, resident: Any, browser: httpx.AsyncClient
) -> None:
    page = (await browser.get(f"/services/{CODE}")).text
    assert f'href="/services/{CODE}/report"' in page
    where = f"/services/{CODE}/report"
    form = (await browser.get(where)).text
    place = re.search(r'<option value="(material\.0\.what)"', form)
    assert place
    sent = {"place": place[1], "says": "我的号码是13800138000，请打给我"}
    refused = await browser.post(where, data=sent)
    assert refused.status_code == 422
    assert "请不要写手机号" in refused.text
    assert "13800138000" in refused.text, "what was typed stays"
    taken = await browser.post(where, data={**sent, "says": "窗口说不用交这份材料"})
    assert "收到了，谢谢" in taken.text
    assert (await browser.post(where, data={**sent, "place": "legal.0.name"})).status_code in {400, 422}
    for _ in range(6):
        last = await browser.post(where, data={**sent, "says": "窗口说不用交这份材料"})
    assert last.status_code == 429

    lin = resident(people.GRADUATE)
    await lin.signs_in("/cases")
    meng = await staff(MENG)
    house_redis = meng.house.framework.state.redis
    await house_redis.delete(*[key async for key in house_redis.scan_iter("report:*")])
    await lin.goes(where)
    await lin.sends(where, place="purpose", says="这句话看不明白")
    page = await meng.goes("/studio/reports")
    assert "窗口说不用交这份材料" in page
    assert people.GRADUATE.name not in meng.page.text
    assert "登录过，会收到答复" in page
    assert 'name="input" value="purpose"' in meng.page.text, "the way to its field"
    action = re.findall(r'action="(/studio/reports/[^"]+/answer)"', meng.page.text)[-1]
    meng.filled["answer"] = "已经改得更清楚了"
    await meng.presses(action)
    assert "已经改得更清楚了" in said(await lin.goes("/inbox"))
    assert "这句话看不明白" not in await meng.goes("/studio/reports")


async def test_what_many_search_for_in_vain_is_shown_and_what_few_do_is_not(
    staff: Any, house: Any, browser: httpx.AsyncClient
) -> None:
    meng, redis = await staff(MENG), house.framework.state.redis
    await redis.delete(COUNTS, TEXTS)
    for n in range(FEWEST - 1):
        for _ in range(3):
            await count_miss(redis, "独角兽饲养", f"192.0.2.{n}")  # who asks again is counted once
    await browser.get("/services", params={"q": "恐龙"})
    await count_miss(redis, "13800138000", "192.0.2.99")
    assert "独角兽饲养" not in await meng.goes("/studio/reports")
    assert await redis.hlen(TEXTS) == 0, "no words of few are kept"
    assert await redis.hlen(COUNTS) == 2, "a number isn't even counted"
    for n in range(MOST_A_DAY + 5):
        await count_miss(redis, "独角兽" + chr(0x4E00 + n), "192.0.2.98")
    assert await redis.hlen(COUNTS) == 2 + MOST_A_DAY, "one address fills nothing"
    await count_miss(redis, "独角兽饲养", "192.0.2.97")
    assert "独角兽饲养" in await meng.goes("/studio/reports")
    assert "恐龙" not in meng.page.text
    assert 'href="/studio/tables/search_words?q=' in meng.page.text
