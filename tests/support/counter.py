"""Recovering a lost number at the counter: who asks, and who is on duty."""

import re
from typing import Any

import httpx
import msgspec

from backend.residents.types import Staff
from tests import people
from tests.conftest import new_browser
from tests.journey import Resident, said

NEW = "19900008877"


OFFICER = Staff("officer-9", "范志远", frozenset({"officer"}), "public_security")


async def asks(
    house: Any, settings: Any, sample_world: str, id_number: str, phone: str = NEW
) -> tuple[str, httpx.Response]:
    """Somebody without the old number asks; answers the number to name at the counter."""
    await house.framework.state.redis.flushdb()
    async with new_browser(house, settings.origin) as browser:
        somebody = Resident(browser, msgspec.structs.replace(people.GRANDMOTHER, phone=phone), sample_world)
        await somebody.goes("/recover/counter")
        await somebody.sends("/recover/counter", name="陈桂兰", id_number=id_number, phone=phone)
        assert somebody.at == "/recover/counter/code"
        text = said(await somebody.sends("/recover/counter/code", code=await somebody.code()))
        number = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", text)
        assert number, text
        return number[0], somebody.page
