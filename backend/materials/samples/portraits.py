"""Which synthetic face belongs to which person, on cards and before the camera."""

from functools import lru_cache
from zlib import crc32

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.materials.samples.face_look import Sex
from backend.materials.samples.faces import face
from backend.materials.samples.people import Person

CHOSEN = {"陈桂兰": 7531, "陈雨欣": 1980, "林晓阳": 5174, "吴雨桐": 4144, "黄志强": 5709, "周国强": 7949}
"""Seeds picked so that no two people of the stories are called alike (all pairs at least 0.5 apart)."""
YEAR = 2026
POSES: dict[str, dict[str, float]] = {
    "straight": {},
    "left": {"turn": 0.34},
    "right": {"turn": -0.34},
    "up": {"nod": -0.34},
}


def seed_of(who: Person) -> int:
    """Return the seed of a person's face."""
    return CHOSEN.get(who.name, crc32(who.number.encode()) % 9000)


def portrait(who: Person, side: int = 480) -> NDArray[np.uint8]:
    """Return the card portrait (RGB)."""
    return _portrait(seed_of(who), *_sex_and_age(who), side)


def before_camera(who: Person, pose: str, shot: int = 0) -> bytes:
    """Return the person before a camera in a pose (JPEG): other light, noise and background than on the card."""
    return _before_camera(seed_of(who), *_sex_and_age(who), pose, shot)


def _sex_and_age(who: Person) -> tuple[Sex, int]:
    return "female" if who.sex == "女" else "male", YEAR - who.birth.year


# What is kept is kept by the face's seed: a person whose face is chosen anew is drawn anew.


@lru_cache(maxsize=64)
def _portrait(seed: int, sex: Sex, age: int, side: int) -> NDArray[np.uint8]:
    return face(seed, sex, age, side=side)


@lru_cache(maxsize=64)
def _before_camera(seed: int, sex: Sex, age: int, pose: str, shot: int) -> bytes:
    head = face(seed, sex, age, side=560, lamp=0.35, **POSES[pose])
    chance = np.random.default_rng(seed + shot)
    room = np.full((720, 720, 3), (168, 160, 148), np.uint8)
    down, across = 110 + 3 * shot, 80 - 2 * shot
    room[down : down + 560, across : across + 560] = head
    seen = np.clip(room.astype(np.float64) * (0.93 - 0.02 * shot) + chance.normal(0, 3, room.shape), 0, 255).astype(
        np.uint8
    )
    encoded = cv2.imencode(".jpg", seen[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])[1]
    return bytes(encoded.tobytes())
