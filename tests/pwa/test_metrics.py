"""Numbers for whoever runs the house: only with the key, and never anybody's data."""

from typing import Any

import httpx
import msgspec

from backend.settings import Settings
from tests import people
from tests.conftest import HeldClock, new_browser, opened
from tests.journey import Resident
from tests.support.mandates import begun

KEY = "k" * 32


async def asked(house: Any, origin: str, **headers: str) -> httpx.Response:
    async with new_browser(house, origin) as collector:
        return await collector.get("/metrics", headers=headers)


async def test_without_the_key_it_is_not_there(house: Any, settings: Settings) -> None:
    for shown in ("", "Bearer ", f"Bearer {KEY}"):
        answer = await asked(house, settings.origin, authorization=shown)
        assert answer.status_code == 404
        assert answer.text == (await asked(house, settings.origin)).text


async def test_with_the_key_it_counts_and_names_nobody(
    clean: None, settings: Settings, clock: HeldClock, sample_world: str
) -> None:
    async with opened(msgspec.structs.replace(settings, metrics_key=KEY), clock) as (house, _):
        who = Resident(new_browser(house, settings.origin), people.GRANDMOTHER, sample_world)
        await who.signs_in()
        case = await who.begins("FT0205001")
        await who.goes(case)
        mandate = await begun(house, people.GRANDMOTHER, people.GRADUATE, clock())
        await who.goes(f"/mandates/{mandate.id}")
        await who.sends(f"/mandates/{mandate.id}/complaint")
        assert (await asked(house, settings.origin, authorization=f"Bearer {KEY}x")).status_code == 404
        text = (await asked(house, settings.origin, authorization=f"Bearer {KEY}")).text
    assert 'futian_standing{state="draft",what="cases"} 1.0' in text
    assert 'path="/cases/{id}"' in text
    assert 'futian_mandates{channel="device",state="suspended signal"} 1.0' in text
    assert 'futian_mandate_signs{kind="complaint",state="open"} 1.0' in text
    for private in (
        case.rsplit("/", 1)[-1],
        people.GRANDMOTHER.name,
        people.GRANDMOTHER.phone,
        people.GRANDMOTHER.id_number,
    ):
        assert private not in text
