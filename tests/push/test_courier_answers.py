"""What push services answer, and where a sending must not go, over real HTTP."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from push.delivery import PushSender
from push.http_client import PushClient
from push.types import NewSubscription
from tests.push.world import MORNING, Names, People, Service, drips, hangs, new_keys, says, serving_service, told

Couriers = Callable[..., PushSender]


class TestWhatPushServicesAnswer:
    @pytest.mark.parametrize("status", [404, 410])
    async def test_gone(self, people: People, couriers: Couriers, service: Service, status: int) -> None:
        service.answer = says(status)
        notice = await told(people, couriers(service.port), service.browser())
        assert await people.deliveries(notice) == [("gone", f"http_{status}", 1)]
        assert not await people.rows("select from push_subscription")
        assert len(await people.waits(notice)) == 1, "only the job that owing it made"

    @pytest.mark.parametrize("status", [400, 401, 403, 413])
    async def test_never(self, people: People, couriers: Couriers, service: Service, status: int) -> None:
        service.answer = says(status)
        notice = await told(people, couriers(service.port), service.browser())
        assert await people.deliveries(notice) == [("failed", f"http_{status}", 1)]
        assert len(await people.rows("select from push_subscription")) == 1

    async def test_not_so_fast(self, people: People, couriers: Couriers, service: Service) -> None:
        service.answer = says(429, Retry_After="120")
        courier = couriers(service.port)
        notice = await told(people, courier, service.browser())
        assert await people.deliveries(notice) == [("pending", "http_429", 1)]
        assert (await people.waits(notice))[-1] == pytest.approx(120, abs=1)
        service.answer = says(201)
        await courier.deliver(people.transaction, notice, MORNING + timedelta(seconds=60))
        assert len(service.requests) == 1, "not before the time it asked for"
        await courier.deliver(people.transaction, notice, MORNING + timedelta(seconds=121))
        assert await people.deliveries(notice) == [("sent", "", 2)]

    async def test_not_so_fast_is_said_for_everybody(
        self, people: People, couriers: Couriers, service: Service
    ) -> None:
        service.answer = says(429, Retry_After="120")
        courier = couriers(service.port)
        await told(people, courier, service.browser())
        service.answer = says(201)
        other = await told(people, courier, service.browser(), now=MORNING + timedelta(seconds=20))
        assert len(service.requests) == 1
        assert await people.deliveries(other) == [("pending", "service_waits", 1)]
        assert (await people.waits(other))[-1] == pytest.approx(100, abs=1)

    @pytest.mark.parametrize("status", [500, 503])
    async def test_broken_until_it_is_too_late(
        self, people: People, couriers: Couriers, service: Service, status: int
    ) -> None:
        service.answer = says(status)
        courier, now = couriers(service.port), MORNING
        notice = await told(people, courier, service.browser())
        for _ in range(60):
            ((state, _, attempts),) = await people.deliveries(notice)
            if state != "pending":
                break
            now += timedelta(seconds=(await people.waits(notice))[-1])
            await courier.deliver(people.transaction, notice, now)
        assert state == "expired"
        assert 10 < attempts < 40
        assert now < MORNING + timedelta(days=3)

    @pytest.mark.parametrize("wait", ["604800", "99999999999999999999"])
    async def test_later_than_it_would_matter(
        self, people: People, couriers: Couriers, service: Service, wait: str
    ) -> None:
        service.answer = says(503, Retry_After=wait)
        notice = await told(people, couriers(service.port), service.browser())
        assert await people.deliveries(notice) == [("expired", "http_503", 1)]

    async def test_silence(self, people: People, couriers: Couriers, service: Service) -> None:
        service.answer = hangs
        notice = await told(people, impatient(couriers(service.port)), service.browser())
        assert await people.deliveries(notice) == [("pending", "no_answer", 1)]
        assert (await people.waits(notice))[-1] == pytest.approx(30, abs=1)

    async def test_an_answer_that_never_ends(self, people: People, couriers: Couriers, service: Service) -> None:
        service.answer = drips
        started = asyncio.get_running_loop().time()
        notice = await told(people, couriers(service.port), service.browser())
        assert await people.deliveries(notice) == [("sent", "", 1)]
        assert asyncio.get_running_loop().time() - started < 5

    async def test_nobody_there(self, people: People, couriers: Couriers, service: Service) -> None:
        new = service.browser()
        courier = couriers(service.port)
        async with serving_service() as gone:
            port = gone.port
        new = NewSubscription(new.endpoint.replace(str(service.port), str(port)), new.keys)
        courier.gate.loopback_port = port
        notice = await told(people, courier, new)
        assert await people.deliveries(notice) == [("pending", "ClientConnectorError", 1)]


def impatient(courier: PushSender) -> PushSender:
    """One who waits for a third of a second."""
    courier.post = PushClient(courier.gate, patience=0.3)
    return courier


class TestWhereItMustNotGo:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_redirected_to_this_machine(
        self, people: People, couriers: Couriers, service: Service, status: int
    ) -> None:
        async with serving_service() as canary:
            service.answer = says(status, Location=f"http://127.0.0.1:{canary.port}/admin")
            notice = await told(people, couriers(service.port), service.browser())
            assert canary.requests == []
        assert await people.deliveries(notice) == [("failed", f"http_{status}", 1)]

    @pytest.mark.parametrize(
        "addresses", [("127.0.0.1",), ("10.0.0.1",), ("169.254.169.254",), ("8.8.8.8", "192.168.0.1"), ("::1",)]
    )
    async def test_the_name_leads_inside_since(
        self, people: People, couriers: Couriers, addresses: tuple[str, ...]
    ) -> None:
        new = NewSubscription("https://fcm.googleapis.com/fcm/send/abc", new_keys())
        notice = await told(people, couriers(resolver=Names(*addresses)), new)
        assert await people.deliveries(notice) == [("failed", "address", 1)]

    async def test_the_name_is_not_known_just_now(self, people: People, couriers: Couriers) -> None:
        new = NewSubscription("https://fcm.googleapis.com/fcm/send/abc", new_keys())
        notice = await told(people, couriers(resolver=Names()), new)
        ((state, _, _),) = await people.deliveries(notice)
        assert state == "pending"

    async def test_a_host_that_is_no_longer_on_the_list(
        self, people: People, couriers: Couriers, service: Service
    ) -> None:
        courier = couriers(service.port)
        courier.gate.loopback_port = 0
        notice = await told(people, courier, service.browser())
        assert await people.deliveries(notice) == [("failed", "EndpointRefused", 1)]
        assert service.requests == []

    async def test_an_endpoint_moved_to_another_row(self, people: People, couriers: Couriers, service: Service) -> None:
        person = await people.arrives()
        for _ in range(2):
            await people.allows(person, service.browser(), MORNING)
        async with people.transaction() as db:
            await db.execute(
                "update push_subscription s set endpoint = o.endpoint from push_subscription o where o.id <> s.id"
            )
        notice = await people.owes(person, MORNING)
        await couriers(service.port).deliver(people.transaction, notice, MORNING)
        assert await people.deliveries(notice) == [("failed", "BrokenSeal", 1)] * 2
        assert service.requests == []
