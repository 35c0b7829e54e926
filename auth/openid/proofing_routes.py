"""Proving identity through the provincial provider, for a resident who is signed in here already."""

from typing import Any

from litestar import Response, get

from auth.dependencies import Here, Next
from auth.identity.results import apply_proof
from auth.identity.return_to import remembered
from auth.openid import store
from auth.openid.authorization_flow import relying_party_for, start_authorization
from auth.openid.id_token import proved_at
from auth.openid.resident_account import account_of, level_of, means_of, parse_claims, proven_number
from auth.openid.types import Claims, IdentityProvider, PendingAuthorization
from auth.session.browser import Browser
from auth.session.return_to import HOME, same_site
from auth.session.sign_in import complete_step_up
from backend.delegation.acting import OWN
from backend.kit.crypto import Vault
from backend.kit.identity_number import identity_number
from backend.kit.sql import Db
from backend.kit.web import AnyRequest, Now
from backend.residents.guards import Who, access, signed_in
from backend.residents.types import Assurance, FreshProof

DONE, NOT_ENOUGH = "/me/identity", "/me/identity?told=provider"


@get("/me/identity/provider", opt=access(signed_in))
async def start(request: AnyRequest, browser: Here, acting: Who) -> Response[Any]:
    """Redirect to the provider; the answer counts only for the person who started."""
    return await start_authorization(relying_party_for(request, "resident"), browser, DONE, proving=acting.person)


@get("/step-up/provider", opt=access(signed_in, helper=OWN))
async def step_up(request: AnyRequest, browser: Here, acting: Who, next: Next = HOME) -> Response[Any]:
    """Redirect to the provider for a fresh sign-in, then back to the page that asked for it."""
    return await start_authorization(
        relying_party_for(request, "resident"), browser, same_site(next), proving=acting.person
    )


async def proven(
    db: Db,
    vault: Vault,
    provider: IdentityProvider,
    claims: Claims,
    browser: Browser,
    begun: PendingAuthorization,
    now: Now,
) -> str:
    """Raise the person who began; answers where they go on. Somebody else at the same browser proves nothing for them."""
    said, person = parse_claims(claims), begun.proving
    level = level_of(provider, said)
    number = proven_number(provider, said, level)
    if (
        person is None
        or browser.session is None
        or browser.session.person != person
        or not number
        or not said.name.strip()
    ):
        return NOT_ENOUGH
    who = (said.name.strip(), identity_number(number, samples=provider.samples))
    subject, known = await account_of(db, vault, provider.issuer, said.sub)
    ours = known is None or known.id == person
    if not ours or await apply_proof(db, vault, person, who, "provider", level, now) != "done":
        return NOT_ENOUGH
    await store.link(db, issuer=provider.issuer, subject_hash=subject, person=person, at=now)
    back = begun.next if begun.next != DONE else await remembered(browser.sessions.redis, vault, person)
    proof = FreshProof(
        proved_at(claims, now) or now, means_of(provider, claims)
    )  # checked: it signed in anew, or we wouldn't be here
    return await complete_step_up(browser, back or DONE, proof, Assurance(max(level, browser.session.assurance)))


ROUTES = [start, step_up]
