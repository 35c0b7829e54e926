"""The switch: a person who was given a mandate acts by it until they switch back or the session ends. No link switches."""

from uuid import UUID

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from auth.dependencies import Here, VaultHere
from backend.delegation import legal_authority, store
from backend.delegation.acting import OWN, in_force
from backend.delegation.problems import MandateOver
from backend.kit import masking
from backend.kit.web import AnyRequest, EmptyForm, Now, read_form, see_other, short_transactions
from backend.residents.guards import Who, access, signed_in
from backend.residents.service import identity_of


@post("/mandates/{id:uuid}/acting", opt=access(signed_in, helper=OWN))
async def switch(
    request: AnyRequest, acting: Who, browser: Here, vault: VaultHere, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Act by this mandate from now on; an authority by law is checked with its register first. Raises MandateOver."""
    await read_form(request, EmptyForm)
    moment = short_transactions(request)
    async with moment() as db:
        await in_force(db, id, acting.person, now)
        mandate = await store.get(db, id=id, person=acting.person)
        principal = await identity_of(db, vault, mandate.principal)
    if not await legal_authority.check_again(moment, request.app.state.services, mandate, now):
        raise MandateOver
    await browser.switch(id, principal.name or masking.phone(principal.phone))
    return see_other("/cases")


@post("/acting/end", opt=access(signed_in, helper=OWN))
async def switch_back(request: AnyRequest, browser: Here) -> Redirect:
    """Act for oneself again."""
    await read_form(request, EmptyForm)
    await browser.switch(None)
    return see_other("/")


ROUTES = [switch, switch_back]
