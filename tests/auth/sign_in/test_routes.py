"""Signing in with a one-time code, as a resident meets it."""

import asyncio
from collections.abc import Callable

import pytest
from litestar import Litestar

from tests.auth.world import Person, Phone

Browsers = Callable[..., Person]
NUMBER = "19900008001"
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
