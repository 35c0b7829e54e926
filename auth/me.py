"""The person's own pages: identity, signed-in devices, access log."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from auth.dependencies import Here, VaultHere
from auth.rendering import show
from backend.cases import store as cases
from backend.cases.messages import HELPER_ACTS
from backend.cases.papers import shared_file
from backend.kit import masking
from backend.kit.clock import SHANGHAI, local_date
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, Db, Now, see_other
from backend.registers.attributes import attributes
from backend.residents import store
from backend.residents.disclosure import readable_facts
from backend.residents.guards import Who, access, signed_in
from backend.residents.profile_facts import as_fact, read_entries
from backend.residents.service import identity_of, profile_facts_of
from backend.residents.types import Assurance
from backend.rules.wording import source, value_text

_messages = Messages.beside(__file__)
_words = _messages.words

LEVEL = {level: _messages.take(f"level.{level.name.lower()}") for level in Assurance if level > Assurance.ANONYMOUS}
MENU = (
    ("identity", "/me/identity", "id-card"), ("grants", "/me/grants", "hand-coins"), ("mandates", "/mandates", "users-round"),
    ("devices", "/me/devices", "smartphone"), ("passkeys", "/me/passkeys", "lock"), ("reminders", "/me/reminders", "bell"),
    ("messages", "/me/personal-messages", "calendar-clock"),
    ("account", "/me/account", "landmark"), ("data", "/me/data", "file-text"), ("consents", "/me/consents", "circle-check"),
    ("access", "/me/access", "history"),
)  # fmt: skip
"""Key, address and icon of each line of the menu."""
MENU_TEXT, MENU_HINT = _words("MenuText"), _words("MenuHint")
ROLES = _words("ROLES")


class HelpersAct(Struct, frozen=True):
    """One act of a helper, with their name and in words."""

    name: str
    what: str
    act: cases.HelperAct


@get("/me/settings", opt=access(signed_in))
async def settings(request: AnyRequest, db: Db, vault: VaultHere, acting: Who, now: Now) -> Response[str]:
    """Who I am to this house, what it holds of me, and the ways to change that."""
    identity = await identity_of(db, vault, acting.person)
    level = LEVEL[acting.assurance]()
    facts = rows(readable_facts(await profile_facts_of(db, acting.person), acting.assurance), local_date(now))
    return show(
        request, "me/show.html", nav="me", name=identity.name or masking.phone(identity.phone), level=level.title, level_says=level.body,
        phone=masking.phone(identity.phone), facts=facts, menu=menu(), unplaced=len(await shared_file.list_waiting(db, acting, now)),
    )  # fmt: skip


def menu() -> list[dict[str, str]]:
    """List the lines of the menu."""
    return [{"href": href, "icon": icon, "text": MENU_TEXT[key], "says": MENU_HINT[key]} for key, href, icon in MENU]


def rows(facts: dict[str, Any], today: date) -> list[dict[str, str]]:
    """Rows of the values that registers gave; disputed and unknown values are left out."""
    known = attributes()
    out = []
    for name, told in facts.items():
        for fact in (as_fact(known[name], one) for one in read_entries(told) if name in known):
            if fact.value is not None:
                said = value_text(known[name], fact.value, today)
                out.append({"label": known[name].label, "value": said, "source": source(fact.source), "href": ""})
    return out


@get("/me/devices", opt=access(signed_in))
async def devices(request: AnyRequest, browser: Here) -> Response[str]:
    """List the devices on which I am signed in."""
    session = browser.session
    signed_in_devices = await browser.sessions.devices(session, browser.session_id) if session else []
    return show(request, "me/devices.html", nav="me", devices=signed_in_devices, zone=SHANGHAI)


@post("/me/devices/{name:str}/sign-out", opt=access(signed_in), status_code=HTTPStatus.OK)
async def sign_out_device(browser: Here, name: FromPath[str]) -> Response[Any]:
    """Sign one of my devices out."""
    if browser.session is None or not await browser.sessions.end_named(browser.session, name):
        raise NotThere
    return see_other("/me/devices")


@post("/me/devices/sign-out", opt=access(signed_in), status_code=HTTPStatus.OK)
async def sign_out_everywhere(browser: Here) -> Response[Any]:
    """Sign me out on every device, this one too."""
    if browser.session is not None:
        await browser.sessions.end_all(browser.session.owner)
    await browser.leave()
    return see_other("/sign-in/out")


@get("/me/access", opt=access(signed_in))
async def readings(request: AnyRequest, db: Db, vault: VaultHere, acting: Who) -> Response[str]:
    """List who opened my file, when, in which role, for which case; and what helpers did."""
    entries = await store.access_entries(db, person=acting.person)
    acts = await helpers_acts(db, vault, acting.person)
    return show(request, "me/access.html", nav="me", readings=entries, acts=acts, roles=ROLES, zone=SHANGHAI)


async def helpers_acts(db: Db, vault: VaultHere, person: UUID) -> list[HelpersAct]:
    """What helpers did in my cases, the newest first."""
    found = await cases.acts_of_helpers(db, principal=person, author="")
    names = {one: (await identity_of(db, vault, one)).name for one in {act.helper for act in found}}
    return [HelpersAct(names[act.helper], HELPER_ACTS.get(act.kind, HELPER_ACTS["other"]), act) for act in found]


ROUTES = [settings, devices, sign_out_device, sign_out_everywhere, readings]
