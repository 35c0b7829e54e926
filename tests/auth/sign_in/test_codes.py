"""Codes at the sign-in: so many tries, used once, only in the browser that asked, for ten minutes."""

import asyncio
import time
from collections.abc import Callable

import pytest

from auth.codes import one_time_codes
from tests.auth.world import Person, Phone

Browsers = Callable[..., Person]


NUMBER = "19900008001"


async def test_five_wrong_codes_void_it_and_a_new_one_helps(person: Person, phone: Phone) -> None:
    await person.post_form("/sign-in", "/sign-in", phone=NUMBER, next="/mine")
    right = phone.code("+86" + NUMBER)
    wrong = "000000" if right != "000000" else "111111"
    for left in (4, 3, 2, 1):
        answer = await person.post_form("/sign-in/code", "/sign-in/code", code=wrong)
        assert answer.status_code == 422
        assert f"还可以再试 {left} 次" in answer.text
    assert "已作废" in (await person.post_form("/sign-in/code", "/sign-in/code", code=wrong)).text
    assert "已作废" in (await person.post_form("/sign-in/code", "/sign-in/code", code=right)).text
    assert (await person.get("/mine")).status_code == 303
    await person.forget("limit:sms-pause:*")
    assert (await person.post_form("/sign-in/again", "/sign-in/code")).status_code == 303
    landed = await person.post_form("/sign-in/code", "/sign-in/code", code=phone.code("+86" + NUMBER))
    assert landed.headers["location"] == "/mine"


async def test_fifty_guesses_at_once_get_five_tries(person: Person, phone: Phone) -> None:
    await person.post_form("/sign-in", "/sign-in", phone=NUMBER)
    right = int(phone.code("+86" + NUMBER))
    token = await person.token("/sign-in/code")
    guesses = [
        person.post("/sign-in/code", data={"code": f"{(right + n) % 10**6:06}", "_token": token}) for n in range(1, 51)
    ]
    texts = [answer.text for answer in await asyncio.gather(*guesses)]
    assert sum("还可以再试" in text for text in texts) == 4
    assert (await person.post("/sign-in/code", data={"code": f"{right:06}", "_token": token})).status_code != 303


async def test_a_code_is_used_once(person: Person, phone: Phone) -> None:
    await person.post_form("/sign-in", "/sign-in", phone=NUMBER)
    code, token = phone.code("+86" + NUMBER), await person.token("/sign-in/code")
    together = [person.post("/sign-in/code", data={"code": code, "_token": token}) for _ in range(5)]
    statuses = sorted(answer.status_code for answer in await asyncio.gather(*together))
    assert statuses == [303, 422, 422, 422, 422]


async def test_a_code_counts_only_in_the_browser_that_asked(person: Person, browsers: Browsers, phone: Phone) -> None:
    await person.post_form("/sign-in", "/sign-in", phone=NUMBER)
    thief = browsers()
    token = await thief.token("/sign-in")
    answer = await thief.post("/sign-in/code", data={"code": phone.code("+86" + NUMBER), "_token": token})
    assert answer.status_code == 422
    assert "过期或用过" in answer.text


async def test_asking_again_voids_no_code_that_still_comes(person: Person, phone: Phone) -> None:
    await person.post_form("/sign-in", "/sign-in", phone=NUMBER)
    before = phone.code("+86" + NUMBER)
    while phone.code("+86" + NUMBER) == before:
        await person.forget("limit:sms-*")
        await person.post_form("/sign-in/again", "/sign-in/code")
    now = phone.code("+86" + NUMBER)
    assert (await person.post_form("/sign-in/code", "/sign-in/code", code=before)).status_code == 303
    person.cookies.delete("__Host-futian")
    assert (
        await person.post("/sign-in/code", data={"code": now, "_token": await person.token("/sign-in")})
    ).status_code == 422


async def test_a_code_lives_ten_minutes(person: Person, phone: Phone) -> None:
    await person.post_form("/sign-in", "/sign-in", phone=NUMBER)
    (key,) = await person.redis.keys("code:*")
    assert 595 <= await person.redis.ttl(key) <= 600
    await person.redis.pexpire(key, 1)
    await asyncio.sleep(0.01)
    token = await person.token("/sign-in")
    answer = await person.post("/sign-in/code", data={"code": phone.code("+86" + NUMBER), "_token": token})
    assert "过期或用过" in answer.text


def test_codes_are_read_however_the_keyboard_wrote_them() -> None:
    for typed in (
        "１２３４５６",
        "123 456",
        " 123-456 ",
        "\u202d123456\u202c",
        "【智慧福田】验证码 123456，10分钟内有效。不要告诉别人。",
    ):
        assert one_time_codes.parse_code(typed) == "123456", typed
    for typed in ("", "验证码", "12345", "1234567", "验证码 dddddd，10分钟内", "12 345 67"):
        assert one_time_codes.parse_code(typed) == "", typed


@pytest.mark.parametrize("broken", ["down", "slow"])
async def test_a_silent_gateway_is_a_clear_sentence_and_asking_again_is_free(
    person: Person, phone: Phone, broken: str
) -> None:
    phone.broken = broken
    token, began = await person.token("/sign-in"), time.monotonic()
    answer = await person.post("/sign-in", data={"phone": NUMBER, "_token": token})
    assert answer.status_code == 503
    assert "短信暂时发不出去" in answer.text
    assert f'value="{NUMBER}"' in answer.text
    assert time.monotonic() - began < 4
    phone.broken = ""
    assert (await person.post_form("/sign-in", "/sign-in", phone=NUMBER)).status_code == 303
