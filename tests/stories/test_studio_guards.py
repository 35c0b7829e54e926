"""What must not happen in the studio: a publication lost by an import, typing lost by a restart, a page broken by a draft."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest
from msgspec.structs import replace

from backend.catalogue.exchange.service_toml import service_text
from tests.journey import TOKEN, said
from tests.support.editing import CHENG, HAN, MENG
from tests.support.studio_steps import ABOUT, CODE, HERE, approves, begins_draft, proposes, turned

pytestmark = pytest.mark.nightly


async def test_what_is_published_during_an_import_stays(house: Any, staff: Any) -> None:
    meng, han, live = await staff(MENG), await staff(HAN), house.framework.state.catalogue.get(CODE)
    await han.goes("/studio/import")
    file = service_text(replace(live.service, purpose_en="What the sheet says.")).encode()
    await han.chooses("/studio/import", f"{CODE}.toml", file)
    await begins_draft(meng)
    await meng.goes(ABOUT)
    meng.fills(ABOUT, "一句话说明", "导入的时候，别人发布的一句话。")
    await meng.presses(ABOUT)
    await proposes(meng)
    await approves(await staff(CHENG, fresh=True))
    await turned(house)
    assert "1个事项存进了草稿" in await han.presses("/studio/import/drafts")
    page = await han.goes(ABOUT)
    assert "导入的时候，别人发布的一句话。" in page, "the file says the words of before, and nobody changed them in it"
    assert "What the sheet says." in page


async def test_nothing_typed_is_lost_when_the_database_restarts(house: Any, staff: Any, admin_url: str) -> None:
    meng = await staff(MENG)
    await begins_draft(meng)
    await meng.goes(ABOUT)
    token = TOKEN.search(meng.page.text)
    assert token
    values = {**dict(meng.inputs(ABOUT).values), "purpose": "数据库重启的时候写的一句话。", "_token": token[1]}
    admin = await asyncpg.connect(admin_url)
    await admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()"
    )
    await admin.close()
    async with asyncio.timeout(30):  # what the script does: the same body again until it is taken
        while True:
            answer = await meng.browser.post(ABOUT, data=values, headers={"accept": "application/json"})
            if answer.status_code == 200:
                break
            assert answer.status_code >= 500, "the script tries again"
            await asyncio.sleep(0.2)
    assert "数据库重启的时候写的一句话。" in await meng.goes(ABOUT)


async def test_no_draft_breaks_the_live_page(house: Any, staff: Any, browser: httpx.AsyncClient) -> None:
    meng, before = await staff(MENG), (await browser.get(f"/services/{CODE}")).text
    await begins_draft(meng)
    await meng.goes(ABOUT)
    for name in ("purpose", "name_en", "purpose_en"):
        meng.filled[name] = "{{ settings }}{% include '/etc/passwd' %}</main><script>1</script>" * 3
    await meng.presses(ABOUT)
    draft = (await meng.browser.get(f"/api/studio/services/{CODE}/draft")).json()
    wrong = {"seen": draft["version"], "fields": {"purpose": {"not": "a text"}}}
    assert (await meng.browser.patch(f"/api/studio/services/{CODE}/draft/about", json=wrong)).status_code in {
        400,
        403,
        422,
    }
    page = await meng.goes(f"{HERE}/preview")
    assert "{{ settings }}" in page
    assert "<script>1" not in meng.page.text
    assert "要先改好的" in await meng.goes(f"{HERE}/proposal")
    house.framework.state.page_cache.renew()
    after = (await browser.get(f"/services/{CODE}")).text
    assert said(after) == said(before)
    assert (await browser.get("/services", params={"q": "settings"})).status_code == 200
