"""Where money could go astray the machine wants to be surer who asks; whoever isn't verified is led there, and never refused."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest

from backend.materials.samples import of_the_cast as pictures
from tests import people
from tests.journey import Worker, said
from tests.proving import hands_in_card, shows_face

CHANGE = "FT0205002"


@pytest.mark.parametrize("verified", [False, True])
async def test_the_account_changes_at_once_only_for_who_is_verified(
    resident: Callable[[Any], Any], worker: Worker, admin_url: str, verified: bool
) -> None:
    if not verified:
        db = await asyncpg.connect(admin_url)
        await db.execute("update person set assurance = 2")
        await db.close()
    her = resident(people.RUNNING_ALLOWANCE)
    await her.signs_in()
    case = await her.begins(CHANGE)
    tasks = said(await her.goes(case))
    assert "核实是您本人" in tasks
    assert ("这件事比较要紧" in tasks) is not verified
    await her.goes(f"{case}/form/1")
    await her.sends(f"{case}/form/1")
    await her.sends(f"{case}/form/2", allowance_change="account", new_account="8800000000009999")
    await her.photographs(case, "id_card", pictures.id_card_front(people.RUNNING_ALLOWANCE))
    await worker.works()
    outcome = said(await her.hands_in(case))
    assert ("通过了" in outcome) is verified
    assert ("有工作人员接着看" in outcome) is not verified


async def test_who_came_from_a_case_is_led_back_to_it(
    resident: Callable[[Any], Any], worker: Worker, admin_url: str
) -> None:
    newcomer = resident(people.GRANDDAUGHTER)
    await newcomer.signs_in()
    case = await newcomer.begins(CHANGE)
    led = re.search(r'href="(/me/identity\?next=[^"]+)"', await newcomer.goes(case))
    assert led
    assert f'href="{case}"' in await newcomer.goes(led[1])
    await hands_in_card(newcomer, people.GRANDDAUGHTER)
    await worker.works()
    await shows_face(newcomer, people.GRANDDAUGHTER)
    await worker.works()
    page = await newcomer.goes("/me/identity/face")
    assert newcomer.at == "/me/identity"
    assert "回去接着办" in said(page)
    assert page.count(f'href="{case}"') == 2
    assert "这件事比较要紧" not in said(await newcomer.goes(case))


@pytest.mark.parametrize("next", ["https://evil.test/cases", "//evil.test/cases", "/\\evil.test", "/sign-out", "/"])
async def test_nobody_is_led_to_another_site_from_there(resident: Callable[[Any], Any], next: str) -> None:
    her = resident(people.GRANDMOTHER)
    await her.signs_in()
    page = await her.goes(f"/me/identity?next={quote(next, safe='')}")
    assert "返回我的" in page
    assert "evil" not in page
