"""The desk's word on what a register says happened to the holder of a grant: it is so, it isn't, or what had stopped goes on."""

from typing import Annotated
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.changes.settle import settle as settle_change
from backend.cases.changes.types import ChangeDecision
from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.injected import InjectedServices
from pwa.pages.desk.case_again import case_again

OFFICERS = staff("officer", "supervisor")


class ChangeWord(Struct, forbid_unknown_fields=True):
    """An officer's word, and why where something is set aside."""

    word: ChangeDecision
    because: Annotated[str, Meta(max_length=500)] = ""


@post(
    "/desk/cases/{id:uuid}/changes/{change:uuid}",
    opt=access(OFFICERS, acts=("grant.change_confirm", "grant.change_set_aside", "grant.change_lift")),
)
async def settle(
    request: AnyRequest,
    db: Db,
    staff: StaffWho,
    services: InjectedServices,
    now: Now,
    id: FromPath[UUID],
    change: FromPath[UUID],
) -> Response[str] | Redirect:
    """Confirm what the rule says follows, set it aside, or let what had stopped go on."""
    sent = await read_form(request, ChangeWord)
    try:
        await settle_change(db, services, staff, id, change, sent.word, sent.because, now)
    except ReasonNeeded as refusal:
        field = f"#f-because-{change}"
        return await case_again(request, db, services, staff, id, now, refusal=refusal, href=field, typed=sent.because)
    return see_other(f"/desk/cases/{id}")


ROUTES = [settle]
