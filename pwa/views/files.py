"""What resumable uploads need, and a material as a download."""

from urllib.parse import quote

from litestar import Response

from backend.cases.papers.hand_in import MAX_FILE_BYTES
from backend.cases.services import CaseServices
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, short_transactions
from backend.materials.types import Material
from backend.materials.uploads.writer import UploadContext

UPLOAD = Messages.beside(__file__).texts("upload")


def attachment(material: Material, content: bytes, media_type: str) -> Response[bytes]:
    """Answer with a file to save, never to run (RFC 6266); a picture of ours may still be shown inside a page."""
    name = "".join(c for c in material.file_name if c.isprintable() and c not in '/\\"') or UPLOAD("paper")
    headers = {
        "Content-Disposition": f"attachment; filename=\"paper\"; filename*=UTF-8''{quote(name)}",
        "content-security-policy": "sandbox; default-src 'none'", "Cache-Control": "private, no-store",
    }  # fmt: skip
    return Response(content, media_type=media_type, headers=headers)


async def page_picture(request: AnyRequest, material: Material, number: int) -> Response[bytes]:
    """Answer with the picture that was made of one page of a paper, counted from 1; raises NotThere."""
    if not 1 <= number <= material.pages:
        raise NotThere
    return attachment(
        material, await request.app.state.file_store.get_page(material.id, material.stored_as, number), "image/jpeg"
    )


def upload_room(request: AnyRequest) -> UploadContext:
    """Collect what writing an upload needs; no database connection is held while bytes trickle in."""
    state = request.app.state
    state.shutdown.watch()
    return UploadContext(
        short_transactions(request),
        state.file_store,
        state.clock,
        MAX_FILE_BYTES,
        state.settings.upload_idle_seconds,
        lambda: bool(state.shutdown),
    )


def services_of(request: AnyRequest) -> CaseServices:
    """The application's case services."""
    services: CaseServices = request.app.state.services
    return services
