"""The inbox: everything we told this person; push and SMS are copies of it."""

from datetime import datetime

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from backend.delegation.acting import OWN, helped, is_principal
from backend.kit.clock import local_date
from backend.kit.messages.formats import day, moment
from backend.kit.messages.render import Messages
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.notices import service
from backend.notices.types import Notice
from backend.residents.guards import Who, access, signed_in
from pwa.templates import page

DAY = Messages.beside(__file__).words("Day")


READ = helped("message.read", "list")


class InboxLine(Struct, frozen=True):
    """A message for `ui.inbox_item`."""

    title: str
    href: str
    when: str
    when_iso: str
    body: str
    unread: bool


class InboxDay(Struct, frozen=True):
    """The messages of one day."""

    title: str
    notices: list[InboxLine]


@get("/inbox", opt=access(signed_in, helper=READ))
async def inbox(request: AnyRequest, db: Db, acting: Who, now: Now) -> Response[str]:
    """My messages, newest first; those of an organisation are read by whoever speaks for it."""
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
            InboxLine(n.title, n.link, when, n.created_at.isoformat(), n.body, n.read_at is None)
        )
    return [InboxDay(title, lines) for title, lines in days.items()]


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


ROUTES = [inbox, read_all, count]
