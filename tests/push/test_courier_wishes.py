"""Only what the person wants, only while they want it, and not at night."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from push import store
from push.delivery import PushSender
from push.topics import TRIAL
from tests.push.world import MORNING, NIGHT, People, Service, says, told

Couriers = Callable[..., PushSender]


class TestOnlyWhatThePersonWants:
    async def test_a_topic_switched_off_after_the_message_came_up(
        self, people: People, couriers: Couriers, service: Service
    ) -> None:
        service.answer = says(503)
        courier, person = couriers(service.port), await people.arrives()
        await people.allows(person, service.browser(), MORNING)
        notice = await people.owes(person, MORNING)
        await courier.deliver(people.transaction, notice, MORNING)
        await people.wants(person, ["decision"], True, MORNING)
        await courier.deliver(people.transaction, notice, MORNING + timedelta(hours=1))
        assert len(service.requests) == 1
        assert await people.deliveries(notice) == [("gone", "topic_off", 1)]

    async def test_a_topic_switched_off_before(self, people: People, couriers: Couriers, service: Service) -> None:
        person = await people.arrives()
        await people.allows(person, service.browser(), MORNING)
        await people.wants(person, ["other"], True, MORNING)
        courier = couriers(service.port)
        for topic in ("yearly_check", "other"):
            await courier.deliver(people.transaction, await people.owes(person, MORNING, topic), MORNING)
        assert service.requests == []
        await courier.deliver(people.transaction, await people.owes(person, MORNING, "decision"), MORNING)
        assert len(service.requests) == 1

    async def test_a_device_that_took_it_back(self, people: People, couriers: Couriers, service: Service) -> None:
        service.answer = says(503)
        courier, person, new = couriers(service.port), await people.arrives(), service.browser()
        await people.allows(person, new, MORNING)
        notice = await people.owes(person, MORNING)
        await courier.deliver(people.transaction, notice, MORNING)
        async with people.transaction() as db:
            await store.forget(db, id=(await store.devices(db, person=person))[0].id, person=person)
        await courier.deliver(people.transaction, notice, MORNING + timedelta(hours=1))
        assert len(service.requests) == 1
        assert await people.deliveries(notice) == [("gone", "unsubscribed", 1)]

    async def test_a_browser_that_somebody_else_uses_now(
        self, people: People, couriers: Couriers, service: Service
    ) -> None:
        service.answer = says(503)
        courier, former, new = couriers(service.port), await people.arrives(), service.browser()
        await people.allows(former, new, MORNING)
        notice = await people.owes(former, MORNING)
        await courier.deliver(people.transaction, notice, MORNING)
        await people.allows(await people.arrives(), new, MORNING)
        await courier.deliver(people.transaction, notice, MORNING + timedelta(hours=1))
        await courier.deliver(people.transaction, await people.owes(former, MORNING), MORNING)
        assert len(service.requests) == 1
        assert await people.deliveries(notice) == [("gone", "unsubscribed", 1)]

    async def test_a_device_allowed_after_the_message_came_up_is_not_told_of_it(
        self, people: People, couriers: Couriers, service: Service
    ) -> None:
        person = await people.arrives()
        notice = await people.owes(person, MORNING)
        await people.allows(person, service.browser(), MORNING + timedelta(minutes=1))
        await couriers(service.port).deliver(people.transaction, notice, MORNING + timedelta(minutes=2))
        assert service.requests == []

    async def test_nights_are_quiet_and_mornings_are_not(
        self, people: People, couriers: Couriers, service: Service
    ) -> None:
        courier = couriers(service.port)
        notice = await told(people, courier, service.browser(), now=NIGHT)
        assert service.requests == []
        assert (await people.waits(notice))[-1] == pytest.approx(9 * 3600, abs=1)
        await courier.deliver(people.transaction, notice, NIGHT + timedelta(hours=9))
        assert await people.deliveries(notice) == [("sent", "", 1)]

    async def test_nights_are_not_quiet_for_who_asks(
        self, people: People, couriers: Couriers, service: Service
    ) -> None:
        courier, person = couriers(service.port), await people.arrives()
        await people.allows(person, service.browser(), NIGHT)
        await courier.deliver(people.transaction, await people.owes(person, NIGHT, TRIAL), NIGHT)
        assert len(service.requests) == 1
        await people.wants(person, [], False, NIGHT)
        await courier.deliver(people.transaction, await people.owes(person, NIGHT), NIGHT)
        assert len(service.requests) == 2

    async def test_too_late(self, people: People, couriers: Couriers, service: Service) -> None:
        courier, person = couriers(service.port), await people.arrives()
        await people.allows(person, service.browser(), MORNING)
        notice = await people.owes(person, MORNING)
        await courier.deliver(people.transaction, notice, MORNING + timedelta(days=3, seconds=1))
        assert service.requests == []
        assert await people.deliveries(notice) == [("expired", "too_late", 0)]
