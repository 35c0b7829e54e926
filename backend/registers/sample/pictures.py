"""Pictures of the cast's documents, for uploads in a trial."""

import re
from pathlib import Path

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from backend.kit.messages.render import Messages
from backend.registers.sample.api import Here

NAME = re.compile(r"(?P<key>[a-z_]+)-(?P<paper>[a-z_]+)\.(?P<kind>jpg|png)")
KINDS = {"jpg": "image/jpeg", "png": "image/png"}
PAPERS = Messages.beside(__file__).words("PAPERS")


class SamplePicture(Struct, frozen=True):
    """Picture with its owner and document."""

    file: str
    key: str
    says: str


def pictures(folder: Path) -> tuple[SamplePicture, ...]:
    """Return all pictures (`<key>-<document>.jpg` or `.png`) by name."""
    if not folder.is_dir():
        return ()
    named = (NAME.fullmatch(path.name) for path in sorted(folder.iterdir()))
    return tuple(SamplePicture(m[0], m["key"], PAPERS.get(m["paper"], m["paper"])) for m in named if m is not None)


@get("/pictures/{name:str}")
async def picture(name: FromPath[str], world: Here) -> Response[bytes]:
    """Serve one picture as a download."""
    found = next((one for one in pictures(world.pictures) if one.file == name), None)
    if found is None:
        raise NotFoundException
    kind = found.file.rpartition(".")[2]
    return Response(
        (world.pictures / found.file).read_bytes(), media_type=KINDS[kind],
        headers={"Content-Disposition": f'attachment; filename="{found.file}"', "X-Content-Type-Options": "nosniff"},
    )  # fmt: skip


ROUTES = [picture]
