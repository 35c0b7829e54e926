"""Consent at the counter: an officer with the principal's document reads her the content, and writes down her spoken answer.

Requests are found by the mandate under which they were made; whoever writes an answer down doesn't decide the case.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.answers import Answers
from backend.cases.consents import by_telephone, own_answers, store
from backend.cases.consents.answer import AnswerProof, agree, refuse
from backend.cases.consents.messages import OPENED_AT_DESK
from backend.cases.consents.problems import ConsentGone, SheMustBeSeen
from backend.cases.consents.request_status import Looked, end_if_over, look
from backend.cases.consents.types import Answer, ConsentRequest
from backend.cases.services import CaseServices
from backend.cases.staff_acts import case_subject
from backend.delegation.phone_calls import ASKING, CallProgress
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.residents.access_log import log_access
from backend.residents.separation import authorize, not_their_own
from backend.residents.types import Acting, FreshProof, Staff


class SpokenAnswer(Struct, frozen=True, kw_only=True):
    """What an officer writes down; `digest`: of the content that was read to her."""

    answer: Answer
    digest: str
    seen: bool
    read_aloud: bool
    note: str = ""


class RequestAtDesk(Struct, frozen=True):
    """A request as an officer sees it, and how the newest call about it goes."""

    looked: Looked
    call: CallProgress | None


async def opened(db: Db, services: CaseServices, staff: Staff, id: UUID, now: datetime) -> RequestAtDesk:
    """Open one request; the principal reads that it was opened. Raises NotThere and OwnAffair."""
    request = await store.request(db, id=id)
    await not_their_own(db, services.vault, staff, (request.principal, request.helper))
    await log_access(db, staff, request.principal, OPENED_AT_DESK().text, now, request.case_id)
    looked = await look(db, services, request, now)
    await end_if_over(db, looked, now)
    return RequestAtDesk(looked, await by_telephone.progress(db, services, id))


async def authorized(db: Db, services: CaseServices, staff: Staff, act: str, id: UUID, now: datetime) -> ConsentRequest:
    """The request of an officer's act, which is allowed and written into the ledger of its case."""
    request = await store.request(db, id=id)
    about = (request.principal, request.helper)
    await authorize(db, staff, act, case_subject(request.case_id), now, vault=services.vault, about=about)
    return request


async def call_by_officer(moment: Transaction, services: CaseServices, staff: Staff, id: UUID, now: datetime) -> None:
    """An officer has the principal called; the code is for the officer's screen. Raises what `by_telephone.call` raises."""
    async with moment() as db:
        request = await authorized(db, services, staff, "consent.called", id, now)
    await by_telephone.call(moment, services, request, staff.actor, ASKING("by_officer"), now)


def before_officer(request: ConsentRequest, now: datetime) -> Acting:
    """The principal, whom an officer sees with her document."""
    return Acting(person=request.principal, principal=request.principal, proofs=(FreshProof(now, "officer"),))


async def choose(
    moment: Transaction, services: CaseServices, staff: Staff, id: UUID, given: Answers, now: datetime
) -> Mapping[str, str]:
    """Keep where her money and messages go, as she says it to an officer. Answers the sentence of each answer that can't be taken."""
    async with moment() as db:
        request = await authorized(db, services, staff, "consent.answers_written", id, now)
    return await own_answers.choose(moment, services, before_officer(request, now), request.case_id, given, now)


async def record(
    moment: Transaction, services: CaseServices, staff: Staff, id: UUID, spoken: SpokenAnswer, now: datetime
) -> None:
    """Write her spoken answer down: a yes submits exactly what was read. Raises SheMustBeSeen and what `agree` and `refuse` raise."""
    if not (spoken.seen and spoken.read_aloud):
        raise SheMustBeSeen
    async with moment() as db:
        request = await store.request(db, id=id)
    her, given = (
        before_officer(request, now),
        AnswerProof(digest=spoken.digest, how="counter", witness=staff.signature),
    )
    await own_answers.ask_registers(moment, services, her, request.case_id, now)
    async with moment() as db:
        await authorized(db, services, staff, "consent.recorded", id, now)
        if spoken.answer == "agreed":
            await agree(db, services, her, request.case_id, given, now)
        else:
            await refuse(db, services, her, request.case_id, spoken.note, now, given)


async def print_sheet(db: Db, services: CaseServices, staff: Staff, id: UUID, now: datetime) -> Looked:
    """The content for a sheet of paper, which she keeps; raises ConsentGone where it no longer stands."""
    request = await authorized(db, services, staff, "consent.sheet_printed", id, now)
    looked = await look(db, services, request, now)
    if not looked.waits:
        raise ConsentGone
    return looked
