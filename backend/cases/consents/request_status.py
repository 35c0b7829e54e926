"""How a request stands at a moment: a comparison with what would be submitted now, never a job. The job only tells."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from backend.audit.actor import Actor
from backend.cases import flow
from backend.cases.answers import Answers
from backend.cases.consents import binding, store
from backend.cases.consents.binding import BoundSubmission
from backend.cases.consents.gather import Prepared, prepared
from backend.cases.consents.messages import HELPER, LAPSED, MOVED_ON, PRINCIPAL, TOPIC, VOID
from backend.cases.consents.types import ConsentRequest, RequestState, VoidReason
from backend.cases.events import add
from backend.cases.services import CaseServices
from backend.cases.types import Kind
from backend.delegation.acting import holds_now
from backend.kit.messages.types import Audience, Rendered
from backend.kit.sql import Db
from backend.notices.service import notify

WAITS = timedelta(days=7)
"""How long a request waits for an answer: a proposal of this house."""
SYSTEM = Actor.system("consents")


class WaitingConsent(Struct, frozen=True, kw_only=True):
    """A request that waits for the principal's answer; `digest`: of the content to which a yes would be."""

    case: UUID
    service: str
    helper: str
    digest: str
    asked_at: datetime
    expires_at: datetime


class Looked(Struct, frozen=True, kw_only=True):
    """A request, how it stands now, and what would be submitted; `chosen` holds what the principal chose herself."""

    request: ConsentRequest
    state: RequestState
    reason: VoidReason | None
    now: Prepared
    chosen: Answers

    @property
    def waits(self) -> bool:
        """May she still answer?"""
        return self.state == "waiting"


async def look(db: Db, services: CaseServices, request: ConsentRequest, now: datetime) -> Looked:
    """Compare a request with this moment."""
    case, principal, helper = request.case_id, request.principal, request.helper
    plain = await prepared(db, services, case, principal, helper, now)
    chosen = opened_hers(services, request)
    found = await prepared(db, services, case, principal, helper, now, chosen) if chosen else plain
    holds = await holds_now(db, request.mandate, helper, "consent.asked", found.service.code, now)
    state, reason = standing(request, asked(services, request), plain, now, holds=holds)
    return Looked(request=request, state=state, reason=reason, now=found, chosen=chosen)


async def current(db: Db, services: CaseServices, case: UUID, principal: UUID, now: datetime) -> Looked | None:
    """The newest request of a case as it stands now; one that is over is written down as such. None if nobody has asked."""
    request = await store.newest(db, case_id=case, principal=principal)
    if request is None:
        return None
    looked = await look(db, services, request, now)
    await end_if_over(db, looked, now)
    return looked


async def waiting(db: Db, services: CaseServices, principal: UUID, now: datetime) -> list[WaitingConsent]:
    """List what waits for a principal's answer."""
    looked = [await look(db, services, one, now) for one in await store.waiting_of(db, principal=principal)]
    return [
        WaitingConsent(
            case=one.request.case_id, service=one.now.service.name, helper=one.now.helper, digest=binding.digest_of(one.now.bound),
            asked_at=one.request.asked_at, expires_at=one.request.expires_at,
        ) for one in looked if one.waits
    ]  # fmt: skip


def standing(
    request: ConsentRequest, was: BoundSubmission, is_now: Prepared, now: datetime, *, holds: bool
) -> tuple[RequestState, VoidReason | None]:
    """State and reason of a request at a moment. Pure."""
    if request.state != "waiting":
        return request.state, request.reason
    if not flow.is_being_filled_in(is_now.read):
        return "void", "moved_on"
    if not holds:
        return "void", "mandate"
    if now >= request.expires_at:
        return "lapsed", None
    changed = binding.difference(was, is_now.bound)
    return ("void", changed) if changed else ("waiting", None)


def asked(services: CaseServices, request: ConsentRequest) -> BoundSubmission:
    """What the principal was asked to agree to."""
    return binding.read(services.vault.open(request.bound, f"consent_request:{request.id}"))


def opened_hers(services: CaseServices, request: ConsentRequest) -> Answers:
    """What the principal chose herself so far."""
    if request.hers is None:
        return {}
    return msgspec.json.decode(
        services.vault.open(request.hers, f"consent_hers:{request.id}"), type=dict[str, str | list[str]]
    )


def opened_note(services: CaseServices, request: ConsentRequest) -> str:
    """What she wrote to the helper when she refused; "" where she wrote nothing."""
    return services.vault.open(request.note, f"consent_note:{request.id}").decode() if request.note else ""


async def end_if_over(db: Db, looked: Looked, now: datetime) -> bool:
    """Write down that a request is void or has lapsed, once, and tell both; False while it waits or was settled before."""
    request = looked.request
    if request.state != "waiting" or looked.waits:
        return False
    if not await store.settle(db, id=request.id, state=looked.state, reason=looked.reason, note=None, at=now):
        return False
    await happened(db, request, "consent_void", SYSTEM, now, changed=looked.reason or "lapsed")
    if looked.reason == "moved_on":  # she did it herself
        await tell(db, request, MOVED_ON(HELPER), HELPER, now)
        return True
    for audience in (PRINCIPAL, HELPER):
        said = VOID(audience, reason=looked.reason) if looked.reason else LAPSED(audience)
        await tell(db, request, said, audience, now)
    return True


async def happened(db: Db, request: ConsentRequest, kind: Kind, by: Actor, now: datetime, **detail: str) -> None:
    """Append an event of the case about a request."""
    told = {"request": str(request.id), **detail}
    await add(db, request.case_id, request.principal, kind, by, now, uuid4(), told)


async def tell(db: Db, request: ConsentRequest, said: Rendered, audience: Audience, now: datetime) -> None:
    """Owe one side a message: hers leads to the page where she answers, the helper's to the mandate, since no link switches."""
    if audience is PRINCIPAL:
        await notify(db, request.principal, TOPIC, said, f"/cases/{request.case_id}/consent", now, request.case_id)
    else:
        await notify(db, request.helper, TOPIC, said, f"/mandates/{request.mandate}", now)
