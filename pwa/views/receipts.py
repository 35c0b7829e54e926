"""The slip of a signed receipt."""

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.cases.types import Case, Receipt
from backend.kit.clock import SHANGHAI
from backend.kit.messages.render import Messages
from pwa.templates import moment
from pwa.views.parts import SummaryRow

_words = Messages.beside(__file__).words

STATUS = _words("STATUS")
DECIDED = _words("DECIDED")


class ReceiptSlip(Struct, frozen=True):
    """A receipt for `ui.receipt`, with the addresses of its picture, public page and files."""

    number: str
    rows: list[SummaryRow]
    qr_href: str
    verify: str
    download: str
    jws: str


def slip(services: CaseServices, case: Case, receipt: Receipt | None) -> ReceiptSlip | None:
    """Read a signed receipt into its slip; None without one, or with a signature that isn't ours."""
    claims = services.signer.read(receipt.jws) if receipt else None
    if receipt is None or claims is None:
        return None
    rows = [
        ("事项", claims.service_name), ("申请人", claims.holder), ("结果", "通过" if claims.outcome == "approve" else "未通过"),
        ("内容", "；".join(claims.grants)), ("办件编号", claims.case), ("决定方式", DECIDED[claims.decided_by]),
        ("出具时间", f"{receipt.issued_at.astimezone(SHANGHAI).year}年{moment(receipt.issued_at)}"), ("状态", STATUS[receipt.status]),
    ]  # fmt: skip
    here = f"/cases/{case.id}/receipt"
    return ReceiptSlip(
        receipt.number, [SummaryRow(label, value) for label, value in rows if value], f"/qr/{receipt.number}",
        f"{services.origin}/verify/{receipt.number}", f"{here}.pdf", f"{here}.jws",
    )  # fmt: skip
