"""The principal's answer: her yes submits in the same transaction, her no goes back to the helper."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from msgspec import Struct

from backend.audit.log import note
from backend.cases import store as case_store
from backend.cases.answers import sealed_answers
from backend.cases.consents import binding, store
from backend.cases.consents.ask import asked_now
from backend.cases.consents.binding import BoundSubmission
from backend.cases.consents.messages import AGREED, HELPER, REFUSED
from backend.cases.consents.problems import ConsentOutdated
from backend.cases.consents.request_status import Looked, end_if_over, happened, look, tell
from backend.cases.consents.types import Answer, ConsentRequest
from backend.cases.drafts import store as drafts
from backend.cases.services import CaseServices
from backend.cases.submission import store as submission_store
from backend.cases.submission.given_consent import GivenConsent
from backend.cases.submission.submit import SubmissionResult, submit
from backend.cases.types import ConsentWay
from backend.delegation import store as mandates
from backend.delegation.acting import is_principal
from backend.delegation.wording import Said
from backend.kit.problems import Conflict
from backend.kit.sql import Db
from backend.residents.types import Acting

LONGEST_NOTE = 200


class AnswerProof(Struct, frozen=True, kw_only=True):
    """What her answer is to, and how she gave it.

    `digest`: of the content that she was shown or heard; `heard`: the words that were read to her, None where she read it herself;
    `witness`: the call, officer or face check by which it is known that it was her.
    """

    digest: str
    how: ConsentWay = "device"
    heard: Said | None = None
    witness: str = ""

    def content(self, bound: BoundSubmission) -> BoundSubmission:
        """What she answered to: the submission with the words that reached her."""
        return bound if self.heard is None else binding.worded(bound, self.heard)


class AgreementResult(Struct, frozen=True):
    """What came of an answer: submitted, or nothing because the question no longer stood."""

    state: Literal["submitted", "over"]
    result: SubmissionResult | None = None


async def agree(
    db: Db, services: CaseServices, acting: Acting, case: UUID, given: AnswerProof, now: datetime
) -> AgreementResult:
    """She agrees to exactly what she was shown, and it is submitted. Raises ConsentGone, ConsentOutdated and what `submit` raises.

    The case is locked before it is read, then the request, then the mandate: a change or revocation that was quicker is seen.
    """
    is_principal(acting, "consent.given")
    await submission_store.hold_for_submission(db, id=case, principal=acting.principal)
    newest = await store.newest(db, case_id=case, principal=acting.principal)
    if newest is not None and newest.state == "agreed":
        return AgreementResult("submitted")
    request = await asked_now(db, case, acting.principal)
    await mandates.hold(db, mandate=request.mandate, person=request.helper)
    looked = await look(db, services, request, now)
    if await end_if_over(db, looked, now):
        return AgreementResult("over")
    bound = given.content(looked.now.bound)
    if binding.digest_of(bound) != given.digest:
        raise ConsentOutdated
    await add_hers(db, services, looked, now)
    consent = await keep(db, services, request, bound, given, "agreed", now)
    await store.settle(db, id=request.id, state="agreed", reason=None, note=None, at=now)
    await happened(db, request, "consent_given", acting.actor, now, consent=str(consent.consent), how=consent.how)
    await note(db, acting.actor, "case.consent_given", case, now, request=str(request.id), how=consent.how)
    done = await submit(db, services, acting, case, uuid4(), now, consent=consent)
    await tell(db, request, AGREED(HELPER), HELPER, now)
    return AgreementResult("submitted", done)


async def add_hers(db: Db, services: CaseServices, looked: Looked, now: datetime) -> None:
    """Put what she chose herself into the case."""
    if not looked.chosen:
        return
    read, authors = (
        looked.now.read,
        await case_store.answered_by(db, id=looked.request.case_id, principal=looked.request.principal),
    )
    sealed = sealed_answers(services, read.id, looked.now.answers)
    theirs = {key: person for key, person in (authors or {}).items() if key not in looked.chosen}
    if not await drafts.save_answers(
        db,
        id=read.id,
        principal=read.principal,
        answers=sealed,
        at=now,
        version=read.version,
        answered_by=theirs,
        last_question="",
    ):
        raise Conflict


async def keep(
    db: Db, services: CaseServices, request: ConsentRequest, bound: BoundSubmission, given: AnswerProof, answer: Answer, now: datetime
) -> GivenConsent:  # fmt: skip
    """Keep her answer as evidence: the content sealed, its digest, and how she gave it."""
    id, content = uuid4(), binding.canonical(bound)
    how = "code" if given.how == "device" and request.code_used_at else given.how
    await store.add_consent(
        db, id=id, request=request.id, case_id=request.case_id, principal=request.principal, helper=request.helper, mandate=request.mandate,
        answer=answer, how=how, witness=given.witness, wording=bound.wording, wording_version=bound.wording_version,
        wording_digest=bound.wording_digest, digest=binding.digest(content),
        bound=services.vault.seal(content, f"submission_consent:{id}"), at=now,
    )  # fmt: skip
    return GivenConsent(
        consent=id, digest=binding.digest(content), how=how, helper=request.helper, mandate=request.mandate
    )


async def refuse(
    db: Db, services: CaseServices, acting: Acting, case: UUID, note_to_helper: str, now: datetime, given: AnswerProof | None = None
) -> None:  # fmt: skip
    """She doesn't agree: nothing is submitted, and the helper reads her note. A question that no longer stands is over anyway."""
    given = given or AnswerProof(digest="")
    is_principal(acting, "consent.given")
    await submission_store.hold_for_submission(db, id=case, principal=acting.principal)
    request = await asked_now(db, case, acting.principal)
    looked = await look(db, services, request, now)
    if await end_if_over(db, looked, now):
        return
    await keep(db, services, request, given.content(looked.now.bound), given, "refused", now)
    text = note_to_helper.strip()
    sealed = services.vault.seal(text.encode(), f"consent_note:{request.id}") if text else None
    await store.settle(db, id=request.id, state="refused", reason=None, note=sealed, at=now)
    await happened(db, request, "consent_refused", acting.actor, now)
    await note(db, acting.actor, "case.consent_refused", case, now, request=str(request.id))
    await tell(db, request, REFUSED(HELPER), HELPER, now)
