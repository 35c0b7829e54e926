"""A face check of the principal on her helper's phone, for one submission: it submits exactly what she read, and proves nothing else.

Her level isn't raised by it, and no session begins: the phone and the session are her helper's.
"""

from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

from msgspec import Struct

from auth.identity import proofing, store
from auth.identity.captures import SECONDS, Captures
from auth.identity.evaluation import FaceVerdict
from auth.identity.proofing import MOST_TRIES, WINDOW, ProofingTools, StillLooking, TriesUsed
from auth.identity.steps import FREE, step_of
from auth.identity.types import ConsentFace, Pictures
from backend.audit.log import note
from backend.cases.consents import in_person, own_answers
from backend.cases.consents.answer import agree
from backend.cases.consents.ask import asked_now
from backend.cases.consents.in_person import InPerson
from backend.cases.consents.problems import ConsentOutdated
from backend.cases.consents.request_status import look
from backend.cases.services import CaseServices
from backend.cases.submission import store as submission_store
from backend.kit.db import Transaction
from backend.kit.jobs import enqueue
from backend.kit.log import worry
from backend.kit.problems import Refusal, Unavailable
from backend.kit.sql import Db
from backend.residents import consents
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Acting, FreshProof, Identity

COMPARE = "compare-consent-face"


class ToCompare(Struct, frozen=True):
    """Compare the face of a principal who agrees on her helper's phone."""

    check: UUID


class WordingChanged(Refusal):
    """What she agreed to about her face isn't the wording of today."""

    status = HTTPStatus.CONFLICT


def need_wording(seen: str) -> None:
    """Raise WordingChanged unless she saw what is asked today before her face is compared."""
    if seen != consents.purpose_of(step_of("face").consent).version:
        raise WordingChanged


async def submit(
    db: Db, captures: Captures, acting: Acting, shown: InPerson, said: str, seen: str, pictures: Pictures, now: datetime
) -> None:
    """Take the pictures; the worker compares them, and nothing of them is written to disk.

    Raises ConsentOutdated where `said` isn't the digest of what stands there now, WordingChanged, StillLooking and TriesUsed.
    """
    need_wording(seen)
    if not said or said != shown.digest:
        raise ConsentOutdated
    request, check = shown.looked.request, uuid4()
    await people.lock_person(db, person=request.principal)
    newest = await store.newest_consent_face(db, case_id=request.case_id, principal=request.principal)
    if newest is not None and is_waiting(newest, now):
        raise StillLooking
    if await face_checks_left(db, request.principal, now) <= 0:
        raise TriesUsed
    await captures.keep(check, pictures)
    await store.add_consent_face(
        db, id=check, request=request.id, case_id=request.case_id, principal=request.principal, helper=request.helper, digest=said,
        purpose_version=seen, at=now,
    )  # fmt: skip
    await note(db, acting.actor, "case.consent_face", request.case_id, now, check=str(check))
    await enqueue(db, COMPARE, ToCompare(check), once=f"{COMPARE}:{check}")


def is_waiting(check: ConsentFace, now: datetime) -> bool:
    """Are its pictures still there to be looked at?"""
    return check.state == "waiting" and now - check.at < timedelta(seconds=SECONDS)


async def face_checks_left(db: Db, principal: UUID, now: datetime) -> int:
    """How many face checks for consents are left today, on whichever phone."""
    return MOST_TRIES - (await store.consent_faces_used(db, principal=principal, since=now - WINDOW, free=FREE) or 0)


async def run(moment: Transaction, tools: ProofingTools, id: UUID, now: datetime) -> None:
    """The job: compare outside any transaction, then write once; a second delivery finds it done."""
    services = tools.services
    async with moment() as db:
        check = await store.consent_face(db, id=id)
        who = await residents.identity_of(db, services.vault, check.principal) if check else Identity()
    if check is not None and check.state == "waiting":
        verdict = await compared(tools, check, who)
        if verdict.state == "passed":
            await in_person.keep_choice(moment, services, check.case_id, check.principal, check.digest, now)
            await own_answers.ask_registers(moment, services, before_camera(check, now), check.case_id, now)
        async with moment() as db:
            await settle(db, services, check, verdict, now)
    await tools.captures.forget(id)


async def compared(tools: ProofingTools, check: ConsentFace, who: Identity) -> FaceVerdict:
    """Her frames against the register's portrait alone, in her turn; without one nobody can tell here. Raises Crowded."""
    async with tools.reader.turn(check.principal):
        pictures = await tools.captures.look(check.id)
        if pictures is None:
            return FaceVerdict("failed", ("too_late",))
        known = await proofing.of_the_register(tools, who.id_number, who.name) if who.id_number else b""
        return await proofing.against(tools, known, pictures) if known else FaceVerdict("doubtful")


def before_camera(check: ConsentFace, now: datetime) -> Acting:
    """The principal, who is there by her face."""
    return Acting(person=check.principal, principal=check.principal, proofs=(FreshProof(now, "face"),))


async def settle(db: Db, services: CaseServices, check: ConsentFace, verdict: FaceVerdict, now: datetime) -> None:
    """Write down how the check went, once; a face that is hers submits what she read, if it still is that."""
    await submission_store.hold_for_submission(db, id=check.case_id, principal=check.principal)
    request = await store.consent_face(db, id=check.id)
    if request is None or request.state != "waiting":
        return
    state = str(verdict.state)
    if verdict.state == "passed" and not await _agreed(db, services, check, now):
        state = "void"
    await store.settle_consent_face(db, id=check.id, state=state, reasons=verdict.reasons, at=now)


async def _agreed(db: Db, services: CaseServices, check: ConsentFace, now: datetime) -> bool:
    """Her yes submits; False where the content is no longer what she read."""
    try:
        async with db.transaction():
            looked = await look(db, services, await asked_now(db, check.case_id, check.principal), now)
            given = in_person.by_face(services, looked.now, check.digest, check.id, now)
            return (
                await agree(db, services, before_camera(check, now), check.case_id, given, now)
            ).state == "submitted"
    except Unavailable:
        raise
    except Refusal as refusal:
        worry("consent.face_void", check=str(check.id), why=refusal.key)
        return False
