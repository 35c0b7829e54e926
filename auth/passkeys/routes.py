"""Setting up a passkey, signing in with one, and proving again with one who is there."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from auth.dependencies import Here, VaultHere
from auth.known_browsers.service import remember_browser
from auth.passkeys import store
from auth.passkeys.credential import NotRecognised, credential_id
from auth.passkeys.store import KeyHeld
from auth.rendering import passkeys_available, show
from auth.session.browser import Browser
from auth.session.return_to import HOME, same_site
from auth.session.sign_in import complete_step_up, sign_in_resident
from backend.audit.actor import Actor
from backend.audit.log import note
from backend.delegation.acting import OWN
from backend.kit import masking
from backend.kit.body_limits import BodyLimit
from backend.kit.client_address import rate_limit_address
from backend.kit.clock import SHANGHAI
from backend.kit.log import fact
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere, Refusal
from backend.kit.redis import count_attempt
from backend.kit.web import AnyRequest, Db, Now, read_json, see_other
from backend.notices.service import notify
from backend.residents.browser_storage import Keeping, keeping, keeping_of
from backend.residents.guards import Who, access, confirmed_by_another_factor, public, signed_in
from backend.residents.service import identity_of

if TYPE_CHECKING:
    from auth.passkeys.ceremony import Ceremony

LARGEST = BodyLimit(32 * 1024)  # a device's answer; an honest one has two thousand bytes
MOST = 10  # keys of one person
ASKED = (60, 600)  # challenges for one client address in ten minutes
ADDED = Messages.beside(__file__).take("added")


class PasskeyForm(Struct, forbid_unknown_fields=True):
    """The device's response, as JSON in a form."""

    credential: dict[str, Any]
    next: str = HOME


class TooManyDevices(Refusal):
    """The person has the most keys that one may have."""


class GoOn(Struct):
    """The page to go on with, and what the script puts under the lock of this device; both "" where nothing may be kept."""

    next: str
    owner: str = ""
    key: str = ""


def go_on(next: str, kept: Keeping) -> GoOn:
    """Go on there, with owner mark and key of what this device keeps."""
    return GoOn(next, kept.owner, kept.key)


def ceremony(request: AnyRequest, browser: Browser, purpose: str) -> "Ceremony":
    """The ceremony with this browser; an installation without a name has none."""
    settings = request.app.state.settings
    if not passkeys_available(request):
        raise NotThere
    from auth.passkeys.ceremony import Ceremony  # its library is loaded when somebody uses a key

    return Ceremony(browser.sessions.redis, browser.vault, browser.session_id, settings.origin, purpose)


async def read_answer(request: AnyRequest) -> PasskeyForm:
    """The device's answer."""
    return await read_json(request, PasskeyForm)


def options(json: str) -> Response[str]:
    """The options of a ceremony, for the script of the page."""
    return Response(json, media_type="application/json", headers={"Cache-Control": "no-store"})


@get("/me/passkeys", opt=access(signed_in))
async def keys_page(request: AnyRequest, db: Db, acting: Who) -> Response[str]:
    """My passkeys."""
    passkeys = await store.of_person(db, person=acting.person)
    can = passkeys_available(request)
    return show(
        request,
        "me/passkeys.html",
        nav="me",
        passkeys=passkeys,
        available=can,
        more=len(passkeys) < MOST,
        zone=SHANGHAI,
    )


@get("/me/passkeys/new", opt=access(confirmed_by_another_factor))
async def new_key_page(request: AnyRequest) -> Response[str]:
    """Explains, and offers the button that sets one up on this device."""
    if not passkeys_available(request):
        raise NotThere
    return show(request, "me/new_passkey.html", nav="me")


@post("/me/passkeys/options", opt=access(confirmed_by_another_factor, body=LARGEST), status_code=HTTPStatus.OK)
async def invite(request: AnyRequest, browser: Here, vault: VaultHere, db: Db, acting: Who) -> Response[str]:
    """Options for creating a key."""
    passkeys = await store.of_person(db, person=acting.person)
    if len(passkeys) >= MOST:
        raise TooManyDevices(most=MOST)
    name = masking.phone((await identity_of(db, vault, acting.person)).phone)
    here = ceremony(request, browser, "add")
    return options(await here.invite(acting.person, name, [key.credential for key in passkeys]))


@post("/me/passkeys", opt=access(confirmed_by_another_factor, body=LARGEST), status_code=HTTPStatus.OK)
async def add(request: AnyRequest, browser: Here, db: Db, acting: Who, now: Now) -> GoOn:
    """Keeps the key that the device made; the person hears of it in the inbox."""
    made = await ceremony(request, browser, "add").admit((await read_answer(request)).credential)
    id = uuid4()
    await store.add(
        db, id=id, person=acting.person, credential=made.credential_id, public_key=made.credential_public_key,
        sign_count=made.sign_count, device=browser.device, at=now,
    )  # fmt: skip
    await write_down(db, acting.person, "passkey.added", id, now)
    await notify(db, acting.person, "safety", ADDED(), "/me/passkeys", now)
    return go_on("/me/passkeys", keeping(request))


@post("/me/passkeys/{id:uuid}/removal", opt=access(confirmed_by_another_factor), status_code=HTTPStatus.OK)
async def remove(db: Db, acting: Who, id: FromPath[UUID], now: Now) -> Response[Any]:
    """Gives a key up; it opens nothing from now on."""
    if not await store.remove(db, id=id, person=acting.person):
        raise NotThere
    await write_down(db, acting.person, "passkey.removed", id, now)
    return see_other("/me/passkeys")


async def write_down(db: Db, person: UUID, action: str, key: UUID, now: Now) -> None:
    """One line of the audit log."""
    await note(db, Actor.person(person), action, f"passkey:{key}", now)


@post("/sign-in/passkey/options", opt=access(public, body=LARGEST), status_code=HTTPStatus.OK)
async def ask_to_sign_in(request: AnyRequest, browser: Here) -> Response[str]:
    """Challenge for an anonymous browser; names no account."""
    await count_attempt(browser.sessions.redis, f"limit:passkey:{rate_limit_address(request)}", *ASKED)
    return options(await ceremony(request, browser, "sign-in").ask())


@post("/sign-in/passkey", opt=access(public, body=LARGEST), status_code=HTTPStatus.OK)
async def sign_in(request: AnyRequest, browser: Here, db: Db, now: Now) -> GoOn:
    """Sign in the owner of the key that signed the challenge."""
    answer = await read_answer(request)
    key = await proven(request, browser, db, answer, "sign-in", now)
    await remember_browser(db, browser, key.person, now)
    fact("passkey.signed_in", key=str(key.id))
    next = await sign_in_resident(browser, key.person, key.assurance, same_site(answer.next), "passkey", now)
    return go_on(next, keeping_of(browser.vault, key.person))


@post("/step-up/passkey/options", opt=access(signed_in, body=LARGEST, helper=OWN), status_code=HTTPStatus.OK)
async def ask_again(request: AnyRequest, browser: Here) -> Response[str]:
    """A challenge for the person of this session."""
    return options(await ceremony(request, browser, "step-up").ask())


@post("/step-up/passkey", opt=access(signed_in, body=LARGEST, helper=OWN), status_code=HTTPStatus.OK)
async def prove(request: AnyRequest, browser: Here, db: Db, acting: Who, now: Now) -> GoOn:
    """Step up with a key of this person; another person's key is refused."""
    answer = await read_answer(request)
    await proven(request, browser, db, answer, "step-up", now, acting.person)
    next = await complete_step_up(browser, same_site(answer.next), browser.proof("passkey"))
    return go_on(next, keeping(request))


async def proven(
    request: AnyRequest, browser: Browser, db: Db, answer: PasskeyForm, purpose: str, now: Now, only: UUID | None = None
) -> KeyHeld:
    """The key that signed, with its counter moved on; two uses of one counter can't both succeed."""
    here = ceremony(request, browser, purpose)
    key = await store.by_credential(db, credential=credential_id(answer.credential))
    if key is not None and only is not None and key.person != only:
        key = None
    counter = await here.check(answer.credential, key)
    if key is None or not await store.mark_used(db, id=key.id, person=key.person, sign_count=counter, at=now):
        raise NotRecognised
    return key


ROUTES = [keys_page, new_key_page, invite, add, remove, ask_to_sign_in, sign_in, ask_again, prove]
