"""Makes the reads of the page of my cases (the session, one transaction, three statements), and renders what it found."""

import os
from typing import Any
from uuid import UUID

from auth.session import cookie
from auth.session.sessions import Sessions
from backend.cases.services import case_services
from backend.kit.clock import local_date, utc_now
from backend.kit.db import open_pool, transaction
from backend.kit.redis import open_redis
from backend.kit.sql import Db
from backend.registers.client import Registers
from backend.residents.types import Acting
from backend.settings import Settings
from bench.bare.render import answer
from pwa.views.case_cards import Progress, progress

held: dict[str, Any] = {}


async def lifespan(receive: Any, send: Any) -> None:
    """Open what the reads need."""
    await receive()
    settings = Settings.from_env(os.environ)
    pool, services = (
        await open_pool(settings.database_url, settings.pool_size),
        case_services(settings, Registers(settings)),
    )
    async with transaction(pool) as db:
        await services.catalogue.open(db, local_date(utc_now()))
    sessions = Sessions(open_redis(settings.redis_url), services.vault, utc_now)
    held.update(pool=pool, services=services, sessions=sessions, secure=settings.secure)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The page of whose session it is."""
    if scope["type"] != "http":
        await lifespan(receive, send)
        return
    worn = dict(scope["headers"]).get(b"cookie", b"").decode()
    session = await held["sessions"].open(cookie.read(worn, held["secure"])) if worn else None
    async with transaction(held["pool"]) as db:
        found = await read(db, session.person if session else None)
    await answer(send, found)


async def read(db: Db, person: UUID | None) -> Progress:
    """What the page needs to know; without a session nothing."""
    if person is None:
        return Progress([], [], [], 0)
    return await progress(db, held["services"], Acting(person, person), utc_now())
