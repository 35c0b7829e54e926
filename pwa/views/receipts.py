"""The slip of a signed receipt."""

from msgspec import Struct

from backend.cases.consents.messages import HOW
from backend.cases.services import CaseServices
from backend.cases.types import Case, Receipt
from backend.kit.messages import formats
from backend.kit.messages.render import Messages
from pwa.views.parts import SummaryRow

_words = Messages.beside(__file__).words

STATUS = _words("STATUS")
DECIDED = _words("DECIDED")
ROW, RESULT = _words("ReceiptRow"), _words("ReceiptResult")


class ReceiptSlip(Struct, frozen=True):
    """A receipt for `ui.receipt`, with the addresses of its picture, public page and files."""

    number: str
    rows: list[SummaryRow]
    qr_href: str
    verify: str
    download: str
    jws: str


def slip(services: CaseServices, case: Case, receipt: Receipt | None, name: str = "") -> ReceiptSlip | None:
    """Read a signed receipt into its slip; None without one, or with a signature that isn't ours.

    `name`: the holder's own, for their own eyes; the signed one is masked.
    """
    claims = services.signer.read(receipt.jws) if receipt else None
    if receipt is None or claims is None:
        return None
    rows = {
        "service": claims.service_name, "holder": name or claims.holder, "prepared_by": claims.prepared_by,
        "consent": HOW[claims.consent] if claims.consent else "", "result": RESULT[claims.outcome], "content": formats.clauses(claims.grants),
        "case": claims.case, "decided_by": DECIDED[claims.decided_by], "issued_at": formats.full_moment(receipt.issued_at),
        "status": STATUS[receipt.status],
    }  # fmt: skip
    here = f"/cases/{case.id}/receipt"
    return ReceiptSlip(
        receipt.number, [SummaryRow(ROW[key], value, key=key) for key, value in rows.items() if value], f"/qr/{receipt.number}",
        f"{services.origin}/verify/{receipt.number}", f"{here}.pdf", f"{here}.jws",
    )  # fmt: skip
