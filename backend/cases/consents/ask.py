"""A helper asks the principal to agree to a submission, or takes the question back."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from backend.audit.log import note
from backend.cases.consents import binding, store
from backend.cases.consents.gather import prepared
from backend.cases.consents.jobs import TELL_ASKED, ToTellAsked
from backend.cases.consents.messages import ASKED, PRINCIPAL, WITHDRAWN
from backend.cases.consents.problems import AskedByAnother, AskedTooOften, ConsentGone
from backend.cases.consents.request_status import WAITS, end_if_over, happened, look, tell
from backend.cases.consents.types import ConsentRequest
from backend.cases.lock import lock_case
from backend.cases.problems import NotComplete
from backend.cases.services import CaseServices
from backend.kit.jobs import enqueue
from backend.kit.sql import Db
from backend.residents.step_up import NotWhileHelping
from backend.residents.types import Acting

A_DAY = 20
"""Requests of one helper to one principal: a proposal of this house."""
DAY = timedelta(days=1)


async def ask(db: Db, services: CaseServices, acting: Acting, case: UUID, now: datetime) -> UUID:
    """Ask for consent to the submission as it is now; the same question twice is one. Answers the request.

    Raises NotComplete, AskedByAnother, AskedTooOften and what `lock_case` raises. Whoever may submit themselves has nobody to ask.
    """
    await lock_case(db, acting, case, "consent_asked", now)
    if acting.mandate is None:
        raise NotWhileHelping
    request = await store.waiting(db, case_id=case, principal=acting.principal)
    if request is not None:
        looked = await look(db, services, request, now)
        if looked.waits and request.helper != acting.person:
            raise AskedByAnother
        if looked.waits:
            return request.id
        await end_if_over(db, looked, now)
    found = await prepared(db, services, case, acting.principal, acting.person, now)
    if found.missing_of_helper:
        raise NotComplete(missing="、".join(found.missing_of_helper))
    since = now - DAY
    if (await store.asked_since(db, principal=acting.principal, helper=acting.person, since=since) or 0) >= A_DAY:
        raise AskedTooOften
    return await _asked(db, services, acting, binding.canonical(found.bound), case, now)


async def _asked(db: Db, services: CaseServices, acting: Acting, content: bytes, case: UUID, now: datetime) -> UUID:
    assert acting.mandate is not None, "only a helper asks"
    id, vault, code = uuid4(), services.vault, f"{secrets.randbelow(10**6):06}"
    await store.ask(
        db, id=id, case_id=case, principal=acting.principal, helper=acting.person, mandate=acting.mandate.mandate,
        digest=binding.digest(content), bound=vault.seal(content, f"consent_request:{id}"),
        code=vault.seal(code.encode(), f"consent_code:{id}"), at=now, expires_at=now + WAITS,
    )  # fmt: skip
    request = await asked_now(db, case, acting.principal)
    await happened(db, request, "consent_asked", acting.actor, now, mandate=str(request.mandate))
    await note(db, acting.actor, "case.consent_asked", case, now, request=str(id))
    await tell(db, request, ASKED(PRINCIPAL), PRINCIPAL, now)
    await enqueue(db, TELL_ASKED, ToTellAsked(id), once=f"{TELL_ASKED}:{id}")
    return id


async def asked_now(db: Db, case: UUID, principal: UUID) -> ConsentRequest:
    """The request that waits for a case, kept from others until this transaction ends; raises ConsentGone."""
    request = await store.waiting(db, case_id=case, principal=principal)
    if request is None:
        raise ConsentGone
    return request


async def withdraw(db: Db, acting: Acting, case: UUID, now: datetime) -> None:
    """The helper takes the question back; what was filled in stays."""
    await lock_case(db, acting, case, "consent_asked", now)
    request = await asked_now(db, case, acting.principal)
    if request.helper != acting.person:
        raise ConsentGone
    await store.settle(db, id=request.id, state="withdrawn", reason=None, note=None, at=now)
    await happened(db, request, "consent_withdrawn", acting.actor, now)
    await note(db, acting.actor, "case.consent_withdrawn", case, now, request=str(request.id))
    await tell(db, request, WITHDRAWN(PRINCIPAL), PRINCIPAL, now)
