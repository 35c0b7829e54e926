"""The entrance for residents through the provincial identity provider, where the operator named one."""

from typing import Any

from litestar import Response, get

from auth.dependencies import Here, Next, VaultHere
from auth.known_browsers.service import remember_browser
from auth.openid.authorization_flow import complete_authorization, count_start, relying_party_for, start_authorization
from auth.openid.id_token import proved_at
from auth.openid.proofing_routes import proven
from auth.openid.resident_account import find_or_link_resident, means_of
from auth.session.return_to import HOME, same_site
from auth.session.sign_in import sign_in_resident
from backend.kit.log import fact
from backend.kit.web import AnyRequest, Now, see_other, short_transactions
from backend.residents.guards import access, public
from backend.residents.types import Assurance

NAME = "resident"


@get("/sign-in/provider", opt=access(public))
async def start(request: AnyRequest, browser: Here, next: Next = HOME) -> Response[Any]:
    """Redirect to the provider; only this browser can complete the sign-in."""
    await count_start(request, browser)
    return await start_authorization(relying_party_for(request, NAME), browser, same_site(next))


@get("/sign-in/provider/callback", opt=access(public))
async def come_back(request: AnyRequest, browser: Here, vault: VaultHere, now: Now) -> Response[Any]:
    """The provider's answer; each is good once."""
    ours = relying_party_for(request, NAME)
    claims, begun = await complete_authorization(request, ours, browser)
    async with short_transactions(request)() as db:
        if begun.proving is not None:
            return see_other(await proven(db, vault, ours.provider, claims, browser, begun, now))
        found = await find_or_link_resident(db, vault, ours.provider, claims, now)
        who = found.person
        await remember_browser(db, browser, who.id, now)
    if found.cleared:
        await browser.sessions.end_all(f"person:{who.id}")
    fact("openid.signed_in", person=str(who.id))
    at = proved_at(claims, now)
    means = means_of(ours.provider, claims)
    return see_other(await sign_in_resident(browser, who.id, Assurance(who.assurance), begun.next, means, at))


ROUTES = [start, come_back]
