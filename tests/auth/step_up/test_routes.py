"""Acts with consequences ask again, by a code to the person's own phone, and go on where the person was."""

from datetime import timedelta

from litestar import post

from backend.kit.web import AnyRequest, read_form
from backend.residents.guards import access, confirmed
from backend.settings import Settings
from tests.auth.world import Clock, Person, Phone, running, sign_out_token, token_in

NUMBER = "19900008008"


@post("/mine/serious", opt=access(confirmed), status_code=200)
async def serious(request: AnyRequest) -> dict[str, str]:
    """An act with consequences."""
    return await read_form(request, dict[str, str])


async def test_a_form_waits_while_its_person_proves_it_again(
    installation: Settings, clock: Clock, phone: Phone
) -> None:
    async with running(installation, clock, [serious]) as app, Person(app) as person:
        await person.sign_in(phone, NUMBER)
        token = await sign_out_token(person)
        assert (await person.post("/mine/serious", data={"a": "1", "_token": token})).json() == {"a": "1"}
        clock.ahead = timedelta(minutes=11)
        led = await person.post(
            "/mine/serious", data={"a": "1", "_token": token}, headers={"referer": "https://futian.test/mine"}
        )
        assert (led.status_code, led.headers["location"]) == (303, "/step-up?next=/mine")
        page = (await person.get("/step-up?next=/mine")).text
        assert "199****8008" in page
        await person.forget("limit:*")
        sent = await person.post("/step-up", data={"next": "/mine", "_token": token_in(page)})
        assert sent.headers["location"] == "/step-up/code"
        assert phone.messages[-1]["to"] == "+86" + NUMBER
        before = person.session_id
        wrong = await person.post_form("/step-up/code", "/step-up/code", code="12")
        assert wrong.status_code == 422
        code = phone.code("+86" + NUMBER)
        landed = await person.post_form("/step-up/code", "/step-up/code", code=code)
        assert landed.headers["location"] == "/sign-in/kept?next=/mine"
        assert person.session_id != before
        kept = (await person.get(landed.headers["location"])).text
        again = await person.post("/mine/serious", data={"a": "1", "_token": token_in(kept)})
        assert again.json() == {"a": "1"}
        person.take(before)
        assert (await person.get("/mine")).status_code == 303, "the id before is dead"


async def test_a_code_for_signing_in_does_not_prove_it_again(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, NUMBER)
    token = await sign_out_token(person)
    answer = await person.post("/step-up/code", data={"code": phone.code("+86" + NUMBER), "_token": token})
    assert answer.status_code == 422


async def test_proving_it_again_does_not_prolong_the_twelve_hours(person: Person, phone: Phone, clock: Clock) -> None:
    await person.sign_in(phone, NUMBER)
    clock.ahead = timedelta(hours=11)
    await person.forget("limit:*")
    await person.post_form("/step-up", "/step-up")
    await person.post_form("/step-up/code", "/step-up/code", code=phone.code("+86" + NUMBER))
    assert (await person.get("/session.json")).json()["total"] <= 3600
