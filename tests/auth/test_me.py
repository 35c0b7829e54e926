"""A person's own place: their devices, signing out everywhere, and who opened their file."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from backend.residents import store
from backend.residents.disclosure import readable_facts
from backend.residents.types import Assurance
from tests.auth.world import Person, Phone, sign_out_token

Browsers = Callable[..., Person]
NUMBER = "19900008009"


async def test_my_own_place_shows_who_i_am_without_showing_the_number(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    page = (await person.get("/me/settings")).text
    assert "199****8009" in page
    assert NUMBER not in page
    assert "手机号已核实" in page


async def test_what_registers_told_is_shown_only_to_whom_it_is_proven(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    who = UUID((await person.get("/mine")).text)
    told = '{"hukou": [{"value": "440304008", "source": "population", "as_of": "2026-11-20T00:00:00Z"}]}'
    async with person.app.state.pool.acquire() as db:
        await db.execute("update profile set facts = cast($1::text as jsonb) where person = $2", told, who)
    assert "来自公安户籍和人口登记" not in (await person.get("/me/settings")).text, (
        "a phone alone doesn't prove whose facts these are"
    )
    facts = msgspec.json.decode(told)
    assert readable_facts(facts, Assurance.VERIFIED) == facts


async def test_a_device_can_be_signed_out_from_another(person: Person, browsers: Browsers, phone: Phone) -> None:
    other = browsers()
    other.headers["user-agent"] = "iPhone MicroMessenger"
    await person.sign_in(phone, NUMBER)
    await other.sign_in(phone, NUMBER)
    page = (await person.get("/me/devices")).text
    assert "苹果手机 · 微信" in page
    assert page.count("就是这台") == 1
    (name,) = re.findall(r"/me/devices/(\w{16})/sign-out", page)
    token = await sign_out_token(person)
    assert (await person.post(f"/me/devices/{name}/sign-out", data={"_token": token})).status_code == 303
    assert (await other.get("/mine")).status_code == 303
    assert (await person.get("/mine")).status_code == 200


async def test_nobody_signs_out_somebody_elses_device(person: Person, browsers: Browsers, phone: Phone) -> None:
    victim = browsers()
    await victim.sign_in(phone, "19900008010")
    second = browsers()
    await second.sign_in(phone, "19900008010")
    (name,) = re.findall(r"/me/devices/(\w{16})/sign-out", (await victim.get("/me/devices")).text)
    await person.sign_in(phone, NUMBER)
    token = await sign_out_token(person)
    assert (await person.post(f"/me/devices/{name}/sign-out", data={"_token": token})).status_code == 404
    assert (await second.get("/mine")).status_code == 200


async def test_signing_out_everywhere_ends_every_session(person: Person, browsers: Browsers, phone: Phone) -> None:
    others = [browsers() for _ in range(3)]
    for browser in (*others, person):
        await browser.sign_in(phone, NUMBER)
    token = await sign_out_token(person)
    assert (await person.post("/me/devices/sign-out", data={"_token": token})).status_code == 303
    for browser in (*others, person):
        assert (await browser.get("/mine")).status_code == 303
    assert await person.redis.keys("session*") == []


async def test_i_see_who_opened_my_file(person: Person, browsers: Browsers, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    other = browsers()
    await other.sign_in(phone, "19900008010")
    who = UUID((await person.get("/mine")).text)
    async with person.app.state.pool.acquire() as db:
        await store.add_access(
            db, person=who, reader="sub-1", reader_name="韩晓梅", role="officer", case_id=None, reason="办理案件",
            at=datetime.now(UTC),
        )  # fmt: skip
    assert "韩晓梅" in (await person.get("/me/access")).text
    assert "韩晓梅" not in (await other.get("/me/access")).text
