"""Sessions: opaque, renewed, ended by time and by hand, in as many browsers as a person has."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import msgspec

from auth.session import cookie
from auth.session.sessions import MOST_DEVICES, Session, Sessions, list_key, session_key
from backend.kit.crypto import Vault
from backend.kit.redis import open_redis
from backend.settings import Settings
from tests.auth.world import Clock, Person, Phone, running, sign_out_token

Browsers = Callable[..., Person]
NUMBER = "19900008002"


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(person: Person, phone: Phone) -> None:
    landed = await person.sign_in(phone, NUMBER)
    line, known = landed.headers.get_list("set-cookie")
    assert known.startswith("__Host-futian-known=")
    assert known.endswith("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=34560000")
    assert line.startswith("__Host-futian=p")
    parts = {part.strip() for part in line.split(";")[1:]}
    assert parts == {"Path=/", "HttpOnly", "SameSite=Lax", "Secure", "Max-Age=86400"}
    assert landed.headers["cache-control"] == "no-store"


async def test_over_plain_http_the_cookie_has_a_name_that_browsers_accept(installation: Settings, clock: Clock) -> None:
    plain = msgspec.structs.replace(installation, origin="http://127.0.0.1:8000")
    async with running(plain, clock) as app, Person(app) as person:
        line = (await person.get("/sign-in")).headers["set-cookie"]
    assert line.startswith("futian=a")
    assert "Secure" not in line


async def test_pages_without_a_form_give_no_cookie(person: Person) -> None:
    assert "set-cookie" not in (await person.get("/open")).headers
    assert "set-cookie" in (await person.get("/sign-in")).headers


async def test_a_planted_id_is_worth_nothing_after_signing_in(person: Person, browsers: Browsers, phone: Phone) -> None:
    attacker = browsers()
    await attacker.get("/sign-in")
    person.take(attacker.session_id)
    await person.sign_in(phone, NUMBER)
    assert person.session_id != attacker.session_id
    assert (await attacker.get("/mine")).status_code == 303


async def test_the_id_before_is_dead_after_signing_in_again(person: Person, browsers: Browsers, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    thief = browsers()
    thief.take(person.session_id)
    assert (await thief.get("/mine")).status_code == 200
    await person.post("/sign-out", data={"_token": await sign_out_token(person)})
    assert (await thief.get("/mine")).status_code == 303


async def test_an_idle_session_ends_after_fifteen_minutes_and_each_request_renews_it(
    person: Person, phone: Phone
) -> None:
    await person.sign_in(phone, NUMBER)
    key = session_key(person.session_id)
    await person.redis.expire(key, 30)
    await person.get("/open")
    assert 895 <= await person.redis.ttl(key) <= 900
    await person.redis.pexpire(key, 1)
    await asyncio.sleep(0.01)
    assert (await person.get("/mine")).status_code == 303


async def test_a_session_ends_after_twelve_hours_however_busy(person: Person, phone: Phone, clock: Clock) -> None:
    await person.sign_in(phone, NUMBER)
    clock.ahead = timedelta(hours=11, minutes=59)
    assert (await person.get("/mine")).status_code == 200
    assert (await person.get("/session.json")).json()["seconds"] <= 60, "the total limit is nearer than the idle one"
    clock.ahead = timedelta(hours=12, seconds=1)
    assert (await person.get("/mine")).status_code == 303
    assert not await person.redis.exists(session_key(person.session_id))


async def test_asking_how_long_it_lasts_does_not_prolong_it(person: Person, phone: Phone) -> None:
    assert (await person.get("/session.json")).json() == {"seconds": 0, "total": 0}
    await person.sign_in(phone, NUMBER)
    await person.redis.expire(session_key(person.session_id), 100)
    left = (await person.get("/session.json")).json()
    assert 90 <= left["seconds"] <= 100
    assert 43190 <= left["total"] <= 43200
    stayed = await person.post("/session", headers={"x-csrf-token": await sign_out_token(person)})
    assert stayed.json()["seconds"] > 890


async def test_a_shared_device_forgets_sooner_and_wholly(person: Person, phone: Phone) -> None:
    landed = await person.sign_in(phone, NUMBER, shared="yes")
    assert "Max-Age" not in landed.headers["set-cookie"]
    assert 295 <= await person.redis.ttl(session_key(person.session_id)) <= 300
    await person.get("/open")
    assert await person.redis.ttl(session_key(person.session_id)) <= 300
    out = await person.post("/sign-out", data={"_token": await sign_out_token(person)})
    assert out.headers["clear-site-data"] == '"cache", "cookies", "storage"'


async def test_walking_away_from_a_shared_device_clears_it_at_the_next_request(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER, shared="yes")
    assert "clear-site-data" not in (await person.get("/mine")).headers
    await person.redis.delete(session_key(person.session_id))
    assert (await person.get("/mine")).headers["clear-site-data"] == '"cache", "storage"'


async def test_signing_out_ends_the_session_on_the_server(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    session_id = person.session_id
    out = await person.post("/sign-out", data={"_token": await sign_out_token(person)})
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in/out")
    assert "Max-Age=0" in out.headers["set-cookie"]
    person.take(session_id)
    assert (await person.get("/mine")).status_code == 303


async def test_a_person_has_at_most_twenty_devices(person: Person, phone: Phone, clock: Clock) -> None:
    await person.sign_in(phone, NUMBER)
    first = person.session_id
    who = (await person.get("/mine")).text
    for n in range(20):
        clock.ahead = timedelta(seconds=n + 1)
        person.cookies.clear()
        await person.sign_in(phone, NUMBER)
    assert await person.redis.zcard(list_key(f"person:{who}")) == 20
    person.take(first)
    assert (await person.get("/mine")).status_code == 303


async def test_ids_that_are_not_ours_in_shape_are_no_ids(person: Person) -> None:
    for value in ("", "p" + "x" * 43, "a" + "x" * 59, "z" + "x" * 43, "a" * 5000, "p" + "é" * 59):
        assert cookie.read(f"other=1; __Host-futian={value}", secure=True) == ""
    good = "a" + "x" * 43
    assert cookie.read(f"other=1; __Host-futian={good}", secure=True) == good


async def test_a_new_session_stays_however_many_begin_at_one_moment(installation: Settings, clock: Clock) -> None:
    redis, vault = open_redis(installation.redis_url), Vault(installation.sealing_keys, installation.hash_key)
    sessions, now, person = Sessions(redis, vault, clock), clock(), uuid4()
    session = Session(person=person, since=now, ends=now + timedelta(hours=1))
    for _ in range(3 * MOST_DEVICES):
        session_id = await sessions.start(session)
        assert await sessions.resume(session_id) is not None
    assert len(await sessions.devices(session, session_id)) == MOST_DEVICES
    await sessions.end_all(session.owner)
    await redis.aclose()
