"""Synthetic faces: a head as a lit relief; no real person, yet detectable.

The same seed gives the same face, and it can turn and nod. Measured with the parts of `materials.reading.faces`: a
drawn face keeps within 0.3 of itself over light and turns; two drawn faces lie 0.2 to 0.85 apart, so that for samples
the seeds are chosen (`CHOSEN`) and some pairs still count as doubtful. What real faces do is in docs/benchmarks/identity.md.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.materials.samples.face_look import Colour, Grid, Look, Sex, look

BACKGROUND = (205, 215, 222)
_ACROSS, _DOWN = 420, 609
_EYES = -0.14


def face(
    seed: int, sex: Sex, age: int, *, turn: float = 0, nod: float = 0, side: int = 480, lamp: float = -0.3
) -> NDArray[np.uint8]:
    """Draw a square RGB picture; `turn` and `nod` in radians (to the person's left, and down), `lamp`: light position."""
    return _seen(*_head(seed, sex, age), (turn, nod, lamp), side)


@lru_cache(maxsize=2)
def _head(seed: int, sex: Sex, age: int) -> "tuple[Look, _Relief, Grid]":
    """Build a head before it is turned and lit; kept, as one face is mostly drawn in several poses."""
    who = look(seed, sex, age)
    x, y = np.meshgrid(np.linspace(-1.25, 1.25, _ACROSS), np.linspace(-1.5, 1.5, _DOWN))
    relief = _Relief(who, x, y)
    return who, relief, np.ascontiguousarray(np.moveaxis(_Paint(who, relief).planes, 0, 2))


def _bump(x: Grid, y: Grid, at: tuple[float, float], size: tuple[float, float]) -> Grid:
    return np.asarray(np.exp(-(((x - at[0]) / size[0]) ** 2 + ((y - at[1]) / size[1]) ** 2)))


def _below(distance: Grid, soft: float) -> Grid:
    """Return a soft step: 1 for negative distances, 0 for positive."""
    return np.asarray(1 / (1 + np.exp(np.clip(distance / soft, -60, 60))))


class _Relief:
    """Height map of a head, and its outline."""

    def __init__(self, who: Look, x: Grid, y: Grid) -> None:
        self.x, self.y = x, y
        self.top, self.chin = -1.3 * who.long, 1.28 * who.long
        lower = (
            1 - 0.42 * (np.clip(y, 0, 2) / self.chin) ** 2 * (2 - who.jaw) - 0.25 * np.clip(y / self.chin, 0, 1) ** 8
        )
        upper = np.clip(1 - np.abs(y / self.top) ** 2.6, 0, 1) ** 0.5
        self.half = np.clip(who.wide * np.where(y > 0, lower, upper), 0.05, None)
        self.inside = (np.abs(x) < self.half) & (y > self.top) & (y < self.chin)
        along = np.where(y > 0, y / self.chin, y / self.top)
        self.depth = np.sqrt(np.clip(1 - (x / self.half) ** 2, 0, 1)) * np.sqrt(np.clip(1 - along**3, 0, 1)) * 0.95
        self.nose = 0.22 * who.nose_long
        self._middle(who)
        for side in (-1, 1):
            self._side(who, side)

    def _middle(self, who: Look) -> None:
        x, y = self.x, self.y
        for part in np.linspace(0, 1, 8):
            rise, width = 0.05 + 0.035 * part**2, 0.075 * (1 + 0.5 * part) * who.nose_wide
            self.depth += rise * _bump(x, y, (0, -0.28 + part * (self.nose + 0.3)), (width, 0.12))
        self.depth += 0.10 * _bump(x, y, (0, self.nose + 0.02), (0.12 * who.nose_wide, 0.1))
        self.depth += 0.06 * _bump(x, y, (0, 0.62), (0.28 * who.mouth_wide, 0.10))
        self.depth += 0.08 * _bump(x, y, (0, 1.02), (0.3, 0.16)) - 0.03 * _bump(x, y, (0, 0.84), (0.25, 0.06))

    def _side(self, who: Look, side: int) -> None:
        x, y, eye = self.x, self.y, side * who.eyes_apart
        self.depth += 0.05 * _bump(x, y, (side * 0.15 * who.nose_wide, self.nose + 0.05), (0.07, 0.07))
        self.depth -= 0.13 * _bump(x, y, (eye, _EYES), (0.24, 0.13))
        self.depth += 0.045 * who.eyes * _bump(x, y, (eye, _EYES), (0.13, 0.075))
        self.depth += 0.05 * _bump(x, y, (eye, who.brow_height + 0.02), (0.26, 0.07))
        self.depth += 0.06 * _bump(x, y, (side * 0.5, 0.2), (0.25, 0.22))


class _Paint:
    """Colour map of a head: red, green and blue each a plane of its own, which is quicker to paint."""

    def __init__(self, who: Look, relief: _Relief) -> None:
        self.who, self.relief, self.x, self.y = who, relief, relief.x, relief.y
        self.skin = np.array(who.skin)
        self.planes: Grid = np.zeros((3, *self.x.shape)) + self.skin[:, None, None]
        self._beard()
        for side in (-1, 1):
            self._cheek(side)
            self._eye(side)
            self._nostril(side)
        self._mouth()
        self._hair()
        if who.glasses:
            self._glasses()

    def _mix(self, share: Grid, colour: Grid | Colour) -> None:
        rest = 1 - share
        for place, part in enumerate(colour):
            self.planes[place] *= rest
            self.planes[place] += part * share

    def _beard(self) -> None:
        if self.who.beard:
            beard = _below(np.maximum(0.48 - self.y, np.abs(self.x) - self.relief.half * 1.1), 0.05)
            self._mix(self.who.beard * beard, np.array(self.who.hair) * 0.8 + 20)

    def _cheek(self, side: int) -> None:
        self._mix(0.16 * _bump(self.x, self.y, (side * 0.5, 0.25), (0.25, 0.2)), (215, 120, 110))
        old = self.who.wrinkles * (self.x * side > 0)
        fold = np.abs(self.x) - (0.2 + 0.25 * (self.y - self.relief.nose))
        self._mix(0.28 * old * _bump(fold, self.y, (0, self.relief.nose + 0.25), (0.02, 0.18)), self.skin * 0.5)
        for line in range(3):
            crease = np.exp(-(((self.y + 0.55 + 0.09 * line - 0.02 * np.cos(self.x * 4)) / 0.012) ** 2))
            self._mix(0.2 * old * crease * _below(np.abs(self.x) - 0.5, 0.05), self.skin * 0.6)

    def _eye(self, side: int) -> None:
        who, x, y = self.who, self.x, self.y
        across, width, height = x - side * who.eyes_apart, 0.185 * who.eyes, 0.075 * who.eyes
        curve = np.clip(1 - (across / width) ** 2, 0, 1)
        upper, lower = _EYES - height * curve**0.6, _EYES + height * 0.75 * curve**0.8
        within = np.abs(across) < width
        self._mix(0.45 * _bump(across, y, (0, _EYES - 0.01), (0.26, 0.14)), self.skin * 0.62)
        opening = _below(upper - y, 0.008) * _below(y - lower, 0.008) * within
        radius = np.hypot(across, y - _EYES + 0.005)
        self._mix(opening, (236, 232, 228))
        self._mix(opening * _below(radius - 0.075 * who.eyes, 0.008), (60, 40, 30))
        self._mix(opening * _below(radius - 0.035, 0.006), (12, 10, 10))
        self._mix(opening * _below(np.hypot(across - 0.02, y - _EYES + 0.03) - 0.014, 0.004), (255, 255, 255))
        self._mix(0.85 * np.exp(-(((y - upper) / 0.014) ** 2)) * (np.abs(across) < width * 1.08), (35, 25, 25))
        self._mix(0.35 * np.exp(-(((y - lower) / 0.012) ** 2)) * within, (90, 60, 55))
        brow = who.brow_height - 0.05 * np.clip(1 - ((across - side * 0.02) / 0.26) ** 2, 0, 1)
        hair = np.exp(-(((y - brow) / (0.026 * who.brows)) ** 2)) * _below(np.abs(across) - 0.24, 0.03)
        self._mix(0.9 * hair, np.array(who.hair) * 0.9)

    def _nostril(self, side: int) -> None:
        nose, wide = self.relief.nose, self.who.nose_wide
        self._mix(0.75 * _bump(self.x, self.y, (side * 0.085 * wide, nose + 0.10), (0.045, 0.028)), self.skin * 0.3)
        self._mix(0.35 * _bump(self.x, self.y, (side * 0.19 * wide, nose + 0.05), (0.03, 0.08)), self.skin * 0.5)
        self._mix(0.20 * _bump(self.x, self.y, (side * 0.12, -0.2), (0.06, 0.16)), self.skin * 0.5)

    def _mouth(self) -> None:
        x, y, width = self.x, self.y, 0.30 * self.who.mouth_wide
        curve, within = np.clip(1 - (x / width) ** 2, 0, 1), np.abs(x) < width
        bow = 0.62 - 0.065 * self.who.mouth_full * curve**0.7 * (1 - 0.25 * np.exp(-((x / 0.05) ** 2)))
        lips = _below(bow - y, 0.008) * _below(y - (0.625 + 0.085 * self.who.mouth_full * curve**0.7), 0.01) * within
        self._mix(0.85 * lips, self.who.lips)
        line = np.exp(-(((y - 0.625 - 0.01 * (x / width) ** 2) / 0.011) ** 2)) * (np.abs(x) < width * 1.05)
        self._mix(0.85 * line, (80, 35, 35))
        self._mix(0.3 * _bump(x, y, (0, 0.78), (0.2, 0.035)), self.skin * 0.55)

    def _hair(self) -> None:
        half, long = self.relief.half, self.who.long_hair
        line = self.who.hairline + 0.6 * np.clip(np.abs(self.x) / half - 0.45, 0, 1)
        beside = _below(half * 0.93 - np.abs(self.x), 0.02) * _below(self.y - (0.9 if long else -0.1), 0.05)
        hair = np.maximum(_below(self.y - line, 0.03), beside)
        self._mix(hair, self.who.hair)
        self.relief.depth += 0.10 * hair

    def _glasses(self) -> None:
        for side in (-1, 1):
            rim = np.maximum(np.abs(self.x - side * self.who.eyes_apart) / 0.27, np.abs(self.y + 0.12) / 0.19) - 1
            self._mix(0.9 * np.exp(-((np.abs(rim) / 0.08) ** 2)), (60, 60, 66))
        self._mix(0.9 * np.exp(-(((self.y + 0.17) / 0.018) ** 2)) * (np.abs(self.x) < 0.14), (60, 60, 66))


def _seen(who: Look, relief: _Relief, colours: Grid, pose: tuple[float, float, float], side: int) -> NDArray[np.uint8]:
    """Render the lit head in its pose with shoulders and background."""
    turn, nod, lamp = pose
    rotation = _rotation(turn, nod)
    steep_y, steep_x = np.gradient(relief.depth, relief.y[1, 0] - relief.y[0, 0], relief.x[0, 1] - relief.x[0, 0])
    normal = np.dstack([-steep_x, -steep_y, np.ones_like(steep_x)])
    normal = (normal / np.linalg.norm(normal, axis=2, keepdims=True)) @ rotation.T
    light = np.array([lamp, -0.5, 1.0]) / np.linalg.norm([lamp, -0.5, 1.0])
    lit = np.clip(colours * (0.48 + 0.62 * np.clip(normal @ light, 0, 1))[..., None], 0, 255).astype(np.uint8)
    spots = np.dstack([relief.x, relief.y, relief.depth]) @ rotation.T
    scale = side / 3.6
    across, down = ((side / 2 + spots[..., place] * scale).astype(int) for place in (0, 1))
    shown = relief.inside & (across >= 0) & (across < side) & (down >= 0) & (down < side) & (normal[..., 2] > 0.02)
    order = np.argsort(spots[..., 2][shown])  # the nearer spot is painted over the farther one
    canvas = _behind(who, side, scale)
    head = np.zeros((side, side, 3), np.uint8)
    cover = np.zeros((side, side), np.uint8)
    head[down[shown][order], across[shown][order]] = lit[shown][order]
    cover[down[shown], across[shown]] = 1
    return _laid(canvas, head, cover)


def _laid(canvas: NDArray[np.uint8], head: NDArray[np.uint8], cover: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Place the head over the background and close pinholes."""
    kernel = np.ones((5, 5), np.uint8)
    closed = cv2.morphologyEx(cover, cv2.MORPH_CLOSE, kernel)
    holes = ((closed > 0) & (cover == 0)).astype(np.uint8)
    filled = cv2.inpaint(head, holes, 2, cv2.INPAINT_TELEA) if holes.any() else head
    done = np.where(closed[..., None] > 0, filled, canvas).astype(np.uint8)
    return np.asarray(cv2.GaussianBlur(done, (0, 0), 0.8), np.uint8)


def _rotation(turn: float, nod: float) -> Grid:
    cos, sin = np.cos(turn), np.sin(turn)
    beside = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
    cos, sin = np.cos(nod), np.sin(nod)
    return np.asarray(np.array([[1, 0, 0], [0, cos, sin], [0, -sin, cos]]) @ beside)


def _behind(who: Look, side: int, scale: float) -> NDArray[np.uint8]:
    canvas = np.full((side, side, 3), BACKGROUND, np.uint8)
    middle = int(side / 2)

    def paint(colour: Colour, share: float) -> tuple[float, ...]:
        return tuple(int(part * share) for part in colour)

    if who.long_hair:
        size = (int(1.15 * scale * who.wide), int(1.5 * scale))
        cv2.ellipse(canvas, (middle, int(middle + 0.05 * scale)), size, 0, 0, 360, paint(who.hair, 0.8), -1)
    neck = (
        (int(middle - 0.42 * scale), int(middle + 0.7 * scale)),
        (int(middle + 0.42 * scale), int(middle + 1.6 * scale)),
    )
    cv2.rectangle(canvas, *neck, paint(who.skin, 0.75), -1)
    shoulders = int(middle + 2.1 * scale)
    cv2.ellipse(canvas, (middle, shoulders), (int(1.7 * scale), int(0.85 * scale)), 0, 0, 360, (60, 75, 100), -1)
    return canvas
