"""Receipts: the holder's own page, and the public page that checks one by its number (the QR code)."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from backend.cases.signatures.sign import signatures_of
from backend.delegation.acting import helped
from backend.kit.clock import SHANGHAI
from backend.kit.db import transaction
from backend.kit.messages.formats import moment
from backend.kit.pdf import NoPress, NotPrinted
from backend.kit.problems import Unavailable
from backend.kit.qr import svg
from backend.kit.web import AnyRequest, Db, Now
from backend.residents.guards import Who, access, public, signed_in
from pwa.injected import InjectedServices
from pwa.pages.receipts import sheet
from pwa.pages.receipts.own import own_receipt, signed_receipt
from pwa.pages.receipts.verify import verify_page
from pwa.templates import page
from pwa.views.decisions import basis, reason_lines


@get("/cases/{id:uuid}/receipt", opt=access(signed_in, helper=helped("case.seen")))
async def receipt(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, id: FromPath[UUID]
) -> Response[str]:
    """My receipt, to show, print or keep."""
    own = await own_receipt(db, services, acting, id)
    return page(
        request, "receipts/show.html", nav="cases", back=f"/cases/{id}", receipt=own.slip, basis=basis(own.decision),
        reasons=reason_lines(own.decision), signatures=[
            (one, moment(one.signed_at.astimezone(SHANGHAI))) for one in (await signatures_of(db, services, id, acting.principal)).values()
        ] if not acting.masked else [],
    )  # fmt: skip


@get("/cases/{id:uuid}/receipt.jws", opt=access(signed_in, helper=helped("case.seen")))
async def signed(db: Db, acting: Who, services: InjectedServices, id: FromPath[UUID]) -> Response[str]:
    """The signed document itself, for programs (compact JWS)."""
    receipt = (await signed_receipt(db, services, acting, id)).receipt
    headers = {"Content-Disposition": f'attachment; filename="{receipt.number}.jws"', "Cache-Control": "no-store"}
    return Response(receipt.jws, media_type="application/jose", headers=headers)


@get("/cases/{id:uuid}/receipt.pdf", opt=access(signed_in, helper=helped("case.seen")))
async def on_paper(request: AnyRequest, acting: Who, services: InjectedServices, id: FromPath[UUID]) -> Response[Any]:
    """My receipt as a PDF; printing takes a moment, and no database connection waits for it."""
    async with transaction(request.app.state.pool) as db:
        own = await signed_receipt(db, services, acting, id)
    try:
        made = await sheet.printed(services, own, acting.person)
    except NoPress as missing:
        back = f"/cases/{id}/receipt"
        return page(request, "receipts/no_press.html", status=503, nav="cases", back=back, missing=str(missing))
    except NotPrinted as error:
        raise Unavailable from error
    name = quote(sheet.SHEET("file", number=own.receipt.number))
    headers = {
        "Content-Disposition": f"attachment; filename=\"{own.receipt.number}.pdf\"; filename*=UTF-8''{name}", "Cache-Control": "no-store",
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
    """Where a receipt's number is typed."""
    view = await verify_page(db, services, number, now)
    return page(request, "verify/show.html", view, status=view.status, nav="")


@get("/verify/{number:str}", opt=access(public))
async def verify(
    request: AnyRequest, db: Db, services: InjectedServices, now: Now, number: FromPath[str]
) -> Response[str]:
    """Is this receipt ours, unchanged, and does it still stand?"""
    view = await verify_page(db, services, number, now)
    return page(request, "verify/show.html", view, status=view.status, nav="")


@get("/.well-known/jwks.json", opt=access(public), sync_to_thread=False)
def keys(services: InjectedServices) -> dict[str, Any]:
    """The public keys of our receipts (RFC 7517)."""
    return services.signer.public()


ROUTES = [receipt, signed, on_paper, qr, ask_number, verify, keys]
