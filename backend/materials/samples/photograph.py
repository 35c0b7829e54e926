"""Simulated phone photos: background, tilt, rotation, blur, glare, darkness, compression; ground truth moves along."""

import random
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import cv2
import numpy as np
from PIL import Image, ImageDraw

from backend.materials.samples.canvas import Drawn, Point, Quad, font

Pixels = np.ndarray
Warp = np.ndarray


def moved(drawn: Drawn, warp: Warp, size: tuple[int, int], background: Pixels | None = None) -> Drawn:
    """Apply a homography on a background to picture, boxes and corners."""
    w, h = size
    smaller = abs(float(np.linalg.det(warp[:2, :2]))) < 0.5
    seen = cv2.warpPerspective(drawn.pixels(), warp, (w, h), flags=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
    if background is not None:
        cover = cv2.warpPerspective(np.full(drawn.picture.size[::-1], 255, np.uint8), warp, (w, h))
        share = cv2.GaussianBlur(cover, (3, 3), 0)[..., None].astype(np.float32) / 255
        seen = (seen * share + background * (1 - share)).astype(np.uint8)
    boxes = {name: [_through(quad, warp) for quad in quads] for name, quads in drawn.boxes.items()}
    return replace(drawn, picture=Image.fromarray(seen), boxes=boxes, corners=_through(drawn.corners, warp))


def _through(quad: Quad, warp: Warp) -> Quad:
    points = cv2.perspectiveTransform(np.array([quad], np.float32), warp)[0]
    a, b, c, d = [(float(x), float(y)) for x, y in points]
    return a, b, c, d


def table(chance: random.Random, size: tuple[int, int]) -> Pixels:
    """Draw a background: plain, wood, cloth or clutter."""
    w, h = size
    noise = np.random.default_rng(chance.randrange(2**31))
    base = np.array(
        chance.choice([(120, 92, 70), (70, 74, 80), (150, 150, 146), (196, 188, 176), (46, 60, 52)]), np.float32
    )
    kind = chance.randrange(4)
    field = np.ones((h, w, 3), np.float32) * base
    if kind == 1:
        grain = cv2.resize(
            noise.normal(0, 14, (h // 6 + 1, 12)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC
        )
        field += grain[..., None]
    if kind >= 2:
        coarse = (h // (40 if kind == 2 else 160) + 2, w // 160 + 2)
        light, tint = noise.normal(0, 20, (*coarse, 1)), noise.normal(0, 5, (*coarse, 3))
        field += cv2.resize((light + tint).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    return np.clip(field + noise.normal(0, 3, (h, w, 3)), 0, 255).astype(np.uint8)


def on_table(drawn: Drawn, chance: random.Random, tilt: float = 0.05, turn: float = 6, share: float = 0.72) -> Drawn:
    """Place the paper on a table, slightly rotated and tilted; `share`: paper width in the picture."""
    w, h = drawn.picture.size
    scale = 1600 / max(w, h)
    width, height = int(w * scale / share), int(h * scale / share)
    centre = (width / 2 + chance.uniform(-0.03, 0.03) * width, height / 2 + chance.uniform(-0.03, 0.03) * height)
    angle = np.deg2rad(chance.uniform(-turn, turn))
    corners = [(-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2)]
    seen: list[Point] = []
    for x, y in corners:
        px, py = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
        shift = (chance.uniform(-tilt, tilt) * w * 0.5, chance.uniform(-tilt, tilt) * h * 0.5)
        seen.append((centre[0] + (px + shift[0]) * scale, centre[1] + (py + shift[1]) * scale))
    source = np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32)
    warp = cv2.getPerspectiveTransform(source, np.array(seen, np.float32))
    return moved(drawn, warp, (width, height), table(chance, (width, height)))


def turned(drawn: Drawn, degrees: float) -> Drawn:
    """Rotate without cropping."""
    w, h = drawn.picture.size
    warp = np.vstack([cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1), [0, 0, 1]])
    quad = np.array(_through(((0, 0), (w, 0), (w, h), (0, h)), warp))
    low = quad.min(axis=0)
    size = np.ceil(quad.max(axis=0) - low).astype(int)
    warp = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]]) @ warp
    return moved(drawn, warp, (int(size[0]), int(size[1])), np.full((int(size[1]), int(size[0]), 3), 110, np.uint8))


def resized(drawn: Drawn, width: int) -> Drawn:
    """Scale to another width."""
    scale = width / drawn.picture.width
    size = (width, max(1, round(drawn.picture.height * scale)))
    small = replace(drawn, picture=drawn.picture.resize(size, Image.Resampling.LANCZOS))
    warp = np.diag([scale, scale, 1.0])
    small.boxes = {name: [_through(quad, warp) for quad in quads] for name, quads in drawn.boxes.items()}
    small.corners = _through(drawn.corners, warp)
    return small


def changed(drawn: Drawn, work: Callable[[Pixels], Pixels]) -> Drawn:
    """Return the document with other pixels and the same geometry."""
    return replace(drawn, picture=Image.fromarray(np.clip(work(drawn.pixels()), 0, 255).astype(np.uint8)))


def glared(drawn: Drawn, chance: random.Random, severity: int) -> Drawn:
    """Add a reflection; fields under it count as hidden."""
    w, h = drawn.picture.size
    left, top = np.min(np.array(drawn.corners), axis=0)
    right, bottom = np.max(np.array(drawn.corners), axis=0)
    middle = (
        chance.uniform(left + 0.2 * (right - left), left + 0.8 * (right - left)),
        chance.uniform(top + 0.2 * (bottom - top), top + 0.8 * (bottom - top)),
    )
    size = (right - left) * (0.05, 0.09, 0.14)[severity - 1]
    mask = np.zeros((h, w), np.float32)
    axes = (int(size * chance.uniform(1, 1.8)), int(size * chance.uniform(0.5, 0.9)))
    cv2.ellipse(mask, (int(middle[0]), int(middle[1])), axes, chance.uniform(0, 180), 0, 360, 1.0, -1)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), size / 5), np.float32)
    hidden = {name for name, quads in drawn.boxes.items() if any(_covered(mask, quad) > 0.004 for quad in quads)}
    lit = changed(
        drawn, lambda pixels: pixels + (255 - pixels.astype(np.float32)) * np.clip(mask * 1.6, 0, 1)[..., None]
    )
    return replace(lit, hidden=drawn.hidden | hidden)


def _covered(mask: Pixels, quad: Quad) -> float:
    area = np.zeros(mask.shape, np.uint8)
    cv2.fillPoly(area, [np.array(quad, np.int32)], 1)
    return float(((mask > 0.35) & (area > 0)).sum() / max(1, int(area.sum())))


def cropped(drawn: Drawn, share: float, side: int) -> Drawn:
    """Crop a part of the paper; cut fields count as hidden."""
    w, h = drawn.picture.size
    left, top = np.min(np.array(drawn.corners), axis=0)
    right, bottom = np.max(np.array(drawn.corners), axis=0)
    box = [0.0, 0.0, float(w), float(h)]
    box[side] = [
        left + share * (right - left),
        top + share * (bottom - top),
        right - share * (right - left),
        bottom - share * (bottom - top),
    ][side]
    x0, y0, x1, y1 = (int(value) for value in box)
    cut = {
        name
        for name, quads in drawn.boxes.items()
        for quad in quads
        for x, y in quad
        if not (x0 <= x <= x1 and y0 <= y <= y1)
    }
    warp = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1]], np.float64)
    seen = moved(drawn, warp, (x1 - x0, y1 - y0))
    return replace(seen, hidden=drawn.hidden | cut)


def shaken(pixels: Pixels, length: float, degrees: float) -> Pixels:
    """Add motion blur of a length in pixels."""
    side = int(length) | 1
    kernel = np.zeros((side, side), np.float32)
    cv2.line(kernel, (0, side // 2), (side - 1, side // 2), 1.0)
    turn = cv2.getRotationMatrix2D((side / 2 - 0.5, side / 2 - 0.5), degrees, 1)
    turned_kernel = cv2.warpAffine(kernel, turn, (side, side))
    return cv2.filter2D(pixels, -1, turned_kernel / turned_kernel.sum())


def darkened(pixels: Pixels, gain: float, chance: random.Random) -> Pixels:
    """Reduce light and add sensor noise."""
    noise = np.random.default_rng(chance.randrange(2**31)).normal(0, 4, pixels.shape)
    return pixels * gain + noise


def shaded(pixels: Pixels, chance: random.Random) -> Pixels:
    """Add uneven light and a soft shadow."""
    h, w = pixels.shape[:2]
    ramp = (
        np.linspace(chance.uniform(0.55, 0.8), 1.05, w, dtype=np.float32)[None, :]
        * np.linspace(1.0, chance.uniform(0.7, 1.0), h, dtype=np.float32)[:, None]
    )
    return np.asarray(pixels * ramp[..., None])


def photocopied(pixels: Pixels) -> Pixels:
    """Convert to a high-contrast black-and-white copy."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.repeat(np.clip((grey - 90) * 1.9, 0, 255)[..., None], 3, axis=2)


def jpeg(drawn: Drawn, quality: int) -> bytes:
    """Encode as JPEG."""
    kept = BytesIO()
    drawn.picture.save(kept, "JPEG", quality=quality)
    return kept.getvalue()


COVERS = ("finger", "sticker", "fluid", "worn")


def covered(
    drawn: Drawn,
    name: str,
    cover: str,
    chance: random.Random,
    share: float = 0.4,
    start: bool = False,
    row: int | None = None,
) -> Drawn:
    """Cover the end (or the start) of a line of a field, the last (the first) without `row`, by a finger, a sticker, correction fluid or wear; it counts as hidden."""
    quad = np.array(drawn.boxes[name][row if row is not None else (0 if start else -1)], np.float32)
    if start:
        left, right = quad[0][0] - 4, quad[0][0] + share * (quad[1][0] - quad[0][0])
    else:
        left, right = quad[1][0] - share * (quad[1][0] - quad[0][0]), quad[1][0] + 8
    top, bottom = quad[0][1], quad[2][1]
    work = {"finger": _finger, "sticker": _sticker, "fluid": _fluid, "worn": _worn}[cover]
    box = (round(left), round(top), round(right), round(bottom))
    return replace(changed(drawn, lambda pixels: work(pixels.copy(), box, chance)), hidden=drawn.hidden | {name})


Rectangle = tuple[int, int, int, int]


def _finger(pixels: Pixels, box: Rectangle, chance: random.Random) -> Pixels:
    """Lay a fingertip over a rectangle, from below."""
    left, top, right, bottom = box
    mask = np.zeros(pixels.shape[:2], np.float32)
    half = max((right - left) // 2, (bottom - top) // 2) + 2
    middle = (left + half, bottom + half)
    cv2.rectangle(mask, (left, top + half // 2), (left + 2 * half, pixels.shape[0]), 1.0, -1)
    cv2.ellipse(mask, (middle[0], top + half // 2), (half, half), 0, 0, 360, 1.0, -1)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 2.5), np.float32)
    skin = np.array(chance.choice([(214, 170, 142), (190, 142, 112), (232, 192, 168)]), np.float32)
    return pixels * (1 - mask[..., None]) + skin * mask[..., None]


def _sticker(pixels: Pixels, box: Rectangle, chance: random.Random) -> Pixels:
    left, top, right, bottom = box
    colour = chance.choice([(250, 236, 140), (252, 252, 252), (170, 210, 240), (248, 190, 180)])
    cv2.rectangle(pixels, (left + 3, top + 3), (right + 3, bottom + 3), (120, 120, 120), -1)
    cv2.rectangle(pixels, (left, top), (right, bottom), colour, -1)
    return pixels


def _fluid(pixels: Pixels, box: Rectangle, chance: random.Random) -> Pixels:
    left, top, right, bottom = box
    edge = [(x, top + chance.randrange(-3, 4)) for x in range(left, right, 8)]
    edge += [(x, bottom + chance.randrange(-3, 4)) for x in range(right, left, -8)]
    cv2.fillPoly(pixels, [np.array(edge, np.int32)], (252, 252, 248))
    return pixels


def _worn(pixels: Pixels, box: Rectangle, chance: random.Random) -> Pixels:
    """Rub the print off: the paper's colour with a trace of the ink."""
    left, top, right, bottom = box
    part = pixels[top:bottom, left:right].astype(np.float32)
    paper = np.median(part.reshape(-1, 3), axis=0)
    noise = np.random.default_rng(chance.randrange(2**31)).normal(0, 3, part.shape)
    pixels[top:bottom, left:right] = np.clip(paper + (part - paper) * 0.16 + noise, 0, 255).astype(np.uint8)
    return pixels


def with_purpose_text(drawn: Drawn, words: str, opacity: float, degrees: float = 27, size: int = 44) -> Drawn:
    """Print a purpose (仅供…使用) in grey over the whole paper, tiled and slanted, as careful people do before sending a copy."""
    w, h = drawn.picture.size
    side = int(np.hypot(w, h)) + 2 * size
    tile = Image.new("L", (side, side), 0)
    pen, face = ImageDraw.Draw(tile), font("sans", size)
    step = int(face.getlength(words)) + 3 * size
    for row, y in enumerate(range(0, side, 4 * size)):
        for x in range(-(row % 2) * step // 2, side, step):
            pen.text((x, y), words, font=face, fill=255)
    turned_tile = np.asarray(tile.rotate(degrees))
    top, left = (side - h) // 2, (side - w) // 2
    share = turned_tile[top : top + h, left : left + w, None].astype(np.float32) / 255 * opacity
    return changed(drawn, lambda pixels: pixels * (1 - share) + 96.0 * share)
