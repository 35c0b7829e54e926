"""What she does while somebody guides her: let in or refuse, show, open and close, accept or refuse a proposal, end, rate."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from backend.cases import store as case_store
from backend.cases.answers import answers_of
from backend.cases.drafts.concurrent_edits import fingerprint
from backend.cases.drafts.form import sections
from backend.cases.drafts.save_page import save_page
from backend.cases.services import CaseServices
from backend.catalogue.types import FormField
from backend.delegation.acting import as_oneself
from backend.guidance import lifecycle, messages, store
from backend.guidance.end_session import end, end_if_over
from backend.guidance.guide import mandate_holds
from backend.guidance.problems import FieldNeverOpens, ProposalGone, SessionMovedOn
from backend.guidance.transition import SYSTEM, as_guided, save, step
from backend.guidance.types import EventKind, GuidedEvent, GuidedSession, GuidedStep, Rating
from backend.guidance.view import may_open, may_propose
from backend.kit.crypto import Vault
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents.access_log import log_access
from backend.residents.types import Acting, Staff


class Proposed(Struct, frozen=True):
    """A value that the guide proposes for a question of this step."""

    event: UUID
    field: str
    value: str


class ShownToHer(Struct, frozen=True, kw_only=True):
    """Her side of an open session: the session, the newest hint, the proposal that waits."""

    session: GuidedSession
    hint: str = ""
    proposal: Proposed | None = None


async def running(db: Db, vault: Vault, person: UUID, now: datetime) -> GuidedSession | None:
    """Her session that is open at this moment; one that ended by time or with its mandate is written down as ended."""
    session = await store.open_of(db, person=person)
    if session is None or await end_if_over(db, vault, session, now):
        return None
    if await mandate_holds(db, session, now):
        return session
    locked = await store.lock(db, id=session.id, person=person)
    if locked.state != "ended":
        await end(db, vault, locked, SYSTEM, "mandate", now)
    return None


async def past(db: Db, acting: Acting) -> list[GuidedSession]:
    """Her sessions, the newest first."""
    as_oneself(acting)
    return await store.of_person(db, person=acting.person)


async def session_view(db: Db, vault: Vault, session: GuidedSession) -> ShownToHer:
    """The session with the words of its hint and its proposal."""
    if session.hint is None and session.proposal is None:
        return ShownToHer(session=session)
    ids = [id for id in (session.hint, session.proposal) if id is not None]
    said = {one.id: one for one in await store.said_in(db, session=session.id, ids=ids)}
    return ShownToHer(
        session=session, hint=words_of(vault, said.get(session.hint)) if session.hint else "",
        proposal=proposed(vault, said.get(session.proposal)) if session.proposal else None,
    )  # fmt: skip


def words_of(vault: Vault, event: GuidedEvent | None) -> str:
    """The sealed words of an event; "" for one without."""
    return vault.open(event.said, f"guided_event:{event.id}").decode() if event and event.said else ""


def proposed(vault: Vault, event: GuidedEvent | None) -> Proposed | None:
    """The proposal in an event."""
    return Proposed(event.id, event.detail["field"], words_of(vault, event)) if event else None


async def own_open(db: Db, vault: Vault, acting: Acting, id: UUID, now: datetime) -> GuidedSession:
    """Her session with this id while it is open, for reading; raises SessionMovedOn when it is over, NotThere for anybody else's."""
    session = await running(db, vault, acting.person, now)
    if session is None or session.id != id:
        await store.get(db, id=id, person=acting.person)
        raise SessionMovedOn
    return session


async def own(db: Db, acting: Acting, id: UUID, now: datetime) -> GuidedSession:
    """Her own open session, held; raises NotThere for anybody else's, SessionMovedOn when it is over."""
    as_oneself(acting)
    session = await store.lock(db, id=id, person=acting.person)
    if lifecycle.standing(session, now).state == "ended" or not await mandate_holds(db, session, now):
        raise SessionMovedOn
    return session


async def let_in(db: Db, services: CaseServices, acting: Acting, id: UUID, now: datetime) -> GuidedSession:
    """She lets the guide see, whose name she has read; an officer's look is in the list of who opened her file."""
    session = await own(db, acting, id, now)
    locked = (await step(db, services.vault, session, "let_in", as_guided(acting.person), now)).session
    if locked.way != "helper" and locked.guide is not None:
        guide = Staff(locked.guide, locked.guide_name, frozenset({"officer"}), locked.department)
        await log_access(db, guide, locked.person, messages.OPENED_FILE().text, now, locked.case_id)
    return locked


async def refuse(db: Db, services: CaseServices, acting: Acting, id: UUID, now: datetime) -> None:
    """She doesn't want this guide: nothing was shown."""
    session = await own(db, acting, id, now)
    await step(db, services.vault, session, "declined", as_guided(acting.person), now)


async def stop(db: Db, services: CaseServices, acting: Acting, id: UUID, now: datetime) -> None:
    """She ends it; twice is once."""
    as_oneself(acting)
    session = await store.lock(db, id=id, person=acting.person)
    if lifecycle.standing(session, now).state != "ended":
        await end(db, services.vault, session, as_guided(acting.person), "by_person", now)


async def move(
    db: Db, services: CaseServices, person: UUID, id: UUID, to: GuidedStep, now: datetime
) -> GuidedSession | None:
    """She has come to another step: what was open, pointed at and proposed is gone. None if nobody guides her any more."""
    session = await store.lock(db, id=id, person=person)
    if lifecycle.standing(session, now).state != "active":
        return None
    to = replace(to, service=to.service or session.service)
    if session.step == to:
        locked = replace(session, last_act_at=now)
        await save(db, locked)
        return locked
    return (await step(
        db, services.vault, session, "shown", as_guided(person), now, detail=detail_of(to), pointed="", opened=(), hint=None, proposal=None,
        filled=None, page=to.page, service=to.service, case_id=to.case, number=to.number, slot=to.slot, faults=dict(to.faults),
    )).session  # fmt: skip


def detail_of(to: GuidedStep) -> dict[str, str]:
    """What an event says of a step: the page, and which questions had something to change."""
    return (
        {"page": to.page} | ({"number": str(to.number)} if to.number else {}) | ({"slot": to.slot} if to.slot else {})
    )


async def holds_something(
    db: Db, services: CaseServices, acting: Acting, id: UUID, keys: Collection[str], now: datetime
) -> None:
    """Her browser says which questions of this step hold something; which they are, never what."""
    session = await own(db, acting, id, now)
    known = {field.key for field in await fields_of(db, services, session)}
    if session.state == "active":
        await save(db, replace(session, filled=tuple(sorted(known & set(keys))), last_act_at=now))


async def open_field(
    db: Db, services: CaseServices, acting: Acting, id: UUID, key: str, now: datetime, *, closes: bool = False
) -> None:
    """She lets the guide read one answer of this step, or no longer. Raises FieldNeverOpens, NotThere."""
    session = await own(db, acting, id, now)
    field = await field_of(db, services, session, key)
    if not closes and not may_open(field):
        raise FieldNeverOpens
    opened = tuple(sorted(set(session.opened) - {key} if closes else {*session.opened, key}))
    await step(
        db, services.vault, session, "closed" if closes else "opened", as_guided(acting.person), now, detail={"field": key}, opened=opened
    )  # fmt: skip


async def fields_of(db: Db, services: CaseServices, session: GuidedSession) -> tuple[FormField, ...]:
    """The questions of the page of a form at which she is; none elsewhere."""
    if session.page != "questions" or session.case_id is None:
        return ()
    case = await case_store.get(db, id=session.case_id, principal=session.person)
    pages = sections((await services.catalogue.version(db, case.service_version)).service)
    return pages[session.number - 1][1] if 1 <= session.number <= len(pages) else ()


async def field_of(db: Db, services: CaseServices, session: GuidedSession, key: str) -> FormField:
    """One question of this step; raises NotThere."""
    for field in await fields_of(db, services, session):
        if field.key == key:
            return field
    raise NotThere


async def answer_proposal(
    db: Db, services: CaseServices, acting: Acting, id: UUID, event: UUID, now: datetime, *, accepts: bool
) -> None:
    """She takes the proposed value, which is then her own answer, or doesn't. Raises ProposalGone."""
    session = await own(db, acting, id, now)
    found = (await session_view(db, services.vault, session)).proposal
    if found is None or found.event != event:
        raise ProposalGone
    if accepts:
        await save_value(db, services, acting, session, found, now)
    kind: EventKind = "accepted" if accepts else "rejected"
    await step(
        db, services.vault, session, kind, as_guided(acting.person), now, detail={"field": found.field, "proposal": str(event)}, proposal=None
    )  # fmt: skip


async def save_value(
    db: Db, services: CaseServices, acting: Acting, session: GuidedSession, found: Proposed, now: datetime
) -> None:
    """Save the value as she herself would: checked, and compared with the papers. Raises ProposalGone where it is no answer."""
    field = await field_of(db, services, session, found.field)
    assert session.case_id is not None, "a question belongs to a case"
    case = await case_store.get(db, id=session.case_id, principal=acting.principal)
    seen = {field.key: fingerprint(answers_of(services, case).get(field.key))}
    if not may_propose(field):
        raise ProposalGone
    if await save_page(db, services, acting, session.case_id, (field,), {field.key: found.value}, seen, now):
        raise ProposalGone


async def rate(db: Db, services: CaseServices, acting: Acting, id: UUID, rating: Rating, now: datetime) -> None:
    """How it was, once it is over; a second time replaces the first."""
    as_oneself(acting)
    session = await store.lock(db, id=id, person=acting.person)
    if session.let_in_at is None:
        raise SessionMovedOn
    if await end_if_over(db, services.vault, session, now):
        session = await store.lock(db, id=id, person=acting.person)
    await step(
        db, services.vault, session, "rated", as_guided(acting.person), now, detail={"rating": str(rating)}, rating=rating
    )  # fmt: skip
