"""Resumable uploads over HTTP (tus 1.0): promise, add, ask how far, take back. What they become is the business of the case."""

from collections.abc import Awaitable, Callable
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, Router, delete, head, patch, post, route
from litestar.params import FromPath

from backend.cases.papers import hand_in, upload_intake
from backend.cases.services import CaseServices
from backend.kit.problems import NotThere, Refusal
from backend.kit.request_body import STREAM
from backend.kit.web import AnyRequest, moments
from backend.materials.uploads import store, tus
from backend.materials.uploads.types import Upload
from backend.materials.uploads.writer import Replaced, Room, gone, writing
from backend.residents.guards import Who, access, public, signed_in
from backend.residents.types import Acting
from pwa.pages.uploads.body import RequestBody

AT = "/uploads"
ABILITIES = {
    "Tus-Version": tus.VERSION, "Tus-Extension": tus.EXTENSIONS, "Tus-Max-Size": str(hand_in.MAX_FILE_BYTES),
    "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
}  # fmt: skip
MAY = access(signed_in, body=STREAM)


@route(["/", "/{id:uuid}"], http_method=["OPTIONS"], opt=access(public), status_code=HTTPStatus.NO_CONTENT)
async def abilities() -> Response[None]:
    """What this server can do; the same for everybody."""
    return said(HTTPStatus.NO_CONTENT, ABILITIES)


@post("/", opt=MAY)
async def promise(request: AnyRequest, acting: Who) -> Response[None]:
    """A file is promised for a slot of a case; its first bytes may come along."""
    tus.check_version(request.headers)
    room, services = room_of(request), services_of(request)
    asked = tus.creation(request.headers, hand_in.MAX_FILE_BYTES)
    async with room.transaction() as db:
        upload = await upload_intake.begin_upload(db, services, acting, asked, room.clock())
    where = {"Location": f"{AT}/{upload.id}"}
    if not asked.carries_bytes:
        return said(HTTPStatus.CREATED, where | expires(upload))
    skip = upload.received  # the same file again: what we have isn't needed twice
    first = tus.Addition(skip, None, None, tus.checksum(request.headers) if skip == 0 else None)
    upload = await added(request, room, acting, upload.id, first, skip)
    return said(HTTPStatus.CREATED, where | reached(upload))


@head("/{id:uuid}", opt=MAY)
async def how_far(request: AnyRequest, acting: Who, id: FromPath[UUID]) -> Response[None]:
    """How far it came; a writer that is stuck is asked to keep what it has and step back first."""
    tus.check_version(request.headers)
    room = room_of(request)
    upload = await held(room, acting, id)
    if upload.state == "open" and not upload.complete:
        async with writing(room, acting.principal, id) as writer:
            upload = writer.upload
    elif upload.state == "open":
        await upload_intake.finish_upload(room, services_of(request), id)
    elif upload.state != "done":
        raise gone(upload)
    about = {
        "case": str(upload.case_id),
        "slot": upload.slot,
        "filename": upload.file_name,
        "filetype": upload.content_type,
    }
    length = {"Upload-Defer-Length": "1"} if upload.length is None else {"Upload-Length": str(upload.length)}
    return said(HTTPStatus.OK, reached(upload) | length | {"Upload-Metadata": tus.encoded(about)})


@patch("/{id:uuid}", opt=MAY)
async def add(request: AnyRequest, acting: Who, id: FromPath[UUID]) -> Response[None]:
    """More bytes from where it stopped."""
    tus.check_version(request.headers)
    addition = tus.addition(request.headers)
    room = room_of(request)
    upload = await held(room, acting, id)
    if upload.state == "done" or upload.complete:
        return await nothing_more(request, room, upload, addition)
    return said(HTTPStatus.NO_CONTENT, reached(await added(request, room, acting, id, addition)))


@delete("/{id:uuid}", opt=MAY)
async def take_back(request: AnyRequest, acting: Who, id: FromPath[UUID]) -> Response[None]:
    """The person no longer wants it."""
    tus.check_version(request.headers)
    room = room_of(request)
    if (found := await held(room, acting, id)).state != "open":
        raise gone(found)
    async with writing(room, acting.principal, id), room.transaction() as db:
        await store.end(db, id=id, principal=acting.principal)
    return said(HTTPStatus.NO_CONTENT, {})


@post("/{id:uuid}", opt=MAY)
async def otherwise(request: AnyRequest, acting: Who, id: FromPath[UUID]) -> Response[None]:
    """The same for a network that lets only POST through."""
    ways: dict[str, Callable[..., Awaitable[Response[None]]]] = {
        "PATCH": add.fn,
        "DELETE": take_back.fn,
        "HEAD": how_far.fn,
    }
    way = ways.get(request.headers.get("x-http-method-override", ""))
    if way is None:
        raise NotThere
    return await way(request, acting, id)


async def added(
    request: AnyRequest, room: Room, acting: Acting, id: UUID, addition: tus.Addition, skip: int = 0
) -> Upload:
    """Take in what this request brings; with the last byte the file becomes a paper of its case."""
    body = RequestBody(request, skip)
    try:
        async with writing(room, acting.principal, id) as writer:
            await writer.begin(addition)
            upload = await writer.take_in(body, addition.checksum)
    finally:
        body.close()
    if upload.complete:
        await upload_intake.finish_upload(room, services_of(request), id)
    return upload


async def nothing_more(request: AnyRequest, room: Room, upload: Upload, addition: tus.Addition) -> Response[None]:
    """The answer got lost and the sender asks again: everything is here."""
    if addition.offset != upload.received:
        raise tus.OtherOffset
    if upload.state == "open":
        await upload_intake.finish_upload(room, services_of(request), upload.id)
    return said(HTTPStatus.NO_CONTENT, reached(upload))


async def held(room: Room, acting: Acting, id: UUID) -> Upload:
    """The upload of this person; what was refused says why."""
    async with room.transaction() as db:
        return upload_intake.raise_if_refused(await store.held(db, id=id, principal=acting.principal))


def room_of(request: AnyRequest) -> Room:
    """What writing needs: it holds no connection to the database while bytes trickle in."""
    state = request.app.state
    state.shutdown.watch()
    return Room(
        moments(request),
        state.file_store,
        state.clock,
        hand_in.MAX_FILE_BYTES,
        state.settings.upload_idle_seconds,
        lambda: bool(state.shutdown),
    )


def services_of(request: AnyRequest) -> CaseServices:
    """Collaborators of the cases room in this process."""
    services: CaseServices = request.app.state.services
    return services


def reached(upload: Upload) -> dict[str, str]:
    """How far, and until when it is kept."""
    return {"Upload-Offset": str(upload.received)} | expires(upload)


def expires(upload: Upload) -> dict[str, str]:
    """Until when an upload that isn't complete is kept."""
    if upload.state != "open" or upload.complete:
        return {}
    return {"Upload-Expires": format_datetime(upload.expires_at, usegmt=True)}


def said(status: HTTPStatus, headers: dict[str, str]) -> Response[None]:
    """An answer in the protocol: words in headers, never kept by anybody."""
    always = {"Tus-Resumable": tus.VERSION, "Cache-Control": "no-store"}
    return Response(None, status_code=status, headers=always | headers, media_type="text/plain")


def refused(request: Any, error: Exception) -> Response[Any]:
    """The house's one answer to a refusal, with the word of the protocol that its senders look for."""
    answer: Response[Any] = request.app.exception_handlers[Exception](request, error)
    answer.headers["Tus-Resumable"] = tus.VERSION
    answer.headers["Cache-Control"] = "no-store"
    if isinstance(error, tus.WrongVersion):
        answer.headers["Tus-Version"] = tus.VERSION
    if isinstance(error, Replaced):  # an answer to HEAD has no words, and a client would begin anew
        answer.headers["Upload-Replaced"] = "1"
    return answer


ROUTES = [
    Router(
        AT, route_handlers=[abilities, promise, how_far, add, take_back, otherwise],
        exception_handlers={Exception: refused, Refusal: refused},
    )
]  # fmt: skip
