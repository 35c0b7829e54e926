"""The senior allowance, as far as a test needs it: filled in, complete, approved."""

import re
from typing import Any

from backend.materials.samples import cast_papers as pictures
from backend.registers.sample import bank
from tests.journey import said

ALLOWANCE = "FT0205001"


async def fill_in(someone: Any, case: str) -> None:
    """Answer what nobody else knows; the rest is filled in."""
    page = await someone.goes(f"{case}/form/1")
    hukou = re.search(r'name="hukou_address"[^>]*>([^<]*)</textarea>', page)
    await someone.sends(
        f"{case}/form/1", hukou_address=(hukou[1] if hukou and hukou[1] else "深圳市福田区莲花街道红荔西路7001号")
    )
    await someone.goes(f"{case}/form/2")
    await someone.sends(f"{case}/form/2", living_place="elsewhere", contact_phone=someone.member.phone)
    await someone.goes(f"{case}/form/3")
    await someone.sends(f"{case}/form/3", account_number=bank.first_account(someone.member))


async def ready(someone: Any, worker: Any) -> str:
    """Everything is there but the submission; answers the address of the case."""
    if not someone.browser.cookies:
        await someone.signs_in()
    case = str(await someone.begins(ALLOWANCE))
    await fill_in(someone, case)
    await someone.photographs(case, "id_card", pictures.id_card_front(someone.member))
    await worker.works()
    return case


async def handed_in(someone: Any, worker: Any) -> str:
    """The allowance, handed in."""
    case = await ready(someone, worker)
    await someone.hands_in(case)
    return case


async def approved(someone: Any, worker: Any) -> str:
    """The allowance, approved at once."""
    case = await handed_in(someone, worker)
    assert "通过了" in said(someone.page.text)
    return case
