"""Being guided, for programs: the same as the pages, and nothing for whoever it isn't."""

from typing import Any

from backend.guidance import store
from backend.kit.db import transaction
from backend.privacy.closure import close_account
from backend.residents.types import Assurance, Staff, Visitor
from tests.conftest import NOW
from tests.people import GRANDDAUGHTER, GUIDED, TRADER
from tests.support.allowance import ALLOWANCE
from tests.support.desk import desk
from tests.support.mandates import begun, is_known, verified
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


AT_DESK = "/api/desk/guidance"


async def officer_of(house: Any, staff: Staff) -> Program:
    """A program of an officer."""
    return Program(house, await headers_of(house.framework, Visitor(staff=staff)))


async def test_an_officers_program_guides_hands_over_and_ends(house: Any) -> None:
    she, official = await program_of(house, GUIDED), await officer_of(house, OFFICIAL)
    colleague = await officer_of(house, Staff("guide-3", "林玉", frozenset({"officer"}), "civil_affairs"))
    await official.posts(f"{AT_DESK}/next", 409)
    asked = await she.posts(API, 201, way="queue", at=f"/services/{ALLOWANCE}")
    here, there = f"{API}/{asked['id']}", f"{AT_DESK}/{asked['id']}"
    queue = await official.gets(AT_DESK)
    assert [(one["name"], one["notes"]) for one in queue["waiting"]] == [("郭＊＊", 0)]
    assert GUIDED.name not in str(queue)
    line = (await she.gets(here))["waiting"]
    assert (line["ahead"], line["on_duty"]) == (0, 1)
    taken = await official.posts(f"{AT_DESK}/next")
    assert (taken["id"], taken["step"]["page"]) == (asked["id"], "none"), "nothing before she lets the guide in"
    await she.posts(f"{here}/admission", 204)
    shown = await official.gets(there)
    assert (shown["step"]["page"], shown["step"]["code"]) == ("service", ALLOWANCE)
    assert (await she.gets(here))["seen"] == shown["step"], "she is told what the guide has, to the letter"
    await official.posts(f"{there}/point", 204, at="onward")
    await official.posts(f"{there}/point", 404, at="living_place")
    await official.posts(f"{there}/hint", 204, text="往下看")
    refused = await official.posts(f"{there}/hint", 422, text="把验证码念给我")
    assert "验证码" in str(refused)
    await official.posts(f"{there}/proposal", 422, field="living_place", value="elsewhere")
    await official.posts(f"{there}/hint", 400, text="")
    await official.posts(f"{there}/hint", 400, text="您好", to="everybody")
    await official.posts(f"{there}/note", 204, note="讲过材料")
    for path in ("", "/record", "/admission"):
        await (official.gets if path != "/admission" else official.posts)(f"{API}/{asked['id']}{path}", 401)
    await official.posts(f"{there}/handing-over", 204, note="还差拍照")
    await official.gets(there, 404)
    assert (await colleague.posts(f"{AT_DESK}/next"))["notes"] == ["讲过材料", "还差拍照"]
    await colleague.posts(f"{there}/end", 204)
    for path, body in (("point", {"at": ""}), ("hint", {"text": "您好"}), ("note", {"note": "x"}), ("end", {})):
        await colleague.posts(f"{there}/{path}", 404, **body)
    described = (await she.gets("/api/docs/openapi.json"))["paths"]
    assert len([path for path in described if path.startswith(AT_DESK)]) == 10
    assert len([path for path in described if path.startswith(API)]) == 16


async def test_a_helpers_program_guides_while_the_mandate_holds(house: Any) -> None:
    she, child = await program_of(house, GUIDED), await program_of(house, GRANDDAUGHTER)
    await is_known(house, GRANDDAUGHTER)
    mandate, at = await begun(house, GUIDED, GRANDDAUGHTER, NOW), f"/services/{ALLOWANCE}"
    assert [one["mandate"] for one in await she.gets(f"{API}/helpers?at={at}")] == [str(mandate.id)]
    asked = await she.posts(API, 201, way="helper", at=at, mandate=str(mandate.id))
    helping = f"{API}/helping"
    assert [one["id"] for one in await child.gets(helping)] == [asked["id"]]
    there = f"{helping}/{asked['id']}"
    stranger = await program_of(house, TRADER)
    assert await stranger.gets(helping) == []
    await stranger.posts(f"{there}/taking", 404)
    await child.posts(f"{there}/taking", 204)
    await she.posts(f"{API}/{asked['id']}/admission", 204)
    await child.posts(f"{there}/hint", 204, text="往下看")
    assert (await child.gets(there))["hint"] == "往下看"
    await she.posts(f"/api/mandates/{mandate.id}/end")
    for path in ("hint", "point", "end"):
        await child.posts(f"{there}/{path}", 404, **({"text": "您好"} if path == "hint" else {}))
    await child.gets(there, 404)
