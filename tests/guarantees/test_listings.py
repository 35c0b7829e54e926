"""No list of the staff names a resident: whose it is shows when one is opened, and opening is a line in “谁看过我的资料”."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest_asyncio

from backend.app import handlers
from backend.catalogue.load import read_departments
from backend.residents.types import ROLES, Staff, Visitor
from tests import people
from tests.conftest import HeldClock
from tests.journey import Resident
from tests.support.visitors import headers_of

WORDS = tuple(
    word for one in (people.GRANDMOTHER, people.GRADUATE)
    for word in (one.name, one.phone, one.id_number, f"{one.phone[:3]}****{one.phone[-4:]}")
)  # fmt: skip
FOUND_BY = {"/desk/find": {"number": "FT-none"}}  # a list that asks for something


@pytest_asyncio.fixture(loop_scope="session")
async def desks(resident: Any, house: Any, admin_url: str, clock: HeldClock) -> AsyncIterator[asyncpg.Connection]:
    """Something of the grandmother's on every desk."""
    she: Resident = resident(people.GRANDMOTHER)
    await she.signs_in("/cases")
    case = (await she.begins("FT0205001")).rpartition("/")[2]
    db, now = await asyncpg.connect(admin_url), clock()
    person = await db.fetchval("select principal from cases")
    await db.execute(
        "update cases set state = 'submitted', submitted_at = $1, number = 'FT-20261123-000001' where id = $2",
        now,
        case,
    )
    await db.execute(
        "insert into identity_request (id, person, cause, way, day, part, state, asked_at)"
        " values ($1, $2, 'asked', 'video', $3, 'morning', 'waiting', $4)",
        uuid4(), person, date(2026, 12, 1), now,
    )  # fmt: skip
    sealed = house.framework.state.vault.seal("红荔西路".encode(), "x")
    await db.execute(
        "insert into objection (id, person, attribute, source, said, department, asked_at)"
        " values ($1, $2, 'hukou', 'population', $3, 'public_security', $4)", uuid4(), person, sealed, now,
    )  # fmt: skip
    await db.execute(
        "insert into recovery (id, number, person, wanted, state, asked_at, seen_by, seen_at, reason)"
        " values ($1, 'AAAAABBBBB', $2, $3, 'seen', $4, 'sub-9', $4, '看过原件')", uuid4(), person, sealed, now - timedelta(hours=1),
    )  # fmt: skip
    yield db
    await db.close()


async def test_no_list_of_the_staff_names_a_resident(house: Any, desks: asyncpg.Connection) -> None:
    app, lists, shown = house.framework, [], 0
    for path, handler in handlers(app):
        policy = getattr(handler.opt.get("access"), "__name__", "")
        if "staff" in policy and "GET" in getattr(handler, "http_methods", ()) and "{" not in path:
            lists.append(path)
    assert {"/desk", "/desk/identity", "/desk/objections", "/desk/recoveries"} <= set(lists)
    for department in ("civil_affairs", "public_security", "gov_service"):
        assert department in read_departments()
        member = Staff("sub-1", "韩晓梅", frozenset(ROLES), department)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(house), base_url=app.state.settings.origin
        ) as officer:
            officer.headers.update({**await headers_of(app, Visitor(staff=member)), "accept": "text/html"})
            for path in lists:
                answer = await officer.get(path, params=FOUND_BY.get(path))
                named = [word for word in WORDS if word in answer.text]
                opened = await desks.fetchval("select count(*) from access_log")
                assert not named or opened, f"{path} names {named}, and nobody is told"
                shown += len(re.findall(r"/desk/(?:cases|identity|objections)/[0-9a-f-]{36}|AAAAA-?BBBBB", answer.text))
    assert shown >= 4, "the lists were empty"
