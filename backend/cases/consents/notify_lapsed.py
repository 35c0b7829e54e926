"""Jobs of the worker that notify people of requests for consent: one waits, or one is void. Whether it is, `request_status` computes."""

from datetime import datetime
from uuid import UUID

from backend.cases.consents import store
from backend.cases.consents.request_status import end_if_over, look
from backend.cases.services import CaseServices
from backend.cases.submission import store as submission_store
from backend.kit.crypto import Vault
from backend.kit.db import Transaction
from backend.notices.sms import SmsGateway, SmsMessage, keep_sent
from backend.residents import service as residents

SMS_ASKED = "consent_asked"
FIRST = UUID(int=0)


async def look_at(moment: Transaction, services: CaseServices, case: UUID, principal: UUID, now: datetime) -> bool:
    """Record that the request of a case is void or lapsed, and notify both sides; False if it still stands or none waits."""
    async with moment() as db:
        await submission_store.hold_for_submission(db, id=case, principal=principal)
        request = await store.waiting(db, case_id=case, principal=principal)
        return request is not None and await end_if_over(db, await look(db, services, request, now), now)


async def look_at_all(moment: Transaction, services: CaseServices, now: datetime) -> int:
    """Check every waiting request; returns how many are over."""
    after, over = FIRST, 0
    while True:
        async with moment() as db:
            rows = await store.open_requests(db, after=after)
        for row in rows:
            over += await look_at(moment, services, row.case_id, row.principal, now)
        if not rows:
            return over
        after = rows[-1].id


async def tell_asked(moment: Transaction, vault: Vault, sms: SmsGateway, request: UUID) -> None:
    """Send the principal a short message without any content, while the request waits and she has a number. Raises NotSent."""
    async with moment() as db:
        principal = await store.principal_of(db, id=request)
        phone = (await residents.identity_of(db, vault, principal)).phone if principal else ""
    if phone:
        sent = await sms.send_once(SmsMessage(phone, SMS_ASKED, {}, request))
        async with moment() as db:
            await keep_sent(db, sent)
