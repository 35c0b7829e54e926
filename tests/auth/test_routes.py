"""Signing in with a one-time code, as a resident meets it."""

import asyncio
import json
import re

import pytest
from litestar import Litestar

NUMBER = "19900000001"


async def test_a_new_resident_signs_in_and_lands_where_she_was(person, phone) -> None:
    started = await person.get("/mine")
    assert (started.status_code, started.headers["location"]) == (303, "/sign-in?next=/mine")
    landed = await person.sign_in(phone, NUMBER, "/mine")
    assert (landed.status_code, landed.headers["location"]) == (303, "/mine")
    assert (await person.get("/mine")).status_code == 200


async def test_the_same_number_is_the_same_person_however_it_is_written(browsers, phone) -> None:
    people = set()
    for written in ("199 0000 0001", "+86 19900000001", "１９９００００ ０００１", "0086-199-0000-0001", "8619900000001"):
        async with browsers() as browser:
            asked = await browser.post_form("/sign-in", "/sign-in", phone=written)
            if asked.status_code == 429:
                await browser_wait(browser)
                asked = await browser.post_form("/sign-in", "/sign-in", phone=written)
            assert asked.status_code == 303, asked.text
            await browser.post_form("/sign-in/code", "/sign-in/code", code=phone.code("+8619900000001"))
            people.add((await browser.get("/mine")).text)
    assert len(people) == 1


async def browser_wait(browser) -> None:
    """Let the pause between two messages pass."""
    redis = browser._transport.app.state.redis
    for key in await redis.keys("limit:sms-pause:*"):
        await redis.delete(key)


async def test_two_first_sign_ins_at_once_make_one_person(app: Litestar, browsers, phone) -> None:
    one, two = browsers(), browsers()
    for browser in (one, two):
        await browser_wait(browser)
        await browser.post_form("/sign-in", "/sign-in", phone="19900000077")
    codes = [m["parameters"]["code"] for m in phone.messages]
    tokens = [await b.token("/sign-in/code") for b in (one, two)]
    await asyncio.gather(*(b.post("/sign-in/code", data={"code": c, "_token": t}) for b, c, t in zip((one, two), codes, tokens, strict=True)))
    assert (await one.get("/mine")).text == (await two.get("/mine")).text
