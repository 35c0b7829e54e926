"""Who asks for codes for others' numbers is limited, locks nobody out and learns nothing."""

import re
from collections.abc import Callable

from auth.codes.sending_limits import STRANGER_PAUSES
from tests.auth.world import Person, Phone

Browsers = Callable[..., Person]


NUMBER = "19900008001"


STRANGER = "198.51.100.9"


async def test_strangers_who_ask_for_codes_lock_nobody_out(browsers: Browsers, phone: Phone) -> None:
    owner = browsers()
    await owner.sign_in(phone, NUMBER)
    owner.cookies.delete("__Host-futian")
    again = await browsers(STRANGER).post_form("/sign-in", "/sign-in", phone=NUMBER)
    assert again.status_code == 303
    waits = await browsers(STRANGER).post_form("/sign-in", "/sign-in", phone=NUMBER)
    assert waits.status_code == 429
    assert re.search(r"请等 \d+ 秒", waits.text)
    statuses = []
    for _ in range(25):
        await browsers(STRANGER).forget("limit:sms-pause:*")
        statuses.append((await browsers(STRANGER).post_form("/sign-in", "/sign-in", phone=NUMBER)).status_code)
    assert statuses[:5] == [303] * 5, "five strangers are no reason to refuse the sixth"
    assert statuses[-1] == 429, "nobody is pestered without end"
    phone.messages.clear()
    asked = await owner.post_form("/sign-in", "/sign-in", phone=NUMBER)
    assert asked.status_code == 303
    assert len(phone.messages) == 1


async def test_strangers_wait_longer_and_longer(browsers: Browsers, phone: Phone) -> None:
    pauses = []
    for _ in range(len(STRANGER_PAUSES) + 1):
        await browsers(STRANGER).forget("limit:sms-pause:*")
        await browsers(STRANGER).post_form("/sign-in", "/sign-in", phone=NUMBER)
        (key,) = await browsers(STRANGER).redis.keys("limit:sms-pause:*")
        pauses.append(round(await browsers(STRANGER).redis.ttl(key) / 60) * 60)
    assert pauses == [*STRANGER_PAUSES, STRANGER_PAUSES[-1]], pauses


async def test_messages_asked_from_one_address_are_limited_whatever_is_forwarded(
    browsers: Browsers, phone: Phone
) -> None:
    statuses = []
    for n in range(33):
        browser = browsers("198.51.100.7")
        browser.headers["x-forwarded-for"] = f"192.0.2.{n}"
        statuses.append((await browser.post_form("/sign-in", "/sign-in", phone=f"199000{n:05}")).status_code)
    assert statuses == [303] * 30 + [429] * 3


async def test_behind_our_own_proxy_each_client_counts_for_itself(browsers: Browsers, phone: Phone) -> None:
    for n in range(33):
        browser = browsers("10.9.0.1")
        browser.headers["x-forwarded-for"] = f"6.6.6.6, 192.0.2.{n}"
        assert (await browser.post_form("/sign-in", "/sign-in", phone=f"199000{n:05}")).status_code == 303
    for n in range(31):
        browser = browsers("10.9.0.1")
        browser.headers["x-forwarded-for"] = f"192.0.2.{n}, 198.51.100.9"
        last = await browser.post_form("/sign-in", "/sign-in", phone=f"199001{n:05}")
    assert last.status_code == 429


async def test_the_answer_is_the_same_for_known_and_unknown_numbers(browsers: Browsers, phone: Phone) -> None:
    await browsers().sign_in(phone, NUMBER)
    answers = []
    for number in (NUMBER, "19900009999"):
        browser = browsers()
        await browser.forget("limit:*")
        asked = await browser.post_form("/sign-in", "/sign-in", phone=number)
        page = (await browser.get("/sign-in/code")).text.replace(await browser.token("/sign-in/code"), "")
        answers.append((asked.status_code, asked.headers["location"], page.replace(number[-4:], "")))
    assert answers[0] == answers[1]
