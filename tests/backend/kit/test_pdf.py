"""Pages become PDFs, and nothing that stands in a page makes the press call anybody or read a file (CVE-2025-68616)."""

import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from backend.kit import pdf as press
from backend.kit.pdf import NoPress, NotPrinted, pdf
from backend.kit.pdf_child import NO_FONT, NO_LIBRARY, Attached


@pytest.fixture(scope="module", autouse=True)
def pango() -> None:
    """Skip where Pango isn't on this machine."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        pytest.skip("no Pango on this machine")


SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><rect width="60" height="60" fill="#00f"/></svg>'
)


class Canary:
    """Listens on this machine and counts who calls."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.calls = 0
        threading.Thread(target=self.count, daemon=True).start()

    def count(self) -> None:
        while True:
            try:
                caller, _ = self.listening.accept()
            except OSError:
                return
            self.calls += 1
            caller.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"


@pytest.fixture
def canary() -> Iterator[Canary]:
    """A listener that nobody should call."""
    listener = Canary()
    yield listener
    listener.listening.close()


def words(made: bytes) -> str:
    """What a PDF says."""
    with pdfium.PdfDocument(io.BytesIO(made)) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


async def test_a_chinese_page_with_a_picture_and_an_attached_file() -> None:
    page = "<html lang='zh-CN'><title>回执</title><body><h1>办理回执</h1><img src='asset:a.svg' alt=''></body></html>"
    made = await pdf(page, {"a.svg": SQUARE}, (Attached("a.jws", "签名", b"a.b.c"),))
    assert "办理回执" in words(made)
    with pdfium.PdfDocument(io.BytesIO(made)) as document:
        assert document.get_metadata_value("Title") == "回执"
        assert [document.get_attachment(0).get_name(), bytes(document.get_attachment(0).get_data())] == [
            "a.jws",
            b"a.b.c",
        ]
        pixels = document[0].render(scale=1).to_numpy()
        assert ((pixels[:, :, 0] > 200) & (pixels[:, :, 1] < 50)).any(), "the blue picture is on the page"


async def test_nobody_is_called_and_no_file_is_read(canary: Canary, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密内容")
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{canary.address}/1" '
           f'width="9" height="9"/><use href="{canary.address}/2#a"/></svg>')  # fmt: skip
    page = f"""<html lang="zh-CN"><head><base href="{canary.address}/base/"><title>试</title>
      <link rel="stylesheet" href="{canary.address}/3.css"><link rel="attachment" href="{secret.as_uri()}">
      <link rel="attachment" href="{canary.address}/4"><style>@import url("{canary.address}/5.css");
      @font-face {{ font-family: x; src: url("{canary.address}/6.woff2") }} p {{ font-family: x;
      background: url("{canary.address}/7.png"); list-style-image: url("{canary.address}/8.png") }}
      p::after {{ content: url("{secret.as_uri()}") url("ftp://127.0.0.1:{canary.address.rsplit(":", 1)[1]}/9") }}
      </style></head><body><p>还在</p><img src="{canary.address}/10.png"><img src="relative.png"><img src="asset:a.svg">
      <object data="{secret.as_uri()}"></object><embed src="{canary.address}/11"><img src="asset:../../etc/passwd"></body></html>"""
    made = await pdf(page, {"a.svg": svg.encode()}, ())
    assert canary.calls == 0
    assert "还在" in words(made)
    assert "机密" not in words(made)
    with pdfium.PdfDocument(io.BytesIO(made)) as document:
        assert document.count_attachments() == 0


def test_the_canary_would_hear_a_call(canary: Canary) -> None:
    with socket.create_connection(("127.0.0.1", canary.listening.getsockname()[1])) as call:
        assert call.recv(1) == b""  # it hangs up after counting
    assert canary.calls == 1


async def test_a_page_that_takes_too_long_is_given_up_and_leaves_no_process() -> None:
    with pytest.raises(NotPrinted):
        await pdf("<table>" + "<tr><td>很长的表格</td></tr>" * 20_000, seconds=1)


@pytest.mark.parametrize(("code", "words"), [(NO_LIBRARY, "Pango"), (NO_FONT, "字体")])
async def test_a_machine_without_pango_or_fonts_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    monkeypatch.setattr(press, "CHILD", ("-c", f"import sys; sys.exit({code})"))
    with pytest.raises(NoPress, match=words):
        await pdf("<p>你好")


async def test_a_script_that_no_font_can_draw_is_not_printed_as_boxes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "fonts.conf"
    bare.write_text("<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>"
                    "<dir>/usr/share/fonts/truetype/dejavu</dir></fontconfig>")  # fmt: skip
    monkeypatch.setenv("FONTCONFIG_FILE", str(bare))
    with pytest.raises(NoPress, match="字体"):
        await pdf("<html lang='zh-CN'><title>回执</title><p>办理回执由系统签名</p></html>")


async def test_a_character_that_no_font_draws_is_named_on_the_sheet() -> None:
    made = await pdf("<html><body><p>王\U0002ebf0</p></body></html>", no_glyph="没有字形：{characters}。")
    assert "没有字形：U+2EBF0。" in words(made)
    assert "没有字形" not in words(
        await pdf("<html><body><p>王丽</p></body></html>", no_glyph="没有字形：{characters}。")
    )
