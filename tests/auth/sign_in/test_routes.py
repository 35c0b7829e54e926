"""Signing in with a one-time code, as a resident meets it."""

import asyncio
import re
import time
from collections.abc import Callable

import pytest
from litestar import Litestar

from auth.codes import one_time_codes
from auth.codes.sending_limits import STRANGER_PAUSES
from tests.auth.world import Person, Phone

Browsers = Callable[..., Person]
NUMBER = "19900008001"
STRANGER = "198.51.100.9"
WRITTEN = ("199 0000 8001", "+86 19900008001", "１９９００００ ８００１", "0086-199-0000-8001", "8619900008001")


async def test_a_new_resident_signs_in_and_lands_where_she_was(person: Person, phone: Phone) -> None:
    started = await person.get("/mine")
    assert (started.status_code, started.headers["location"]) == (303, "/sign-in?next=/mine")
    landed = await person.sign_in(phone, NUMBER, "/mine")
    assert (landed.status_code, landed.headers["location"]) == (303, "/mine")
    assert (await person.get("/mine")).status_code == 200


async def test_the_same_number_is_the_same_person_however_it_is_written(browsers: Browsers, phone: Phone) -> None:
    people = set()
    for written in WRITTEN:
        async with browsers() as browser:
            await browser.forget("limit:sms-*")
            asked = await browser.post_form("/sign-in", "/sign-in", phone=written)
            assert asked.status_code == 303, asked.text
            await browser.post_form("/sign-in/code", "/sign-in/code", code=phone.code("+8619900008001"))
            people.add((await browser.get("/mine")).text)
    assert len(people) == 1


async def test_two_first_sign_ins_at_once_make_one_person(browsers: Browsers, phone: Phone) -> None:
    pair = (browsers(), browsers())
    for browser in pair:
        await browser.forget("limit:sms-*")
        await browser.post_form("/sign-in", "/sign-in", phone="19900008077")
    sent = [m["parameters"]["code"] for m in phone.messages]
    tokens = [await browser.token("/sign-in/code") for browser in pair]
    ready = [
        browser.post("/sign-in/code", data={"code": code, "_token": token})
        for browser, code, token in zip(pair, sent, tokens, strict=True)
    ]
    assert [answer.status_code for answer in await asyncio.gather(*ready)] == [303, 303]
    assert (await pair[0].get("/mine")).text == (await pair[1].get("/mine")).text


@pytest.mark.parametrize(
    ("region", "typed", "to"),
    [
        ("HK", "6123 4567", "+85261234567"),
        ("MO", "66123456", "+85366123456"),
        ("TW", "0912-345-678", "+886912345678"),
        ("other", "+1 415 555 2671", "+14155552671"),
        ("CN", "+852 61234567", "+85261234567"),
        ("other", "00447911123456", "+447911123456"),
        ("CN", "手机：\u202d138 0013 8000\u202c。", "+8613800138000"),
    ],
)
async def test_numbers_of_every_place_receive_their_code(
    person: Person, phone: Phone, region: str, typed: str, to: str
) -> None:
    asked = await person.post_form("/sign-in", "/sign-in", phone=typed, region=region)
    assert asked.status_code == 303, asked.text
    assert phone.messages[-1]["to"] == to


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "请填写手机号码"),
        ("1990000000", "您填了10位"),
        ("61234567", "请先选择号码所在的地区"),
        ("0755 8234 567", "收不到短信"),
        ("奶奶的电话", "您填了0位"),
        ("110", "110 是服务热线，收不到短信验证码"),
        ("10086", "是服务热线"),
        ("12345", "是服务热线"),
        ("400-830-3000", "是服务热线"),
        ("0755-82918333", "像是座机号码"),
        ("<script>", "您填了0位"),
        ("1380013800O", "只能有数字"),
        ("138GHIJKLMN", "您填了3位"),
    ],
)
async def test_a_wrong_number_is_explained_and_kept_on_the_page(
    person: Person, phone: Phone, typed: str, says: str
) -> None:
    answer = await person.post_form("/sign-in", "/sign-in", phone=typed, next="/mine")
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="/mine"' in answer.text
    assert phone.messages == []


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


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.test/",
        "///evil.test/",
        "https://evil.test/",
        "/\\evil.test",
        "javascript:alert(1)",
        "/%0d%0aX: y\r\n",
        "/sign-out",
        "x",
        "/\t/evil.test",
    ],
)
async def test_nobody_is_led_to_another_site(person: Person, phone: Phone, wanted: str) -> None:
    token = await person.token("/sign-in")
    await person.post("/sign-in", data={"phone": NUMBER, "next": wanted, "_token": token})
    landed = await person.post_form("/sign-in/code", "/sign-in/code", code=phone.code("+86" + NUMBER))
    assert landed.headers["location"] == "/"


async def test_unknown_fields_and_long_ones_are_refused(person: Person, phone: Phone) -> None:
    for fields in ({"phone": NUMBER, "assurance": "3"}, {"phone": NUMBER, "region": "XX"}):
        assert (await person.post_form("/sign-in", "/sign-in", **fields)).status_code == 400
    assert (await person.post_form("/sign-in", "/sign-in", phone="1" * 41)).status_code == 422
    assert phone.messages == []


async def test_redis_flushed_costs_a_sign_in_and_nothing_else(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    who = (await person.get("/mine")).text
    await person.redis.flushdb()
    led = await person.get("/mine")
    assert led.headers["location"] == "/sign-in?next=/mine"
    assert "自动退出" in (await person.get(led.headers["location"])).text
    landed = await person.sign_in(phone, NUMBER, "/mine")
    assert landed.headers["location"] == "/mine"
    assert (await person.get("/mine")).text == who


async def test_redis_gone_leaves_public_pages_and_a_sentence_on_personal_ones(
    app: Litestar, person: Person, phone: Phone
) -> None:
    await person.sign_in(phone, NUMBER)
    working = app.state.redis
    app.state.redis = type(working).from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    try:
        assert (await person.get("/open")).status_code == 200
        mine = await person.get("/mine")
        assert mine.status_code == 503
        assert "系统现在有点忙" in mine.text
        assert (await person.get("/mine", headers={"accept": "application/json"})).status_code == 503
    finally:
        app.state.redis = working
    assert (await person.get("/mine")).status_code == 200


async def test_programs_hear_401_and_are_led_nowhere(person: Person) -> None:
    answer = await person.get("/mine", headers={"accept": "application/json"})
    assert answer.status_code == 401
    part = await person.get(
        "/mine", headers={"hx-request": "true", "hx-current-url": "https://futian.test/cases/1?a=b"}
    )
    assert (part.status_code, part.headers["hx-redirect"]) == (204, "/sign-in?next=/cases/1%3Fa%3Db")


async def test_what_redis_holds_tells_nothing_about_people(person: Person, browsers: Browsers, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER, "/mine")
    other = browsers()
    await other.forget("limit:sms-pause:*")
    await other.post_form("/sign-in", "/sign-in", phone=NUMBER)
    everything = b""
    for key in await person.redis.keys("*"):
        kind = await person.redis.type(key)
        value = (
            await person.redis.get(key) if kind == b"string" else str(await person.redis.zrange(key, 0, -1)).encode()
        )
        everything += key + b"=" + value + b"\n"
        assert await person.redis.ttl(key) > 0, "everything ends by itself"
    assert NUMBER.encode() not in everything
    assert phone.code("+86" + NUMBER).encode() not in everything.replace(b"\\x", b"")
    assert person.session_id.encode() not in everything
