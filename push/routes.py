"""Routes: subscribe a browser, unsubscribe, and the page of notification preferences."""

from http import HTTPStatus
from typing import Any, Protocol, TypeVar
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, SkipValidation
from litestar.response import Redirect
from msgspec import Struct

from backend.campaigns import service as campaigns
from backend.campaigns.types import CaseTopic
from backend.kit.body_limits import BodyLimit
from backend.kit.crypto import Vault
from backend.kit.db import transaction
from backend.kit.messages.render import Messages
from backend.kit.redis import count_attempt
from backend.kit.web import AnyRequest, Db, Now, Redis, read_form, read_json, see_other
from backend.residents.guards import Who, access, public, signed_in
from backend.settings import Settings
from push import service, store
from push.browser_keys import public_key
from push.endpoint_guard import EndpointRules, check_endpoint
from push.topics import SWITCH_HINTS, SWITCH_NAMES, SWITCHES
from push.types import EndedSubscription, NewSubscription

_words = Messages.beside(__file__).words

T = TypeVar("T")
Setting = NamedDependency[SkipValidation[Settings]]
VaultHere = NamedDependency[SkipValidation[Vault]]
SMALL = BodyLimit(8_000)  # a subscription has about 500 bytes
HOUR = 3600
SAID = _words("SAID")


class TemplateRenderer(Protocol):
    """Renders a template for this visitor."""

    def __call__(self, request: AnyRequest, name: str, /, **context: Any) -> Response[str]:
        """Return the page as a response."""
        ...


class ChoiceForm(Struct, forbid_unknown_fields=True):
    """Preferences form; an unticked box isn't sent."""

    wants: list[CaseTopic] | CaseTopic | None = None


class DeviceForm(Struct, forbid_unknown_fields=True):
    """Form that names one device."""

    device: UUID


class TokenOnlyForm(Struct, forbid_unknown_fields=True):
    """Form with the CSRF token only."""


@get("/push/key", opt=access(public), sync_to_thread=False)
def key(settings: Setting) -> dict[str, str]:
    """Return the VAPID public key (`applicationServerKey`)."""
    return {"key": public_key(settings.vapid_key)}


@post("/push/subscriptions", opt=access(signed_in, body=SMALL), status_code=HTTPStatus.NO_CONTENT)
async def subscribe(
    request: AnyRequest, acting: Who, settings: Setting, vault: VaultHere, redis: Redis, now: Now
) -> None:
    """Subscribe this browser; repeated at each visit. DNS look-up happens before a transaction is open."""
    new = await read_json(request, NewSubscription)
    browser = request.scope["state"]["browser"]
    if browser.session is not None and browser.session.shared:
        raise service.SharedDevice
    await count_attempt(redis, f"limit:push:{acting.person}", 120, HOUR)
    await check_endpoint(EndpointRules.of(settings), new.endpoint)
    async with transaction(request.app.state.pool) as db:
        await service.subscribe_device(db, vault, acting.person, new, browser.device, now)


@delete("/push/subscriptions", opt=access(signed_in, body=SMALL), status_code=HTTPStatus.NO_CONTENT)
async def unsubscribe(request: AnyRequest, acting: Who, vault: VaultHere, db: Db) -> None:
    """Unsubscribe this browser."""
    ended = await read_json(request, EndedSubscription)
    await service.unsubscribe_device(db, vault, acting.person, ended.endpoint)


@get("/me/reminders", opt=access(signed_in))
async def reminders(request: AnyRequest, acting: Who, db: Db, now: Now, said: FromQuery[str] = "") -> Response[str]:
    """Page of devices and preferences, with the result of the last trial."""
    chosen, hours = await service.preferences(db, acting.person), await campaigns.choice_of(db, acting.person)
    show: TemplateRenderer = request.app.state.page
    return show(
        request, "reminders/show.html", nav="me", notice=SAID.get(said, ""), hours=hours,
        switches=[{"value": name, "label": SWITCH_NAMES[name], "hint": SWITCH_HINTS[name]} for name in SWITCHES],
        wanted=[name for name in SWITCHES if name not in chosen.off],
        devices=await store.devices(db, person=acting.person), trial=await service.newest_trial(db, acting.person, now),
    )  # fmt: skip


@post("/me/reminders", opt=access(signed_in))
async def choose(request: AnyRequest, acting: Who, db: Db, now: Now) -> Redirect:
    """Save the preferences; they apply to waiting messages too."""
    form = await read_form(request, ChoiceForm)
    wanted = form.wants if isinstance(form.wants, list) else [form.wants]
    off = [name for name in SWITCHES if name not in wanted]
    await store.choose(db, person=acting.person, off=off, at=now)
    return see_other("/me/reminders?said=saved")


@post("/me/reminders/trial", opt=access(signed_in))
async def try_it(request: AnyRequest, acting: Who, db: Db, redis: Redis, now: Now) -> Redirect:
    """Send a trial message now, quiet hours included."""
    await read_form(request, TokenOnlyForm)
    await count_attempt(redis, f"limit:push-trial:{acting.person}", 6, HOUR)
    await service.try_it(db, acting.person, now)
    return see_other("/me/reminders?said=tried#trial")


@post("/me/reminders/devices", opt=access(signed_in))
async def remove(request: AnyRequest, acting: Who, db: Db) -> Redirect:
    """Remove one of the person's devices, for example a lost one."""
    form = await read_form(request, DeviceForm)
    await store.forget(db, id=form.device, person=acting.person)
    return see_other("/me/reminders?said=removed")


ROUTES = [key, subscribe, unsubscribe, reminders, choose, try_it, remove]
