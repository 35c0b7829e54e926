"""Page between the SMS code and the account: the second proof. It shows nothing personal."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from msgspec import Meta, Struct

from auth.dependencies import Here, VaultHere
from auth.known_browsers import service
from auth.known_browsers.service import MOST_TRIES, TRIES_SECONDS, IdentityMismatch
from auth.rendering import passkeys_available, sample_world, show, wrong
from auth.session import cookie
from auth.session.browser import Browser
from auth.session.sign_in import sign_in_resident
from backend.kit import encrypted_redis
from backend.kit.log import fact
from backend.kit.problems import Refusal
from backend.kit.redis import count_attempt
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, Redis, read_form, see_other
from backend.residents import store as people
from backend.residents.guards import access, public
from backend.residents.service import identity_of
from backend.residents.types import Assurance

SECONDS = 900
HERE = "/sign-in/second"


class PendingSignIn(Struct, frozen=True, kw_only=True):
    """A sign-in with the right code whose second proof is missing."""

    person: UUID
    phone: str
    next: str
    shared: bool


class SecondProofForm(Struct, forbid_unknown_fields=True):
    """Form of the second proof: name and last digits of the identity number."""

    name: Annotated[str, Meta(max_length=80)] = ""
    digits: Annotated[str, Meta(max_length=20)] = ""


def key_of(browser: Browser) -> str:
    """Redis key of the pending sign-in."""
    return f"arrival:{cookie.redis_name(browser.session_id)}"


async def store_pending(browser: Browser, arrival: PendingSignIn) -> str:
    """Store the pending sign-in; returns the address of the second-proof page."""
    await encrypted_redis.put(browser.sessions.redis, browser.vault, key_of(browser), arrival, SECONDS)
    return HERE


async def pending_sign_in(browser: Browser) -> PendingSignIn | None:
    """Read the pending sign-in of this browser."""
    return await encrypted_redis.get(browser.sessions.redis, browser.vault, key_of(browser), PendingSignIn)


@get(HERE, opt=access(public))
async def page(request: AnyRequest, db: Db, vault: VaultHere, browser: Here) -> Response[Any]:
    """Asks for one more thing."""
    arrival = await pending_sign_in(browser)
    return see_other("/sign-in") if arrival is None else await ask(request, db, vault, arrival)


async def ask(
    request: AnyRequest, db: Connection, vault: VaultHere, arrival: PendingSignIn, form: SecondProofForm | None = None, refusal: Refusal | None = None
) -> Response[str]:  # fmt: skip
    """The page, with the ways that this account and this installation have."""
    who = await identity_of(db, vault, arrival.person)
    return show(
        request, "sign_in/second.html", status=refusal.status if refusal else HTTPStatus.OK, form=form or SecondProofForm(),
        known_by_name=bool(who.name and who.id_number), passkeys=passkeys_available(request),
        provider="resident" in request.app.state.openid, next=arrival.next, sample_world=sample_world(request), errors=wrong("name", refusal) if refusal else [],
    )  # fmt: skip


@post(HERE, opt=access(public), status_code=HTTPStatus.OK)
async def answer(request: AnyRequest, db: Db, vault: VaultHere, redis: Redis, browser: Here, now: Now) -> Response[Any]:
    """Name and last digits; a try is counted before comparing, so that parallel guesses gain nothing."""
    arrival, form = await pending_sign_in(browser), await read_form(request, SecondProofForm)
    if arrival is None:
        return see_other("/sign-in")
    try:
        whose = vault.fingerprint("second-proof", str(arrival.person)).hex()  # the counter may outlive the account
        await count_attempt(redis, f"limit:second-proof:{whose}", MOST_TRIES, TRIES_SECONDS)
        if not service.identity_matches(await identity_of(db, vault, arrival.person), form.name, form.digits):
            raise IdentityMismatch
    except Refusal as refusal:
        return await ask(request, db, vault, arrival, form, refusal)
    await service.remember_browser(db, browser, arrival.person, now, shared=arrival.shared)
    person = await people.person(db, person=arrival.person)
    fact("sign_in.second_proof", person=str(arrival.person))
    return see_other(await complete_sign_in(browser, arrival, person, now))


async def complete_sign_in(browser: Browser, arrival: PendingSignIn, person: people.PersonRow, now: Now) -> str:
    """Sign in and delete the pending sign-in; returns the next page."""
    await encrypted_redis.take(browser.sessions.redis, browser.vault, key_of(browser), PendingSignIn)
    return await sign_in_resident(
        browser, person.id, Assurance(person.assurance), arrival.next, "sms", now, shared=arrival.shared
    )


@post(f"{HERE}/not-me", opt=access(public), status_code=HTTPStatus.OK)
async def not_me(request: AnyRequest, db: Db, vault: VaultHere, browser: Here, now: Now) -> Response[Any]:
    """“Not my account”: create an account for this number, and notify its former owner."""
    await read_form(request, EmptyForm)
    arrival = await pending_sign_in(browser)
    if arrival is None:
        return see_other("/sign-in")
    fresh = await service.release_number(db, vault, arrival.person, arrival.phone, now)
    await service.remember_browser(db, browser, fresh.id, now, shared=arrival.shared)
    fact("sign_in.number_given_up", person=str(arrival.person))
    return see_other(await complete_sign_in(browser, arrival, fresh, now))


ROUTES = [page, answer, not_me]
