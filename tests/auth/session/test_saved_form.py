"""A form sent after the session's end is still there after signing in, for the same person and nobody else."""

from collections.abc import Callable
from html import unescape

from auth.session.sessions import session_key
from tests.auth.world import Person, Phone, sign_out_token, token_in

Browsers = Callable[..., Person]
NUMBER = "19900008003"
FIELDS = {"name": "王秀英 <b>", "notes": "第一行\r\n第二行", "empty": ""}
ARRIVED = {**FIELDS, "notes": "第一行\n第二行"}  # every form is cleaned when it is read


async def expire(person: Person) -> None:
    await person.redis.delete(session_key(person.session_id))


async def test_an_expired_session_in_the_middle_of_a_form_loses_nothing(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    token = await sign_out_token(person)
    await expire(person)
    sent = await person.post(
        "/mine/answers", data={**FIELDS, "_token": token}, headers={"referer": "https://futian.test/mine"}
    )
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?next=/mine")
    landed = await person.sign_in(phone, NUMBER, "/mine")
    assert landed.headers["location"] == "/sign-in/kept?next=/mine"
    page = (await person.get(landed.headers["location"])).text
    assert "您刚才填写的内容还在" in page
    assert 'action="/mine/answers"' in page
    assert "王秀英 &lt;b&gt;" in page
    again = await person.post("/mine/answers", data={**FIELDS, "_token": token_in(page)})
    assert again.json() == ARRIVED
    for value in FIELDS.values():  # line ends too: a hidden field keeps them as they were typed
        assert f'value="{value}"' in unescape(page)


async def test_somebody_else_on_the_same_device_sees_neither_the_form_nor_the_page(
    person: Person, phone: Phone
) -> None:
    await person.sign_in(phone, NUMBER)
    token = await sign_out_token(person)
    await expire(person)
    await person.post("/mine/answers", data={**FIELDS, "_token": token})
    landed = await person.sign_in(phone, "19900008004", "/mine")
    assert landed.headers["location"] == "/"
    assert (await person.get("/sign-in/kept")).status_code == 303
    assert await person.redis.keys("kept-form:*") == []


async def test_a_first_visitor_keeps_what_was_filled_in_before_signing_in(person: Person, phone: Phone) -> None:
    token = await person.token("/sign-in")
    await person.post("/mine/answers", data={**FIELDS, "_token": token})
    landed = await person.sign_in(phone, NUMBER, "/mine")
    assert landed.headers["location"] == "/sign-in/kept?next=/mine"


async def test_another_site_cannot_leave_a_form_here(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    token = await sign_out_token(person)
    await expire(person)
    await person.post("/mine/answers", data={**FIELDS, "_token": "0" * 40})
    await person.post("/mine/answers", data={**FIELDS, "_token": token}, headers={"sec-fetch-site": "cross-site"})
    await person.post("/mine/answers", data={**FIELDS, "_token": token}, headers={"origin": "https://evil.test"})
    await person.post("/mine/answers", data={"notes": "x" * 40000, "_token": token})
    assert await person.redis.keys("kept-form:*") == []
    assert (await person.sign_in(phone, NUMBER, "/mine")).headers["location"] == "/mine"


async def test_strangers_cannot_fill_the_memory(browsers: Browsers) -> None:
    for _ in range(25):
        browser = browsers("198.51.100.8")
        await browser.post("/mine/answers", data={**FIELDS, "_token": await browser.token("/sign-in")})
    assert len(await browser.redis.keys("kept-form:*")) == 20


async def test_signing_in_anew_in_another_window_loses_nothing_of_the_first(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    token = await sign_out_token(person)
    await expire(person)
    await person.sign_in(phone, NUMBER)
    sent = await person.post(
        "/mine/answers", data={**FIELDS, "_token": token}, headers={"referer": "https://futian.test/mine"}
    )
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in/kept?next=/mine")
    page = (await person.get("/sign-in/kept")).text
    assert (await person.post("/mine/answers", data={**FIELDS, "_token": token_in(page)})).json() == ARRIVED


async def test_a_page_of_somebody_else_is_not_taken_over(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    token = await sign_out_token(person)
    await expire(person)
    await person.sign_in(phone, "19900008004")
    sent = await person.post("/mine/answers", data={**FIELDS, "_token": token})
    assert sent.status_code == 403
    assert await person.redis.keys("kept-form:*") == []


async def test_an_outdated_token_from_another_site_is_nothing(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    token = await sign_out_token(person)
    await expire(person)
    await person.sign_in(phone, NUMBER)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.test"}):
        sent = await person.post("/mine/answers", data={**FIELDS, "_token": token}, headers=headers)
        assert sent.status_code == 403
    assert await person.redis.keys("kept-form:*") == []
