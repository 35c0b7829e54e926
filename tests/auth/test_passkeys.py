"""Passkeys: set up, signed in with, given up; and every answer that proves nothing (WebAuthn level 2 §7.1, §7.2)."""

import itertools
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from auth.session import cookie
from backend.kit.web import token_for
from backend.settings import Settings
from tests.auth.authenticator import PRESENT, Authenticator
from tests.auth.world import Clock, Person, Phone, running

Browsers = Callable[..., Person]
NUMBER = "19900008005"
NUMBERS = itertools.count(19901000000)


async def say(person: Person, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
    """What the script of a page sends."""
    if not person.session_id:
        await person.get("/sign-in")
    token = token_for(b"c" * 32, cookie.redis_name(person.session_id))
    return await person.post(path, json=body or {}, headers={"x-csrf-token": token, "accept": "application/json"})


async def set_up(person: Person, phone: Phone, device: Authenticator) -> httpx.Response:
    """Sign in as somebody new and set up a key."""
    await person.sign_in(phone, str(next(NUMBERS)))
    await person.proves("face")
    options = (await say(person, "/me/passkeys/options")).json()
    return await say(person, "/me/passkeys", {"credential": device.make(options)})


async def sign_in(person: Person, device: Authenticator, **more: Any) -> httpx.Response:
    """Sign in with the key."""
    options = (await say(person, "/sign-in/passkey/options")).json()
    return await say(person, "/sign-in/passkey", {"credential": device.sign(options), **more})


async def test_a_key_signs_its_owner_in(person: Person, browsers: Browsers, phone: Phone) -> None:
    device = Authenticator()
    assert (await set_up(person, phone, device)).json()["next"] == "/me/passkeys"
    other = browsers()
    before = await other.token("/sign-in")
    landed = await sign_in(other, device, next="/mine")
    assert landed.json()["next"] == "/mine"
    assert before not in (await other.get("/me/settings")).text, "a new id, and with it a new token"
    assert (await other.get("/mine")).text == (await person.get("/mine")).text
    assert "安卓手机" in (await person.get("/me/passkeys")).text


async def test_what_the_device_is_asked_for(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    await person.proves("face")
    made = (await say(person, "/me/passkeys/options")).json()
    assert made["rp"] == {"id": "futian.test", "name": "智慧福田"}
    chosen = made["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert made["user"]["name"] == "199****8005"
    asked = (await say(person, "/sign-in/passkey/options")).json()
    assert (asked["userVerification"], asked.get("allowCredentials", [])) == ("required", [])
    assert made["challenge"] != asked["challenge"]


async def test_the_owner_hears_of_a_new_key(person: Person, phone: Phone) -> None:
    await set_up(person, phone, Authenticator())
    who = (await person.get("/mine")).text
    async with person.app.state.pool.acquire() as db:
        told = await db.fetchval("select title from notice where person = $1 order by created_at desc", who)
        noted = await db.fetchval("select action from audit where actor = $1 order by seq desc", f"person:{who}")
    assert (told, noted) == ("您开通了指纹或刷脸登录", "passkey.added")


WRONG_MAKING = {
    "another site": {"origin": "https://evil.test"},
    "a part of our name": {"origin": "https://sub.futian.test"},
    "plain http": {"origin": "http://futian.test"},
    "another party": {"party": "evil.test"},
    "without the lock": {"flags": PRESENT},
    "nobody there": {"flags": 0},
}


@pytest.mark.parametrize("lie", WRONG_MAKING)
async def test_a_key_made_wrongly_is_not_kept(person: Person, phone: Phone, lie: str) -> None:
    device = Authenticator(**WRONG_MAKING[lie])  # type: ignore[arg-type]  # the fields of the table
    assert (await set_up(person, phone, device)).status_code == 422
    assert "还没有开通" in (await person.get("/me/passkeys")).text


async def test_a_challenge_is_good_once_and_only_for_its_purpose(person: Person, phone: Phone) -> None:
    device = Authenticator()
    await set_up(person, phone, device)
    options = (await say(person, "/step-up/passkey/options")).json()
    answer = {"credential": device.sign(options)}
    assert (await say(person, "/sign-in/passkey", answer)).status_code == 422
    assert (await say(person, "/step-up/passkey", answer)).status_code == 200
    assert (await say(person, "/step-up/passkey", answer)).status_code == 422


WRONG_SIGNING: dict[str, Callable[[Authenticator], Any]] = {
    "another site": lambda d: setattr(d, "origin", "https://evil.test"),
    "another party": lambda d: setattr(d, "party", "evil.test"),
    "without the lock": lambda d: setattr(d, "flags", PRESENT),
    "another key": lambda d: setattr(d, "key", Authenticator().key),
    "a key we don't know": lambda d: setattr(d, "credential", b"x" * 32),
    "another owner": lambda d: setattr(d, "owner", b"x" * 16),
    "a counter that went back": lambda d: setattr(d, "counter", d.counter - 5),
    "a ceremony of another kind": lambda d: setattr(d, "type_of_signing", "webauthn.create"),
}


@pytest.mark.parametrize("lie", WRONG_SIGNING)
async def test_an_answer_that_proves_nothing_lets_nobody_in(
    person: Person, browsers: Browsers, phone: Phone, lie: str
) -> None:
    device = Authenticator(counter=10)
    await set_up(person, phone, device)
    assert (await sign_in(browsers(), device)).status_code == 200
    WRONG_SIGNING[lie](device)
    other = browsers()
    answer = await sign_in(other, device)
    assert answer.status_code == 422
    assert "短信验证码" in answer.text
    assert (await other.get("/mine")).status_code == 303


NONSENSE: list[dict[str, Any]] = [
    {},
    {"credential": {}},
    {"credential": {"rawId": "!"}},
    {"credential": {"rawId": "eA", "response": 1}},
    {"credential": {"rawId": "eA"}, "person": "x"},
]


@pytest.mark.parametrize("body", NONSENSE)
async def test_nonsense_is_refused(person: Person, body: dict[str, Any]) -> None:
    await say(person, "/sign-in/passkey/options")
    assert (await say(person, "/sign-in/passkey", body)).status_code in (400, 422)


async def test_the_answer_is_the_same_for_unknown_keys_and_wrong_signatures(person: Person, phone: Phone) -> None:
    device = Authenticator()
    await set_up(person, phone, device)
    device.key = Authenticator().key
    answers = [(await sign_in(person, device)).text, (await sign_in(person, Authenticator())).text]
    assert answers[0] == answers[1]


async def test_somebody_elses_key_does_not_prove_that_it_is_me(
    person: Person, browsers: Browsers, phone: Phone
) -> None:
    mine, theirs = Authenticator(), Authenticator()
    await set_up(browsers(), phone, theirs)
    await set_up(person, phone, mine)
    options = (await say(person, "/step-up/passkey/options")).json()
    assert (await say(person, "/step-up/passkey", {"credential": theirs.sign(options)})).status_code == 422


async def test_adding_and_removing_a_key_needs_a_fresh_proof(person: Person, phone: Phone, clock: Clock) -> None:
    device = Authenticator()
    await set_up(person, phone, device)
    clock.ahead = timedelta(minutes=11)
    assert (await say(person, "/me/passkeys/options")).status_code == 403
    led = await person.get("/me/passkeys/new")
    assert (led.status_code, led.headers["location"]) == (303, "/step-up/another-factor?next=/me/passkeys/new")
    options = (await say(person, "/step-up/passkey/options")).json()
    before = person.session_id
    proven = await say(person, "/step-up/passkey", {"credential": device.sign(options), "next": "/me/passkeys/new"})
    assert proven.json()["next"] == "/me/passkeys/new"
    assert person.session_id != before
    assert (await person.get("/me/passkeys/new")).status_code == 200


async def test_a_key_given_up_opens_nothing(person: Person, browsers: Browsers, phone: Phone) -> None:
    device = Authenticator()
    await set_up(person, phone, device)
    path = re.findall(r"/me/passkeys/[0-9a-f-]{36}", (await person.get("/me/passkeys")).text)[0]
    stranger = browsers()
    await stranger.sign_in(phone, "19900008007")
    await stranger.proves()
    assert (await stranger.post_form(path + "/removal", "/me/settings")).status_code == 404
    assert (await person.post_form(path + "/removal", "/me/settings")).status_code == 303
    assert (await sign_in(browsers(), device)).status_code == 422


async def test_an_installation_without_a_name_has_no_passkeys(settings_on_an_address: Settings, clock: Clock) -> None:
    async with running(settings_on_an_address, clock) as app, Person(app) as person:
        assert "passkey" not in (await person.get("/sign-in")).text
        assert (await say(person, "/sign-in/passkey/options")).status_code in (403, 404)


@pytest.fixture
def settings_on_an_address(installation: Settings) -> Settings:
    return msgspec.structs.replace(installation, origin="http://127.0.0.1:8000")
