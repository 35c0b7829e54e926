"""Taking a paper that is held already: one tap, its validity checked at that moment."""

from typing import Annotated
from uuid import UUID

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.papers.take_held import Source, use_held_material
from backend.delegation.acting import helped
from backend.kit.web import AnyRequest, Now, read_form, see_other, short_transactions
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices


class ReuseForm(Struct, forbid_unknown_fields=True):
    """Which of the offered papers."""

    source: Source
    key: Annotated[str, Meta(max_length=40)]


@post("/cases/{id:uuid}/papers/{slot:str}/held", opt=access(signed_in, helper=helped("paper.added")))
async def use(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], slot: FromPath[str]
) -> Redirect:
    """Use this one instead of a photo."""
    sent, files = await read_form(request, ReuseForm), request.app.state.file_store
    await use_held_material(short_transactions(request), services, files, acting, id, slot, sent.source, sent.key, now)
    return see_other(f"/cases/{id}/papers/{slot}")


ROUTES = [use]
