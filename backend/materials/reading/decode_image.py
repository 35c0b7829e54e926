"""Decode uploads to clean pages: type by content, bounded size, allow-listed decoders, re-encoded without metadata.

Runs only inside the reading process, which has limits of memory and time; nothing of the original bytes survives.
"""

import warnings
from importlib.util import find_spec
from io import BytesIO

import cv2
import numpy as np
from msgspec import Struct
from PIL import Image, ImageFile, ImageOps

from backend.materials.reading.content_type import (
    FileType,
    TooCostly,
    Unreadable,
    file_type,
    refuse_polyglots,
    without_preamble,
)
from backend.materials.reading.ocr import Pixels
from backend.materials.reading.pdf_pages import PdfTask, rendered
from backend.materials.reading.types import CleanPage


class Limits(Struct, frozen=True):
    """Limits of one file."""

    bytes: int = 20_000_000
    pixels: int = 60_000_000
    """Phones of 48 to 50 megapixels exist."""
    ratio: float = 8.0
    least_side: int = 80
    pages: int = 10
    page_points: float = 14_400
    """The largest page that PDF 1.7 allows (annex C.2); a page may claim millions."""
    long_side: int = 2400


_FORMATS: dict[FileType, str] = {
    "jpeg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
    "heic": "HEIF",
    "avif": "AVIF",
    "bmp": "BMP",
}
_DRAFT_SIDE = 1800
"""JPEG decoders halve for nothing while the long side stays above this; text of a card needs no more."""


def pages(data: bytes, limits: Limits | None = None) -> list[Pixels]:
    """Decode a file to upright BGR pages (EXIF orientation applied); raises `Unreadable`."""
    limits = limits or Limits()
    if len(data) > limits.bytes:
        raise Unreadable("too_large")
    kind = file_type(data)
    refuse_polyglots(data, kind)
    data = without_preamble(data)
    try:
        if kind == "pdf":
            task = PdfTask(data, limits.pages, limits.page_points, limits.ratio)
            return rendered(task)
        return [_image(data, kind, limits)]
    except (Unreadable, TooCostly):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable("too_many_pixels") from None
    except MemoryError:
        raise Unreadable("too_many_pixels") from None
    except Exception:  # a decoder may raise anything on hostile bytes; none of it is our fault or the resident's
        raise Unreadable("damaged") from None


def clean(pixels: Pixels) -> CleanPage:
    """Encode a page as a fresh JPEG: pixels only, so no location, comment, thumbnail or appended bytes."""
    done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 85])
    if not done:
        raise Unreadable("damaged")
    return CleanPage(encoded.tobytes(), pixels.shape[1], pixels.shape[0])


def _image(data: bytes, kind: FileType, limits: Limits) -> Pixels:
    if kind == "heic":
        _allow_heic()
    Image.MAX_IMAGE_PIXELS = limits.pixels
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # for the whole process; a library that was imported may have turned it on
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(data), formats=(_FORMATS[kind],)) as image:
            _within(image.size, limits)
            if kind == "jpeg":
                scale = _DRAFT_SIDE / max(image.size)
                image.draft("RGB", (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
            image.load()
            turned = ImageOps.exif_transpose(image)
            pixels = np.asarray(_opaque(turned), np.uint8)
            return _bounded(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), np.uint8), limits.long_side)


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
    """Remove transparency by placing the picture on white."""
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
        return pixels
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
