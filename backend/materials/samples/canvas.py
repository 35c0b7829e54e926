"""Canvas for synthetic documents: every written field keeps its value and box as ground truth."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

Ink = tuple[int, int, int]
Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]

BLACK: Ink = (28, 28, 32)
BLUE: Ink = (64, 104, 150)
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts")
_CHINESE = {
    "sans": ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "SourceHanSansSC-Regular.otf", "wqy-microhei.ttc"),
    "sans_bold": ("NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf", "SourceHanSansSC-Bold.otf"),
    "serif": ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf", "SourceHanSerifSC-Regular.otf"),
    "serif_bold": ("NotoSerifCJK-Bold.ttc", "NotoSerifCJKsc-Bold.otf", "SourceHanSerifSC-Bold.otf"),
    "mono": ("DejaVuSansMono-Bold.ttf", "LiberationMono-Bold.ttf", "DejaVuSansMono.ttf"),
    "latin": ("LiberationSans-Bold.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans.ttf"),
}
_SIMPLIFIED = 2
"""Place of the simplified Chinese face inside the Noto collections."""


@dataclass(frozen=True)
class Press:
    """How an office prints: another typeface, smaller letters, spaced labels, values beside the lines meant for them (pixels)."""

    typeface: Path | None = None
    size: float = 1.0
    label_gap: int = 0
    value_offset: Point = (0, 0)


LONGEST_LABEL = 6
"""Characters; longer print is a sentence, which no office spaces."""
_press: ContextVar[Press] = ContextVar("press", default=Press())  # noqa: B039  # frozen


class NoChineseFont(RuntimeError):
    """No font with Chinese characters is installed; needed for drawing only."""

    def __init__(self) -> None:
        super().__init__(
            "no Chinese font found: install Debian's fonts-noto-cjk (apt install fontconfig fonts-noto-cjk); "
            "the ready-made sample pictures in backend/materials/samples/pictures need none"
        )


@cache
def _font_file(style: str) -> Path:
    for folder in _FOLDERS:
        for name in _CHINESE[style]:
            for found in Path(folder).expanduser().rglob(name):
                return found
    if style in ("mono", "latin"):
        return _font_file("sans")
    return _by_fontconfig() if style == "sans" else _font_file("sans")


def _by_fontconfig() -> Path:
    if not shutil.which("fc-match"):
        raise NoChineseFont
    asked = ["fc-match", "-f", "%{file}\n%{lang}", "sans:lang=zh-cn"]
    file, _, languages = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.partition("\n")
    if "zh-cn" not in languages:
        raise NoChineseFont
    return Path(file)


@contextmanager
def printed_by(press: Press) -> Iterator[None]:
    """Draw as this office prints inside the block."""
    kept = _press.set(press)
    try:
        yield
    finally:
        _press.reset(kept)


def font(style: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a font by style (`sans`, `serif`, each also `_bold`; `mono`, `latin`) and pixel size; raises `NoChineseFont`."""
    other = _press.get().typeface if style not in ("mono", "latin") else None
    return _loaded(other or _font_file(style), size)


@cache
def _loaded(file: Path, size: int) -> ImageFont.FreeTypeFont:
    is_noto = file.suffix == ".ttc" and file.name.startswith("Noto")
    return ImageFont.truetype(str(file), size, index=_SIMPLIFIED if is_noto else 0)


@dataclass
class Drawn:
    """Picture of a document with ground truth: class, fields, boxes, paper corners."""

    picture: Image.Image
    kind: str
    fields: dict[str, str]
    boxes: dict[str, list[Quad]] = field(default_factory=dict)
    corners: Quad = ((0, 0), (0, 0), (0, 0), (0, 0))
    hidden: frozenset[str] = frozenset()

    def pixels(self) -> np.ndarray:
        """Picture as RGB rows."""
        return np.asarray(self.picture.convert("RGB"))


class Canvas:
    """Drawing surface that records the boxes of fields."""

    def __init__(self, width: int, height: int, paper: Ink) -> None:
        self.picture = Image.new("RGB", (width, height), paper)
        self.pen = ImageDraw.Draw(self.picture)
        self.fields: dict[str, str] = {}
        self.boxes: dict[str, list[Quad]] = {}

    def write(
        self, at: Point, text: str, style: str, size: int, ink: Ink = BLACK, name: str = "", gap: int = 0
    ) -> float:
        """Write a line with left edge and vertical middle at `at`; returns its end. `name` records it as a field."""
        press = _press.get()
        size = round(size * press.size)
        if name:
            at = at[0] + press.value_offset[0], at[1] + press.value_offset[1]
        elif len(text) <= LONGEST_LABEL:
            gap += press.label_gap
        face, x = font(style, size), at[0]
        for character in text if gap else [text]:
            self.pen.text((x, at[1]), character, font=face, fill=ink, anchor="lm")
            x += face.getlength(character) + gap
        if name:
            self.boxes.setdefault(name, []).append(_frame(at[0], x, at[1], size))
        return x

    def centred(
        self, middle: Point, text: str, style: str, size: int, ink: Ink = BLACK, name: str = "", gap: int = 0
    ) -> None:
        """Write a line centred on a point."""
        width = font(style, size).getlength(text) + gap * len(text)
        self.write((middle[0] - width / 2, middle[1]), text, style, size, ink, name, gap)

    def paragraph(
        self,
        at: Point,
        text: str,
        width: float,
        style: str,
        size: int,
        ink: Ink = BLACK,
        name: str = "",
        inside: Mapping[str, str] | None = None,
    ) -> float:
        """Write text wrapped at `width`; returns the bottom. `inside` records fields within it."""
        y, done = at[1], 0
        for line in broken(text, width, style, size):
            self.write((at[0], y), line, style, size, ink, name)
            for key, value in (inside or {}).items():
                first = text.index(value) - done
                begin, end = max(0, first), min(len(line), first + len(value))
                if begin < end:
                    x, right = (at[0] + font(style, size).getlength(line[:place]) for place in (begin, end))
                    self.boxes.setdefault(key, []).append(_frame(x, right, y, size))
            y, done = y + size * 1.42, done + len(line)
        return y

    def done(self, kind: str, **fields: str) -> Drawn:
        """Return the picture with its fields."""
        w, h = self.picture.size
        return Drawn(self.picture, kind, fields, self.boxes, ((0, 0), (w, 0), (w, h), (0, h)))


def _frame(left: float, right: float, middle: float, size: int) -> Quad:
    top, bottom = middle - size * 0.62, middle + size * 0.62
    return (left, top), (right, top), (right, bottom), (left, bottom)


def broken(text: str, width: float, style: str, size: int) -> Iterator[str]:
    """Wrap text at `width` pixels; any character may start a line, as on Chinese forms."""
    face, line = font(style, size), ""
    for character in text:
        if line and face.getlength(line + character) > width:
            yield line
            line = ""
        line += character
    if line:
        yield line
