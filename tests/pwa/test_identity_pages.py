"""The pages of proving identity: no barrier, large enough, never sideways, in both modes."""

import re
from typing import Any

import pytest
from playwright.async_api import Page

from backend.settings import Settings
from tests import people
from tests.proving import secret_of
from tests.support.addresses import PERSONAL
from tests.support.browsing import sign_in
from tests.support.looking import looked_at


@pytest.mark.nightly("pages")
async def test_no_barrier(page: Page, live: Settings) -> None:
    found: dict[str, list[Any]] = {}
    await page.goto("/sign-in?next=/me/identity")
    await sign_in(page, live, people.GRANDDAUGHTER.phone)
    await page.wait_for_url("**/me/identity")
    found["/me/identity"] = await looked_at(page)
    for path in PERSONAL:
        await page.goto(path)
        found[path] = await looked_at(page)
    await page.goto("/me/identity/document")
    await page.get_by_role("button", name=re.compile("^同意")).click()
    await page.wait_for_selector(".camera--scripted")
    found["capture"] = await looked_at(page)
    await page.goto("/me/identity/document")
    await page.get_by_role("button", name="换一台手机拍").click()
    await page.wait_for_url("**/other-phone")
    found["other-phone"] = await looked_at(page)
    for path in (f"/identity/{await secret_of(live.redis_url, live)}", "/identity/sent"):
        answer = await page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        found[path] = await looked_at(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
