"""The principal takes a case, or ends the mandate, while her helper has a page open: the page learns it at once, not on the next tap."""

import asyncio
import time
from typing import Any

from auth.session.sessions import Sessions
from backend.materials.samples import cast_papers as pictures
from pwa.pages.cases import review_stream
from tests import people
from tests.support.allowance import ALLOWANCE
from tests.support.consenting import mandate


async def test_a_claim_reaches_the_open_page(resident: Any, house: Any) -> None:
    helper, she = resident(people.GRANDDAUGHTER), resident(people.GRANDMOTHER)
    held = await mandate(house, people.GRANDMOTHER, people.GRANDDAUGHTER)
    await helper.signs_in("/mandates")
    await helper.sends(f"/mandates/{held.id}/acting")
    case = str(await helper.begins(ALLOWANCE))
    await helper.photographs(case, "id_card", pictures.id_card_front(people.GRANDMOTHER))
    news, pubsub = f"{case}/papers/id_card/news", house.framework.state.pubsub
    stream = await waits(helper, news, pubsub)
    await she.signs_in(case)
    await she.sends(f"{case}/claim")
    answer = await asyncio.wait_for(stream, review_stream.BEAT / 2)
    assert answer.text.count("event: changed") == 1
    assert pubsub.count == 0
    assert (await helper.browser.get(news)).status_code == 403
    page = await helper.browser.get(f"{case}/papers/id_card", headers={"accept": "text/html"})
    assert page.status_code == 403
    assert "<main" in page.text
    assert "本人自己接着办了" in page.text


async def waits(helper: Any, news: str, pubsub: Any) -> asyncio.Task[Any]:
    """The helper's open stream, once it waits."""
    stream = asyncio.create_task(helper.browser.get(news, headers={"accept": "text/event-stream"}))
    async with asyncio.timeout(10):
        while not pubsub.count:
            await asyncio.sleep(0.02)
    return stream


async def test_a_mandate_that_ends_and_a_sign_out_end_the_stream_within_a_second(resident: Any, house: Any) -> None:
    helper, she = resident(people.GRANDDAUGHTER), resident(people.GRANDMOTHER)
    held = await mandate(house, people.GRANDMOTHER, people.GRANDDAUGHTER)
    await helper.signs_in("/mandates")
    await helper.sends(f"/mandates/{held.id}/acting")
    case = str(await helper.begins(ALLOWANCE))
    await helper.photographs(case, "id_card", pictures.id_card_front(people.GRANDMOTHER))
    state, news = house.framework.state, f"{case}/papers/id_card/news"
    await she.signs_in(f"/mandates/{held.id}")

    stream, began = await waits(helper, news, state.pubsub), time.monotonic()
    await she.sends(f"/mandates/{held.id}/end")
    answer = await asyncio.wait_for(stream, review_stream.BEAT / 2)
    assert time.monotonic() - began < 1
    assert answer.text.count("event: changed") == 1
    assert (await helper.browser.get(news)).status_code == 403

    again = await mandate(house, people.GRANDMOTHER, people.GRANDDAUGHTER)
    await helper.goes("/mandates")
    await helper.sends(f"/mandates/{again.id}/acting")
    stream, began = await waits(helper, news, state.pubsub), time.monotonic()
    await Sessions(state.redis, state.vault, state.clock).end_all(f"person:{again.helper}")
    answer = await asyncio.wait_for(stream, review_stream.BEAT / 2)
    assert time.monotonic() - began < 1
    assert "event:" not in answer.text
