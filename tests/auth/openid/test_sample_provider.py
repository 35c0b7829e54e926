"""The sample provider that ships with the product speaks the real protocol, and only where it may."""

import re
from collections.abc import AsyncIterator
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import msgspec
import pytest
from litestar import Litestar

from auth.sample import openid_provider
from auth.sample.accounts import MEANS, NotATrial
from auth.startup import parties
from backend.settings import SettingMissing, Settings
from tests.auth.world import Clock, Person, running
from tests.support.servers import serving


@pytest.fixture
async def trial(installation: Settings, clock: Clock, unused_tcp_port: int) -> AsyncIterator[Litestar]:
    """The product beside its sample provider."""
    issuer = f"http://127.0.0.1:{unused_tcp_port}"
    ours = msgspec.structs.replace(installation, oidc_issuer=issuer, oidc_client="smart-futian", oidc_secret="s/+ e%c")
    with serving(openid_provider.create(ours.to_env(), clock), unused_tcp_port):
        async with running(ours, clock) as found:
            yield found


@pytest.fixture
async def province(installation: Settings, clock: Clock, unused_tcp_port: int) -> AsyncIterator[Litestar]:
    """The product beside the sample provider of the province."""
    ours = msgspec.structs.replace(
        installation, resident_oidc_issuer=f"http://127.0.0.1:{unused_tcp_port}", resident_oidc_client="futian",
        resident_oidc_secret="s/+ e%c", resident_oidc_levels=MEANS,
    )  # fmt: skip
    with serving(openid_provider.for_residents(ours.to_env(), clock), unused_tcp_port):
        async with running(ours, clock) as found:
            yield found


async def choose(officer: Person, name: str, start: str = "/staff/sign-in/start", **more: str) -> httpx.Response:
    """Click on this person at the provider, as a browser would."""
    led = await officer.get(start)
    async with httpx.AsyncClient() as browser:
        page = (await browser.get(led.headers["location"])).text
        assert "样本身份提供方" in page
        form = next(part for part in page.split('<li class="person">') if name in part)
        fields = {n: unescape(v) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(led.headers["location"]))
        answer = await browser.post(origin + "/authorize", data={**fields, **more})
    return await officer.get(answer.headers["location"])


async def test_an_officer_and_an_editor_sign_in_by_a_click(trial: Litestar) -> None:
    for name, role in (("韩晓梅", "officer"), ("孟雅琴", "editor"), ("潘建国", "supervisor")):
        async with Person(trial) as person:
            assert (await choose(person, name)).status_code == 303
            told = (await person.get("/staff-only")).json()
            assert (told["name"], told["roles"]) == (name, [role])


async def test_a_colleague_without_a_role_stays_outside(trial: Litestar) -> None:
    async with Person(trial) as person:
        answer = await choose(person, "葛新")
        assert answer.status_code == 403
        assert "还没有分配" in answer.text


async def test_the_provider_answers_only_our_client(trial: Litestar) -> None:
    async with Person(trial) as person:
        asked = (await person.get("/staff/sign-in/start")).headers["location"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(asked).query).items()}
    address = asked.partition("?")[0]
    async with httpx.AsyncClient() as browser:
        for name, value in (
            ("redirect_uri", "https://evil.test/"), ("client_id", "other"), ("code_challenge_method", "plain"),
            ("code_challenge", ""), ("response_type", "token"),
        ):  # fmt: skip
            assert (await browser.get(address, params={**query, name: value})).status_code == 400
        forged = {**query, "sub": "sample-operator", "redirect_uri": "https://evil.test/"}
        assert (await browser.post(address, data=forged)).status_code == 400


def test_there_is_no_sample_provider_outside_a_trial(installation: Settings) -> None:
    real = msgspec.structs.replace(installation, sample=False, oidc_issuer="https://id.test")
    with pytest.raises(NotATrial):
        openid_provider.create(real.to_env())


async def test_a_resident_is_as_sure_as_the_way_of_signing_in(province: Litestar) -> None:
    for name, entry, level in (("陈雨欣", "document", 2), ("陈雨欣", "verified", 3), ("林晓阳", "verified", 3)):
        async with Person(province) as person:
            answer = await choose(person, name, "/sign-in/provider?next=/mine", entry=entry)
            assert (answer.status_code, answer.headers["location"]) == (303, "/mine")
            who = UUID((await person.get("/mine")).text)
        async with province.state.pool.acquire() as db:
            assert await db.fetchval("select assurance from person where id = $1", who) == level


def test_a_level_that_we_do_not_have_is_named(installation: Settings) -> None:
    for wrong in ("urn:a=sure", "verified", "=verified"):
        with pytest.raises(SettingMissing, match="RESIDENT_OIDC_LEVELS"):
            parties(
                msgspec.structs.replace(
                    installation, resident_oidc_issuer="https://id.test", resident_oidc_levels=(wrong,)
                ),
                Clock(),
            )
