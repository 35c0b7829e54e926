"""The page on which a text is signed."""

from typing import Annotated, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.services import CaseServices
from backend.cases.signatures.problems import NameDiffers, SignatureMissing, SignatureUnreadable, TextChanged
from backend.cases.signatures.sign import sign, signable, text_digest
from backend.catalogue.types import RequiredMaterial
from backend.kit.problems import Refusal
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import Who, access, confirmed
from backend.residents.types import Acting
from pwa.injected import InjectedServices
from pwa.pages.cases.case_page import next_page
from pwa.templates import page
from pwa.views.parts import FormError, field_error


class SigningForm(Struct, forbid_unknown_fields=True):
    """What signing sends; `drawn`: strokes of the pad, `seen`: digest of the text that was shown."""

    seen: Annotated[str, Meta(max_length=64)] = ""
    name: Annotated[str, Meta(max_length=60)] = ""
    drawn: Annotated[str, Meta(max_length=40_000)] = ""


class SigningPage(Struct, frozen=True, kw_only=True):
    """The page; `who`: the name of the identity document, "" where none is known."""

    template: ClassVar[str] = "cases/sign.html"
    material: RequiredMaterial
    who: str
    typed: str
    seen: str
    action: str
    back: str
    errors: list[FormError]
    step: str = ""
    leave: str = ""


async def signing_page(
    db: Db, services: CaseServices, acting: Acting, id: UUID, slot: str, typed: str = "", problem: str = ""
) -> SigningPage:
    """Show the text; raises as `signable`."""
    found, here = await signable(db, services, acting, id, slot), f"/cases/{id}/papers/{slot}"
    return SigningPage(
        material=found.asked, who=found.name, typed=typed, seen=text_digest(found.asked.signs), action=f"{here}/signature", back=here,
        errors=[field_error("name", problem)] if problem else [],
    )  # fmt: skip


@get("/cases/{id:uuid}/papers/{slot:str}/signature", opt=access(confirmed))
async def signing(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, id: FromPath[UUID], slot: FromPath[str]
) -> Response[str]:
    """The text, and where it is signed."""
    view = await signing_page(db, services, acting, id, slot)
    return page(request, view.template, view, nav="cases")


@post("/cases/{id:uuid}/papers/{slot:str}/signature", opt=access(confirmed))
async def signed(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], slot: FromPath[str]
) -> Response[str] | Redirect:  # fmt: skip
    """Sign, and go on; what is wrong is said on the page."""
    sent = await read_form(request, SigningForm)
    try:
        await sign(db, services, acting, id, slot, sent.name, sent.drawn, sent.seen, now)
    except (NameDiffers, SignatureMissing, SignatureUnreadable, TextChanged) as refusal:
        return again(request, await signing_page(db, services, acting, id, slot, sent.name, refusal.sentence), refusal)
    return see_other(await next_page(db, services, acting, id, f"/cases/{id}/papers/{slot}"))


def again(request: AnyRequest, view: SigningPage, refusal: Refusal) -> Response[str]:
    """The page once more, with what is wrong."""
    return page(request, view.template, view, status=int(refusal.status), nav="cases")


ROUTES = [signing, signed]
