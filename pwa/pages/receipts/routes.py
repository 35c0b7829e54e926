"""Receipts: the holder's own page, and the public page that checks one by its number (the QR code)."""

from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from backend.cases import store as case_store
from backend.cases.decisions import store as decision_store
from backend.cases.grants import store as grants
from backend.cases.receipts import store as receipt_store
from backend.cases.services import CaseServices
from backend.kit.clock import SHANGHAI, local_date
from backend.kit.db import transaction
from backend.kit.pdf import NoPress, NotPrinted
from backend.kit.problems import NotThere, Unavailable
from backend.kit.qr import svg
from backend.kit.text import spelled_out
from backend.kit.web import AnyRequest, Db, Now
from backend.residents.guards import Who, access, public, signed_in
from pwa.injected import InjectedServices
from pwa.pages.cases import outcome
from pwa.pages.cases.views import read_for
from pwa.pages.grants import words
from pwa.pages.receipts import sheet
from pwa.templates import day, moment, page


@get("/cases/{id:uuid}/receipt", opt=access(signed_in))
async def receipt(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, id: FromPath[UUID]
) -> Response[str]:
    """My receipt, to show, print or keep."""
    case = await case_store.get(db, id=id, principal=acting.principal)
    slip = outcome.slip(services, case, await receipt_store.receipt_of(db, case_id=id, principal=acting.principal))
    if slip is None:
        raise NotThere
    decision = read_for(
        services, await decision_store.latest_decision(db, case_id=id, principal=acting.principal), acting.assurance
    )
    return page(
        request, "receipts/show.html", nav="cases", back=f"/cases/{id}", receipt=slip, basis=outcome.basis(decision),
        reasons=[outcome.reason(r) for r in decision.reasons] if decision else [],
    )  # fmt: skip


@get("/cases/{id:uuid}/receipt.jws", opt=access(signed_in))
async def signed(db: Db, acting: Who, services: InjectedServices, id: FromPath[UUID]) -> Response[str]:
    """The signed document itself, for programs (compact JWS)."""
    held = await receipt_store.receipt_of(db, case_id=id, principal=acting.principal)
    if held is None:
        raise NotThere
    sheet.need_readable(services, held, acting)
    headers = {"Content-Disposition": f'attachment; filename="{held.number}.jws"', "Cache-Control": "no-store"}
    return Response(held.jws, media_type="application/jose", headers=headers)


@get("/cases/{id:uuid}/receipt.pdf", opt=access(signed_in))
async def on_paper(request: AnyRequest, acting: Who, services: InjectedServices, id: FromPath[UUID]) -> Response[Any]:
    """My receipt as a PDF; printing takes a moment, and no database connection waits for it."""
    async with transaction(request.app.state.pool) as db:
        paper = await sheet.of_case(db, services, acting, id)
    try:
        made = await sheet.printed(services, paper, acting.person)
    except NoPress as missing:
        return page(
            request,
            "receipts/no_press.html",
            status=503,
            nav="cases",
            back=f"/cases/{id}/receipt",
            missing=str(missing),
        )
    except NotPrinted as error:
        raise Unavailable from error
    name = quote(f"办理回执-{paper.receipt.number}.pdf")
    headers = {
        "Content-Disposition": f"attachment; filename=\"{paper.receipt.number}.pdf\"; filename*=UTF-8''{name}", "Cache-Control": "no-store",
    }  # fmt: skip
    return Response(made, media_type="application/pdf", headers=headers)


@get("/qr/{number:str}", opt=access(public), sync_to_thread=False)
def qr(number: FromPath[str], services: InjectedServices) -> Response[bytes]:
    """The QR code of a receipt's public page, as a picture."""
    drawn = svg(f"{services.origin}/verify/{number[:40]}", scale=8, border=2, dark="#1c1b17")
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@get("/verify", opt=access(public))
async def ask_number(
    request: AnyRequest, db: Db, services: InjectedServices, now: Now, number: FromQuery[str] = ""
) -> Response[str]:
    """Where somebody types a receipt's number."""
    if number.strip():
        return await verified(request, db, services, number, now)
    return page(request, "verify/show.html", nav="", state="ask", number="", rows=[], checked="")


@get("/verify/{number:str}", opt=access(public))
async def verify(
    request: AnyRequest, db: Db, services: InjectedServices, now: Now, number: FromPath[str]
) -> Response[str]:
    """Is this receipt ours, unchanged, and does it still stand? Says no more than needed for that."""
    return await verified(request, db, services, number, now)


async def verified(request: AnyRequest, db: Db, services: CaseServices, number: str, now: datetime) -> Response[str]:
    """The public page of one receipt."""
    tidy = spelled(number)
    try:
        held = await receipt_store.receipt_by_number(db, number=tidy)
    except NotThere:
        held = None
    claims = services.signer.read(held.jws) if held else None
    if held is None or claims is None or claims.jti != held.number:
        return page(request, "verify/show.html", status=404, nav="", state="unknown", number=tidy, rows=[], checked="")
    rows = [
        {"label": "事项", "value": claims.service_name}, {"label": "申请人", "value": claims.holder},
        {"label": "结果", "value": "通过" if claims.outcome == "approve" else "未通过"},
        *standing(await grants.standing_of_receipt(db, number=tidy)),
        {"label": "出具日期", "value": day(local_date(held.issued_at))},
        *([{"label": ENDED[held.status], "value": day(local_date(held.ended_at))}] if held.ended_at and held.status in ENDED else []),
    ]  # fmt: skip
    checked = f"{now.astimezone(SHANGHAI).year}年{moment(now)}"
    return page(request, "verify/show.html", nav="", state=held.status, number=held.number, rows=rows, checked=checked)


def standing(found: grants.GrantStanding | None) -> list[dict[str, str]]:
    """Whether what was granted still runs, for who relies on the receipt."""
    if found is None:
        return []
    return [{"label": "现在", "value": (words.RIGHTS if found.runs == "right" else words.STATES)[found.state][0]}]


ENDED = {"superseded": "被取代的日期", "revoked": "撤销日期"}


def spelled(number: str) -> str:
    """A number as typed or read aloud, in the one way we write it."""
    letters = spelled_out(number)[:20]
    return "-".join(letters[i : i + 5] for i in range(0, len(letters), 5))


@get("/.well-known/jwks.json", opt=access(public), sync_to_thread=False)
def keys(services: InjectedServices) -> dict[str, Any]:
    """The public keys of our receipts (RFC 7517)."""
    return services.signer.public()


ROUTES = [receipt, signed, on_paper, qr, ask_number, verify, keys]
