"""The inbox: everything we told this person; push and SMS are copies of it."""

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.notices import store
from backend.residents.guards import Who, access, signed_in
from pwa.templates import page


class Nothing(Struct, forbid_unknown_fields=True):
    """A form that says nothing but its token."""


@get("/inbox", opt=access(signed_in))
async def inbox(request: AnyRequest, db: Db, acting: Who) -> Response[str]:
    """My messages, newest first."""
    notices = await store.inbox(db, person=acting.principal)
    unread = sum(n.read_at is None for n in notices)
    return page(request, "inbox/list.html", nav="inbox", notices=notices, unread=unread)


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
