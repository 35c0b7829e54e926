"""The inbox: everything we told this person; push and SMS are copies of it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.campaigns import service as campaigns
from backend.campaigns.types import Topic
from backend.delegation.acting import OWN, helped, is_principal
from backend.kit.clock import local_date
from backend.kit.messages.formats import day, moment
from backend.kit.messages.render import Messages
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other, short_transactions
from backend.notices import service
from backend.notices.types import Notice
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.pages.inbox.why import WhyPage, why_page
from pwa.templates import page

_messages = Messages.beside(__file__)
DAY, SAID = _messages.words("Day"), _messages.texts("saved")


READ = helped("message.read", "list")


class InboxLine(Struct, frozen=True):
    """A message for `ui.inbox_item`."""

    title: str
    href: str
    when: str
    when_iso: str
    body: str
    unread: bool
    why: str  # where its reason is said; "" where the message itself says it


class StartForm(Struct, forbid_unknown_fields=True):
    """Which of the things that a message told is begun."""

    service: Annotated[str, Meta(max_length=20)]


class TopicForm(Struct, forbid_unknown_fields=True):
    """A topic to be switched."""

    topic: Topic
    on: Literal["yes", ""] = ""


class InboxDay(Struct, frozen=True):
    """The messages of one day."""

    title: str
    notices: list[InboxLine]


@get("/inbox", opt=access(signed_in, helper=READ))
async def inbox(request: AnyRequest, db: Db, acting: Who, now: Now) -> Response[str]:
    """Inbox of the signed-in person or of the organisation they act for, newest first."""
    is_principal(acting, "message.read")
    notices = await service.inbox(db, acting.principal)
    unread = sum(n.read_at is None for n in notices)
    return page(request, "inbox/list.html", nav="inbox", days=by_day(notices, now), unread=unread)


def by_day(notices: list[Notice], now: datetime) -> list[InboxDay]:
    """Put the messages under the day they came."""
    days: dict[str, list[InboxLine]] = {}
    today = local_date(now)
    for n in notices:
        on = local_date(n.created_at)
        title = DAY["today"] if on == today else DAY["yesterday"] if (today - on).days == 1 else day(on)
        when = moment(n.created_at)
        days.setdefault(title, []).append(
            InboxLine(n.title, n.link, when, n.created_at.isoformat(), n.body, n.read_at is None, why_of(n))
        )
    return [InboxDay(title, lines) for title, lines in days.items()]


def why_of(notice: Notice) -> str:
    """The page with the reason of a message, unless the message leads there anyway."""
    there = f"/inbox/why/{notice.id}"
    return "" if notice.link == there else there


@get("/inbox/why/{id:uuid}", opt=access(signed_in, helper=READ))
async def why(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID],
    said: FromQuery[Literal["on", "off", ""]] = "",
) -> Response[str]:  # fmt: skip
    """Why I got this message, how it goes on, and how to stop such messages."""
    is_principal(acting, "message.read")
    view = await why_page(db, services, acting, id, now)
    chosen = await campaigns.choice_of(db, acting.principal)
    return page(request, "inbox/why.html", view, nav="inbox", off=chosen.off, notice=SAID(said) if said else "")


@get("/api/inbox/{id:uuid}/why", opt=access(signed_in))
async def why_as_json(db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]) -> WhyPage:
    """Inbox as JSON."""
    return await why_page(db, services, acting, id, now)


@post("/inbox/why/{id:uuid}/start", opt=access(signed_in))
async def start(request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]) -> Redirect:
    """Open the draft that a message leads to."""
    sent = await read_form(request, StartForm)
    case = await campaigns.start_from(short_transactions(request), services, acting, id, sent.service, now)
    return see_other(f"/cases/{case.id}")


@post("/inbox/why/{id:uuid}/topic", opt=access(signed_in))
async def topic(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """Switch the topic of a message off, or on again."""
    sent = await read_form(request, TopicForm)
    await campaigns.switch_topic(db, acting.person, sent.topic, now, on=sent.on == "yes")
    return see_other(f"/inbox/why/{id}?said={'on' if sent.on else 'off'}")


@post("/inbox/read", opt=access(signed_in, helper=READ))
async def read_all(request: AnyRequest, db: Db, acting: Who, now: Now) -> Redirect:
    """I have seen them all."""
    is_principal(acting, "message.read")
    await read_form(request, EmptyForm)
    await service.mark_all_read(db, acting.principal, now)
    return see_other("/inbox")


@get("/inbox/count.json", opt=access(signed_in, renews=False, helper=OWN))
async def count(db: Db, acting: Who) -> dict[str, int]:
    """How many are unread, for the mark on the navigation."""
    return {"unread": await service.unread(db, acting.principal)}


ROUTES = [inbox, why, why_as_json, start, topic, read_all, count]
