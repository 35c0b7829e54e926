"""The inbox: everything we told this person; push and SMS are copies of it."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from backend.kit.clock import SHANGHAI, local_date
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.notices import store
from backend.notices.types import Notice
from backend.residents.guards import Who, access, signed_in
from pwa.templates import day, moment, page


class Nothing(Struct, forbid_unknown_fields=True):
    """A form that says nothing but its token."""


@get("/inbox", opt=access(signed_in))
async def inbox(request: AnyRequest, db: Db, acting: Who, now: Now) -> Response[str]:
    """My messages, newest first."""
    notices = await store.inbox(db, person=acting.principal)
    unread = sum(n.read_at is None for n in notices)
    return page(
        request, "inbox/list.html", nav="inbox", days=by_day(notices, now), unread=unread, any_unread=unread > 0,
        earlier="", later="", now=1, all=1,
    )  # fmt: skip


def by_day(notices: list[Notice], now: datetime) -> list[dict[str, Any]]:
    """The messages under the day they came."""
    days: dict[str, list[dict[str, Any]]] = {}
    today = local_date(now)
    for n in notices:
        on = local_date(n.created_at)
        title = "今天" if on == today else "昨天" if (today - on).days == 1 else day(on)
        days.setdefault(title, []).append({
            "title": n.title, "href": n.link, "when": moment(n.created_at.astimezone(SHANGHAI)),
            "when_iso": n.created_at.isoformat(), "body": n.body, "unread": n.read_at is None,
        })  # fmt: skip
    return [{"title": title, "notices": items} for title, items in days.items()]


@post("/inbox/read", opt=access(signed_in))
async def read_all(request: AnyRequest, db: Db, acting: Who, now: Now) -> Redirect:
    """I have seen them all."""
    await read_form(request, Nothing)
    await store.mark_all_read(db, person=acting.principal, at=now)
    return see_other("/inbox")


@get("/inbox/count.json", opt=access(signed_in, renews=False))
async def count(db: Db, acting: Who) -> dict[str, int]:
    """How many are unread, for the mark on the navigation."""
    return {"unread": await store.unread(db, person=acting.principal) or 0}


ROUTES = [inbox, read_all, count]
