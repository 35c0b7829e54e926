"""Resumable uploads over HTTP (tus 1.0): promise, add, ask how far, take back. What they become is the business of the case."""

from collections.abc import Awaitable, Callable
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, Router, delete, head, patch, post, route
from litestar.params import FromPath

from backend.cases.papers import hand_in, upload_intake
from backend.delegation.acting import helped
from backend.kit.body_limits import STREAM
from backend.kit.problems import NotThere, Refusal
from backend.kit.web import AnyRequest
from backend.materials.uploads import tus
from backend.materials.uploads.interruptions import Replaced
from backend.materials.uploads.types import Upload
from backend.materials.uploads.writer import UploadContext, writing
from backend.residents.guards import Who, access, public, signed_in
from backend.residents.types import Acting
from pwa.pages.uploads.body import RequestBody
from pwa.views.files import services_of, upload_room

AT = "/uploads"
ABILITIES = {
    "Tus-Version": tus.VERSION, "Tus-Extension": tus.EXTENSIONS, "Tus-Max-Size": str(hand_in.MAX_FILE_BYTES),
    "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
}  # fmt: skip
PROMISE = access(signed_in, body=STREAM, helper=helped("paper.added", "body"))
MAY = access(signed_in, body=STREAM, helper=helped("paper.added", "upload"))


@route(["/", "/{id:uuid}"], http_method=["OPTIONS"], opt=access(public), status_code=HTTPStatus.NO_CONTENT)
async def abilities() -> Response[None]:
    """What this server can do; the same for everybody."""
    return tus_response(HTTPStatus.NO_CONTENT, ABILITIES)


@post("/", opt=PROMISE)
async def promise(request: AnyRequest, acting: Who) -> Response[None]:
    """A file is promised for a slot of a case; its first bytes may come along."""
    tus.check_version(request.headers)
    room, services = upload_room(request), services_of(request)
    asked = tus.creation(request.headers, hand_in.MAX_FILE_BYTES)
    async with room.transaction() as db:
        upload = await upload_intake.begin_upload(db, services, acting, asked, room.clock())
    where = {"Location": f"{AT}/{upload.id}"}
    if not asked.carries_bytes:
        return tus_response(HTTPStatus.CREATED, where | expires(upload))
    skip = upload.received  # the same file again: what we have isn't needed twice
    first = tus.Addition(skip, None, None, tus.checksum(request.headers) if skip == 0 else None)
    upload = await added(request, room, acting, upload.id, first, skip)
    return tus_response(HTTPStatus.CREATED, where | reached(upload))


@head("/{id:uuid}", opt=MAY)
async def how_far(request: AnyRequest, acting: Who, id: FromPath[UUID]) -> Response[None]:
    """How far it came; a writer that is stuck is asked to keep what it has and step back first."""
    tus.check_version(request.headers)
    upload = await upload_intake.upload_progress(upload_room(request), services_of(request), acting, id)
    about = {
        "case": str(upload.case_id), "slot": upload.slot, "filename": upload.file_name, "filetype": upload.content_type,
    }  # fmt: skip
    length = {"Upload-Defer-Length": "1"} if upload.length is None else {"Upload-Length": str(upload.length)}
    return tus_response(HTTPStatus.OK, reached(upload) | length | {"Upload-Metadata": tus.encoded(about)})


@patch("/{id:uuid}", opt=MAY)
async def add(request: AnyRequest, acting: Who, id: FromPath[UUID]) -> Response[None]:
    """More bytes from where it stopped."""
    tus.check_version(request.headers)
    addition, room = tus.addition(request.headers), upload_room(request)
    upload = await upload_intake.own_upload(room, acting, id)
    if upload.whole:
        await upload_intake.finish_again(room, services_of(request), upload, addition)
    else:
        upload = await added(request, room, acting, id, addition)
    return tus_response(HTTPStatus.NO_CONTENT, reached(upload))


@delete("/{id:uuid}", opt=MAY)
async def take_back(request: AnyRequest, acting: Who, id: FromPath[UUID]) -> Response[None]:
    """The person no longer wants it."""
    tus.check_version(request.headers)
    await upload_intake.end_upload(upload_room(request), acting, id)
    return tus_response(HTTPStatus.NO_CONTENT, {})


@post("/{id:uuid}", opt=MAY)
async def otherwise(request: AnyRequest, acting: Who, id: FromPath[UUID]) -> Response[None]:
    """The methods for a network that lets only POST through (X-HTTP-Method-Override)."""
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
    request: AnyRequest, room: UploadContext, acting: Acting, id: UUID, addition: tus.Addition, skip: int = 0
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


def reached(upload: Upload) -> dict[str, str]:
    """How far, and until when it is kept."""
    return {"Upload-Offset": str(upload.received)} | expires(upload)


def expires(upload: Upload) -> dict[str, str]:
    """Until when an upload that isn't complete is kept."""
    if upload.whole:
        return {}
    return {"Upload-Expires": format_datetime(upload.expires_at, usegmt=True)}


def tus_response(status: HTTPStatus, headers: dict[str, str]) -> Response[None]:
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
