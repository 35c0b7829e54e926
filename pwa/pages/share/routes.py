"""A photo or a PDF shared with us from another app (Web Share Target): which paper of which case is it?"""

import re
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Struct

from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.papers import hand_in, shared_file, upload_intake
from backend.cases.services import CaseServices
from backend.kit.clock import local_date
from backend.kit.problems import Refusal
from backend.kit.request_body import FILE
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.materials.uploads.types import Upload
from backend.residents.guards import Who, access, signed_in
from backend.residents.types import Acting
from pwa.pages.cases import views
from pwa.pages.uploads.routes import room_of, services_of
from pwa.templates import day, page

PLACE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([A-Za-z0-9_]{1,60})")
NO_PLACE = "请选一份材料，告诉我们这个文件放到哪里。"


class Chosen(Struct, forbid_unknown_fields=True):
    """What the page of places sends."""

    place: str = ""


class Nothing(Struct, forbid_unknown_fields=True):
    """A form that says nothing but its token."""


@get("/share", opt=access(signed_in))
async def all_shared(request: AnyRequest, db: Db, acting: Who, now: Now, gone: FromQuery[str] = "") -> Response[str]:
    """What waits for its place; without any, somebody came here without a file, or had to sign in first."""
    files = [line(file) for file in await shared_file.list_waiting(db, acting, now)]
    if not files and not gone:
        return page(request, "share/nothing.html", nav="", problem="")
    return page(request, "share/list.html", nav="cases", files=files, gone=bool(gone))


def line(file: Upload) -> dict[str, str]:
    """One file that waits."""
    here = f"/share/{file.id}"
    return {
        "name": file.file_name,
        "href": here,
        "removal": f"{here}/removal",
        "until": day(local_date(file.expires_at)),
    }


@post("/share", opt=access(signed_in, token=False, body=FILE))
async def take(request: AnyRequest, acting: Who) -> Any:
    """The file that another app hands over; its form can't know our token, so only the browser itself may bring it."""
    sent = await views.uploaded(request)
    try:
        if not isinstance(sent, str):
            return see_other(f"/share/{await shared_file.keep_file(room_of(request), acting, sent)}")
    except (hand_in.FileTypeRefused, hand_in.QuotaExceeded, hand_in.UploadRateExceeded) as refusal:
        sent = refusal.sentence
    return page(request, "share/nothing.html", status=422, nav="", problem=sent)


@get("/share/{id:uuid}", opt=access(signed_in))
async def choose(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Response[str]:
    """Which paper is it?"""
    file = await shared_file.get_waiting(db, acting, id, now)
    return page(request, "share/choose.html", nav="", **await asked(db, services_of(request), acting, file))


@post("/share/{id:uuid}", opt=access(signed_in))
async def put(request: AnyRequest, acting: Who, id: FromPath[UUID]) -> Any:
    """It belongs there: from now on like any other upload."""
    sent, room, services = await read_form(request, Chosen), room_of(request), services_of(request)
    found = PLACE.fullmatch(sent.place)
    async with room.transaction() as db:
        file = await shared_file.get_waiting(db, acting, id, room.clock())
        if found is None:
            wrong = [{"text": NO_PLACE, "href": "#f-place"}]
            context = {**await asked(db, services, acting, file), "errors": wrong}
            return page(request, "share/choose.html", status=422, nav="", **context)
        await shared_file.assign_to_slot(db, services, acting, id, UUID(found[1]), found[2])
    there = f"/cases/{found[1]}/papers/{found[2]}"
    try:
        await upload_intake.finish_upload(room, services, id)
    except Refusal as refusal:
        return page(request, "share/nothing.html", status=refusal.status, nav="", problem=refusal.sentence)
    return see_other(there)


@post("/share/{id:uuid}/removal", opt=access(signed_in))
async def drop(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """It isn't needed."""
    await read_form(request, Nothing)
    await shared_file.drop_file(db, acting, id, now)
    return see_other("/share?gone=1")


async def asked(db: Connection, services: CaseServices, acting: Acting, file: Upload) -> dict[str, Any]:
    """What the page of places shows."""
    return {
        "file": file.file_name,
        "removal": f"/share/{file.id}/removal",
        "places": await places(db, services, acting),
    }


async def places(db: Connection, services: CaseServices, acting: Acting) -> list[dict[str, str]]:
    """Every paper of every case that still takes papers."""
    out: list[dict[str, str]] = []
    for case in await case_store.of_principal(db, principal=acting.principal):
        if not flow.is_allowed("paper_added", case, "person"):
            continue
        service = (await services.catalogue.version(db, case.service_version)).service
        out += [{"value": f"{case.id}:{m.key}", "label": f"{service.name}：{m.name}"} for m in service.material]
    return out[:40]


ROUTES = [all_shared, take, choose, put, drop]
