"""The moment of a proof is the provider's auth_time; a silent sign-on is no step-up; who has left is out at the next request."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar, get

from auth.openid.id_token import LOGOUT, proved_at
from backend.residents.guards import StaffWho, access, confirmed_staff
from tests.auth.openid.hostile import CLIENT, Hostile, begin, come_back, is_in, new_key, sign
from tests.auth.world import Person

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ({}, None),
        ({"auth_time": None}, None),
        ({"auth_time": True}, None),
        ({"auth_time": "1"}, None),
        ({"auth_time": NOW.timestamp() + 3600}, None),
        ({"auth_time": NOW.timestamp() + 30}, NOW),
        ({"auth_time": NOW.timestamp() - 8 * 3600}, NOW - timedelta(hours=8)),
    ],
)
def test_when_somebody_proved_it(told: dict[str, Any], at: datetime | None) -> None:
    assert proved_at(told, NOW) == at


@get("/staff-serious", opt=access(confirmed_staff("officer")))
async def serious(staff: StaffWho) -> str:
    """What changes for everybody."""
    return staff.name


async def again(officer: Person, provider: Hostile) -> int:
    """Off to the provider by the step-up's own address; answers what came back."""
    provider.asked = dict((await officer.get("/staff/sign-in/again")).next_request.url.params)  # type: ignore[union-attr]
    return (await come_back(officer, provider, code=str(uuid4()))).status_code


@pytest.mark.parametrize(("before", "fresh"), [(None, False), (8 * 3600, False), (-3600, False), (120, True)])
async def test_a_silent_sign_on_is_no_step_up(
    officer: Person, staffed: Litestar, provider: Hostile, before: int | None, fresh: bool
) -> None:
    if not any(route.path == "/staff-serious" for route in staffed.routes):  # the application is kept between tests
        staffed.register(serious)
    provider.signed_in_before = before
    await begin(officer, provider)
    await come_back(officer, provider)
    assert await is_in(officer), "good enough to sign in"
    looked = await officer.get("/staff-serious")
    assert (looked.status_code == 200) == fresh
    if not fresh:
        assert looked.headers["location"].startswith("/staff/sign-in/again")


async def test_a_step_up_asks_for_a_fresh_sign_in_and_checks_that_it_was_one(
    officer: Person, provider: Hostile
) -> None:
    provider.signed_in_before = 8 * 3600
    await begin(officer, provider)
    await come_back(officer, provider)
    for before in (8 * 3600, None, -3600):
        provider.signed_in_before = before
        assert await again(officer, provider) == 403
    assert (provider.asked["prompt"], provider.asked["max_age"]) == ("login", "0")
    provider.signed_in_before = 0
    assert await again(officer, provider) == 303


def logout_token(provider: Hostile, **changed: Any) -> str:
    """The provider's word that sub-1 has left."""
    now = int(time.time())
    claims = {
        "iss": provider.issuer, "aud": CLIENT, "sub": "sub-1", "iat": now, "exp": now + 120, "jti": str(uuid4()),
        "events": {LOGOUT: {}},
    }  # fmt: skip
    return sign(provider.key, {name: value for name, value in (claims | changed).items() if value is not None})


async def tells(officer: Person, token: str) -> int:
    """The provider tells; it is no browser."""
    return (await officer.post("/staff/sign-in/back-channel-logout", data={"logout_token": token})).status_code


async def test_who_has_left_is_out_at_the_next_request(officer: Person, provider: Hostile) -> None:
    await begin(officer, provider)
    await come_back(officer, provider)
    stranger = new_key()
    lies = [
        {"nonce": "n"}, {"events": None}, {"events": {}}, {"aud": "another"}, {"iss": "https://other.test"}, {"jti": None},
        {"exp": 1}, {"iat": int(time.time()) - 4000}, {"sub": None},
    ]  # fmt: skip
    for lie in lies:
        assert await tells(officer, logout_token(provider, **lie)) == 400, lie
    assert await tells(officer, "") == 400
    honest, provider.key = provider.key, stranger
    assert await tells(officer, logout_token(provider)) == 400
    provider.key = honest
    assert await is_in(officer)
    token = logout_token(provider)
    assert await tells(officer, token) == 200
    assert not await is_in(officer)
    assert await tells(officer, token) == 400, "good once"
