"""A receipt on paper: what the sheet says and the pictures on it."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.cases import store as case_store
from backend.cases.decisions import store as decision_store
from backend.cases.receipts import store as receipt_store
from backend.cases.receipts.signing import Claims
from backend.cases.services import CaseServices
from backend.cases.types import Receipt
from backend.kit.pdf import pdf
from backend.kit.pdf_child import Attached
from backend.kit.problems import NotAllowed, NotThere
from backend.kit.qr import svg
from backend.kit.sql import Db
from backend.residents.disclosure import may_read
from backend.residents.types import Acting
from backend.rules.decision import Decision
from pwa.pages.cases import outcome
from pwa.pages.cases.views import read_for
from pwa.printing import NO_GLYPH
from pwa.templates import HERE, render

LINES = 'fill="none" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
MARKS = {
    "tick.svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><g stroke="#0c6b58" {LINES}>'
    '<circle cx="12" cy="12" r="10"/><path d="m8 12 3 3 5-6"/></g></svg>',
    "open.svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><g stroke="#7a4a00" {LINES}>'
    '<circle cx="12" cy="12" r="10"/><path d="M8 12h8"/></g></svg>',
}


class Paper(Struct, frozen=True):
    """All that one sheet is made of, read in one transaction and printed after it."""

    receipt: Receipt
    claims: Claims
    slip: dict[str, Any]
    decision: Decision | None


async def of_case(db: Db, services: CaseServices, acting: Acting, id: UUID) -> Paper:
    """What a sheet is made of, for the receipt of this person's case; raises NotThere when there is none."""
    case = await case_store.get(db, id=id, principal=acting.principal)
    receipt = await receipt_store.receipt_of(db, case_id=id, principal=acting.principal)
    slip = outcome.slip(services, case, receipt)
    claims = services.signer.read(receipt.jws) if receipt else None
    if receipt is None or slip is None or claims is None:
        raise NotThere
    need_readable(services, receipt, acting)
    decision = read_for(
        services, await decision_store.latest_decision(db, case_id=id, principal=acting.principal), acting.assurance
    )
    return Paper(receipt, claims, slip, decision)


def need_readable(services: CaseServices, receipt: Receipt, acting: Acting) -> None:
    """Raise NotAllowed where the signed text tells what registers said and this level may not read it."""
    claims = services.signer.read(receipt.jws)
    if claims is not None and any(one.seen for one in claims.reasons) and not may_read(acting.assurance):
        raise NotAllowed


async def printed(services: CaseServices, paper: Paper, person: UUID) -> bytes:
    """The receipt as a PDF, its signature attached."""
    signed = Attached(f"{paper.receipt.number}.jws", "这张回执的电子签名原文", paper.receipt.jws.encode())
    return await pdf(
        render("receipts/sheet.html", **told(services, paper)),
        assets(paper.slip["verify"]),
        (signed,),
        no_glyph=NO_GLYPH,
        owner=person,
    )


def told(services: CaseServices, paper: Paper) -> dict[str, Any]:
    """What the sheet says."""
    claims, grant = paper.claims, paper.decision.grant if paper.decision else None
    good = claims.outcome == "approve"
    return {
        "number": paper.receipt.number, "status": paper.receipt.status, "good": good, "sample": services.samples,
        "headline": f"{claims.service_name}：{'通过' if good else '没有通过'}",
        "amount": f"{grant.amount:,}" if grant and grant.amount else "",
        "unit": outcome.UNITS.get(grant.period) if grant and grant.amount else "",
        "lead": outcome.first_month(paper.decision) if paper.decision else "；".join(claims.grants),
        "rows": [row for row in paper.slip["rows"] if row["label"] not in TOLD_ABOVE],
        "reasons": [outcome.reason(r) for r in paper.decision.reasons] if paper.decision else [],
        "basis": outcome.basis(paper.decision), "duties": outcome.duties(paper.decision.obligations) if paper.decision else [],
        "verify": paper.slip["verify"], "kid": paper.receipt.kid[:12], "keys": f"{services.origin}/.well-known/jwks.json",
    }  # fmt: skip


TOLD_ABOVE = frozenset({"事项", "内容", "结果"})


def assets(verify: str) -> dict[str, bytes]:
    """The style, the emblem, the marks and the QR code of the public page."""
    inside = (HERE / "layouts/emblem.svg").read_text()
    emblem = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" style="color:#0c6b58">{inside}</svg>'
    return {
        "paper.css": (HERE / "style/paper.css").read_bytes(), "qr.svg": svg(verify, scale=8, border=1, dark="#1c1b17"), "emblem.svg": emblem.encode(),
        **{name: mark.encode() for name, mark in MARKS.items()},
    }  # fmt: skip
