"""Mandates by JSON: what the pages can do, described for programs, and nothing more."""

from typing import Any
from uuid import uuid4

import httpx
import pytest_asyncio

from backend.residents.types import Assurance, FreshProof, Visitor
from pwa.pages.mandates.verify import TRIES
from tests.conftest import NOW
from tests.people import GRADUATE, GRANDMOTHER, TRADER
from tests.support.allowance import ALLOWANCE
from tests.support.mandates import account_of, begun, is_known, verified
from tests.support.programs import Program
from tests.support.visitors import headers_of

API = "/api/mandates"


@pytest_asyncio.fixture(loop_scope="session")
async def programs(house: Any) -> tuple[Program, Program, Program]:
    """Those of the grandmother, of who helps her, and of a stranger; all have just proven who they are."""
    found = []
    for member in (GRANDMOTHER, GRADUATE, TRADER):
        await is_known(house, member)
        who = Visitor(
            person=await verified(house, member), assurance=Assurance.VERIFIED, proofs=(FreshProof(NOW, "passkey"),)
        )
        found.append(Program(house, await headers_of(house.framework, who)))
    return found[0], found[1], found[2]


WISH = {"services": [ALLOWANCE], "power": "prepare", "days": 30}


async def test_a_request_is_granted_narrowed_held_and_ended(programs: tuple[Program, Program, Program]) -> None:
    she, he, stranger = programs
    sent = await he.posts(API + "/requests", 201, **WISH, phone=GRANDMOTHER.phone, name="奶奶")
    assert [one["id"] for one in (await he.gets(API))["sent"]] == [sent["id"]]
    (offer,) = (await she.gets(API))["offers"]
    there = f"{API}/offers/{offer['id']}"
    assert (offer["side"], offer["from_name"]) == ("helper", GRADUATE.name)
    await stranger.posts(there + "/grant", 404, digest=offer["digest"])
    await she.posts(there + "/grant", 404, digest="0" * 64)
    await she.posts(there + "/acceptance", 404)
    held = await she.posts(there + "/grant", digest=offer["digest"])
    assert (held["state"], held["in_force"], held["side"]) == ("active", True, "principal")
    here = f"{API}/{held['id']}"
    assert [one["kind"] for one in (await he.gets(here))["events"]] == ["proposed", "agreed", "agreed"]
    assert await he.gets(here + "/acts") == []
    for path in (here, here + "/acts"):
        await stranger.gets(path, 404)
    await he.posts(here + "/suspension", 409)
    await he.posts(here + "/complaint", 403)
    await he.posts(here + "/removal", 409, service=ALLOWANCE)
    assert (await she.posts(here + "/suspension"))["reason"] == "pause"
    assert (await she.posts(here + "/resumption"))["state"] == "active"
    assert (await she.posts(here + "/complaint"))["reason"] == "signal"
    await she.posts(here + "/resumption", 409)
    for step in ("end", "end"):
        assert (await she.posts(f"{here}/{step}"))["state"] == "ended"
    await stranger.posts(here + "/end", 404)


async def test_an_invitation_by_code_and_one_that_is_taken_back(programs: tuple[Program, Program, Program]) -> None:
    she, he, stranger = programs
    made = await she.posts(API + "/invitations", 201, **WISH)
    there = f"{API}/offers/{made['id']}"
    await he.posts(there + "/acceptance", 404)
    held = await he.posts(there + "/acceptance", token=made["token"])
    assert held["state"] == "proposed"
    shown = await she.gets(f"{API}/{held['id']}")
    assert GRADUATE.name in shown["words"]
    await he.posts(f"{API}/{held['id']}/confirmation", 409, digest=shown["digest"])
    assert (await she.posts(f"{API}/{held['id']}/confirmation", digest=shown["digest"]))["in_force"]
    other = await she.posts(API + "/invitations", 201, **WISH, phone=TRADER.phone, name=TRADER.name)
    await he.posts(f"{API}/invitations/{other['id']}/withdrawal", 404)
    await stranger.posts(f"{API}/offers/{other['id']}/refusal", 204)
    await she.posts(f"{API}/invitations/{other['id']}/withdrawal", 404)


async def test_what_is_refused(programs: tuple[Program, Program, Program], house: Any) -> None:
    she, he, _ = programs
    for body in (
        {**WISH, "days": 31}, {**WISH, "power": "all"}, {**WISH, "surprise": 1}, {**WISH, "services": ["x" * 21]}, {"services": []},
        {**WISH, "phone": 13}, {**WISH, "groups": ["nobody"]},
    ):  # fmt: skip
        await she.posts(API + "/invitations", 400, **body)
    for body in ({**WISH, "services": []}, {**WISH, "services": ["nothing"]}, {**WISH, "phone": "abc"}):
        await she.posts(API + "/invitations", 422, **body)
    await she.posts(API + "/requests", 422, **WISH, phone=GRANDMOTHER.phone)
    await she.posts(f"{API}/{uuid4()}/nothing", 400)
    mandate = await begun(house, GRANDMOTHER, GRADUATE, NOW)
    hat = Visitor(person=await account_of(house, GRADUATE), assurance=Assurance.VERIFIED, mandate=mandate.id)
    helping = Program(house, await headers_of(house.framework, hat))
    for path in (API, f"{API}/{mandate.id}", f"{API}/{mandate.id}/acts"):
        await helping.gets(path, 403)
    nobody = Program(house, await headers_of(house.framework, Visitor()))
    await nobody.gets(API, 401)
    late = Visitor(person=await account_of(house, GRANDMOTHER), assurance=Assurance.VERIFIED)
    await Program(house, await headers_of(house.framework, late)).posts(API + "/invitations", 403, **WISH)
    nested = '{"services":' + "[" * 5000
    assert (await she.sends_raw(API + "/invitations", nested)).status_code == 400
    he.headers.pop("x-csrf-token")
    await he.posts(API + "/requests", 403, **WISH)


async def test_codes_of_printed_mandates_are_looked_up_only_so_often(house: Any) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url="http://127.0.0.1:8000") as client:
        for _ in range(TRIES):
            answer = await client.post("/verify/mandate", data={"code": "V234-5678-9ABCD"})
            assert answer.status_code == 404, answer.text
        assert (await client.post("/verify/mandate", data={"code": "V234-5678-9ABCD"})).status_code == 429


async def test_it_is_described(programs: tuple[Program, Program, Program]) -> None:
    described = await programs[0].gets("/api/docs/openapi.json")
    ours = {path: set(told) for path, told in described["paths"].items() if path.startswith(API)}
    assert len(ours) == 12
    assert ours[API] == {"get"}
    body = described["paths"][API + "/requests"]["post"]["requestBody"]["content"]
    assert list(body) == ["application/json"]
