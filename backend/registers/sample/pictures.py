"""Pictures of the cast's documents, for uploads in a trial."""

import re
from pathlib import Path

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from backend.registers.sample.api import Here

NAME = re.compile(r"(?P<key>[a-z_]+)-(?P<paper>[a-z_]+)\.(?P<kind>jpg|png)")
KINDS = {"jpg": "image/jpeg", "png": "image/png"}
PAPERS = {
    "id_card_front": "身份证人像面", "id_card_front_blurred": "身份证人像面（拍糊了）", "id_card_back": "身份证国徽面",
    "household_page": "户口簿本人页", "household_page_old": "户口簿本人页（15位旧号码）", 
    "permit_front": "港澳居民居住证人像面", "permit_back": "港澳居民居住证背面",
    "permanent_front": "外国人永久居留身份证人像面", "permanent_back": "外国人永久居留身份证背面",
    "bank_card": "银行卡", "degree_certificate": "毕业证书", "business_licence": "营业执照",
    "face_straight": "刷脸用：看正前方", "face_left": "刷脸用：转向自己的左边", "face_right": "刷脸用：转向自己的右边",
    "face_up": "刷脸用：抬头",
}  # fmt: skip


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
