"""Bytes from strangers: what is taken comes out clean and upright, what isn't is refused with a sentence that helps."""

import struct
import zipfile
import zlib
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFile

from backend.materials.reading import pdf_pages
from backend.materials.reading.content_type import TooCostly, Unreadable, file_type
from backend.materials.reading.decode_image import Limits, clean, pages
from backend.materials.reading.types import UNREADABLE


def picture(width: int = 400, height: int = 300, kind: str = "JPEG", **how: object) -> bytes:
    kept = BytesIO()
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = (250, 40, 40)
    Image.fromarray(pixels).save(kept, kind, **how)
    return kept.getvalue()


def reason(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        pages(data, limits)
    assert UNREADABLE(refused.value.reason).endswith("。")
    return refused.value.reason


def pdf(*sizes: tuple[float, float], trailer: str = "", extra: str = "") -> bytes:
    """A minimal PDF with empty pages of the given sizes in points."""
    kids = " ".join(f"{3 + n} 0 R" for n in range(len(sizes)))
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(sizes)} >>"]
    bodies += [f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {w} {h}] >>" for w, h in sizes]
    bodies += [extra] if extra else []
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(bodies) + 1} /Root 1 0 R {trailer} >>\n"
    return out + end.encode("latin-1") + f"startxref\n{len(out)}\n%%EOF\n".encode()


def png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 4096)) + chunk(b"IEND", b"")
    )


def archive() -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as zipped:
        zipped.writestr("a.html", "<script>alert(1)</script>")
    return kept.getvalue()


def strange_files() -> list[tuple[bytes, str]]:
    """Bytes that are not taken, and why."""
    return [
        (b"", "empty"),
        (b"MZ\x90\0" + b"\0" * 400, "not_an_image"),
        (b"\x7fELF" + b"\0" * 400, "unknown_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "not_an_image"),
        (b"<!doctype html><script>1</script>", "not_an_image"),
        (archive(), "unknown_type"),
        (picture(kind="GIF"), "unknown_type"),
        (picture(kind="TIFF"), "unknown_type"),
        (b"\xff\xd8\xff" + b"\0" * 300, "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 300, "damaged"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 99, "damaged"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (picture()[:2000], "damaged"),
        (picture(900, 900, "PNG")[:900], "damaged"),
        (png_claiming(30_000, 30_000), "too_many_pixels"),
        (png_claiming(60_000, 1), "odd_shape"),
        (picture(2000, 120), "odd_shape"),
        (picture(40, 40), "odd_shape"),
        (b"\0" * 20_000_001, "too_large"),
        (picture() + archive(), "hidden_content"),
        (picture(kind="PNG") + archive(), "hidden_content"),
        (picture() + b"<script>alert(1)</script>", "hidden_content"),
        (picture() + pdf((100, 100)), "hidden_content"),
        (picture(comment=b"<script>alert(1)</script>"), "hidden_content"),
        (pdf((595, 842)) + archive(), "hidden_content"),
        (pdf(*[(595, 842)] * 11), "too_many_pages"),
        (pdf((2_000_000, 2_000_000)), "page_too_large"),
        (pdf((10_000, 100)), "odd_shape"),
    ]


def test_what_is_not_taken_says_why() -> None:
    found = [(data[:40], reason(data), why) for data, why in strange_files()]
    assert len(found) == 28
    assert [row for row in found if row[1] != row[2]] == []


def test_a_pdf_with_a_password_is_refused() -> None:
    lock = "<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >>"
    data = pdf((595, 842), trailer="/Encrypt 4 0 R /ID [<41414141> <41414141>]", extra=lock)
    assert reason(data) == "encrypted"


def test_a_deeply_nested_pdf_is_answered() -> None:
    deep = pdf((595, 842), extra="[" * 100_000 + "]" * 100_000)
    try:
        answer: object = len(pages(deep))
    except Unreadable as refused:
        answer = refused.reason
    assert answer in (1, "damaged")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_taken_by_content(kind: str) -> None:
    (page,) = pages(picture(kind=kind))
    assert page.shape == (300, 400, 3)
    red = page[40, 40]
    assert red[2] > 200, "colours come as blue, green, red"
    assert red[0] < 90


def test_a_picture_is_turned_as_the_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (page,) = pages(picture(exif=exif))
    assert page.shape == (400, 300, 3)
    assert page[40, 260, 2] > 200, "the red corner has moved to the top right"


def test_nothing_but_pixels_survives() -> None:
    told = Image.Exif()
    told[0x010F] = "CAMERA-OF-MRS-CHEN"
    told.get_ifd(0x8825)[2] = (22.0, 32.0, 0.0)
    data = picture(exif=told, comment=b"NOTE-OF-MRS-CHEN", icc_profile=b"PROFILE-OF-MRS-CHEN" * 20)
    assert b"MRS-CHEN" in data
    page = clean(pages(data)[0])
    assert b"MRS-CHEN" not in page.jpeg
    assert b"Exif" not in page.jpeg
    assert file_type(page.jpeg) == "jpeg"
    with Image.open(BytesIO(page.jpeg)) as again:
        assert again.size == (page.width, page.height) == (400, 300)
        assert not again.getexif()


def test_a_movie_behind_a_photo_is_no_reason_to_refuse_it() -> None:
    motion_photo = picture() + b"\0\0\0\x18ftypmp42" + b"\0" * 5000
    (page,) = pages(motion_photo)
    assert b"ftyp" not in clean(page).jpeg


def test_a_large_photo_becomes_smaller_and_a_pdf_becomes_pictures() -> None:
    (photo,) = pages(picture(4000, 3000))
    assert 1800 <= max(photo.shape) <= 2400
    sheets = pages(pdf((595, 842), (842, 595)))
    assert [sheet.shape[0] > sheet.shape[1] for sheet in sheets] == [True, False]
    assert all(sheet.mean() > 250 for sheet in sheets), "empty pages are white"


def test_what_is_see_through_becomes_white_paper() -> None:
    kept = BytesIO()
    Image.new("RGBA", (300, 200), (0, 0, 0, 0)).save(kept, "PNG")
    assert pages(kept.getvalue())[0].mean() == 255


@pytest.mark.parametrize(("mode", "kind"), [("L", "PNG"), ("P", "PNG"), ("1", "PNG"), ("CMYK", "JPEG")])
def test_greys_palettes_and_printers_colours_are_read(mode: str, kind: str) -> None:
    kept = BytesIO()
    Image.new("RGB", (300, 200), (128, 128, 128)).convert(mode).save(kept, kind)
    assert pages(kept.getvalue())[0].shape == (200, 300, 3)


def test_sixteen_bits_keep_their_light() -> None:
    deep = cv2.imencode(".png", np.full((200, 300), 40_000, np.uint16))[1].tobytes()
    assert abs(float(pages(deep)[0].mean()) - 156) < 2


def test_half_a_picture_is_refused_whatever_another_library_has_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    whole = picture(800, 500)
    assert reason(whole[: len(whole) // 2]) == "damaged"


def test_bytes_before_a_pdf_that_mean_nothing_are_cut_off() -> None:
    page = pdf((595, 842))
    for before in (b"\xef\xbb\xbf", b"\r\n", b"Content-Type: application/pdf\r\nContent-Length: 9\r\n\r\n"):
        assert file_type(before + page) == "pdf"
        assert len(pages(before + page)) == 1, before
    for before in (b"PK\x03\x04", b"<html>", picture(), b"x" * 1100 + b"\n", b"MZ"):
        assert reason(before + page) in {"not_an_image", "unknown_type", "hidden_content"}, before[:10]


def test_bytes_before_a_picture_that_mean_nothing_are_cut_off() -> None:
    for kind, name in (("JPEG", "jpeg"), ("PNG", "png")):
        for before in (b"\xef\xbb\xbf", b"\r\n", b" \n"):
            assert file_type(before + picture(kind=kind)) == name
            assert pages(before + picture(kind=kind))[0].shape == (300, 400, 3)
    for before in (b"<html>", b"x", b"\0\0"):
        assert reason(before + picture()) == "not_an_image", before


def test_a_moving_photo_of_a_phone_is_its_picture() -> None:
    film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(500)
    assert pages(picture() + film)[0].shape == (300, 400, 3)


def test_pictures_of_other_programs_are_turned() -> None:
    for kind, name in (("AVIF", "avif"), ("BMP", "bmp"), ("WEBP", "webp")):
        assert file_type(picture(kind=kind)) == name
        assert pages(picture(kind=kind))[0].shape == (300, 400, 3)
    assert reason(b"BM" + b"\0" * 60) == "unknown_type"
    assert reason(picture(kind="BMP")[:500]) == "damaged"


def nested(levels: int, calls: int) -> bytes:
    """A small PDF whose page draws a form that draws another form `calls` times, `levels` deep: calls ** levels strokes."""
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    below = "/Resources << /XObject << /F {} 0 R >> >>"
    bodies.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {below.format(5)} >>")
    draw = "/F Do " * calls
    bodies.append(f"<< /Length {len(draw)} >>\nstream\n{draw}\nendstream")
    for level in range(levels):
        last = level == levels - 1
        text = "0 0 m 595 842 l 300 0 l f" if last else draw
        inner = "" if last else below.format(6 + level)
        head = f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] {inner} /Length {len(text)}"
        bodies.append(f"<< {head} >>\nstream\n{text}\nendstream")
    out = b"%PDF-1.7\n" + b"".join(f"{n} 0 obj\n{body}\nendobj\n".encode() for n, body in enumerate(bodies, 1))
    return out + f"trailer << /Size {len(bodies) + 1} /Root 1 0 R >>\n%%EOF\n".encode()


def test_a_pdf_that_asks_for_too_much_ends_alone_and_goes_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "CHILD", ("-c", SHORT_CHILD))
    assert len(pages(nested(2, 2))) == 1
    with pytest.raises(TooCostly) as costly:
        pages(nested(8, 12))
    assert costly.value.reason in {"slow", "out_of_memory"}


SHORT_CHILD = "from backend.materials.reading import pdf_pages; pdf_pages.PAGE_SECONDS = 1.0; pdf_pages.main()"
