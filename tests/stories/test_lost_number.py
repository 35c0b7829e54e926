"""A changed number, and a lost one: through two officers at the counter, with days in which the old number may object; and asking tells nothing."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest

from auth.recovery.types import WAITING
from backend.jobs import SCHEDULES
from backend.residents.types import Staff, Visitor
from tests import people
from tests.conftest import new_browser
from tests.journey import Resident, said
from tests.support.counter import NEW, OFFICER, asks
from tests.support.stepping_up import steps_up
from tests.support.visitors import headers_of

COLLEAGUE = Staff("officer-10", "罗文静", frozenset({"officer"}), "gov_service")
SEEN = {"reason": "本人到窗口，身份证原件与本人一致", "seen": "yes"}
AGREED = {"word": "agree", "seen": "yes"}


def message_for(sample_world: str, number: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = httpx.get(f"{sample_world}/phone.json", params={"to": number}).json()
    return found[0]


@pytest.fixture
def she(resident: Any) -> Resident:
    found: Resident = resident(people.GRANDMOTHER)
    return found


@pytest.fixture
async def desk(house: Any) -> AsyncIterator[httpx.AsyncClient]:
    """An officer at the counter."""
    app = house.framework
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url=app.state.settings.origin) as officer:
        officer.headers.update(await headers_of(app, Visitor(staff=OFFICER)))
        yield officer


async def test_she_changes_her_number_herself(she: Resident, house: Any, settings: Any, sample_world: str) -> None:
    await she.signs_in("/me/number")
    await steps_up(she, house)
    await she.sends("/me/number", phone=people.GRANDMOTHER.phone, status=422)
    await she.goes("/me/number")
    await she.sends("/me/number", phone=NEW)
    assert she.at == "/me/number/code"
    code = message_for(sample_world, NEW)["parameters"]["code"]
    await she.sends("/me/number/code", code="000000" if code != "000000" else "111111", status=422)
    await she.sends("/me/number/code", code=code)
    assert "199****8877" in said(await she.goes("/me/number"))
    assert message_for(sample_world, people.GRANDMOTHER.phone)["template"] == "number_changed"

    await house.framework.state.redis.flushdb()
    async with new_browser(house, settings.origin) as browser:
        again = Resident(browser, msgspec.structs.replace(people.GRANDMOTHER, phone=NEW), sample_world)
        assert people.GRANDMOTHER.name in said(await again.signs_in("/me"))
    async with new_browser(house, settings.origin) as browser:
        stranger = Resident(browser, people.GRANDMOTHER, sample_world)  # whoever has the old number now
        assert people.GRANDMOTHER.name not in said(await stranger.signs_in("/me"))


async def test_a_number_with_a_life_of_its_own_is_not_taken(she: Resident, house: Any, sample_world: str) -> None:
    await she.signs_in("/me/number")
    await steps_up(she, house)
    await she.sends("/me/number", phone=people.GRADUATE.phone)
    code = message_for(sample_world, people.GRADUATE.phone)["parameters"]["code"]
    assert "已经有一个账号" in said(await she.sends("/me/number/code", code=code, status=409))


async def test_the_way_through_the_counter(
    she: Resident, house: Any, settings: Any, sample_world: str, desk: httpx.AsyncClient, worker: Any, clock: Any
) -> None:
    await she.signs_in("/me")
    number, _ = await asks(house, settings, sample_world, people.GRANDMOTHER.id_number)
    desk.headers.update(await headers_of(house.framework, Visitor(staff=OFFICER)))
    assert (await desk.get("/desk/recoveries", params={"number": "AAAAA-AAAAA"})).status_code == 404
    shown = await desk.get("/desk/recoveries", params={"number": number})
    assert people.GRANDMOTHER.id_number in shown.text
    assert (await desk.post("/desk/recoveries", data={"number": number, "reason": "看过"})).status_code == 422
    assert (await desk.post("/desk/recoveries", data={"number": number, **SEEN})).status_code == 303
    assert (await desk.post("/desk/recoveries", data={"number": number, **SEEN})).status_code == 409
    assert message_for(sample_world, people.GRANDMOTHER.phone)["template"] != "number_changing"
    await the_colleague(house, desk)
    assert (await desk.post("/desk/recoveries/second", data={"number": number, **AGREED})).status_code == 303
    assert (await desk.post("/desk/recoveries/second", data={"number": number, **AGREED})).status_code == 409
    assert message_for(sample_world, people.GRANDMOTHER.phone)["template"] == "number_changing"

    await SCHEDULES["change-numbers"].does(worker.bench)  # nothing before the days have passed
    await house.framework.state.redis.flushdb()
    await she.signs_in("/me/number")
    assert "有人在窗口申请更换" in said(she.page.text)
    assert "在窗口核对更换手机号" in said(await she.goes("/me/access"))

    clock.pass_(days=WAITING.days, minutes=1)
    await house.framework.state.redis.flushdb()
    async with new_browser(house, settings.origin) as browser:
        early = Resident(browser, msgspec.structs.replace(people.GRANDMOTHER, phone=NEW), sample_world)
        await early.signs_in("/me")  # she tried the new number too soon: an empty account
    await SCHEDULES["change-numbers"].does(worker.bench)
    await she.goes("/me")
    assert she.at == "/sign-in"
    await house.framework.state.redis.flushdb()
    async with new_browser(house, settings.origin) as browser:
        again = Resident(browser, msgspec.structs.replace(people.GRANDMOTHER, phone=NEW), sample_world)
        assert people.GRANDMOTHER.name in said(await again.signs_in("/me"))


async def test_the_old_number_stops_it(
    she: Resident, house: Any, settings: Any, sample_world: str, desk: httpx.AsyncClient, worker: Any, clock: Any
) -> None:
    await confirmed_at_the_counter(house, settings, sample_world, desk, people.GRANDMOTHER, NEW)
    await house.framework.state.redis.flushdb()
    await she.signs_in("/me/number")
    await she.sends("/me/number/stop")
    clock.pass_(days=WAITING.days, minutes=1)
    await SCHEDULES["change-numbers"].does(worker.bench)
    await house.framework.state.redis.flushdb()
    assert people.GRANDMOTHER.name in said(await she.signs_in("/me"))


async def test_asking_tells_nobody_who_is_known(house: Any, settings: Any, sample_world: str, db: Any) -> None:
    from datetime import date

    from backend.kit.identity_number import sample_number

    known, page = await asks(house, settings, sample_world, people.GRANDMOTHER.id_number)
    unknown, other = await asks(house, settings, sample_world, sample_number(date(1950, 1, 1), 77), "19900008878")
    same = [re.sub(r"[0-9a-f]{40}", "", p.text).replace(n, "") for p, n in ((page, known), (other, unknown))]
    assert same[0] == same[1]
    assert (page.status_code, dict(page.headers).keys()) == (other.status_code, dict(other.headers).keys())
    rows = await db.fetch("select person is null as nobody, length(wanted) as long from recovery order by asked_at")
    # the same row is written, of the same length; nobody is looked for
    assert [r["nobody"] for r in rows] == [True, True]
    assert rows[0]["long"] == rows[1]["long"]


@pytest.mark.parametrize("kept", ["as_ever", "as_before"])
async def test_an_account_is_found_however_the_number_is_written(
    house: Any, settings: Any, sample_world: str, desk: httpx.AsyncClient, worker: Any, kept: str
) -> None:
    """15 digits as on papers of old, blanks, full-width digits and a small x; also where the account was kept under the old writing."""
    from backend.kit.crypto import Vault
    from backend.kit.identity_number import writings

    number, old = writings(people.GRANDMOTHER.id_number)
    if kept == "as_before":
        hashed = Vault(settings.sealing_keys, settings.hash_key).fingerprint
        hashes = [hashed("id_number", writing) for writing in (old, number)]
        async with worker.bench.transaction() as own:
            await own.execute("update identity set id_hash = $1 where id_hash = $2", *hashes)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    for written in (number, old, wide.lower(), f"{old[:6]} {old[6:12]}-{old[12:]}"):
        asked, _ = await asks(house, settings, sample_world, written)
        desk.headers.update(await headers_of(house.framework, Visitor(staff=OFFICER)))
        shown = said((await desk.get("/desk/recoveries", params={"number": asked})).text)
        assert people.GRANDMOTHER.id_number in shown, shown
        assert "还没有账号" not in shown, written


async def test_officers_of_other_departments_have_no_counter(house: Any) -> None:
    app = house.framework
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url=app.state.settings.origin) as officer:
        elsewhere = Visitor(staff=Staff("officer-1", "韩晓梅", frozenset({"officer"}), "civil_affairs"))
        officer.headers.update(await headers_of(app, elsewhere))
        assert (await officer.get("/desk/recoveries", params={"number": "AAAAA-AAAAA"})).status_code == 403


async def confirmed_at_the_counter(
    house: Any, settings: Any, sample_world: str, desk: httpx.AsyncClient, member: Any, phone: str
) -> None:
    """Asked for and confirmed by two; now its days are waited for."""
    number = await seen_by_the_first(house, settings, sample_world, desk, member, phone)
    await the_colleague(house, desk)
    assert (await desk.post("/desk/recoveries/second", data={"number": number, **AGREED})).status_code == 303


async def seen_by_the_first(
    house: Any, settings: Any, sample_world: str, desk: httpx.AsyncClient, member: Any, phone: str
) -> str:
    """Asked for and seen by one officer; answers the number."""
    number, _ = await asks(house, settings, sample_world, member.id_number, phone)
    desk.headers.update(await headers_of(house.framework, Visitor(staff=OFFICER)))
    assert (await desk.post("/desk/recoveries", data={"number": number, **SEEN})).status_code == 303
    return number


async def the_colleague(house: Any, desk: httpx.AsyncClient) -> None:
    """Another officer sits down at the desk."""
    desk.headers.update(await headers_of(house.framework, Visitor(staff=COLLEAGUE)))


async def test_one_officer_alone_changes_no_number(
    house: Any, settings: Any, sample_world: str, desk: httpx.AsyncClient, worker: Any, clock: Any, db: Any
) -> None:
    number = await seen_by_the_first(house, settings, sample_world, desk, people.GRANDMOTHER, NEW)
    page = (await desk.get("/desk/recoveries", params={"number": number}, headers={"accept": "text/html"})).text
    assert "您已经核对过" in page
    assert "/desk/recoveries/second" not in page
    assert "等第二位核对" not in (await desk.get("/desk/recoveries", headers={"accept": "text/html"})).text
    refused = await desk.post("/desk/recoveries/second", data={"number": number, **AGREED})
    assert refused.status_code == 403
    assert "换手机号要两位工作人员" in refused.text
    assert (await desk.post("/desk/recoveries/second", data={"number": number, "word": "decline"})).status_code == 403
    clock.pass_(days=WAITING.days, minutes=1)
    await SCHEDULES["change-numbers"].does(worker.bench)
    assert await db.fetchval("select state from recovery") == "seen"


async def test_the_second_officer_sees_what_waits_and_may_not_agree(
    house: Any, settings: Any, sample_world: str, desk: httpx.AsyncClient, db: Any
) -> None:
    number = await seen_by_the_first(house, settings, sample_world, desk, people.GRANDMOTHER, NEW)
    await the_colleague(house, desk)
    listed = (await desk.get("/desk/recoveries", headers={"accept": "text/html"})).text
    assert "等第二位核对（1）" in listed
    assert number in listed
    assert people.GRANDMOTHER.name not in listed
    page = (await desk.get("/desk/recoveries", params={"number": number}, headers={"accept": "text/html"})).text
    assert SEEN["reason"] in page
    untold = await desk.post(
        "/desk/recoveries/second", data={"number": number, "word": "agree"}, headers={"accept": "text/html"}
    )
    assert untold.status_code == 422
    assert "请您也当面核对" in untold.text
    assert (await desk.post("/desk/recoveries/second", data={"number": number, "word": "decline"})).status_code == 303
    assert (await desk.post("/desk/recoveries/second", data={"number": number, **AGREED})).status_code == 409
    assert await db.fetchval("select state from recovery") == "declined"


async def test_one_change_that_cannot_be_keeps_no_other_waiting(
    she: Resident,
    house: Any,
    settings: Any,
    sample_world: str,
    desk: httpx.AsyncClient,
    worker: Any,
    clock: Any,
    db: Any,
) -> None:
    await confirmed_at_the_counter(house, settings, sample_world, desk, people.GRANDMOTHER, NEW)
    await confirmed_at_the_counter(house, settings, sample_world, desk, people.TRADER, "19900008879")
    await confirmed_at_the_counter(house, settings, sample_world, desk, people.GRADUATE, "19900008880")
    async with worker.bench.transaction() as own:  # the first one's request can't be opened any more
        await own.execute("update recovery set wanted = 'x' where id = (select id from recovery order by id limit 1)")
    clock.pass_(days=WAITING.days, minutes=1)
    await SCHEDULES["change-numbers"].does(worker.bench)
    assert sorted(row["state"] for row in await db.fetch("select state from recovery")) == ["confirmed", "done", "done"]


async def test_who_proved_the_new_number_meanwhile_has_it_and_the_counters_change_ends(
    she: Resident,
    house: Any,
    settings: Any,
    sample_world: str,
    desk: httpx.AsyncClient,
    worker: Any,
    clock: Any,
    db: Any,
) -> None:
    await confirmed_at_the_counter(house, settings, sample_world, desk, people.GRANDMOTHER, NEW)
    await house.framework.state.redis.flushdb()
    await she.signs_in("/me/number")
    await steps_up(she, house)
    await she.sends("/me/number", phone=NEW)
    await she.sends("/me/number/code", code=message_for(sample_world, NEW)["parameters"]["code"])
    clock.pass_(days=WAITING.days, minutes=1)
    await SCHEDULES["change-numbers"].does(worker.bench)
    assert await db.fetchval("select state from recovery") == "done"


async def test_a_code_that_goes_while_the_number_changes_changes_nothing(
    she: Resident, house: Any, sample_world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from auth.codes.one_time_codes import CodeExpired, Codes

    async def gone(_: Codes) -> None:
        raise CodeExpired

    await she.signs_in("/me/number")
    await steps_up(she, house)
    await she.sends("/me/number", phone=NEW)
    monkeypatch.setattr(Codes, "use_up", gone)
    code = message_for(sample_world, NEW)["parameters"]["code"]
    assert "已经过期或用过" in said(await she.sends("/me/number/code", code=code, status=422))
    assert "199****8877" not in said(await she.goes("/me/number"))
