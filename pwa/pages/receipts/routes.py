"""Receipts: the holder's own page, and the public page that checks one by its number (the QR code)."""

import io
from typing import Any
from uuid import UUID

import segno
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from backend.cases import store
from backend.cases.office import Office
from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, Db
from backend.residents.guards import Who, access, public, signed_in
from pwa.templates import page

TheOffice = NamedDependency[SkipValidation[Office]]
STATUS = {"valid": "有效", "superseded": "已被新的决定取代", "revoked": "已撤销"}


@get("/cases/{id:uuid}/receipt", opt=access(signed_in))
async def receipt(request: AnyRequest, db: Db, acting: Who, office: TheOffice, id: UUID) -> Response[str]:
    """My receipt, to show, print or keep."""
    case = await store.held(db, id=id, principal=acting.principal)
    held = await store.receipt_of(db, case_id=id, principal=acting.principal)
    if held is None:
        raise NotThere
    return page(
        request, "receipts/show.html", nav="cases", case=case, receipt=held, claims=office.signer.read(held.jws),
        status_says=STATUS[held.status], address=f"{office.origin}/verify/{held.number}",
    )  # fmt: skip


@get("/cases/{id:uuid}/receipt.jws", opt=access(signed_in))
async def signed(db: Db, acting: Who, id: UUID) -> Response[str]:
    """The signed document itself, for programs (compact JWS)."""
    held = await store.receipt_of(db, case_id=id, principal=acting.principal)
    if held is None:
        raise NotThere
    headers = {"Content-Disposition": f'attachment; filename="{held.number}.jws"', "Cache-Control": "no-store"}
    return Response(held.jws, media_type="application/jose", headers=headers)


@get("/qr/{number:str}", opt=access(public), sync_to_thread=False)
def qr(number: str, office: TheOffice) -> Response[bytes]:
    """The QR code of a receipt's public page, as a picture."""
    drawn = io.BytesIO()
    segno.make(f"{office.origin}/verify/{number[:40]}", error="m").save(drawn, kind="svg", scale=8, border=2, dark="#1c1b17")
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@get("/verify", opt=access(public))
async def ask_number(request: AnyRequest, db: Db, office: TheOffice, number: str = "") -> Response[str]:
    """Where somebody types a receipt's number."""
    if number:
        return await verified(request, db, office, number)
    return page(request, "receipts/ask.html", nav="", number="")


@get("/verify/{number:str}", opt=access(public))
async def verify(request: AnyRequest, db: Db, office: TheOffice, number: str) -> Response[str]:
    """Is this receipt ours, unchanged, and does it still stand? Says no more than needed for that."""
    return await verified(request, db, office, number)


async def verified(request: AnyRequest, db: Db, office: Office, number: str) -> Response[str]:
    """The public page of one receipt."""
    tidy = number.strip().upper().replace(" ", "")
    try:
        held = await store.receipt_by_number(db, number=tidy)
    except NotThere:
        return page(request, "receipts/unknown.html", status=404, nav="", number=tidy[:40])
    claims = office.signer.read(held.jws)
    return page(
        request, "receipts/verify.html", nav="", receipt=held, claims=claims, status_says=STATUS[held.status],
        genuine=claims is not None and claims.jti == held.number,
    )  # fmt: skip


@get("/.well-known/jwks.json", opt=access(public), sync_to_thread=False)
def keys(office: TheOffice) -> dict[str, Any]:
    """The public keys of our receipts (RFC 7517)."""
    return office.signer.public()


ROUTES = [receipt, signed, qr, ask_number, verify, keys]
