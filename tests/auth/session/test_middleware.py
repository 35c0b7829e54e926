"""Every route of the house × every kind of visitor, and forms of other sites."""

from typing import Any

import httpx
import pytest

from backend.kit.web import SAFE
from tests.auth.world import Person, Phone, sign_out_token
from tests.support.visitors import KINDS, expected, headers_of, routes, who


@pytest.mark.parametrize("kind", KINDS)
async def test_every_route_keeps_its_policy(house: Any, kind: str) -> None:
    app = house.framework
    wrong = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url=app.state.settings.origin) as browser:
        for method, path, handler in routes(app):
            visitor = who(kind)
            owed = expected(handler, visitor)
            if owed is None and method not in SAFE:
                continue  # admitted, and it changes something: other tests follow it
            answer = await browser.request(method, path, headers=await headers_of(app, visitor))
            if answer.status_code != owed if owed else answer.status_code in (401, 500):
                wrong.append((method, path, answer.status_code, owed))
    assert wrong == []


async def test_staff_pages_are_closed_to_residents_and_personal_ones_to_staff(house: Any) -> None:
    app = house.framework
    for method, path, handler in routes(app):
        if path.startswith(("/desk", "/studio")):
            assert expected(handler, who("resident")) == 401, (method, path)
        if path == "/me" or path.startswith(("/me/", "/cases", "/inbox", "/step-up")):
            assert expected(handler, who("officer")) == 401, (method, path)
            assert expected(handler, who("anonymous")) == 401, (method, path)


async def test_every_change_needs_a_token_of_its_own_browser(house: Any) -> None:
    app = house.framework
    admitted = 0
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url=app.state.settings.origin) as browser:
        for method, path, handler in routes(app):
            for kind in KINDS:
                visitor = who(kind)
                if method in SAFE or handler.opt.get("token") is False or expected(handler, visitor):
                    continue
                ours, others = await headers_of(app, visitor), await headers_of(app, visitor)
                admitted += 1
                for forged in (
                    {"x-csrf-token": ""}, {"x-csrf-token": others["x-csrf-token"]}, {"sec-fetch-site": "cross-site"},
                    {"sec-fetch-site": "same-site"},
                ):  # fmt: skip
                    answer = await browser.request(method, path, headers={**ours, **forged})
                    assert answer.status_code == 403, (method, path, kind, forged)
    assert admitted > 10


async def test_a_form_of_another_site_changes_nothing(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, "19900008011")
    token = await sign_out_token(person)
    for headers in ({"origin": "https://evil.test"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert (await person.post("/sign-out", data={"_token": token}, headers=headers)).status_code == 403
    assert (await person.get("/mine")).status_code == 200


async def test_an_answer_from_a_link_elsewhere_still_knows_the_session(person: Person, phone: Phone) -> None:
    await person.sign_in(phone, "19900008011")
    assert (await person.get("/mine", headers={"sec-fetch-site": "cross-site"})).status_code == 200
