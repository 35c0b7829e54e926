"""Every telling ends in one named state, whatever push services do and however often a job comes."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from structlog.testing import capture_logs

from backend.kit.db import begin_unit
from backend.settings import Settings
from push import store
from push.browser_keys import public_key
from push.delivery import PushSender, lock_screen_text
from push.endpoint_guard import EndpointRules
from push.topics import TRIAL
from tests.push.world import MORNING, NIGHT, ROOT, People, Service, StandIn, says, told

Couriers = Callable[..., PushSender]


class TestWithAPushServiceThatDecrypts:
    async def test_the_device_reads_that_there_is_a_message_and_nothing_else(
        self, people: People, couriers: Couriers, stand_in: StandIn, settings: Settings
    ) -> None:
        new, name = await stand_in.browser(public_key(settings.vapid_key))
        notice = await told(people, couriers(), new)
        (text,) = await stand_in.received(name)
        message = json.loads(text)
        assert message["notification"].pop("tag")
        assert message == {
            "web_push": 8030, "mutable": False,
            "notification": {
                "title": "智慧福田", "body": "您有一条新消息", "navigate": f"{settings.origin}/inbox", "lang": "zh-CN", "dir": "ltr", "silent": False,
            },
        }  # fmt: skip
        assert await people.deliveries(notice) == [("sent", "", 1)]

    async def test_a_second_message_is_taken_too(
        self, people: People, couriers: Couriers, stand_in: StandIn, settings: Settings
    ) -> None:
        new, name = await stand_in.browser(public_key(settings.vapid_key))
        person, courier = await people.arrives(), couriers()
        await people.allows(person, new, MORNING)
        for minute in range(3):
            now = MORNING + timedelta(minutes=minute)
            await courier.deliver(people.transaction, await people.owes(person, now), now)
        assert len(await stand_in.received(name)) == 3

    async def test_a_subscription_that_ended_is_forgotten(
        self, people: People, couriers: Couriers, stand_in: StandIn, settings: Settings
    ) -> None:
        new, name = await stand_in.browser(public_key(settings.vapid_key))
        await stand_in.expires(name)
        notice = await told(people, couriers(), new)
        assert await people.deliveries(notice) == [("gone", "http_410", 1)]
        assert not await people.rows("select from push_subscription")

    async def test_a_stranger_cannot_send_in_our_name(
        self, people: People, couriers: Couriers, stand_in: StandIn, settings: Settings
    ) -> None:
        from push.vapid import new_vapid_key

        new, name = await stand_in.browser(public_key(new_vapid_key()))
        notice = await told(people, couriers(), new)
        assert await people.deliveries(notice) == [("failed", "http_400", 1)]
        assert not await stand_in.received(name)


class TestTheJobComesMoreThanOnce:
    async def test_twice(self, people: People, couriers: Couriers, service: Service) -> None:
        courier = couriers(service.port)
        notice = await told(people, courier, service.browser())
        await courier.deliver(people.transaction, notice, MORNING + timedelta(seconds=5))
        assert len(service.requests) == 1
        assert await people.deliveries(notice) == [("sent", "", 1)]

    async def test_at_once_in_several_workers(self, people: People, couriers: Couriers, service: Service) -> None:
        person = await people.arrives()
        for _ in range(3):
            await people.allows(person, service.browser(), MORNING)
        notice = await people.owes(person, MORNING)

        async def one_job(courier: PushSender) -> None:
            begin_unit()  # as the worker does for each job
            await courier.deliver(people.transaction, notice, MORNING)

        await asyncio.gather(*(one_job(couriers(service.port)) for _ in range(4)))
        assert len(service.requests) == 3
        assert await people.deliveries(notice) == [("sent", "", 1)] * 3

    async def test_killed_between_sending_and_writing_it_down(
        self, people: People, couriers: Couriers, service: Service, settings: Settings, tmp_path: Path
    ) -> None:
        person = await people.arrives()
        await people.allows(person, service.browser(), MORNING)
        notice = await people.owes(person, MORNING)
        process = await killed_at(settings, service.port, notice)
        assert process == -9
        assert await people.deliveries(notice) == [("pending", "", 1)]
        courier = couriers(service.port)
        await courier.deliver(people.transaction, notice, MORNING + timedelta(seconds=10))
        assert len(service.requests) == 1, "held: the other worker may still be at it"
        assert any(45 <= wait <= 55 for wait in await people.waits(notice)), "and a job comes when the hold is over"
        await courier.deliver(people.transaction, notice, MORNING + timedelta(seconds=61))
        assert await people.deliveries(notice) == [("sent", "", 2)]
        (_, first, _), (_, second, _) = service.requests
        assert first["Topic"] == second["Topic"], "the second replaces the first"


async def killed_at(settings: Settings, port: int, notice: UUID) -> int:
    """A worker that dies right after the push service took the message."""
    environ = msgspec.structs.replace(settings, push_loopback_port=port).to_env()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.push.one_job", str(notice), MORNING.isoformat(), cwd=ROOT,
        env={**os.environ, **environ, "FUTIAN_FAILPOINT": "push-sent"}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return await process.wait()


class TestWhatOthersLearn:
    async def test_headers_say_how_long_and_how_urgent(
        self, people: People, couriers: Couriers, service: Service
    ) -> None:
        courier, person = couriers(service.port), await people.arrives()
        await people.allows(person, service.browser(), MORNING)
        notice = await people.owes(person, MORNING, "progress")
        await courier.deliver(people.transaction, notice, MORNING + timedelta(hours=1))
        (_, headers, _) = service.requests[0]
        assert headers["TTL"] == str((3 * 24 - 1) * 3600)
        assert headers["Urgency"] == "low"
        assert "Cookie" not in headers

    async def test_all_messages_are_equally_long(self, people: People, couriers: Couriers, service: Service) -> None:
        courier = couriers(service.port)
        for topic in ("decision", "progress", "correction", TRIAL):
            await told(people, courier, service.browser(), topic)
        assert len({len(body) for _, _, body in service.requests}) == 1

    async def test_push_services_cannot_tell_that_two_devices_belong_together(
        self, people: People, couriers: Couriers, service: Service
    ) -> None:
        person = await people.arrives()
        for _ in range(2):
            await people.allows(person, service.browser(), MORNING)
        await couriers(service.port).deliver(people.transaction, await people.owes(person, MORNING), MORNING)
        assert len({headers["Topic"] for _, headers, _ in service.requests}) == 2

    async def test_logs_and_jobs_know_no_address_and_no_words(
        self, people: People, couriers: Couriers, service: Service
    ) -> None:
        service.answer = says(500)
        new = service.browser()
        with capture_logs() as logs:
            notice = await told(people, couriers(service.port), new)
        written = str(logs)
        assert "push.tried" in written
        jobs = "".join(r["p"] for r in await people.rows("select convert_from(payload, 'utf8') as p from pgqueuer"))
        for secret in (new.endpoint, new.keys.auth, "高龄", "300元"):
            assert secret not in written + jobs
        assert str(notice) in jobs


async def test_the_counts_balance(people: People, couriers: Couriers, service: Service) -> None:
    courier = couriers(service.port)
    for status in (201, 201, 410, 413, 503):
        service.answer = says(status)
        await told(people, courier, service.browser())
    await told(people, courier, service.browser(), now=NIGHT)
    async with people.transaction() as db:
        counts = {count.state: count.number for count in await store.balance(db)}
    assert counts == {"sent": 2, "gone": 1, "failed": 1, "pending": 2}


async def test_one_device_that_fails_keeps_no_other_from_being_told(
    people: People, couriers: Couriers, service: Service
) -> None:
    courier, person, broken = couriers(service.port), await people.arrives(), service.browser()
    await people.allows(person, broken, MORNING)
    await people.allows(person, service.browser(), MORNING)

    async def answer(request: Any) -> Any:
        return await says(500 if broken.endpoint.endswith(request.path) else 201)(request)

    service.answer = answer
    notice = await people.owes(person, MORNING)
    await courier.deliver(people.transaction, notice, MORNING)
    assert sorted(await people.deliveries(notice)) == [("pending", "http_500", 1), ("sent", "", 1)]
    await courier.deliver(people.transaction, notice, MORNING + timedelta(minutes=5))
    assert len(service.requests) == 3


def test_the_words_fit_and_say_nothing() -> None:
    one, other = (lock_screen_text(letter * 32, "https://futian.example") for letter in "ab")
    assert len(one) == len(other) < 350
    assert "福利" not in one.decode()


def test_the_gate_of_a_courier_is_the_one_of_its_post(settings: Settings) -> None:
    courier = PushSender(settings)
    assert isinstance(courier.gate, EndpointRules)
    assert courier.post.gate is courier.gate
