"""A provider that lies is refused in every way of lying; an honest one is believed."""

from urllib.parse import urlencode

import pytest
from litestar import Litestar

from tests.auth.openid.hostile import (
    ANSWERS,
    CALLBACK,
    CLAIMS,
    SIGNING,
    Hostile,
    begin,
    come_back,
    is_in,
    new_key,
    sign,
)
from tests.auth.world import Person


async def test_an_honest_provider_lets_an_officer_in(officer: Person, provider: Hostile) -> None:
    asked = await begin(officer, provider)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    before = officer.session_id
    landed = await come_back(officer, provider)
    assert (landed.status_code, landed.headers["location"]) == (303, "/desk")
    assert officer.session_id != before
    told = (await officer.get("/staff-only")).json()
    said = {"subject": "sub-1", "name": "韩晓梅", "roles": ["officer"], "department": "civil_affairs"}
    assert told.items() >= said.items()


async def test_an_officer_lands_on_the_page_that_was_wanted(officer: Person, provider: Hostile) -> None:
    led = await officer.get("/staff-only?x=1")
    assert led.headers["location"] == "/staff/sign-in?next=/staff-only%3Fx%3D1"
    page = await officer.get(led.headers["location"])
    assert "/staff/sign-in/start?next=/staff-only%3Fx%3D1" in page.text
    await begin(officer, provider, "/staff-only%3Fx%3D1")
    assert (await come_back(officer, provider)).headers["location"] == "/staff-only?x=1"


@pytest.mark.parametrize("lie", [*CLAIMS, *SIGNING, *ANSWERS])
async def test_a_lying_provider_is_refused(officer: Person, provider: Hostile, lie: str) -> None:
    if lie in ("discovery of another issuer", "endpoint elsewhere over http", "only plain PKCE"):
        provider.lie = lie
        assert (await officer.get("/staff/sign-in/start")).status_code == 403
        return
    await begin(officer, provider)
    provider.lie = lie
    answer = await come_back(officer, provider)
    assert answer.status_code == 403, answer.text
    assert "请从登录页重新开始" in answer.text
    assert not await is_in(officer)


async def test_an_account_without_our_roles_is_told_so(officer: Person, provider: Hostile) -> None:
    await begin(officer, provider)
    provider.lie = "roles we don't have"
    answer = await come_back(officer, provider)
    assert answer.status_code == 403
    assert "还没有分配" in answer.text
    assert not await is_in(officer)


async def test_userinfo_cannot_override_what_was_signed(officer: Person, provider: Hostile) -> None:
    await begin(officer, provider)
    provider.lie = "userinfo overrides the ID token"
    assert (await come_back(officer, provider)).status_code == 303


OTHER_ANSWERS: list[dict[str, str | None]] = [
    {"state": "x" * 43},
    {"state": None},
    {"iss": "https://other.test"},
    {"iss": None},
    {"code": None},
    {"error": "access_denied"},
]


@pytest.mark.parametrize("changed", OTHER_ANSWERS)
async def test_an_answer_to_another_question_is_refused(
    officer: Person, provider: Hostile, changed: dict[str, str | None]
) -> None:
    await begin(officer, provider)
    assert (await come_back(officer, provider, **changed)).status_code == 403
    assert not await is_in(officer)


async def test_a_parameter_sent_twice_is_refused(officer: Person, provider: Hostile) -> None:
    asked = await begin(officer, provider)
    sent = urlencode([("code", "a"), ("code", "b"), ("state", asked["state"]), ("iss", provider.issuer)])
    assert (await officer.get(f"{CALLBACK}?{sent}")).status_code == 403


async def test_an_answer_is_good_once(officer: Person, staffed: Litestar, provider: Hostile) -> None:
    await begin(officer, provider)
    assert (await come_back(officer, provider)).status_code == 303
    assert (await come_back(officer, provider)).status_code == 403
    async with Person(staffed) as other:
        await begin(other, provider)
        assert (await come_back(other, provider)).status_code == 403, "the provider has seen this code"


async def test_an_answer_counts_only_in_the_browser_that_asked(
    officer: Person, staffed: Litestar, provider: Hostile
) -> None:
    await begin(officer, provider)
    async with Person(staffed) as victim:
        await victim.get("/sign-in")
        assert (await come_back(victim, provider)).status_code == 403
        assert not await is_in(victim)


async def test_keys_that_changed_are_found_and_old_ones_no_longer_count(officer: Person, provider: Hostile) -> None:
    await begin(officer, provider)
    assert (await come_back(officer, provider)).status_code == 303
    old, provider.key = provider.key, new_key()
    provider.published = [provider.key]
    officer.cookies.clear()
    await begin(officer, provider)
    assert (await come_back(officer, provider, code="code-2")).status_code == 303
    assert provider.key_reads == 2
    officer.cookies.clear()
    await begin(officer, provider)
    provider.key = old
    assert (await come_back(officer, provider, code="code-3")).status_code == 403


async def test_a_silent_provider_is_a_sentence(officer: Person, provider: Hostile, unused_tcp_port: int) -> None:
    await begin(officer, provider)
    provider.lie = "down"
    assert (await come_back(officer, provider)).status_code in (403, 503)
    party = officer.app.state.openid["staff"]
    party.metadata = None
    party.provider = type(party.provider)(
        name="staff", issuer=f"http://127.0.0.1:{unused_tcp_port}", client="c", secret="s", redirect_uri="r"
    )
    answer = await officer.get("/staff/sign-in/start")
    assert answer.status_code == 503
    assert "没有回应" in answer.text


async def test_without_a_provider_there_is_no_staff_entrance(person: Person) -> None:
    for path in ("/staff/sign-in", "/staff/sign-in/start", f"{CALLBACK}?state=x&code=y"):
        assert (await person.get(path)).status_code in (403, 404)
    assert "工作人员" not in (await person.get("/sign-in")).text


def test_the_honest_token_of_these_tests_is_one(provider: Hostile) -> None:
    assert sign(provider.key, {"a": 1}).count(".") == 2
