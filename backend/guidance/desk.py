"""Queue of a department: who waits how long, taking the next one or one by code; and what the waiting resident is told."""

import statistics
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from redis.asyncio import Redis

from backend.cases.services import CaseServices
from backend.guidance import lifecycle, store
from backend.guidance.end_session import end_if_over
from backend.guidance.guide import Guide, may_guide
from backend.guidance.guide_actions import permitted
from backend.guidance.problems import CodeUnknown, DeskBusy, NobodyWaits
from backend.guidance.request_session import CODE_SIGNS, code_holds
from backend.guidance.transition import as_guide, step
from backend.guidance.types import GuidedSession
from backend.kit import masking
from backend.kit.problems import NotThere
from backend.kit.redis import count_attempt, redis_errors
from backend.kit.sql import Db
from backend.kit.text import letters_and_digits
from backend.residents import service as residents

GUESSES, GUESSES_OF_ALL, GUESSED_IN = 10, 100, 3600
"""Codes that one desk, and all desks together, may try in so many seconds: a code lives ten minutes and is one of a million."""
ON_DUTY = 90
"""Seconds after which a desk that no longer looks at its queue counts as left."""
WEEK = timedelta(days=7)
ENOUGH = 5
"""Fewer answered requests than this say nothing about how long one waits."""


class WaitingPerson(Struct, frozen=True, kw_only=True):
    """A waiting resident as desks of the department see them: masked name, and of their affair only the service."""

    id: UUID
    name: str
    service: str
    since: datetime
    notes: int


class WaitingLine(Struct, frozen=True, kw_only=True):
    """What somebody who waits is told. `minutes`: how long four of five waited lately; None where too few were answered to say."""

    ahead: int
    on_duty: int
    minutes: int | None


async def waiting(db: Db, services: CaseServices, guide: Guide, now: datetime) -> list[WaitingPerson]:
    """The queue of this guide's department, the longest first."""
    since = now - lifecycle.WAITING
    rows = await store.waiting(db, department=guide.department, since=since)
    return [await waiting_person(db, services, row) for row in rows]


async def waiting_person(db: Db, services: CaseServices, row: GuidedSession) -> WaitingPerson:
    """One row of the queue."""
    who = await residents.identity_of(db, services.vault, row.person)
    version = services.catalogue.get(row.service)
    notes = await store.said_in(db, session=row.id, ids=[])
    return WaitingPerson(
        id=row.id, name=masking.name(who.name), service=version.service.name if version else "", since=row.asked_at, notes=len(notes)
    )  # fmt: skip


async def mine(db: Db, services: CaseServices, guide: Guide, now: datetime) -> list[GuidedSession]:
    """Open sessions of this guide; sessions that timed out are recorded as ended first."""
    rows = await store.open_of_guide(db, guide=guide.id)
    over = [row.id for row in rows if await end_if_over(db, services.vault, row, now)]
    return [row for row in rows if row.id not in over and await may_guide(db, guide, row, now)]


async def need_free(db: Db, services: CaseServices, guide: Guide, now: datetime) -> None:
    """Raise DeskBusy for an officer who is guiding somebody."""
    if await mine(db, services, guide, now):
        raise DeskBusy


async def take_next(db: Db, services: CaseServices, guide: Guide, now: datetime) -> GuidedSession:
    """The next one of the queue. Raises DeskBusy, NobodyWaits."""
    await need_free(db, services, guide, now)
    since = now - lifecycle.WAITING
    found = await store.next_waiting(db, department=guide.department, since=since, author=str(guide.actor))
    if found is None:
        raise NobodyWaits
    return await take(db, services, guide, found, now)


async def take_by_code(
    db: Db, redis: "Redis", services: CaseServices, guide: Guide, typed: str, now: datetime
) -> GuidedSession:
    """The one who read out this code. Raises CodeUnknown for every wrong one alike, TooMuch after a few, DeskBusy."""
    await count_attempt(redis, f"guidance:code:{guide.id}", GUESSES, GUESSED_IN)
    await count_attempt(redis, "guidance:codes", GUESSES_OF_ALL, GUESSED_IN)
    await need_free(db, services, guide, now)
    code = letters_and_digits(typed)
    hashes = services.vault.fingerprints("guidance-code", code) if len(code) == CODE_SIGNS else []
    found = await store.by_code(db, hashes=hashes, department=guide.department, since=now - lifecycle.CODE_LIVES)
    if found is None or not code_holds(found, now):
        raise CodeUnknown
    return await take(db, services, guide, found, now)


async def take_as_helper(db: Db, services: CaseServices, guide: Guide, id: UUID, now: datetime) -> GuidedSession:
    """The helper whom the resident asked takes the session; raises NotThere for anybody else."""
    found = await store.of_guide_for_change(db, id=id, guide=guide.id)
    if await end_if_over(db, services.vault, found, now) or not await may_guide(db, guide, found, now):
        raise NotThere
    return found if found.state != "waiting" else await take(db, services, guide, found, now)


async def take(db: Db, services: CaseServices, guide: Guide, found: GuidedSession, now: datetime) -> GuidedSession:
    """Take a waiting session: the resident reads name and department and still has to let the guide in."""
    await permitted(db, services.vault, guide, "taken", found, now)
    taken = replace(found, guide=guide.id, guide_name=guide.name)
    return (await step(db, services.vault, taken, "taken", as_guide(guide), now)).session


async def on_duty(redis: "Redis", department: str, desk: str, now: datetime) -> None:
    """Record that a desk of this department is watching its queue now."""
    async with redis_errors():
        key = f"guidance:desks:{department}"
        await redis.zadd(key, {desk: now.timestamp()})
        await redis.expire(key, ON_DUTY)


async def waiting_line(db: Db, redis: "Redis", session: GuidedSession, now: datetime) -> WaitingLine:
    """How many are in front, how many desks look at the queue, and how long four of five waited lately."""
    ahead = await store.ahead(
        db, department=session.department, since=now - lifecycle.WAITING, asked_at=session.asked_at
    )
    spans = [one.seconds for one in await store.waits(db, department=session.department, since=now - WEEK)]
    async with redis_errors():
        desks = await redis.zcount(f"guidance:desks:{session.department}", now.timestamp() - ON_DUTY, "+inf")
    return WaitingLine(ahead=ahead or 0, on_duty=int(desks), minutes=usual_minutes(spans))


async def place_in_queue(db: Db, redis: "Redis", session: GuidedSession, now: datetime) -> WaitingLine | None:
    """Place of a session in the queue; None if it doesn't wait in one."""
    if session.state != "waiting" or session.way != "queue":
        return None
    return await waiting_line(db, redis, session, now)


def usual_minutes(spans: list[float]) -> int | None:
    """Within how many minutes four of five were answered, at least one; None where too few were. Pure."""
    if len(spans) < ENOUGH:
        return None
    return max(1, -(-int(statistics.quantiles(spans, n=5, method="inclusive")[-1]) // 60))
