"""A guide sees no value of the person guided that she hasn't opened, in any byte, at any step; and nobody else sees anything.

Every answer of a case, every part of her identity and every fact of her profile is a word that stands nowhere else; then each
step of the service is walked while the guide's page is asked for and the guide's stream is open.
"""

import asyncio
import re
import time
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from auth.session.sessions import Sessions, session_key
from backend.cases import store as case_store
from backend.cases.answers import answers_of
from backend.cases.drafts.form import sections
from backend.delegation.service import as_person, end
from backend.guidance import desk, service, store
from backend.guidance.guide import as_helper
from backend.guidance.request_session import GuidanceWish, ask
from backend.guidance.types import GuidedStep
from backend.guidance.view import is_sensitive, may_open, may_propose
from backend.kit import encrypted_redis
from backend.kit.db import transaction
from backend.residents.types import Acting, Assurance, Staff, Visitor
from tests import people
from tests.conftest import NOW
from tests.support.guided import CANARY, Guided
from tests.support.mandates import begun
from tests.support.visitors import headers_of

BY_DAY = ("FT0205001", "FT0110009", "FT0520001")
NIGHTLY_SERVICES = 30


async def walk(house: Any, code: str) -> None:
    """Every step of one service, seen by its guide."""
    guided = Guided(house)
    await guided.furnish(code)
    sent = []
    async with guided.browser() as guide:
        stream = await guided.stream_open(guide)
        for step in guided.steps():
            await guided.goes_to(step)
            answer = await guide.get(guided.at_desk)
            assert answer.status_code == 200, (code, step)
            sent.append(answer.text)
            await asyncio.sleep(0)
        await guided.stops()
        sent += [(await asyncio.wait_for(stream, 5)).text, (await guide.get("/desk/guidance")).text]
    whole = "\n".join(sent)
    assert guided.service.name in whole, "something was shown"
    assert CANARY not in whole, (code, re.findall(f".{{60}}{CANARY}.{{20}}", whole)[:3])
    for number in (people.GUIDED.phone, people.GUIDED.id_number, people.GUIDED.name):
        assert number not in whole


@pytest.mark.parametrize("code", BY_DAY)
async def test_no_byte_sent_to_a_guide_holds_a_value_of_hers(house: Any, code: str) -> None:
    await walk(house, code)


@pytest.mark.nightly("guidance")
async def test_no_byte_of_thirty_services_holds_a_value_of_hers(house: Any) -> None:
    with_form = [
        one.service.code
        for one in house.framework.state.catalogue.in_force.values()
        if one.service.applied_here and one.service.field
    ]
    step = max(1, len(with_form) // NIGHTLY_SERVICES)
    walked = sorted(with_form)[::step][:NIGHTLY_SERVICES]
    assert len(walked) == NIGHTLY_SERVICES
    for code in walked:
        await walk(house, code)


async def test_what_she_opens_is_read_and_nothing_beside_it(house: Any) -> None:
    guided = Guided(house)
    await guided.furnish("FT0205001")
    await guided.goes_to(GuidedStep(page="questions", service="FT0205001", case=guided.case, number=1))
    fields = sections(guided.service)[0][1]
    field = next(one for one in fields if may_open(one) and one.kind == "address")
    async with guided.browser() as guide:
        async with transaction(guided.state.pool) as db:
            await service.open_field(db, guided.state.services, guided.acting, guided.session, field.key, NOW)
        text = (await guide.get(guided.at_desk)).text
        assert set(re.findall(f"{CANARY}答\\d+号", text)) == {f"{CANARY}答{guided.service.field.index(field)}号"}
        async with transaction(guided.state.pool) as db:
            await service.open_field(
                db, guided.state.services, guided.acting, guided.session, field.key, NOW, closes=True
            )
        assert CANARY not in (await guide.get(guided.at_desk)).text


def with_a_date(house: Any) -> tuple[str, int, str]:
    """A service that asks for a day, the page of its form, and the question."""
    for code, version in sorted(house.framework.state.catalogue.in_force.items()):
        if not version.service.applied_here or is_sensitive(version.service):
            continue
        for number, (_, fields) in enumerate(sections(version.service), 1):
            for field in fields:
                if field.kind == "date" and may_propose(field) and field.when is None:
                    return code, number, field.key
    raise AssertionError("no service asks for a day")


async def test_a_day_is_proposed_and_hers_when_she_takes_it(house: Any) -> None:
    code, number, key = with_a_date(house)
    guided = Guided(house)
    await guided.furnish(code)
    await guided.goes_to(GuidedStep(page="questions", service=code, case=guided.case, number=number))
    services, state = guided.state.services, guided.state
    async with guided.browser() as guide:
        place = f"{guided.at_desk}/proposal"
        assert (await guide.post(place, data={"field": key, "value": "2026-13-45"})).status_code == 422
        assert (await guide.post(place, data={"field": key, "value": "2025-11-03"})).status_code == 303
        async with transaction(state.pool) as db:
            proposal = (
                await service.session_view(
                    db, state.vault, await store.get(db, id=guided.session, person=guided.acting.person)
                )
            ).proposal
            assert proposal is not None
            await service.answer_proposal(
                db, services, guided.acting, guided.session, proposal.event, NOW, accepts=True
            )
            case = await case_store.get(db, id=guided.case, principal=guided.acting.principal)
    assert answers_of(services, case)[key] == "2025-11-03"


async def test_a_long_number_is_proposed_only_where_a_number_is_asked_for(house: Any) -> None:
    guided = Guided(house)
    await guided.furnish("FT0205001")
    await guided.goes_to(GuidedStep(page="questions", service="FT0205001", case=guided.case, number=1))
    async with guided.browser() as guide:
        answer = await guide.post(
            f"{guided.at_desk}/proposal", data={"field": "hukou_address", "value": "打13812345678"}
        )
        assert answer.status_code == 422
        assert "没有发出去" in answer.text
        fine = {"field": "hukou_address", "value": "红荔西路7001号"}
        assert (await guide.post(f"{guided.at_desk}/proposal", data=fine)).status_code == 303


async def test_the_end_reaches_an_open_stream_within_a_second_and_every_next_request(house: Any) -> None:
    guided = Guided(house)
    await guided.furnish("FT0205001")
    async with guided.browser() as guide:
        stream = await guided.stream_open(guide)
        began = time.monotonic()
        await guided.stops()
        answer = await asyncio.wait_for(stream, 5)
        assert time.monotonic() - began < 1
        assert "event: over" in answer.text
        for method, path, fields in (
            ("GET", "", {}), ("GET", "/live", {}), ("POST", "/point", {"at": "name"}), ("POST", "/hint", {"text": "您好"}),
            ("POST", "/proposal", {"field": "living_place", "value": "futian"}), ("POST", "/end", {}), ("POST", "/note", {"note": "x"}),
            ("POST", "/handing-over", {"note": ""}),
        ):  # fmt: skip
            answer = await guide.request(method, guided.at_desk + path, data=fields or None)
            assert answer.status_code == 404, path


async def test_a_guide_who_is_signed_out_or_moved_gets_nothing_more(house: Any) -> None:
    """The session of the desk ends, or comes back with another department, while the stream is open."""
    guided = Guided(house)
    await guided.furnish("FT0205001")
    sessions = Sessions(guided.state.redis, guided.state.vault, guided.state.clock)
    moved = replace(guided.staff, department="housing_construction")
    for becomes in (None, moved):
        guided.headers = {**await headers_of(guided.app, Visitor(staff=guided.staff)), "accept": "text/html"}
        async with guided.browser() as guide:
            stream, began = await guided.stream_open(guide), time.monotonic()
            if becomes is None:
                await sessions.end_all(f"staff:{guided.staff.subject}")
            else:
                await become(sessions, guided.headers["cookie"].partition("=")[2], becomes)
            answer = await asyncio.wait_for(stream, 5)
            assert time.monotonic() - began < 1
            await guided.goes_to(GuidedStep(page="check", service="FT0205001", case=guided.case))
            assert answer.text.count("event: screen") == 1, "what was there, and nothing after it"
            assert (await guide.get(guided.at_desk)).status_code in (303, 404)


async def become(sessions: Sessions, session_id: str, staff: Staff) -> None:
    """The same session for somebody whose department has changed."""
    held = await sessions.resume(session_id)
    assert held is not None
    key = session_key(session_id)
    await encrypted_redis.put(sessions.redis, sessions.vault, key, replace(held, staff=staff), 60)


async def test_a_mandate_that_ends_reaches_the_helpers_stream_within_a_second(house: Any) -> None:
    guided = Guided(house)
    await guided.furnish("FT0205001")
    await guided.stops()
    mandate = await begun(house, people.GUIDED, people.GRANDDAUGHTER, NOW)
    state, helper = guided.state, Visitor(person=mandate.helper, assurance=Assurance.VERIFIED)
    step = GuidedStep(page="tasks", service="FT0205001", case=guided.case)
    async with transaction(state.pool) as db:
        wish = GuidanceWish(way="helper", step=step, mandate=mandate.id)
        guided.session = (await ask(db, state.services, guided.acting, wish, NOW)).session.id
        guide = as_helper(Acting(person=mandate.helper, principal=mandate.helper))
        await desk.take_as_helper(db, state.services, guide, guided.session, NOW)
        await service.let_in(db, state.services, guided.acting, guided.session, NOW)
    headers = {**await headers_of(guided.app, helper), "accept": "text/html"}
    async with guided.browser(headers) as browser:
        stream = await guided.stream_open(browser, f"/guidance/helping/{guided.session}")
        began = time.monotonic()
        async with transaction(state.pool) as db:
            await end(db, mandate, as_person("principal", mandate.principal), "by_principal", NOW)
        answer = await asyncio.wait_for(stream, 5)
        assert time.monotonic() - began < 1
        assert "event: over" in answer.text
        assert CANARY not in answer.text


async def test_nobody_but_the_guide_reaches_a_session(house: Any) -> None:
    guided = Guided(house)
    await guided.furnish("FT0205001")
    others = (
        Visitor(staff=Staff("guide-9", "韩晓梅", frozenset({"officer"}), "housing_construction")),  # moved to another department
        Visitor(staff=Staff("guide-8", "周正", frozenset({"officer", "supervisor"}), "civil_affairs")),
        Visitor(person=guided.acting.person, assurance=Assurance.VERIFIED),
        Visitor(person=uuid4(), assurance=Assurance.VERIFIED),
    )  # fmt: skip
    for visitor in others:
        headers = {**await headers_of(guided.app, visitor), "accept": "text/html"}
        async with guided.browser(headers) as other:
            places = (
                (guided.at_desk, f"/guidance/helping/{guided.session}")
                if visitor.staff
                else (f"/guidance/helping/{guided.session}",)
            )
            for place in places:
                answer = await other.get(place)
                assert answer.status_code in (303, 404), (visitor, place)
                assert guided.service.name not in answer.text
                assert (await other.get(f"{place}/live")).status_code in (303, 404)
                assert (await other.post(f"{place}/hint", data={"text": "您好"})).status_code in (303, 404)
    stranger = await headers_of(guided.app, Visitor(person=uuid4(), assurance=Assurance.VERIFIED))
    async with guided.browser({**stranger, "accept": "text/html"}) as other:
        for path in ("", "/live"):
            assert (await other.get(f"/guidance/{guided.session}{path}")).status_code == 404
        for path in ("/admission", "/end", "/refusal"):
            assert (await other.post(f"/guidance/{guided.session}{path}")).status_code == 404
