"""Allowing a browser, taking it back, and the page of reminders, through the whole house."""

import re
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio

from backend.settings import Settings
from push.browser_keys import public_key
from push.types import NewSubscription
from tests.conftest import HeldClock
from tests.journey import Resident, Worker
from tests.people import GRANDDAUGHTER, GRANDMOTHER
from tests.push.world import People, StandIn, new_keys


@pytest_asyncio.fixture(loop_scope="session")
async def grandmother(resident: Callable[[Any], Resident]) -> AsyncIterator[Resident]:
    """She is signed in, on her page of reminders."""
    person = resident(GRANDMOTHER)
    await person.signs_in("/me/reminders")
    await person.goes("/me/reminders")
    yield person
    await person.browser.aclose()


@pytest.fixture
def table(house: Any, settings: Settings, admin_url: str) -> People:
    """A look into the database."""
    return People(house.framework.state.pool, settings, admin_url)


def token(person: Resident) -> str:
    found = re.search(r'name="_token" value="([^"]+)"', person.page.text)
    assert found
    return found[1]


async def asks(person: Resident, method: str, body: Any, **headers: str) -> httpx.Response:
    """What the page's script does."""
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    sent = {"content-type": "application/json", "accept": "*/*", "x-csrf-token": token(person), **headers}
    return await person.browser.request(method, "/push/subscriptions", content=content, headers=sent)


async def allows(person: Resident, stand_in: StandIn, settings: Settings) -> tuple[NewSubscription, str]:
    """The person presses the button in a browser that can."""
    new, name = await stand_in.browser(public_key(settings.vapid_key))
    assert (await asks(person, "POST", new)).status_code == HTTPStatus.NO_CONTENT
    return new, name


async def test_the_key_is_there_for_any_browser(browser: httpx.AsyncClient, settings: Settings) -> None:
    answer = await browser.get("/push/key")
    assert answer.json() == {"key": public_key(settings.vapid_key)}


async def test_who_is_not_signed_in_has_no_device(browser: httpx.AsyncClient) -> None:
    body = msgspec.json.encode(NewSubscription("https://fcm.googleapis.com/x", new_keys()))
    for method in ("POST", "DELETE"):
        answer = await browser.request(method, "/push/subscriptions", content=body, headers={"accept": "*/*"})
        assert answer.status_code == HTTPStatus.UNAUTHORIZED


async def test_another_site_cannot_subscribe_her(grandmother: Resident, table: People) -> None:
    new = NewSubscription("https://fcm.googleapis.com/x", new_keys())
    for headers in ({"x-csrf-token": ""}, {"x-csrf-token": "0" * 40}, {"sec-fetch-site": "cross-site"}):
        assert (await asks(grandmother, "POST", new, **headers)).status_code == HTTPStatus.FORBIDDEN
    assert not await table.rows("select from push_subscription")


class TestADevice:
    async def test_is_kept_sealed_and_shown(
        self, grandmother: Resident, stand_in: StandIn, settings: Settings, table: People
    ) -> None:
        new, _ = await allows(grandmother, stand_in, settings)
        (row,) = await table.rows("select * from push_subscription")
        assert new.endpoint.encode() not in b"".join(value for value in row.values() if isinstance(value, bytes))
        assert "上次送到" not in await grandmother.goes("/me/reminders")
        assert "不再提醒" in grandmother.page.text

    async def test_is_the_same_however_often_it_is_sent(
        self, grandmother: Resident, stand_in: StandIn, settings: Settings, table: People
    ) -> None:
        new, _ = await allows(grandmother, stand_in, settings)
        (before,) = await table.rows("select id from push_subscription")
        for _ in range(3):
            assert (await asks(grandmother, "POST", new)).status_code == HTTPStatus.NO_CONTENT
        assert await table.rows("select id from push_subscription") == [before]

    async def test_belongs_to_whoever_uses_the_browser_now(
        self,
        grandmother: Resident,
        resident: Callable[[Any], Resident],
        stand_in: StandIn,
        settings: Settings,
        table: People,
    ) -> None:
        new, _ = await allows(grandmother, stand_in, settings)
        (before,) = await table.rows("select person, id from push_subscription")
        other = resident(GRANDDAUGHTER)
        await other.signs_in("/me/reminders")
        assert (await asks(other, "POST", new)).status_code == HTTPStatus.NO_CONTENT
        (after,) = await table.rows("select person, id from push_subscription")
        assert after["person"] != before["person"]
        assert after["id"] != before["id"], "what still waits for the grandmother's browser does not find it"
        await other.browser.aclose()

    async def test_can_be_taken_back_in_the_browser(
        self, grandmother: Resident, stand_in: StandIn, settings: Settings, table: People
    ) -> None:
        new, _ = await allows(grandmother, stand_in, settings)
        assert (await asks(grandmother, "DELETE", new)).status_code == HTTPStatus.NO_CONTENT
        assert not await table.rows("select from push_subscription")
        assert (await asks(grandmother, "DELETE", {"endpoint": new.endpoint})).status_code == HTTPStatus.NO_CONTENT

    async def test_can_be_taken_back_from_another_one(
        self, grandmother: Resident, stand_in: StandIn, settings: Settings, table: People
    ) -> None:
        await allows(grandmother, stand_in, settings)
        page = await grandmother.goes("/me/reminders")
        device = re.search(r'name="device" value="([^"]+)"', page)
        assert device
        assert "那台设备不再提醒" in await grandmother.sends("/me/reminders/devices", device=device[1])
        assert not await table.rows("select from push_subscription")

    async def test_of_somebody_else_is_out_of_reach(
        self,
        grandmother: Resident,
        resident: Callable[[Any], Resident],
        stand_in: StandIn,
        settings: Settings,
        table: People,
    ) -> None:
        new, _ = await allows(grandmother, stand_in, settings)
        (row,) = await table.rows("select id from push_subscription")
        other = resident(GRANDDAUGHTER)
        await other.signs_in("/me/reminders")
        assert (await asks(other, "DELETE", new)).status_code == HTTPStatus.NO_CONTENT
        await other.sends("/me/reminders/devices", device=str(row["id"]))
        assert len(await table.rows("select from push_subscription")) == 1
        await other.browser.aclose()

    async def test_that_others_use_too_is_not_allowed_to_ring(
        self, house: Any, resident: Callable[[Any], Resident], stand_in: StandIn, settings: Settings, table: People
    ) -> None:
        person = resident(GRANDMOTHER)
        await person.goes("/sign-in?next=/me/reminders")
        await person.sends("/sign-in", phone=person.member.phone, region="CN", next="/me/reminders", shared="yes")
        await person.sends("/sign-in/code", code=await person.code())
        await person.says_who()
        new, _ = await stand_in.browser(public_key(settings.vapid_key))
        await person.goes("/me/reminders")
        assert (await asks(person, "POST", new)).status_code == HTTPStatus.CONFLICT
        assert not await table.rows("select from push_subscription")
        await person.browser.aclose()

    async def test_is_one_of_ten(
        self, grandmother: Resident, settings: Settings, table: People, clock: HeldClock
    ) -> None:
        first = NewSubscription(f"http://localhost:{settings.push_loopback_port}/notify/0", new_keys())
        await asks(grandmother, "POST", first)
        (oldest,) = await table.rows("select id from push_subscription")
        for number in range(1, 13):
            clock.pass_(seconds=1)
            new = NewSubscription(f"http://localhost:{settings.push_loopback_port}/notify/{number}", new_keys())
            await asks(grandmother, "POST", new)
        kept = await table.rows("select id from push_subscription")
        assert len(kept) == 10
        assert oldest not in kept


class TestBadInput:
    async def test_addresses(self, grandmother: Resident, table: People) -> None:
        for endpoint in (
            "", "javascript:alert(1)", "http://127.0.0.1:6379/", "https://169.254.169.254/", "https://user:pw@10.0.0.1/",
            "https://fcm.googleapis.com@evil.example/", "https://evil.example/x", "https://fcm.googleapis.com:22/x",
        ):  # fmt: skip
            answer = await asks(grandmother, "POST", NewSubscription(endpoint, new_keys()))
            assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, endpoint
            assert answer.json()["type"] == "/problems/endpoint-refused"
        assert not await table.rows("select from push_subscription")

    async def test_keys(self, grandmother: Resident, settings: Settings, table: People) -> None:
        endpoint = f"http://localhost:{settings.push_loopback_port}/notify/x"
        good = new_keys()
        for p256dh, auth in (("", good.auth), (good.p256dh, ""), ("B" * 87, good.auth), (good.p256dh, good.p256dh)):
            body = {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}
            assert (await asks(grandmother, "POST", body)).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not await table.rows("select from push_subscription")

    async def test_bodies(self, grandmother: Resident, table: People) -> None:
        for body in (
            b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"endpoint": 5}', b'{"endpoint": "x"}', b'{"endpoint": "x", "keys": {}}',
            b'{"endpoint": "x", "keys": {"p256dh": "a", "auth": "b"}, "person": "c"}',
            b'{"endpoint": "' + b"x" * 2001 + b'", "keys": {"p256dh": "a", "auth": "b"}}', b"x" * 9000,
        ):  # fmt: skip
            answer = await asks(grandmother, "POST", body)
            assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}, body[:60]
        assert not await table.rows("select from push_subscription")

    async def test_forms(self, grandmother: Resident) -> None:
        for fields in ({"wants": "everything"}, {"quiet": "maybe"}, {"person": "x"}):
            await grandmother.goes("/me/reminders")
            await grandmother.sends("/me/reminders", HTTPStatus.BAD_REQUEST, **fields)
        await grandmother.goes("/me/reminders")
        await grandmother.sends("/me/reminders/devices", HTTPStatus.BAD_REQUEST, device="1")


class TestTheChoice:
    async def test_at_first_everything_rings_in_the_daytime(self, grandmother: Resident) -> None:
        assert grandmother.page.text.count(" checked") == 4

    async def test_is_kept_and_shown(self, grandmother: Resident) -> None:
        page = await grandmother.sends("/me/reminders", wants=["decision", "other"])
        assert "已保存" in page
        assert page.count(" checked") == 2
        assert (await grandmother.sends("/me/reminders", wants="progress")).count(" checked") == 1
        assert (await grandmother.sends("/me/reminders")).count(" checked") == 0


class TestATrial:
    async def test_goes_the_way_of_every_message(
        self, grandmother: Resident, stand_in: StandIn, settings: Settings, worker: Worker, clock: HeldClock
    ) -> None:
        _, name = await allows(grandmother, stand_in, settings)
        await grandmother.goes("/me/reminders")
        assert "正在送" not in grandmother.page.text
        assert "正在送" in await grandmother.sends("/me/reminders/trial")
        await worker.works()
        assert len(await stand_in.received(name)) == 1
        assert "已送出" in await grandmother.goes("/me/reminders")
        assert "试发" in await grandmother.goes("/inbox")
        clock.pass_(minutes=31)
        assert "已送出" not in await grandmother.goes("/me/reminders")

    async def test_is_not_for_ever(self, grandmother: Resident) -> None:
        for _ in range(6):
            await grandmother.sends("/me/reminders/trial")
        await grandmother.sends("/me/reminders/trial", HTTPStatus.TOO_MANY_REQUESTS)


async def test_the_page_is_kept_nowhere(grandmother: Resident) -> None:
    assert grandmother.page.headers["cache-control"] == "no-store"
