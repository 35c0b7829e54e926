"""A district with carers in two streets who agreed to be told, and an editor who writes a campaign for them."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from backend.campaigns.editorial import run
from backend.campaigns.types import PURPOSE
from backend.kit.db import transaction
from backend.kit.messages.types import Audience as Audience
from backend.population import seeding
from backend.residents.consents import purpose_of
from tests.conftest import NOW
from tests.support.editing import Editor

HERE = "/studio/campaigns"
STREETS = ("440304004", "440304008")
LINK = "/services/FT0205001"

CARERS = """
insert into mandate (id, principal, helper, basis, channel, state, proposed_by, days, proposed_at, lapses_at, principal_agreed_at,
    helper_agreed_at, active_at)
select gen_random_uuid(), (select id from person where id <> h.person limit 1), h.person, 'consent', 'device', 'active', 'principal', 365,
    $1, $2, $1, $1, $1
from (
    select person from profile
    where left(facts -> 'address_division' -> 0 ->> 'value', 9) = any($3) and facts -> 'alive' -> 0 ->> 'value' = 'true'
    order by person limit $4
) as h
"""


async def a_district(state: Any, *, people: int = 1500, carers: int = 130) -> int:
    """Invented residents who are proven and agreed to be told, so many of whom act for others in two streets; returns how many do."""
    async with transaction(state.pool) as db:
        await seeding.add_residents(db, people, NOW)
        await db.execute("update person set assurance = 3")
        await db.execute(
            "insert into consent (person, purpose, version, given_at) select person, $1, $2, $3 from profile on conflict do nothing",
            PURPOSE, purpose_of(PURPOSE).version, NOW - timedelta(days=1),
        )  # fmt: skip
        made = await db.execute(CARERS, NOW, NOW + timedelta(days=365), list(STREETS), carers)
    async with state.pool.acquire() as db:
        await state.population.look(db)
    return int(made.rpartition(" ")[2])


async def writes(editor: Editor, **changes: Any) -> str:
    """Begin a campaign and fill it in; returns its address."""
    await editor.goes(f"{HERE}/new")
    await editor.presses(HERE, template="blank")
    here = editor.page.url.path.removesuffix("/draft")
    told = {
        "name": "照护课", "purpose": "让照顾家人的人知道有课可以上", "streets": list(STREETS), "group": "carers",
        "title": "家门口的照护课开始报名", "body": "周末两小时，学会扶人起身和翻身。不收费。不去也没有任何影响。", "action": "看看怎么报名",
        "link": LINK, "begins_on": "2026-11-23", "expires_on": "2026-12-20", **changes,
    }  # fmt: skip
    await editor.presses(f"{here}/draft", **told)
    return here


def id_of(here: str) -> UUID:
    """The campaign of an address."""
    return UUID(here.rpartition("/")[2])


async def one_batch(state: Any, here: str, clock: Any) -> int | None:
    """One batch of the worker."""
    from backend.campaigns.editorial import store

    async with transaction(state.pool) as db:
        campaign = await store.campaign(db, id=id_of(here))
        return await run.one_batch(db, state.services, campaign, clock(), tally=True)


async def ends(state: Any, here: str) -> dict[str, int]:
    """How many rows of the campaign stand how, with the reason."""
    async with transaction(state.pool) as db:
        rows = await db.fetch(
            "select state, reason, count(*) as n from owed_message where campaign = $1 group by 1, 2", id_of(here)
        )
    return {f"{row['state']} {row['reason']}".strip(): row["n"] for row in rows}


def digest_on(page: str) -> str:
    """The digest that a page shows."""
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]
