"""API of the trial of a changed rule: ask for it, read how far it is and its counts. The page beside it uses the same functions."""

from datetime import datetime
from typing import Annotated

from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from backend.cases.rule_replay import ask
from backend.cases.rule_replay.types import ReplayCount, ReplayState
from backend.kit.problems import NotThere
from backend.kit.sql import Db as Connection
from backend.kit.web import Db, Now
from backend.residents.guards import StaffWho, access, staff

EDITORS = staff("editor", "publisher")
Code = FromPath[Annotated[str, Meta(max_length=20)]]
HERE = "/api/studio/services/{code:str}/draft/rule/replay"


class ReplayRead(Struct, frozen=True, kw_only=True):
    """A trial: its state, how much of it is done in percent, and its counts (null: withheld) once it is done."""

    state: ReplayState
    percent: int
    asked_at: datetime
    counts: tuple[ReplayCount, ...]


@get(HERE, opt=access(EDITORS))
async def replay(db: Db, staff: StaffWho, code: Code) -> ReplayRead:
    """Read the newest trial of a service."""
    return await read(db, code)


@post(HERE, opt=access(EDITORS, acts=("catalogue.rule_tried",)), status_code=202)
async def ask_for_replay(db: Db, staff: StaffWho, now: Now, code: Code) -> ReplayRead:
    """Ask for the rules of the draft, as they are saved, to be tried on what was applied for."""
    await ask.ask(db, code, staff, now)
    return await read(db, code)


async def read(db: Connection, code: str) -> ReplayRead:
    """Return the newest trial; raises NotThere."""
    found = await ask.latest(db, code)
    if found is None:
        raise NotThere
    return ReplayRead(state=found.state, percent=found.percent, asked_at=found.asked_at, counts=found.counts)


ROUTES = [replay, ask_for_replay]
