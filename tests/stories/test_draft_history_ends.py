"""What was written in a draft goes three years after it ended; what is still being written stays, whatever its age."""

from functools import partial
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from backend.kit.db import transaction
from backend.privacy.inventory import tables
from backend.privacy.retention import forget_rows
from tests.support.editing import MENG
from tests.support.studio_steps import ABOUT, CODE, begins_draft

EVENT = """
insert into service_draft_event (draft, code, version, kind, staff, staff_name, at)
select $1, 'FT0205001', 1, 'saved', 'editor-meng', '孟雅琴', now() - make_interval(days => $2)
"""
COMMENT = """
insert into draft_comment (id, draft, code, place, says, staff, staff_name, at)
values (gen_random_uuid(), $1, 'FT0205001', 'service.name', '请改', 'x', '程立', now() - make_interval(days => $2))
"""


async def test_the_history_of_ended_drafts_ends(staff: Any, house: Any, admin_url: str) -> None:
    meng, state, ended = await staff(MENG), house.framework.state, uuid4()
    await begins_draft(meng)
    await meng.goes(ABOUT)
    root = await asyncpg.connect(admin_url)
    running = await root.fetchval("select id from service_draft where code = $1", CODE)
    for draft, days in ((ended, 1200), (ended, 1000), (running, 1200)):
        await root.execute(EVENT.replace("1, 'saved'", f"{days}, 'saved'"), draft, days)
        await root.execute(COMMENT, draft, days)
    gone = {
        name: await forget_rows(partial(transaction, state.pool), tables()[name], await root.fetchval("select now()"))
        for name in ("service_draft_event", "draft_comment")
    }
    assert gone == {"service_draft_event": 1, "draft_comment": 2}
    left = await root.fetch("select draft, version from service_draft_event where version >= 1000 order by version")
    assert [(one["draft"], one["version"]) for one in left] == [(ended, 1000), (running, 1200)]
    await root.close()


async def test_the_database_keeps_its_own_floor(house: Any) -> None:
    with pytest.raises(asyncpg.RaiseError, match="thirty months"):
        async with transaction(house.framework.state.pool) as db:
            await db.fetchval("select forget_draft_events(now())")
