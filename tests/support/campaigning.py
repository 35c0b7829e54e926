"""A district with carers in two streets who agreed to be told, and an editor who writes a campaign for them."""

from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

import pytest

from backend.campaigns.editorial import freeze_audience, run, store
from backend.campaigns.editorial.types import Campaign
from backend.campaigns.pace import Pace
from backend.campaigns.types import PURPOSE
from backend.kit.db import transaction
from backend.population import seeding
from backend.registers.sample.cast import Member
from backend.residents import store as residents
from backend.residents.consents import purpose_of
from backend.settings import Settings
from tests.conftest import NOW, new_browser
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
        and person not in (select helper from mandate)
    order by person limit $4
) as h
"""


async def a_district(state: Any, *, people: int = 1500, carers: int = 130) -> int:
    """A district in the house of a test, whose population looks at once; returns how many carers there are."""
    async with transaction(state.pool) as db:
        found = await people_arrive(db, NOW, people=people, carers=carers)
    async with state.pool.acquire() as db:
        await state.population.look(db)
    return found


async def people_arrive(db: Any, now: datetime, *, people: int, carers: int) -> int:
    """Invented residents who are proven and agreed to be told, so many of whom act for others in two streets; returns how many do."""
    await seeding.add_residents(db, people, now)
    await db.execute("update person set assurance = 3")
    await db.execute(
        "insert into consent (person, purpose, version, given_at) select person, $1, $2, $3 from profile on conflict do nothing",
        PURPOSE, purpose_of(PURPOSE).version, now - timedelta(days=1),
    )  # fmt: skip
    made = await db.execute(CARERS, now, now + timedelta(days=365), list(STREETS), carers)
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


async def campaign_at(state: Any, here: str) -> Campaign:
    """The campaign of an address, as it stands."""
    async with transaction(state.pool) as db:
        return await store.campaign(db, id=id_of(here))


async def state_of(state: Any, here: str) -> str:
    """Where a campaign stands."""
    return str((await campaign_at(state, here)).state)


async def begun(state: Any, here: str, clock: Any) -> None:
    """The worker freezes who is meant, and goes no further yet."""
    campaign = await campaign_at(state, here)
    await frozen(state, campaign, clock())


async def frozen(state: Any, campaign: Campaign, now: datetime) -> None:
    """Who is meant is frozen and stands in the ledger; nobody is told yet."""
    assert await freeze_audience.start(lambda: transaction(state.pool), state.population, campaign, now)
    assert await freeze_audience.enter_members(lambda: transaction(state.pool), campaign, now, monotonic() + 60)


async def one_batch(state: Any, here: str, clock: Any) -> int | None:
    """One batch of the worker."""
    campaign = await campaign_at(state, here)
    async with transaction(state.pool) as db:
        return await run.one_batch(db, state.services, campaign, clock(), Pace(), tally=True)


async def told_twice(state: Any, here: str) -> int:
    """How many people have more than one message of a campaign, or rows that say delivered without one."""
    title = (await campaign_at(state, here)).content.title
    async with transaction(state.pool) as db:
        inbox = await db.fetch("select person from notice where title = $1", title)
        rows = await db.fetchval(
            "select count(*) from owed_message where campaign = $1 and state = 'delivered'", id_of(here)
        )
    return len(inbox) - len({row["person"] for row in inbox}) + abs(len(inbox) - rows)


async def a_carer(state: Any, member: Member) -> UUID:
    """One of the cast who lives in one of the streets, agreed to be told, and acts for somebody here."""
    async with transaction(state.pool) as db:
        person = UUID(
            str(
                await db.fetchval(
                    "select person from identity where id_hash = any($1)",
                    state.vault.fingerprints("id_number", member.id_number),
                )
            )
        )
        told = {"address_division": f"{STREETS[0]}001", "alive": True}
        facts = {n: [{"value": v, "source": "population", "as_of": NOW.isoformat()}] for n, v in told.items()}
        await residents.merge_facts(db, person=person, facts=facts, at=NOW)
        await db.execute(
            "insert into mandate (id, principal, helper, basis, channel, state, proposed_by, days, proposed_at, lapses_at,"
            " principal_agreed_at, helper_agreed_at, active_at) select gen_random_uuid(), id, $1, 'consent', 'device', 'active',"
            " 'principal', 365, $2, $2, $2, $2, $2 from person where id <> $1 limit 1",
            person, NOW,
        )  # fmt: skip
    return person


async def ends(state: Any, here: str) -> dict[str, int]:
    """How many rows of the campaign stand how, with the reason."""
    async with transaction(state.pool) as db:
        rows = await db.fetch(
            "select state, reason, count(*) as n from owed_message where campaign = $1 group by 1, 2", id_of(here)
        )
    return {f"{row['state']} {row['reason']}".strip(): row["n"] for row in rows}


@pytest.fixture
def staff(house: Any, settings: Settings) -> Any:
    """Give a browser to a member of staff."""

    async def at_work(who: Any, *, fresh: bool = False) -> Editor:
        editor = Editor(new_browser(house, settings.origin), house, who)
        await editor.signs_in(fresh=fresh)
        return editor

    return at_work
