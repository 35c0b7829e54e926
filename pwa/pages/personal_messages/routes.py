"""What I want to be told by itself: topics, one switch for all, quiet hours; and “到时候提醒我”."""

from datetime import time
from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.campaigns import service as campaigns
from backend.campaigns.relatives import who_may_be_told
from backend.campaigns.types import MessageChoice, Topic, Zone
from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other, short_transactions
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.pages.personal_messages.views import SAID, TOPICS, ChoicesPage, choices_page
from pwa.templates import page

HERE = "/me/personal-messages"
Hour = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):00$")]


class ChoicesForm(Struct, forbid_unknown_fields=True):
    """The choices; an unticked box isn't sent. `seen`: the wording of the consent on the page."""

    quiet_from: Hour
    quiet_until: Hour
    zone: Zone
    seen: Annotated[str, Meta(max_length=19)]
    wanted: Literal["yes", ""] = ""
    relative: Annotated[str, Meta(max_length=36)] = ""
    topics: list[Topic] | Topic | None = None


class ServiceForm(Struct, forbid_unknown_fields=True):
    """A form that names one service."""

    service: Annotated[str, Meta(max_length=19)]


@get(HERE, opt=access(signed_in))
async def show(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now,
    said: FromQuery[Literal["saved", "asked", "removed", ""]] = "",
) -> Response[str]:  # fmt: skip
    """What I chose, and what I asked to be told."""
    view = await choices_page(db, services, acting.person, now)
    return page(request, "personal_messages/show.html", view, nav="me", notice=SAID(said) if said else "")


@get("/api/me/personal-messages", opt=access(signed_in))
async def as_json(db: Db, acting: Who, services: InjectedServices, now: Now) -> ChoicesPage:
    """Preferences as JSON."""
    return await choices_page(db, services, acting.person, now)


@post(HERE, opt=access(signed_in))
async def choose(request: AnyRequest, db: Db, acting: Who, now: Now) -> Redirect:
    """Save; it holds for messages that wait too."""
    form = await read_form(request, ChoicesForm)
    may = {str(one.id): one.id for one in await who_may_be_told(db, acting.person, now)}
    if form.relative and form.relative not in may:
        raise NotThere
    wanted = form.topics if isinstance(form.topics, list) else [form.topics]
    chosen = MessageChoice(
        off=[key for key in TOPICS if key not in wanted], quiet_from=time.fromisoformat(form.quiet_from),
        quiet_until=time.fromisoformat(form.quiet_until), zone=form.zone, relative=may.get(form.relative),
    )  # fmt: skip
    await campaigns.choose(db, acting.person, chosen, now, wanted=form.wanted == "yes", seen=form.seen)
    return see_other(f"{HERE}?said=saved")


@get(f"{HERE}/ask", opt=access(signed_in))
async def offer(request: AnyRequest, services: InjectedServices, service: FromQuery[str]) -> Response[str]:
    """Ask to be told when I become eligible for a service: what that means, and the button."""
    version = campaigns.announced_version(services, service)
    return page(request, "personal_messages/ask.html", nav="me", service=version.service)


@post(f"{HERE}/ask", opt=access(signed_in))
async def ask(request: AnyRequest, acting: Who, services: InjectedServices, now: Now) -> Redirect:
    """I want to be told."""
    sent = await read_form(request, ServiceForm)
    await campaigns.ask_to_be_told(short_transactions(request), services, acting.person, sent.service, now)
    return see_other(f"{HERE}?said=asked")


@post(f"{HERE}/removal", opt=access(signed_in))
async def remove(request: AnyRequest, db: Db, acting: Who, now: Now) -> Redirect:
    """I don't want to be told of this one any more."""
    sent = await read_form(request, ServiceForm)
    await campaigns.ask_no_more(db, acting.person, sent.service, now)
    return see_other(f"{HERE}?said=removed")


ROUTES = [show, as_json, choose, offer, ask, remove]
