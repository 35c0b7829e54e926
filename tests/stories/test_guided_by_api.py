"""Being guided, for programs: the same as the pages, and nothing for whoever it isn't."""

from typing import Any

from backend.guidance import store
from backend.kit.db import transaction
from backend.privacy.closure import close_account
from backend.residents.types import Assurance, Staff, Visitor
from tests.conftest import NOW
from tests.people import GUIDED, TRADER
from tests.support.allowance import ALLOWANCE
from tests.support.desk import desk
from tests.support.mandates import verified
from tests.support.programs import Program
from tests.support.visitors import headers_of

API = "/api/guidance"
OFFICIAL = Staff("guide-1", "韩晓梅", frozenset({"officer"}), "civil_affairs")


async def program_of(house: Any, member: Any) -> Program:
    """A program of one of the cast."""
    who = Visitor(person=await verified(house, member), assurance=Assurance.VERIFIED)
    return Program(house, await headers_of(house.framework, who))


async def test_asked_let_in_read_and_ended(house: Any) -> None:
    she, stranger = await program_of(house, GUIDED), await program_of(house, TRADER)
    asked = await she.posts(API, 201, way="code", at=f"/services/{ALLOWANCE}")
    assert len(asked["code"]) == 6
    assert (await she.gets(API))[0]["code"] == "", "the code is told once"
    await she.posts(API, 409, way="queue", at="")
    here = f"{API}/{asked['id']}"
    await she.posts(f"{here}/admission", 409)
    async with desk(house, "guide-1", staff=OFFICIAL) as official:
        await official.sends("/desk/guidance/code", code=asked["code"])
        for path in ("admission", "end", "refusal"):
            await stranger.posts(f"{here}/{path}", 404)
        await stranger.gets(f"{here}/record", 404)
        await she.posts(f"{here}/admission", 204)
        (now, *_) = await she.gets(API)
        assert (now["state"], now["guide"], now["page"]) == ("active", "韩晓梅", "service")
        await official.sends(f"/desk/guidance/{asked['id']}/hint", text="往下看")
        assert (await she.gets(API))[0]["hint"] == "往下看"
        await she.posts(f"{here}/openings", 404, field="name", open="yes")
        await she.posts(f"{here}/openings", 400, field="name", open="yes", more="1")
        await she.posts(f"{here}/end", 204)
    kinds = [one["kind"] for one in await she.gets(f"{here}/record")]
    assert kinds == ["asked", "taken", "let_in", "hinted", "ended"]
    await she.posts(f"{here}/rating", 204, rating=2)
    await she.posts(f"{here}/rating", 400, rating=9)
    assert (await she.gets(API))[0]["reason"] == "by_person"


async def test_a_closed_account_is_guided_no_longer(house: Any) -> None:
    she = await program_of(house, GUIDED)
    await she.posts(API, 201, way="queue", at="")
    person, state = await verified(house, GUIDED), house.framework.state
    async with transaction(state.pool) as db:
        await close_account(db, state.file_store, person, NOW)
    async with transaction(state.pool) as db:
        assert await store.open_of(db, person=person) is None
        assert [one.reason for one in await store.of_person(db, person=person)] == ["closed"]
