"""The pictures are taken on another phone: one link, one capture, and whoever it wasn't stops it."""

import re
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from backend.residents.types import Assurance
from backend.settings import Settings
from tests import people
from tests.conftest import new_browser
from tests.journey import Resident, Worker, said
from tests.proving import agrees, card, hands_in_card, level_of_newest, secret_of

NEW = people.GRANDDAUGHTER  # the registers know her, we don't yet


async def test_another_phone_captures_once_and_sees_nothing(
    resident: Callable[[Any], Resident], worker: Worker, house: Any, settings: Settings, redis_url: str, table: Any
) -> None:
    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    await agrees(someone, "document")
    assert "用另一台手机扫一扫" in said(await someone.sends("/me/identity/document/other-phone"))
    async with new_browser(house, settings.origin) as browser:
        other = Resident(browser, NEW, "")
        secret = await secret_of(redis_url, settings)
        page = await other.goes(f"/identity/{secret}")
        assert NEW.phone[-4:] not in page
        assert "拍好了" in said(await other.sends(f"/identity/{secret}", files=card(NEW)))
        await other.goes(f"/identity/{secret}", 404)
        assert "登录" in said((await browser.get("/me")).text)
    assert "正在看您的证件" in said(await someone.goes("/me/identity/document/other-phone"))
    await worker.works()
    assert await level_of_newest(table) == Assurance.DOCUMENT


async def test_not_me_stops_it_at_once(resident: Callable[[Any], Resident], worker: Worker, table: Any) -> None:
    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    await hands_in_card(someone, NEW)
    await worker.works()
    assert "拍身份证" in said(await someone.goes("/me/identity/not-me"))
    await someone.sends("/me/identity/not-me")
    assert await level_of_newest(table) == Assurance.PHONE
    assert "登录" in said((await someone.browser.get("/me")).text)
    assert await table.fetchval("select cause from identity_request") == "disowned"


async def test_what_was_disowned_no_machine_proves_again_until_an_officer_has_looked(
    resident: Callable[[Any], Resident], worker: Worker, table: Any, house: Any
) -> None:
    someone = resident(NEW)
    await someone.signs_in("/me/identity/appointment")
    day = re.search(r'<option value="(\d{4}-\d\d-\d\d)"', someone.page.text)
    assert day, someone.page.text
    await someone.sends("/me/identity/appointment", way="video", day=day[1], part="morning")
    await hands_in_card(someone, NEW)
    await worker.works()
    await someone.goes("/me/identity/not-me")
    await someone.sends("/me/identity/not-me")
    asked = await table.fetchrow("select cause, day, state from identity_request")
    assert (asked["cause"], asked["day"].isoformat(), asked["state"]) == ("disowned", day[1], "waiting")

    await house.framework.state.redis.flushdb()
    someone = resident(NEW)  # whoever holds the phone, once more
    await someone.signs_in("/me/identity/appointment")
    await someone.sends("/me/identity/appointment/withdrawal")
    assert await table.fetchval("select state from identity_request") == "waiting"
    await hands_in_card(someone, NEW)
    await worker.works()
    assert await level_of_newest(table) == Assurance.PHONE
    assert "转给工作人员" in said(await someone.goes("/me/identity"))

    await table.execute("update identity_request set state = 'declined'")
    await hands_in_card(someone, NEW)
    await worker.works()
    assert await level_of_newest(table) == Assurance.DOCUMENT


async def test_a_link_gives_one_capture_however_slowly_a_second_one_comes(
    resident: Callable[[Any], Resident], worker: Worker, house: Any, settings: Settings, redis_url: str, table: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from auth.identity import handoff_routes

    someone = resident(NEW)
    await someone.signs_in("/me/identity")
    await agrees(someone, "document")
    await someone.sends("/me/identity/document/other-phone")
    secret, arrived = await secret_of(redis_url, settings), handoff_routes.pictures_of
    grey = [cv2.imencode(".png", np.full((600, 900, 3), shade, np.uint8))[1].tobytes() for shade in (100, 200)]

    async with new_browser(house, settings.origin) as slow, new_browser(house, settings.origin) as quick:

        async def slowly(*whose: Any) -> Any:
            """While the pictures of the one come in, the other one's are sent, looked at and refused."""
            monkeypatch.setattr(handoff_routes, "pictures_of", arrived)
            held = await arrived(*whose)
            first = Resident(quick, NEW, "")
            await first.goes(f"/identity/{secret}")
            blank = {"front": ("a.png", grey[0], "image/png"), "back": ("b.png", grey[1], "image/png")}
            await first.sends(f"/identity/{secret}", files=blank)
            await worker.works()
            return held

        late = Resident(slow, NEW, "")
        await late.goes(f"/identity/{secret}")
        monkeypatch.setattr(handoff_routes, "pictures_of", slowly)
        await late.sends(f"/identity/{secret}", 404, files=card(NEW))
    await worker.works()
    assert await table.fetchval("select array_agg(state) from identity_try") == ["failed"]
