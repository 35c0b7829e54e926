"""Mandates and letters on A4."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response
from msgspec import Struct

from backend.cases.services import CaseServices
from backend.delegation.printed_sheets import ConsentSheet
from backend.kit.pdf import NoPress, NotPrinted, pdf
from backend.kit.problems import Unavailable
from backend.kit.qr import svg
from backend.kit.web import AnyRequest
from backend.residents.types import Staff
from pwa.pages.mandate_desk.consent_views import ConsentContent
from pwa.printing import no_glyph
from pwa.templates import HERE, page, render
from pwa.views.mandates import ConsentLine, consent_lines

VERIFY = "/verify/mandate"


class PaperSheet(Struct, frozen=True, kw_only=True):
    """What a sheet says; `verify`: where its code is checked; `version`: of the wording."""

    code: str
    principal: str
    helper: str
    address: str
    words: list[ConsentLine]
    version: str
    until: datetime
    printed_at: datetime
    officer: str
    verify: str
    sample: bool


class ConsentPaper(Struct, frozen=True, kw_only=True):
    """What a sheet says of a submission that waits for the principal's yes."""

    content: ConsentContent
    officer: str
    printed_at: datetime
    sample: bool


async def consent_pdf(
    request: AnyRequest, services: CaseServices, staff: Staff, id: UUID, content: ConsentContent, now: datetime
) -> Response[Any]:
    """What is read to the principal, for her to keep."""
    sheet = ConsentPaper(content=content, officer=staff.name, printed_at=now, sample=services.samples)
    return await _pressed(
        request, services, staff, "mandate_desk/consent_sheet.html", sheet, id, f"/desk/consents/{id}"
    )


async def mandate_pdf(request: AnyRequest, services: CaseServices, staff: Staff, sheet: ConsentSheet) -> Response[Any]:
    """A mandate that was agreed to at the counter."""
    return await _printed(request, services, staff, sheet, "mandate_desk/sheet.html")


async def letter_pdf(request: AnyRequest, services: CaseServices, staff: Staff, sheet: ConsentSheet) -> Response[Any]:
    """A letter that asks for a principal's yes."""
    return await _printed(request, services, staff, sheet, "mandate_desk/letter.html")


async def _printed(
    request: AnyRequest, services: CaseServices, staff: Staff, sheet: ConsentSheet, template: str
) -> Response[Any]:
    sent = paper(services, staff, sheet)
    return await _pressed(request, services, staff, template, sent, sheet.mandate, f"/desk/mandates/{sheet.mandate}")


async def _pressed(
    request: AnyRequest, services: CaseServices, staff: Staff, template: str, view: Struct, id: UUID, back: str
) -> Response[Any]:
    try:
        made = await pdf(render(template, view), assets(services), no_glyph=no_glyph(), owner=staff.subject)
    except NoPress as missing:
        return page(
            request,
            "mandate_desk/no_press.html",
            status=503,
            nav="mandates",
            staff=staff,
            back=back,
            missing=str(missing),
        )
    except NotPrinted as error:
        raise Unavailable from error
    headers = {"Content-Disposition": f'inline; filename="{id}.pdf"', "Cache-Control": "no-store"}
    return Response(made, media_type="application/pdf", headers=headers)


def paper(services: CaseServices, staff: Staff, sheet: ConsentSheet) -> PaperSheet:
    """Collect what a sheet says."""
    return PaperSheet(
        code=sheet.code, principal=sheet.principal, helper=sheet.helper, address=sheet.address, words=consent_lines(sheet.words.words),
        version=sheet.words.wording.version, until=sheet.until, printed_at=sheet.printed_at, officer=staff.name,
        verify=services.origin + VERIFY, sample=services.samples,
    )  # fmt: skip


def assets(services: CaseServices) -> dict[str, bytes]:
    """The style, the emblem, and the QR code of the page that checks a code: the code itself isn't in it."""
    inside = (HERE / "layouts/emblem.svg").read_text()
    emblem = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" style="color:#0c6b58">{inside}</svg>'
    drawn = svg(services.origin + VERIFY, scale=8, border=1, dark="#1c1b17")
    return {"paper.css": (HERE / "style/paper.css").read_bytes(), "qr.svg": drawn, "emblem.svg": emblem.encode()}
