"""Before, while and after the key of look-ups changes everybody is found: by number, at the counter, by their card, at the provider, on a device."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest
from click.testing import CliRunner

from auth.openid import store as accounts
from auth.openid.resident_account import account_of
from backend.kit.crypto import HashKey, Vault
from backend.kit.db import open_pool, transaction
from backend.privacy import lookup_hashes
from backend.privacy.commands import keys, look_at_hashes, turn
from backend.residents.service import number_hashes
from backend.residents.store import by_phone, holder
from backend.residents.types import Visitor
from backend.settings import SettingMissing, Settings
from push import service as push
from push.types import NewSubscription
from tests import people
from tests.conftest import NOW, new_browser, opened
from tests.journey import Resident, said
from tests.push.world import new_keys
from tests.support.counter import OFFICER, asks
from tests.support.each import each
from tests.support.visitors import headers_of

FIRST, SECOND = HashKey(1, b"h" * 32), HashKey(2, b"j" * 32)
ISSUER, ENDPOINT = "https://province.example", "https://push.example/1"
HER_OWN = {"identity.phone_hash", "identity.id_hash", "push_subscription.endpoint_hash"}


@pytest.fixture
async def pool(clean: None, settings: Settings) -> AsyncIterator[Any]:
    """Connections as the house has them."""
    found = await open_pool(settings.database_url, 3)
    yield found
    await found.close()


async def found_over_http(settings: Settings, clock: Any, sample_world: str) -> None:
    """She signs in with her number; the counter opens her request; both see that it is her."""
    async with opened(settings, clock) as (front, app):
        front.framework = app
        await app.state.redis.flushdb()
        async with new_browser(front, settings.origin) as browser:
            assert people.GRANDMOTHER.name in said(
                await Resident(browser, people.GRANDMOTHER, sample_world).signs_in("/me")
            )
        number, _ = await asks(front, settings, sample_world, people.GRANDMOTHER.id_number)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(front), base_url=settings.origin) as desk:
            desk.headers.update(await headers_of(app, Visitor(staff=OFFICER)))
            shown = await desk.get("/desk/recoveries", params={"number": number})
        assert "还没有账号" not in shown.text
        assert people.GRANDMOTHER.id_number in shown.text


async def found_by_hand(pool: Any, vault: Vault) -> None:
    """Her number belongs to her when another account shows it; her account at the provider and her browser are hers."""
    async with transaction(pool) as db:
        her = await by_phone(db, phone_hashes=vault.fingerprints("phone", people.GRANDMOTHER.international_phone))
        other = await by_phone(db, phone_hashes=vault.fingerprints("phone", people.GRADUATE.international_phone))
        assert her
        assert other
        held = await holder(db, person=other.id, id_hashes=number_hashes(vault, people.GRANDMOTHER.id_number))
        assert held == her
        assert (await account_of(db, vault, ISSUER, "sub-1"))[1] == her
        await push.subscribe_device(db, vault, her.id, NewSubscription(endpoint=ENDPOINT, keys=KEYS), "手机", NOW)
        assert await db.fetchval("select count(*) from push_subscription") == 1


KEYS = new_keys()


async def test_everybody_is_found_before_while_and_after(
    pool: Any, settings: Settings, clock: Any, sample_world: str
) -> None:
    both = Settings.from_env(msgspec.structs.replace(settings, hash_key=(FIRST, SECOND)).to_env())
    one, two = (Vault(settings.sealing_keys, keys) for keys in ((FIRST,), (FIRST, SECOND)))
    async with transaction(pool) as db:
        her = await by_phone(db, phone_hashes=one.fingerprints("phone", people.GRANDMOTHER.international_phone))
        subject, nobody = await account_of(db, one, ISSUER, "sub-1")
        assert her
        assert nobody is None
        await accounts.link(db, issuer=ISSUER, subject_hash=subject, person=her.id, at=NOW)
    await found_by_hand(pool, one)
    assert {standing.version for standing in await look_at_hashes(both)} == {1}

    await found_over_http(both, clock, sample_world)  # the new key is there, nothing is hashed anew yet
    first = lookup_hashes.rotate(lambda: transaction(pool), two)
    assert (await anext(first))[0] == "identity.phone_hash"
    await first.aclose()  # stopped after its first batch
    assert {standing.version for standing in await look_at_hashes(both)} == {1, 2}
    await found_over_http(both, clock, sample_world)
    await found_by_hand(pool, two)

    await turn(both)
    assert {standing.version for standing in await look_at_hashes(both) if standing.place in HER_OWN} == {2}
    only_new = msgspec.structs.replace(both, hash_key=(SECOND,), audit_key=FIRST.secret)
    assert only_new.chain_secret == both.chain_secret
    await found_over_http(only_new, clock, sample_world)
    await found_by_hand(pool, Vault(settings.sealing_keys, (SECOND,)))


def test_the_first_key_does_not_go_without_the_audit_chain_keeping_it(settings: Settings) -> None:
    environ = msgspec.structs.replace(settings, hash_key=(SECOND,), audit_key=FIRST.secret).to_env()
    assert Settings.from_env(environ).chain_secret == FIRST.secret
    with pytest.raises(SettingMissing, match="FUTIAN_AUDIT_KEY"):
        Settings.from_env({**environ, "FUTIAN_AUDIT_KEY": ""})


def test_a_key_without_a_version_is_the_first(settings: Settings) -> None:
    environ = settings.to_env()
    written = environ["FUTIAN_HASH_KEY"].removeprefix("1:")
    assert Settings.from_env({**environ, "FUTIAN_HASH_KEY": written}) == settings


@each(
    "written", ["", "1:AAAA", "1:" + "A" * 43 + "= 1:" + "B" * 43 + "=", "0:" + "A" * 43 + "=", "256:" + "A" * 43 + "="]
)
def test_a_key_that_is_too_short_or_wrongly_numbered_keeps_us_from_starting(settings: Settings, written: str) -> None:
    with pytest.raises(SettingMissing):
        Settings.from_env({**settings.to_env(), "FUTIAN_HASH_KEY": written})


async def test_the_command_says_which_key_is_still_needed(clean: None, settings: Settings) -> None:
    both = msgspec.structs.replace(settings, hash_key=(FIRST, SECOND))
    told = await asyncio.to_thread(CliRunner().invoke, keys, ["status"], env=both.to_env())
    assert (told.exit_code, "identity.phone_hash\t查找用第1版" in told.output) == (0, True), told.output
    too_soon = msgspec.structs.replace(both, hash_key=(SECOND,), audit_key=FIRST.secret)
    told = await asyncio.to_thread(CliRunner().invoke, keys, ["status"], env=too_soon.to_env())
    assert (told.exit_code, "用它记下的人找不到" in told.output) == (1, True), told.output
    await turn(both)
    told = await asyncio.to_thread(CliRunner().invoke, keys, ["status"], env=both.to_env())
    assert (told.exit_code, "FUTIAN_AUDIT_KEY" in told.output) == (0, True), told.output
