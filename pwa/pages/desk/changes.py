"""The desk's word on what a register says happened to the holder of a grant: it is so, it isn't, or what had stopped goes on."""

from typing import Annotated
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.changes.settle import settle as settle_change
from backend.cases.changes.types import ChangeDecision
from backend.kit.web import read_form
from backend.residents.guards import access
from pwa.pages.desk.context import OFFICERS, InjectedDesk, after_action


class ChangeWord(Struct, forbid_unknown_fields=True):
    """An officer's word, and why where something is set aside."""

    word: ChangeDecision
    because: Annotated[str, Meta(max_length=500)] = ""


@post(
    "/desk/cases/{id:uuid}/changes/{change:uuid}",
    opt=access(OFFICERS, acts=("grant.change_confirm", "grant.change_set_aside", "grant.change_lift")),
)
async def settle(desk: InjectedDesk, id: FromPath[UUID], change: FromPath[UUID]) -> Response[str] | Redirect:
    """Confirm what the rule says follows, set it aside, or let what had stopped go on."""
    sent = await read_form(desk.request, ChangeWord)
    action = settle_change(desk.db, desk.services, desk.staff, id, change, sent.word, sent.because, desk.now)
    return await after_action(desk, id, action, field=f"#f-because-{change}", typed=sent.because)


ROUTES = [settle]
