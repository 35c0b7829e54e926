"""A photo or a PDF shared with us from another app (Web Share Target): which paper of which case is it?"""

import re
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Struct

from backend.cases.papers import hand_in, shared_file, upload_intake
from backend.kit.body_limits import FILE
from backend.kit.messages.render import Messages
from backend.kit.problems import Refusal
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other, the_file
from backend.residents.guards import Who, access, signed_in
from pwa.pages.share.views import places_page, shared_files
from pwa.templates import form_again, page
from pwa.views.files import services_of, upload_room
from pwa.views.parts import field_error

PLACE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([A-Za-z0-9_]{1,60})")

NO_PLACE = Messages.beside(__file__).take("no_place")


class Chosen(Struct, forbid_unknown_fields=True):
    """What the page of places sends."""

    place: str = ""


@get("/share", opt=access(signed_in))
async def all_shared(request: AnyRequest, db: Db, acting: Who, now: Now, gone: FromQuery[str] = "") -> Response[str]:
    """What waits for its place; without any, the browser came here without a file, or had to sign in first."""
    files = await shared_files(db, acting, now)
    if not files and not gone:
        return page(request, "share/nothing.html", nav="", problem="")
    return page(request, "share/list.html", nav="cases", files=files, gone=bool(gone))


@post("/share", opt=access(signed_in, token=False, body=FILE))
async def take(request: AnyRequest, acting: Who) -> Any:
    """The file that another app hands over; its form can't know our token, so only the browser itself may bring it."""
    try:
        sent = await hand_in.receive(await the_file(request, "file"))
        return see_other(f"/share/{await shared_file.keep_file(upload_room(request), acting, sent)}")
    except hand_in.FILE_REFUSALS as refusal:
        return page(request, "share/nothing.html", status=422, nav="", problem=refusal.sentence)


@get("/share/{id:uuid}", opt=access(signed_in))
async def choose(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Response[str]:
    """Which paper is it?"""
    return page(request, "share/choose.html", await places_page(db, services_of(request), acting, id, now), nav="")


@post("/share/{id:uuid}", opt=access(signed_in))
async def put(request: AnyRequest, acting: Who, id: FromPath[UUID]) -> Any:
    """It belongs there: from now on like any other upload."""
    sent, room, services = await read_form(request, Chosen), upload_room(request), services_of(request)
    found = PLACE.fullmatch(sent.place)
    async with room.transaction() as db:
        if found is None:
            view = await places_page(db, services, acting, id, room.clock())
            return form_again(request, "share/choose.html", view, field_error("place", NO_PLACE().text), nav="")
        await shared_file.get_waiting(db, acting, id, room.clock())
        await shared_file.assign_to_slot(db, services, acting, id, UUID(found[1]), found[2], room.clock())
    try:
        await upload_intake.finish_upload(room, services, id)
    except Refusal as refusal:
        return page(request, "share/nothing.html", status=refusal.status, nav="", problem=refusal.sentence)
    return see_other(f"/cases/{found[1]}/papers/{found[2]}")


@post("/share/{id:uuid}/removal", opt=access(signed_in))
async def drop(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """It isn't needed."""
    await read_form(request, EmptyForm)
    await shared_file.drop_file(db, acting, id, now)
    return see_other("/share?gone=1")


ROUTES = [all_shared, take, choose, put, drop]
