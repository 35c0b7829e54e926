"""A photo shared from the album: kept at once, asked where it belongs, and then a paper like any other."""

import hashlib
from typing import Any

import msgspec

from backend.materials.samples import of_the_cast as pictures
from backend.settings import ROOT
from tests import people
from tests.journey import said
from tests.stories.test_senior_allowance import ALLOWANCE

CARD = pictures.id_card_front(people.GRANDMOTHER)


def as_shared(content: bytes, name: str = "相册里的身份证.png") -> dict[str, Any]:
    """What the browser sends for the phone's share sheet: no token, and no page of any site in front."""
    target = msgspec.json.decode((ROOT / "pwa" / "manifest" / "manifest.json").read_bytes())["share_target"]
    assert (target["action"], target["method"], target["enctype"]) == ("/share", "POST", "multipart/form-data")
    return {"files": {target["params"]["files"][0]["name"]: (name, content, "image/png")}, "headers": {"sec-fetch-site": "none"}}


async def test_it_is_kept_asked_about_and_handed_in(resident: Any, db: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    grandmother.page = await grandmother.browser.post("/share", **as_shared(CARD))
    there = grandmother.at
    assert "您还没有正在办的事" in said(grandmother.page.text)
    case = await grandmother.begins(ALLOWANCE)
    assert "“相册里的身份证.png”放到哪里？" in said(await grandmother.goes(there))
    assert "请选一份材料" in said(await grandmother.sends(there, status=422))
    stranger = resident(people.NOT_QUITE_SEVENTY)
    await stranger.signs_in()
    await stranger.goes(there, status=404)
    place = f"{case.rsplit('/', 1)[1]}:id_card"
    await grandmother.sends(there, place=place)
    assert grandmother.at == f"{case}/papers/id_card"
    assert await db.fetchval("select digest from material") == hashlib.sha256(CARD).hexdigest()
    await grandmother.goes(there, status=404)


async def test_what_is_no_paper_and_what_another_site_sends_is_refused(resident: Any, db: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    answer = await grandmother.browser.post("/share", **as_shared(b"MZ" + bytes(500)))
    assert (answer.status_code, "不是照片" in answer.text) == (422, True)
    forged = {**as_shared(CARD), "headers": {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}}
    assert (await grandmother.browser.post("/share", **forged)).status_code == 403
    assert await db.fetchval("select count(*) from upload") == 0
    assert "再点一次“分享”" in said(await grandmother.goes("/share"))
