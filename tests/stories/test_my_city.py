"""Everything of one person in one place: what they receive, may get, have to do and hold."""

import re
from typing import Any

from msgspec.structs import replace

from tests import people
from tests.journey import said
from tests.support.allowance import ALLOWANCE, approved
from tests.support.servers import empty_redis


async def test_who_receives_the_allowance_finds_all_of_it_in_one_place(
    resident: Any, worker: Any, clock: Any, settings: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    page = await grandmother.goes("/me")
    city = said(page)
    assert "高龄老人津贴 300 元/月" in city
    assert "2026年12月20日前后" in city
    assert re.search(r"/qr/[0-9A-Z-]{23}", page), "the receipt can be shown"
    assert "您可能能领 高龄老人津贴" not in city, "what is held isn't offered again"
    assert "高龄老人津贴：领取资格认证 2027年5月1日至5月31日" in city
    assert f'href="{case}"' in page, "before it opens, the duty leads to its case"
    clock.pass_(days=170)  # into May
    await empty_redis(settings)
    await grandmother.signs_in("/me")
    assert 'href="/services/FT0220003/start"' in grandmother.page.text, "once it is open, it is done in one tap"


async def test_what_may_be_had_later_is_named_with_its_day_and_reason(resident: Any) -> None:
    soon = resident(people.NOT_QUITE_SEVENTY)
    await soon.signs_in("/me")
    assert "您可能能领" not in said(soon.page.text), "registers aren't asked for it"
    await soon.begins(ALLOWANCE)
    city = said(await soon.goes("/me"))
    assert "您可能能领 高龄老人津贴 从2027年1月20日起" in city
    assert "深圳户籍" in city


async def test_before_it_is_proven_who_they_are_nothing_of_it_is_read(resident: Any) -> None:
    stranger = resident(replace(people.NEWCOMER, phone="19900009077"))
    await stranger.signs_in("/me")
    assert "核实是您本人以后，这里会写上" in said(stranger.page.text)
    assert people.NEWCOMER.name not in stranger.page.text
