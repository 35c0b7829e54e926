"""A person's own receipt with its decision."""

from uuid import UUID

from msgspec import Struct

from backend.cases import store
from backend.cases.decisions import store as decisions_store
from backend.cases.receipts import store as receipts_store
from backend.cases.receipts.signing import Claims
from backend.cases.services import CaseServices
from backend.cases.types import Receipt
from backend.kit.problems import NotAllowed, NotThere
from backend.kit.sql import Db
from backend.residents.disclosure import may_read
from backend.residents.types import Acting
from backend.rules.decision import Decision
from pwa.views.decisions import decision_for_resident
from pwa.views.receipts import ReceiptSlip, slip


class OwnReceipt(Struct, frozen=True):
    """A receipt, what it states, its slip and its decision as its person may read them."""

    receipt: Receipt
    claims: Claims
    slip: ReceiptSlip
    decision: Decision | None


async def own_receipt(db: Db, services: CaseServices, acting: Acting, id: UUID) -> OwnReceipt:
    """Read the receipt of this person's case; raises NotThere without one."""
    case = await store.get(db, id=id, principal=acting.principal)
    receipt = await receipts_store.receipt_of(db, case_id=id, principal=acting.principal)
    shown, claims = slip(services, case, receipt), services.signer.read(receipt.jws) if receipt else None
    if receipt is None or shown is None or claims is None:
        raise NotThere
    stored = await decisions_store.latest_decision(db, case_id=id, principal=acting.principal)
    return OwnReceipt(receipt, claims, shown, decision_for_resident(services, stored, acting.assurance))


async def signed_receipt(db: Db, services: CaseServices, acting: Acting, id: UUID) -> OwnReceipt:
    """Read a receipt to hand out whole; raises NotAllowed where it states what registers told and this level may not read that."""
    found = await own_receipt(db, services, acting, id)
    if any(one.seen for one in found.claims.reasons) and not may_read(acting.assurance):
        raise NotAllowed
    return found
