"""Taking a paper that we hold already: one tap, its validity checked at that moment."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.papers import reuse
from backend.delegation.acting import helped
from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, Now, read_form, see_other, short_transactions
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices


class Use(Struct, forbid_unknown_fields=True):
    """Which of the offered papers."""

    source: Literal["earlier", "licence"]
    key: Annotated[str, Meta(max_length=40)]


@post("/cases/{id:uuid}/papers/{slot:str}/held", opt=access(signed_in, helper=helped("paper.added")))
async def use(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], slot: FromPath[str]
) -> Redirect:
    """Use this one instead of a photo; a register is asked before the transaction that takes its licence."""
    sent, moment, licence = await read_form(request, Use), short_transactions(request), None
    if sent.source == "licence":
        licence = await reuse.licence_for(moment, services, acting, id, slot, now)
    async with moment() as db:
        if sent.source == "licence":
            await reuse.take_licence(db, services, acting, id, slot, licence, now)
        else:
            await reuse.take_earlier(db, services, request.app.state.file_store, acting, id, slot, as_id(sent.key), now)
    return see_other(f"/cases/{id}/papers/{slot}")


def as_id(text: str) -> UUID:
    """The id of a paper; anything else isn't there."""
    try:
        return UUID(text)
    except ValueError:
        raise NotThere from None


ROUTES = [use]
