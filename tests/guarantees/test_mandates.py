"""What a helper can reach: every route by every power, state and service; computed here from the table, and compared with the house."""

import gc
import re
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar

from auth.session import cookie
from backend.app import handlers
from backend.cases.helping.claims import claim
from backend.delegation import powers, store
from backend.delegation.acting import OWN, Reach
from backend.delegation.service import as_person, end
from backend.delegation.types import Basis, Channel, Power
from backend.kit.db import transaction
from backend.kit.web import token_for
from backend.residents.guards import public
from backend.residents.types import Acting, Assurance, FreshProof, Visitor
from tests.conftest import NOW
from tests.people import GRANDMOTHER
from tests.support.allowance import ALLOWANCE
from tests.support.family import OTHER, Family
from tests.support.visitors import headers_of

STATES = ("active", "paused", "ended", "expired", "proposed", "sleeping")


@pytest.fixture
async def family(house: Any) -> Family:
    """The family of this test's house."""
    found = Family(house.framework)
    await found.furnish()
    return found


def routes_of_residents(app: Litestar) -> list[tuple[str, str, Any]]:
    """Every method and path of residents, with what it says of helpers."""
    found = []
    for path, handler in handlers(app):
        policy = handler.opt.get("access")
        if policy is None or policy is public or "staff" in policy.__name__ or "OFFICERS" in policy.__name__:
            continue
        methods = sorted(getattr(handler, "http_methods", ()))
        found += [(method, path, handler.opt.get("helper")) for method in methods if method != "OPTIONS"]
    return found


def filled(path: str, case: UUID) -> str:
    """A path with the id of a case; papers and uploads that nobody has."""
    id = case if path.startswith(("/cases/", "/api/cases/")) else uuid4()
    path = path.replace("{id:uuid}", str(id), 1)
    path = re.sub(r"\{\w+:uuid\}", str(uuid4()), path)
    return re.sub(r"\{\w+:\w+\}", "1", path)


async def asked(house: Any, method: str, path: str, headers: dict[str, str], service: str) -> int:
    """The status of one request."""
    query = {"service": service} if path == "/cases/new" else {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url="http://127.0.0.1:8000") as client:
        return (await client.request(method, path, headers=headers, params=query)).status_code


def test_every_route_of_residents_says_what_it_is_to_helpers_or_is_closed(house: Any) -> None:
    named = {reach.step for *_, reach in routes_of_residents(house.framework) if isinstance(reach, Reach)}
    assert named <= set(powers.NEEDS) | powers.OF_AN_OFFICE, "no route offers a helper a step of the principal's own"
    assert not powers.OF_AN_OFFICE & set(powers.NEEDS), "those of an office are closed to helpers by consent"
    assert {"case.seen", "case.opened", "case.answered", "paper.added", "case.submitted", "case.withdrawn"} <= named


async def test_routes_that_say_nothing_are_closed_while_helping(house: Any, family: Family) -> None:
    headers = await family.headers(await family.mandate(Power.SUBMIT, "active"))
    closed = [(m, p) for m, p, reach in routes_of_residents(house.framework) if reach is None]
    assert len(closed) > 40
    for method, path in closed:
        assert await asked(house, method, filled(path, family.drafts[ALLOWANCE]), headers, ALLOWANCE) == 403, path


POWERS = [
    pytest.param(power, marks=[] if power is Power.PREPARE else [pytest.mark.nightly("mandates")]) for power in Power
]


@pytest.mark.parametrize("power", POWERS)
async def test_each_power_opens_its_routes_and_no_other(house: Any, family: Family, power: Power) -> None:
    headers = await family.headers(await family.mandate(power, "active"))
    service = house.framework.state.catalogue.get(ALLOWANCE).service
    has = min(power, powers.highest(service, "consent") or Power.SEE)
    for method, path, reach in routes_of_residents(house.framework):
        if not isinstance(reach, Reach) or reach.by not in ("case", "service"):
            continue
        await family.reopened()
        status = await asked(house, method, filled(path, family.drafts[ALLOWANCE]), headers, ALLOWANCE)
        assert (status == 403) != powers.allowed(reach.step, has), (method, path, power, status)
        elsewhere = await asked(house, method, filled(path, family.drafts[OTHER]), headers, OTHER)
        assert elsewhere == 404, (method, path, elsewhere)


BY_LAW: tuple[Basis, ...] = ("parent", "guardian", "legal_representative", "operator")


async def test_each_authority_by_law_opens_its_routes_and_no_other(house: Any, family: Family) -> None:
    """One basis for each route by turns: a service limits none of them, and what is the principal's own is told apart."""
    browsers = {basis: await family.headers(await family.by_law(basis)) for basis in BY_LAW}
    reached = [
        one
        for one in routes_of_residents(house.framework)
        if isinstance(one[2], Reach) and one[2].by in ("case", "service")
    ]
    for turn, (method, path, reach) in enumerate(reached):
        basis = BY_LAW[turn % len(BY_LAW)]
        await family.reopened()
        status = await asked(house, method, filled(path, family.drafts[ALLOWANCE]), browsers[basis], ALLOWANCE)
        assert (status == 403) != powers.allowed(reach.step, Power.SUBMIT, basis), (method, path, basis, status)


@pytest.mark.parametrize("channel", ["call_back", "counter", "paper"])
@pytest.mark.nightly("mandates")
async def test_no_channel_opens_more_than_another(house: Any, family: Family, channel: Channel) -> None:
    headers = await family.headers(await family.mandate(Power.PREPARE, "active", channel))
    for method, path, reach in routes_of_residents(house.framework):
        if isinstance(reach, Reach) and reach.by in ("case", "service"):
            await family.reopened()
            status = await asked(house, method, filled(path, family.drafts[ALLOWANCE]), headers, ALLOWANCE)
            opens = channel != "call_back" and powers.allowed(reach.step, Power.PREPARE)
            assert (status == 403) != opens, (method, path, channel, status)


async def test_a_case_that_she_claims_is_closed_in_the_middle(house: Any, family: Family) -> None:
    """Every route that reads or writes its contents, from the next request on; that it goes on is still shown."""
    headers = await family.headers(await family.mandate(Power.SUBMIT, "active"))
    draft = family.drafts[ALLOWANCE]
    async with transaction(family.state.pool) as db:
        await claim(db, Acting(person=family.principal, principal=family.principal), draft, NOW)
    for method, path, reach in routes_of_residents(house.framework):
        if isinstance(reach, Reach) and reach.by == "case" and reach.step != "case.seen":
            status = await asked(house, method, filled(path, draft), headers, ALLOWANCE)
            assert 400 <= status < 500, (
                method,
                path,
                status,
            )  # it names a paper that nobody asks for, and sends no form
    assert await asked(house, "GET", f"/cases/{draft}", headers, ALLOWANCE) == 200
    assert await asked(house, "GET", f"/cases/{draft}/check", headers, ALLOWANCE) == 403


async def test_a_mandate_that_does_not_hold_opens_nothing(house: Any, family: Family) -> None:
    """One state for each route by turns; the nightly run asks for all."""
    browsers = {
        state: await family.headers(await family.mandate(Power.SUBMIT, state)) for state in STATES if state != "active"
    }
    reached = [(m, p) for m, p, reach in routes_of_residents(house.framework) if isinstance(reach, Reach)]
    for turn, (method, path) in enumerate(reached):
        headers = list(browsers.values())[turn % len(browsers)]
        assert await asked(house, method, filled(path, family.drafts[ALLOWANCE]), headers, ALLOWANCE) == 403, path


@pytest.mark.nightly("mandates")
@pytest.mark.parametrize("state", STATES[1:])
async def test_no_route_is_open_in_any_state_but_one(house: Any, family: Family, state: str) -> None:
    headers = await family.headers(await family.mandate(Power.SUBMIT, state))
    for method, path, reach in routes_of_residents(house.framework):
        if reach is not OWN:
            status = await asked(house, method, filled(path, family.drafts[ALLOWANCE]), headers, ALLOWANCE)
            assert status == 403, (method, path, state, status)


LEAST: dict[str, int] = {
    "case.seen": 1, "case.opened": 2, "case.answered": 2, "paper.seen": 2, "paper.added": 2, "paper.removed": 2, "paper.insisted": 2,
    "draft.sent_back": 2, "value.compared": 2, "consent.asked": 3, "case.submitted": 4, "case.withdrawn": 4, "review.asked": 4,
}  # fmt: skip
"""The least power for a step, as it was asked for: see 1, fill and photograph 2, submit with consent 3, submit 4. Not read from the table."""
CHANNELS: tuple[Channel, ...] = ("device", "call_back", "counter", "paper")


def due(power: Power, state: str, step: str, *, granted: bool) -> int:
    """What a route owes a helper in a service that pays: 0 opens, 403 closed, 404 nothing there."""
    if state not in ("active", "woken"):
        return 403
    if not granted:
        return 404
    reaches = min(int(power), 3)  # where money is paid nobody hands in alone
    return 0 if step in LEAST and LEAST[step] <= reaches else 403


@pytest.mark.nightly("mandates")
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("power", Power)
async def test_every_power_state_channel_and_route(house: Any, family: Family, power: Power, channel: Channel) -> None:
    """Power × service × step × state × channel × route: 100 % as it was asked for."""
    routes = [
        one
        for one in routes_of_residents(house.framework)
        if isinstance(one[2], Reach) and one[2].by in ("case", "service")
    ]
    assert {reach.step for *_, reach in routes} <= set(LEAST) | powers.NEVER
    tried, wrong = 0, []
    for state in (*STATES, *(("woken",) if channel == "call_back" else ())):
        if state == "sleeping" and channel != "call_back":
            continue  # only a call-back sleeps
        mandate = await family.mandate(power, "active" if state == "woken" else state, channel)
        if state == "woken":
            async with transaction(family.state.pool) as db:
                await db.execute("update mandate set wakes_at = $2 where id = $1", mandate, NOW)
        stands = "sleeping" if channel == "call_back" and state == "active" else state
        headers = await family.headers(mandate)
        for service, granted in ((ALLOWANCE, True), (OTHER, False)):
            for method, path, reach in routes:
                await family.reopened()
                status = await asked(house, method, filled(path, family.drafts[service]), headers, service)
                owed = due(power, stands, reach.step, granted=granted)
                tried += 1
                if status == 403 if owed == 0 else status != owed:
                    wrong.append((method, path, state, service, status, owed))
    assert wrong == []
    assert tried > 300, tried


async def test_the_list_shows_only_what_the_mandate_reaches(house: Any, family: Family) -> None:
    headers = await family.headers(await family.mandate(Power.SEE, "active"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url="http://127.0.0.1:8000") as client:
        text = (await client.get("/cases", headers={**headers, "accept": "text/html"})).text
    assert str(family.drafts[ALLOWANCE]) in text
    assert str(family.drafts[OTHER]) not in text


async def test_somebody_elses_mandate_and_a_made_up_one_open_nothing(house: Any, family: Family) -> None:
    mandate = await family.mandate(Power.SUBMIT, "active")
    who = Visitor(person=family.principal, assurance=Assurance.VERIFIED, mandate=mandate)
    for headers in ({**await headers_of(house.framework, who)}, await family.headers(uuid4())):
        assert await asked(house, "GET", f"/cases/{family.drafts[ALLOWANCE]}", headers, ALLOWANCE) == 403


async def test_revocation_holds_on_the_next_request(house: Any, family: Family) -> None:
    mandate = await family.mandate(Power.PREPARE, "active")
    headers = await family.headers(mandate)
    there = f"/cases/{family.drafts[ALLOWANCE]}"
    assert await asked(house, "GET", there, headers, ALLOWANCE) == 200
    async with transaction(family.state.pool) as db:
        active = await store.by_id(db, id=mandate)
        await end(db, active, as_person("principal", family.principal), "by_principal", NOW)
    assert await asked(house, "GET", there, headers, ALLOWANCE) == 403
    back = await family.headers(None)
    assert await asked(house, "GET", "/cases", back, ALLOWANCE) == 200, "their own affairs are open again"


async def test_the_switch_is_explicit_and_goes_back(house: Any, family: Family) -> None:
    mandate, headers = await family.mandate(Power.PREPARE, "active"), await family.headers(None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url="http://127.0.0.1:8000") as client:

        async def sends(path: str) -> int:
            answer = await client.post(path, headers=headers)
            if "set-cookie" in answer.headers:  # the same session under a new id
                headers["cookie"] = answer.headers["set-cookie"].partition(";")[0]
                session_id = headers["cookie"].partition("=")[2]
                headers["x-csrf-token"] = token_for(family.state.settings.csrf_key, cookie.redis_name(session_id))
            return answer.status_code

        assert (await client.get(f"/cases/{family.drafts[ALLOWANCE]}", headers=headers)).status_code == 404
        assert await sends(f"/mandates/{uuid4()}/acting") == 403
        assert await sends(f"/mandates/{mandate}/acting") == 303
        assert (await client.get(f"/cases/{family.drafts[ALLOWANCE]}", headers=headers)).status_code == 200
        assert (await client.get("/me", headers=headers)).status_code == 403
        assert await sends("/acting/end") == 303
        assert (await client.get("/me", headers=headers)).status_code == 200


async def test_every_page_says_for_whom_one_acts_also_where_there_is_none(house: Any, family: Family) -> None:
    mandate = await family.mandate(Power.PREPARE, "active")
    who = Visitor(
        person=family.helper,
        assurance=Assurance.VERIFIED,
        mandate=mandate,
        acting_for=GRANDMOTHER.name,
        proofs=(FreshProof(NOW, "passkey"),),
    )
    headers = {**await headers_of(house.framework, who), "accept": "text/html"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url="http://127.0.0.1:8000") as client:
        for path, status in (("/nothing/here", 404), (f"/cases/{uuid4()}", 404), ("/me", 403), ("/cases/new", 400)):
            answer = await client.get(path, headers=headers)
            assert answer.status_code == status, path
            assert "您正在帮" in answer.text, path
            assert GRANDMOTHER.name in answer.text, path


async def test_a_refused_request_keeps_no_connection(house: Any, family: Family) -> None:
    """The framework closes no dependency when another one raises; the pool of a process has few connections."""
    headers = await family.headers(await family.mandate(Power.SUBMIT, "ended"))
    pool = house.framework.state.pool
    gc.collect()
    gc.disable()
    try:
        for _ in range(2 * pool.get_max_size()):
            assert await asked(house, "GET", "/cases", headers, ALLOWANCE) == 403
        assert pool.get_idle_size() == pool.get_size()
    finally:
        gc.enable()
