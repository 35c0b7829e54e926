"""One case of two people by JSON: take it, hand it on, compare, agree: what the pages can do, described for programs."""

from typing import Any
from uuid import UUID

from backend.cases.consents import ask
from backend.delegation.types import Power
from backend.kit.db import transaction
from backend.residents.types import Assurance, FreshProof, Visitor
from tests.backend.cases.two_people import Two, family
from tests.conftest import NOW
from tests.people import TRADER
from tests.support.any_service import hand_over_papers
from tests.support.mandates import verified
from tests.support.programs import Program
from tests.support.visitors import headers_of

HUKOU = "深圳市福田区莲花街道福中社区2栋202"
FIELD = "/fields/hukou_address/comparison"


async def program(house: Any, **visitor: Any) -> Program:
    """A program that holds the session of somebody who has just proven who they are."""
    who = Visitor(assurance=Assurance.VERIFIED, proofs=(FreshProof(NOW, "passkey"),), **visitor)
    return Program(house, await headers_of(house.framework, who))


async def prepared(house: Any) -> tuple[Two, str]:
    """A case that the helper has filled in; the address of its routes."""
    state = house.framework.state
    async with transaction(state.pool) as db:
        two = await family(db, state.services, Power.SUBMIT_WITH_CONSENT)
        await two.knows(hukou_address=HUKOU)
        case = await two.draft()
        assert await two.saves(two.helper, case, hukou_address="", living_place="elsewhere") == {}
        await hand_over_papers(db, state.services, two.helper, case)
    return two, f"/api/cases/{case}"


async def test_claimed_handed_on_compared_and_agreed(house: Any) -> None:
    state, (two, here) = house.framework.state, await prepared(house)
    she = await program(house, person=two.principal.person)
    he = await program(house, person=two.helper.person, mandate=two.authority.mandate)
    stranger = await program(house, person=await verified(house, TRADER))

    assert await he.posts(here + FIELD, value="福田区景田路1号") == {"matches": False, "left": 2}
    assert (await he.posts(here + FIELD, value=HUKOU))["matches"]
    await he.posts(here + FIELD, 422, value=" ")
    for body in ({}, {"value": 1}, {"value": "x" * 501}, {"value": "x", "other": 1}):
        await he.posts(here + FIELD, 400, **body)
    await she.posts(here + FIELD, 409, value=HUKOU)  # she reads it
    await stranger.posts(here + FIELD, 404, value=HUKOU)

    await he.posts(here + "/claim", 403)
    await stranger.posts(here + "/claim", 404)
    await she.posts(here + "/claim", 204)
    await he.posts(here + FIELD, 403, value=HUKOU)
    await she.posts(here + "/handover", 204, note="照片我拍好了")
    await he.posts(here + FIELD, value=HUKOU)

    await she.gets(here + "/consent", 404)
    async with transaction(state.pool) as db:
        await ask.ask(db, state.services, two.helper, here_id(here), NOW)
    for other in (he, stranger):
        await other.gets(here + "/consent", 403 if other is he else 404)
    shown = await she.gets(here + "/consent")
    assert (shown["state"], shown["missing"]) == ("waiting", [])
    assert HUKOU in [one["value"] for one in shown["answers"]]
    assert [one["case"] for one in await she.gets("/api/consents")] == [str(here_id(here))]
    await he.posts(here + "/consent", 403, digest=shown["digest"])
    await she.posts(here + "/consent", 409, digest="0" * 64)
    assert (await she.posts(here + "/consent", digest=shown["digest"]))["state"] == "submitted"
    await she.posts(here + "/consent/refusal", 409)
    described = (await she.gets("/api/docs/openapi.json"))["paths"]
    assert {path for path in described if path.startswith("/api/cases/")} == {
        "/api/cases/{id}" + path
        for path in ("/claim", "/handover", "/fields/{key}/comparison", "/consent", "/consent/refusal")
    }


def here_id(here: str) -> UUID:
    """The case of an address."""
    return UUID(here[-36:])
