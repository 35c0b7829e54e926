"""A receipt on paper: what the sheet says and the pictures on it."""

from uuid import UUID

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.kit.messages.formats import clauses
from backend.kit.messages.render import Messages
from backend.kit.pdf import pdf
from backend.kit.pdf_child import Attached
from backend.kit.qr import svg
from pwa.pages.receipts.own import OwnReceipt
from pwa.printing import no_glyph
from pwa.templates import HERE, render
from pwa.views.decisions import amount, basis, duties, first_month, reason_lines
from pwa.views.parts import ReasonLine, SummaryRow
from pwa.views.receipts import RESULT

SHEET = Messages.beside(__file__).texts("sheet")
LINES = 'fill="none" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
MARKS = {
    "tick.svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><g stroke="#0c6b58" {LINES}>'
    '<circle cx="12" cy="12" r="10"/><path d="m8 12 3 3 5-6"/></g></svg>',
    "open.svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><g stroke="#7a4a00" {LINES}>'
    '<circle cx="12" cy="12" r="10"/><path d="M8 12h8"/></g></svg>',
}


class ReceiptSheet(Struct, frozen=True, kw_only=True):
    """What the sheet says; status: valid, superseded or revoked."""

    number: str
    status: str
    good: bool
    sample: bool
    headline: str
    amount: str
    unit: str
    lead: str
    rows: list[SummaryRow]
    reasons: list[ReasonLine]
    basis: str
    duties: list[str]
    verify: str
    kid: str
    keys: str


async def printed(services: CaseServices, paper: OwnReceipt, person: UUID) -> bytes:
    """The receipt as a PDF, its signature attached."""
    signed = Attached(f"{paper.receipt.number}.jws", SHEET("signature"), paper.receipt.jws.encode())
    return await pdf(
        render("receipts/sheet.html", sheet_of(services, paper)),
        assets(paper.slip.verify),
        (signed,),
        no_glyph=no_glyph(),
        owner=person,
    )


def sheet_of(services: CaseServices, paper: OwnReceipt) -> ReceiptSheet:
    """Collect what the sheet says."""
    claims, decision = paper.claims, paper.decision
    paid, unit = amount(decision.grant if decision else None)
    return ReceiptSheet(
        number=paper.receipt.number, status=paper.receipt.status, good=claims.outcome == "approve", sample=services.samples,
        headline=SHEET("headline", service=claims.service_name, result=RESULT[claims.outcome]),
        amount=paid, unit=unit, lead=first_month(decision) if decision else clauses(claims.grants),
        rows=[row for row in paper.slip.rows if row.key not in TOLD_ABOVE], reasons=reason_lines(decision),
        basis=basis(decision), duties=duties(decision.obligations) if decision else [],
        verify=paper.slip.verify, kid=paper.receipt.kid[:12], keys=f"{services.origin}/.well-known/jwks.json",
    )  # fmt: skip


TOLD_ABOVE = frozenset({"service", "content", "result"})


def assets(verify: str) -> dict[str, bytes]:
    """The style, the emblem, the marks and the QR code of the public page."""
    inside = (HERE / "layouts/emblem.svg").read_text()
    emblem = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" style="color:#0c6b58">{inside}</svg>'
    return {
        "paper.css": (HERE / "style/paper.css").read_bytes(), "qr.svg": svg(verify, scale=8, border=1, dark="#1c1b17"), "emblem.svg": emblem.encode(),
        **{name: mark.encode() for name, mark in MARKS.items()},
    }  # fmt: skip
