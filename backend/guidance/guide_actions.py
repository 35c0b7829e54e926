"""What a guide does: point, write a hint, propose a value, keep a note, hand over, end. A guide never types and never presses."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from backend.cases import store as case_store
from backend.cases.answers import InvalidAnswer
from backend.cases.drafts.field_rules import normalize
from backend.cases.services import CaseServices
from backend.catalogue.types import FormField
from backend.catalogue.vocabulary import FieldKind
from backend.guidance.end_session import end
from backend.guidance.forbidden_text import found_in
from backend.guidance.guide import Guide, guided_by
from backend.guidance.problems import NothingToPropose, TextForbidden
from backend.guidance.service import fields_of
from backend.guidance.transition import SYSTEM, as_guide, step
from backend.guidance.types import EventKind, GuidedSession
from backend.guidance.view import may_propose
from backend.kit.crypto import Vault
from backend.kit.db import Transaction
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.kit.text import clean
from backend.residents.separation import authorize

MOST_STOPPED = 2
"""So many texts that ask for codes or money, and the session ends."""
LONGEST_HINT, LONGEST_NOTE = 120, 500
ASK_FOR_NUMBERS: frozenset[FieldKind] = frozenset({"number", "money", "phone", "date", "month", "choice", "division"})
"""Kinds whose answers may hold five digits in a row; in any other box they would be a telephone number or an account."""
OFF = ""
"""Points at nothing any more."""


async def permitted(db: Db, vault: Vault, guide: Guide, verb: EventKind, session: GuidedSession, now: datetime) -> None:
    """Write an officer's act into the ledger; raises OwnAffair for somebody of their own household."""
    if guide.staff is not None:
        about = (session.person,)
        await authorize(db, guide.staff, f"guidance.{verb}", f"guidance:{session.id}", now, vault=vault, about=about)


async def locked(
    db: Db, services: CaseServices, guide: Guide, id: UUID, verb: EventKind, now: datetime
) -> GuidedSession:
    """A session of this guide, held for an act; raises NotThere."""
    session = await guided_by(db, guide, id, now, lock=True)
    await permitted(db, services.vault, guide, verb, session, now)
    return session


async def point(db: Db, services: CaseServices, guide: Guide, id: UUID, at: str, now: datetime) -> None:
    """Point at a question or paper of the step at which she is; OFF takes the ring away. Raises NotThere."""
    session = await locked(db, services, guide, id, "pointed", now)
    if at != OFF and at not in await places(db, services, session):
        raise NotThere
    await step(db, services.vault, session, "pointed", as_guide(guide), now, detail={"field": at}, pointed=at)


async def places(db: Db, services: CaseServices, session: GuidedSession) -> set[str]:
    """What can be pointed at on this step: its questions or papers, or the one button of the page."""
    if session.page == "none":
        return set()
    if session.page == "questions":
        return {field.key for field in await fields_of(db, services, session)} | {ONWARD}
    if session.page in ("tasks", "check") and session.case_id is not None:
        case = await case_store.get(db, id=session.case_id, principal=session.person)
        service = (await services.catalogue.version(db, case.service_version)).service
        return {field.key for field in service.field} | {paper.key for paper in service.material} | {ONWARD}
    return {session.slot or ONWARD, ONWARD}


ONWARD = "onward"
"""The button by which a page goes on."""


async def hint(moment: Transaction, services: CaseServices, guide: Guide, id: UUID, text: str, now: datetime) -> None:
    """Write to her; raises TextForbidden, after which nothing of it was shown."""
    words = await allowed_text(moment, services, guide, id, text, now)
    async with moment() as db:
        session = await locked(db, services, guide, id, "hinted", now)
        await step(db, services.vault, session, "hinted", as_guide(guide), now, said=words)


async def propose(
    moment: Transaction, services: CaseServices, guide: Guide, id: UUID, key: str, value: str, now: datetime
) -> None:
    """Propose a value for a question of this step; a long number only where the question asks for one. Raises NothingToPropose, TextForbidden."""
    async with moment() as db:
        asked = await question(db, services, await guided_by(db, guide, id, now), key)
    await allowed_text(moment, services, guide, id, value, now, numbers=asked.kind in ASK_FOR_NUMBERS)
    async with moment() as db:
        session = await locked(db, services, guide, id, "proposed", now)
        said = valid(await question(db, services, session, key), value)
        await step(
            db, services.vault, session, "proposed", as_guide(guide), now, detail={"field": key}, said=said, pointed=key
        )


async def question(db: Db, services: CaseServices, session: GuidedSession, key: str) -> FormField:
    """A question of her step for which a value may be proposed; raises NothingToPropose."""
    field = next((one for one in await fields_of(db, services, session) if one.key == key), None)
    if field is None or not may_propose(field):
        raise NothingToPropose("hers")
    return field


def valid(field: FormField, value: str) -> str:
    """The value in its normal form; raises NothingToPropose with what is wrong with it."""
    try:
        return str(normalize(field, value))
    except InvalidAnswer as wrong:
        raise NothingToPropose("no_answer", what=str(wrong)) from wrong


async def allowed_text(
    moment: Transaction, services: CaseServices, guide: Guide, id: UUID, text: str, now: datetime, *, numbers: bool = False
) -> str:  # fmt: skip
    """The text of a guide, cleaned. One that asks for a code or money is kept as evidence, never shown, and the second ends the session."""
    words = clean(text)
    why = found_in(words, numbers=numbers)
    if why is None:
        return words
    async with moment() as db:
        session = await locked(db, services, guide, id, "stopped", now)
        count = session.stopped + 1
        told = await step(
            db, services.vault, session, "stopped", as_guide(guide), now, detail={"found": why}, said=words, stopped=count
        )  # fmt: skip
        if count >= MOST_STOPPED:
            await end(db, services.vault, told.session, SYSTEM, "unsafe", now)
    raise TextForbidden(why)


async def keep_note(db: Db, services: CaseServices, guide: Guide, id: UUID, text: str, now: datetime) -> None:
    """Keep a note for the next guide; the resident reads it in the record of the session."""
    session = await locked(db, services, guide, id, "noted", now)
    await step(db, services.vault, session, "noted", as_guide(guide), now, said=clean(text))


async def hand_over(db: Db, services: CaseServices, guide: Guide, id: UUID, text: str, now: datetime) -> None:
    """Back to the queue, in the place that she had; the next desk reads the notes, and sees nothing until she lets it in."""
    session = await locked(db, services, guide, id, "handed_over", now)
    back = replace(session, way="queue")
    await step(db, services.vault, back, "handed_over", as_guide(guide), now, said=clean(text))


async def leave(db: Db, services: CaseServices, guide: Guide, id: UUID, now: datetime) -> None:
    """The guide ends it."""
    session = await locked(db, services, guide, id, "ended", now)
    await end(db, services.vault, session, as_guide(guide), "by_guide", now)
