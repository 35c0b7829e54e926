"""Objections: a person says that a register's value about them is wrong, and an officer must look (PIPL art. 46)."""

from datetime import datetime
from uuid import UUID, uuid4

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.cases.staff_acts import department_scope
from backend.kit.crypto import Vault
from backend.kit.messages.render import Messages
from backend.kit.problems import Conflict, NotThere
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.privacy import store
from backend.privacy.types import Objection
from backend.registers.attributes import attributes
from backend.residents import separation
from backend.residents.access_log import log_access
from backend.residents.disclosure import may_read
from backend.residents.service import profile_facts_of
from backend.residents.types import Acting, Staff

OBJECTION_READ = Messages.beside(__file__).take("objection_read")
OBJECTION_ANSWERED = Messages.beside(__file__).take("objection_answered")

KEEPERS = {
    "population": "public_security", "police_record": "public_security", "civil_affairs": "civil_affairs", "marriage": "civil_affairs",
    "market": "market", "education": "education", "social_insurance": "social_insurance", "health": "health", "veterans": "veterans",
    "housing_fund": "housing_fund", "tax": "tax", "disability": "disabled_federation", "property": "planning_land",
}  # fmt: skip
NOBODY_ELSES = "gov_service"  # finds out who keeps the register


async def raise_objection(db: Db, vault: Vault, acting: Acting, attribute: str, said: str, now: datetime) -> None:
    """Store the objection for the department that keeps the register. A second one while the first is open changes nothing."""
    known, person = attributes().get(attribute), acting.person
    if not may_read(acting.assurance):
        raise NotThere
    if known is None or known.source in ("self", "calendar") or attribute not in await profile_facts_of(db, person):
        raise NotThere
    said = need_reason(said, "objection")
    id, department = uuid4(), KEEPERS.get(known.source, NOBODY_ELSES)
    added = await store.object_to(
        db, id=id, person=person, attribute=attribute, source=known.source, department=department, at=now,
        said=vault.seal(said.encode(), sealed_context(id)),
    )  # fmt: skip
    if added:
        await note(db, Actor.person(person), "person.objected", f"person:{person}", now, attribute=attribute)


def sealed_context(id: UUID) -> str:
    """Encryption context of an objection's words."""
    return f"objection:{id}"


def words_of(vault: Vault, objection: Objection) -> str:
    """Decrypt what the person said."""
    return vault.open(objection.said, sealed_context(objection.id)).decode()


async def waiting(db: Db, staff: Staff) -> list[Objection]:
    """Open objections of this officer's department."""
    return await store.open_objections(db, department=department_scope(staff))


async def read_one(db: Db, vault: Vault, staff: Staff, id: UUID, now: datetime) -> tuple[Objection, str]:
    """Open an objection and the words of its person, who can see that it was read."""
    objection = await store.objection_for_officer(db, id=id, department=department_scope(staff))
    await separation.not_their_own(db, vault, staff, (objection.person,))
    await log_access(db, staff, objection.person, OBJECTION_READ().text, now)
    return objection, words_of(vault, objection)


async def answer(db: Db, vault: Vault, staff: Staff, id: UUID, words: str, again: bool, now: datetime) -> None:
    """Tell the person what was found; where the register has been put right, it is asked anew. Raises ReasonNeeded."""
    words = need_reason(words, "answer")
    objection = await store.objection_for_officer(db, id=id, department=department_scope(staff))
    await separation.authorize(
        db, staff, "objection.answered", f"objection:{id}", now, vault=vault, about=(objection.person,)
    )
    if not await store.answer_objection(db, id=id, answer=words, officer=staff.subject, at=now):
        raise Conflict
    if again:
        await store.forget_fact(db, person=objection.person, attribute=objection.attribute)
    await note(db, staff.actor, "person.objection_answered", f"person:{objection.person}", now, again=again)
    label = attributes()[objection.attribute].label
    await notify(db, objection.person, "progress", OBJECTION_ANSWERED(label=label, answer=words), "/me/data", now)
