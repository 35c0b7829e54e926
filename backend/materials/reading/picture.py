"""From uploaded bytes to clean pages: typed by content, bounded, decoded by a white list, re-encoded without metadata.

Runs only inside the reading process, which has limits of memory and time; nothing of the original bytes survives.
"""

import re
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from io import BytesIO
from typing import Literal

import cv2
import numpy as np
import pypdfium2
from msgspec import Struct
from PIL import Image, ImageOps

from backend.materials.reading.engine import Pixels
from backend.materials.reading.types import Page, Reason

FileType = Literal["jpeg", "png", "webp", "heic", "pdf"]


class Limits(Struct, frozen=True):
    """What a file may ask of us."""

    bytes: int = 20_000_000
    pixels: int = 60_000_000
    """Phones of 48 to 50 megapixels exist."""
    ratio: float = 8.0
    least_side: int = 80
    pages: int = 10
    page_points: float = 14_400
    """The largest page that PDF 1.7 allows (annex C.2); a page may claim millions."""
    long_side: int = 2400


SAYS: dict[Reason, str] = {
    "empty": "这个文件是空的，里面没有内容。请重新拍一张，或者重新选一个文件。",
    "too_large": "这个文件太大了，超过20兆。请直接用手机拍照上传，照片会自动变小。",
    "unknown_type": "这个文件我们打不开。请上传照片（JPG、PNG）或PDF文件，也可以直接拍照。",
    "not_an_image": "这不是照片，也不是PDF文件。请直接拍照上传。",
    "too_many_pixels": "这张图片的尺寸太大了，打不开。请用手机直接拍一张。",
    "odd_shape": "这张图片太细长或者太小了，看不清内容。请把整张材料拍进一张照片里。",
    "damaged": "这个文件不完整，可能没有传完。请重新拍一张，或者重新选这个文件。",
    "too_many_pages": "这个PDF的页数太多了，最多10页。请只留下需要的几页。",
    "page_too_large": "这个PDF的页面尺寸不对，打不开。请直接拍照上传。",
    "encrypted": "这个PDF加了密码，我们打不开。请去掉密码后再传，或者直接拍照。",
    "no_heic": "这张照片是苹果手机的HEIC格式，这里暂时打不开。请在手机上直接拍照上传，或者转成JPG再传。",
    "hidden_content": "这个文件里夹带了别的内容，为了安全不能收。请直接拍照上传。",
    "slow": "这张照片机器看得太久了，没看完。照片已经收好，会由工作人员来看，您不用重传。",
    "crashed": "机器没能看完这个文件。文件已经收好，会由工作人员来看，您不用重传。",
    "out_of_memory": "机器没能看完这个文件。文件已经收好，会由工作人员来看，您不用重传。",
    "unavailable": "机器暂时看不了照片。文件已经收好，会由工作人员来看，您不用重传。",
}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_FORMATS: dict[FileType, str] = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
_SCRIPT = re.compile(rb"<\s*(?:script|html|svg|iframe|\?php)", re.IGNORECASE)
_FOREIGN_TAIL = re.compile(
    rb"^\W{0,64}(?:PK\x03\x04|%PDF-|MZ|\x7fELF|Rar!|7z\xbc\xaf|<\s*(?:script|html|svg|\?php))", re.IGNORECASE
)
_DRAFT_SIDE = 1800
"""JPEG decoders halve for nothing while the long side stays above this; text of a card needs no more."""
_PDF_SIDE = 2000


class Unreadable(Exception):
    """The file can't be used; `reason` names why and `says` tells the resident what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
        self.says = SAYS[reason]


def file_type(data: bytes) -> FileType:
    """The type by content, never by name; raises `Unreadable` for everything that we don't take."""
    if not data:
        raise Unreadable("empty")
    if data[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "heic"
    if data[:5] == b"%PDF-":
        return "pdf"
    known_else = data[:2] in (b"MZ", b"PK", b"BM", b"\x1f\x8b") or data[:4] in (
        b"GIF8",
        b"II*\0",
        b"MM\0*",
        b"\x7fELF",
        b"Rar!",
    )
    raise Unreadable("unknown_type" if known_else and data[:2] != b"MZ" else "not_an_image")


def pages(data: bytes, limits: Limits | None = None) -> list[Pixels]:
    """The pages of a file as BGR pixels, turned as the camera was held; raises `Unreadable`."""
    limits = limits or Limits()
    if len(data) > limits.bytes:
        raise Unreadable("too_large")
    kind = file_type(data)
    _refuse_polyglots(data, kind)
    work: Callable[[], list[Pixels]] = (
        (lambda: _pdf(data, limits)) if kind == "pdf" else (lambda: [_image(data, kind, limits)])
    )
    try:
        return work()
    except Unreadable:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable("too_many_pixels") from None
    except MemoryError:
        raise Unreadable("too_many_pixels") from None
    except Exception:  # a decoder may raise anything on hostile bytes; none of it is our fault or the resident's
        raise Unreadable("damaged") from None


def clean(pixels: Pixels) -> Page:
    """A fresh JPEG of a page: only pixels go in, so no location, comment, thumbnail or appended byte can come out."""
    done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 85])
    if not done:
        raise Unreadable("damaged")
    return Page(encoded.tobytes(), pixels.shape[1], pixels.shape[0])


def _refuse_polyglots(data: bytes, kind: FileType) -> None:
    """Refuse a file that is also an archive, a program, a page or another document."""
    end = data[-65_600:]
    archive = b"PK\x05\x06" in end and b"PK\x01\x02" in data
    other_pdf = kind != "pdf" and (b"%PDF-" in data[:1024] or b"%%EOF" in data[-1024:])
    script = kind != "pdf" and _SCRIPT.search(data[:4096])
    mark = {"jpeg": b"\xff\xd9", "png": b"IEND"}.get(kind)
    at = data.rfind(mark) if mark else -1
    tail = data[at + (2 if kind == "jpeg" else 8) :] if at > 0 else b""
    if archive or other_pdf or script or _FOREIGN_TAIL.match(tail):
        raise Unreadable("hidden_content")


def _image(data: bytes, kind: FileType, limits: Limits) -> Pixels:
    if kind == "heic":
        _allow_heic()
    Image.MAX_IMAGE_PIXELS = limits.pixels
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(data), formats=(_FORMATS[kind],)) as image:
            _within(image.size, limits)
            if kind == "jpeg":
                scale = _DRAFT_SIDE / max(image.size)
                image.draft("RGB", (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
            image.load()
            turned = ImageOps.exif_transpose(image)
            return _bounded(np.asarray(_opaque(turned), np.uint8)[..., ::-1], limits.long_side)


def _allow_heic() -> None:
    if find_spec("pillow_heif") is None:
        raise Unreadable("no_heic")
    import pillow_heif

    pillow_heif.register_heif_opener()


def _within(size: tuple[int, int], limits: Limits) -> None:
    long, short = max(size), min(size)
    if size[0] * size[1] > limits.pixels:
        raise Unreadable("too_many_pixels")
    if short < limits.least_side or long > limits.ratio * short:
        raise Unreadable("odd_shape")


def _opaque(image: Image.Image) -> Image.Image:
    """Colours without transparency: what is see-through becomes white paper."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = Image.new("RGBA", seen.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, seen).convert("RGB")
    if image.mode.startswith("I;16"):
        deep = np.asarray(image, np.uint16) >> 8
        return Image.fromarray(deep.astype(np.uint8)).convert("RGB")
    return image.convert("RGB")


def _bounded(pixels: Pixels, long_side: int) -> Pixels:
    scale = long_side / max(pixels.shape[:2])
    if scale >= 1:
        return np.ascontiguousarray(pixels)
    return np.asarray(
        cv2.resize(np.ascontiguousarray(pixels), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )


def _pdf(data: bytes, limits: Limits) -> list[Pixels]:
    document = _opened(data)
    try:
        if not 1 <= len(document) <= limits.pages:
            raise Unreadable("too_many_pages" if len(document) else "empty")
        document.init_forms()
        return [_pdf_page(document, number, limits) for number in range(len(document))]
    finally:
        document.close()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("encrypted" if "password" in str(error).lower() else "damaged") from None


def _pdf_page(document: pypdfium2.PdfDocument, number: int, limits: Limits) -> Pixels:
    """One page as pixels; annotations and filled fields become ink."""
    page = document[number]
    try:
        width, height = page.get_size()
        if not (0 < width <= limits.page_points and 0 < height <= limits.page_points):
            raise Unreadable("page_too_large")
        if max(width, height) > limits.ratio * min(width, height):
            raise Unreadable("odd_shape")
        bitmap = page.render(scale=_PDF_SIDE / max(width, height), may_draw_forms=True)
        pixels = np.array(bitmap.to_numpy(), np.uint8)
        bitmap.close()
    finally:
        page.close()
    if pixels.ndim == 2:
        return np.repeat(pixels[..., None], 3, axis=2)
    return np.ascontiguousarray(pixels[..., :3])
