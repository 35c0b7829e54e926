"""Every telling ends in one named state, whatever push services do and however often a job comes."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import msgspec
import pytest
from structlog.testing import capture_logs

from backend.kit.clock import SHANGHAI
from backend.settings import Settings
from push import store
from push.courier import Courier, words
from push.endpoint import Gate
from push.envelope import public_key
from push.post import Post
from push.topics import TRIAL
from push.types import NewSubscription
from tests.push.world import ROOT, Names, People, Service, StandIn, drips, hangs, new_keys, says, serving_service

MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=SHANGHAI)
Couriers = Callable[..., Courier]


async def told(
    people: People, courier: Courier, new: NewSubscription, topic: str = "decision", now: datetime = MORNING
) -> UUID:
    """Somebody with this browser is owed a message, and the job runs once."""
    person = await people.arrives()
    await people.allows(person, new, now)
    notice = await people.owes(person, now, topic)
    await courier.deliver(people.transaction, notice, now)
    return notice


class TestWithAPushServiceThatDecrypts:
    async def test_the_device_reads_that_there_is_a_message_and_nothing_else(
        self, people: People, couriers: Couriers, stand_in: StandIn, settings: Settings
    ) -> None:
        new, name = await stand_in.browser(public_key(settings.vapid_key))
        notice = await told(people, couriers(), new)
        (text,) = await stand_in.received(name)
        message = json.loads(text)
        assert message.pop("tag")
        assert message == {"title": "智慧福田", "body": "您有一条新消息", "url": "/inbox"}
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
        from push.keys import new_vapid_key

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
        workers = [couriers(service.port) for _ in range(4)]
        await asyncio.gather(*(courier.deliver(people.transaction, notice, MORNING) for courier in workers))
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


def impatient(courier: Courier) -> Courier:
    """One who waits for a third of a second."""
    courier.post = Post(courier.gate, patience=aiohttp.ClientTimeout(total=0.3))
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
        for secret in (new.endpoint, new.keys.auth, "高龄", "300"):
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
    assert len(words("a" * 32)) < 200
    assert "福利" not in words("a" * 32).decode()


def test_the_gate_of_a_courier_is_the_one_of_its_post(settings: Settings) -> None:
    courier = Courier(settings)
    assert isinstance(courier.gate, Gate)
    assert courier.post.gate is courier.gate
