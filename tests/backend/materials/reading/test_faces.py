"""Faces: found on cards and frames, compared within bounds; only numbers come back; real photographs where distances matter."""

import re
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from backend.materials.reading.face_types import ALIKE, DOUBTFUL, FacesSeen, likeness
from backend.materials.reading.reader import Reader
from backend.materials.samples import cast_papers as pictures
from backend.materials.samples.portraits import POSES
from backend.settings import ROOT
from tests import people

PHOTOGRAPHS = Path(__file__).with_name("photographs")
PEOPLE = {"astronaut": "collins", "obama": "obama", "obama2": "obama", "biden": "biden"}


def photograph(name: str) -> bytes:
    return (PHOTOGRAPHS / f"{name}.jpg").read_bytes()


@pytest.fixture(scope="module")
def portraits() -> Iterator[dict[str, bytes]]:
    """What each person shows before the camera is drawn once."""
    return {pose: pictures.in_pose(people.GRANDMOTHER, pose) for pose in POSES}


async def test_one_person_is_alike_and_others_are_not(reader: Reader) -> None:
    portrait = (await reader.portrait(photograph("obama"))).portrait
    seen = await reader.compare(portrait, tuple(photograph(name) for name in PEOPLE))
    told = dict(zip(PEOPLE, seen.faces, strict=True))
    for name, who in PEOPLE.items():
        face = told[name]
        assert face is not None, name
        assert likeness(face.from_portrait) == ("alike" if who == "obama" else "not_alike"), name
    assert told["obama2"] is not None
    assert told["obama2"].turn < -0.1, "he looks to his right there"


@pytest.mark.parametrize("turns", range(4))
async def test_the_portrait_is_found_however_the_card_lies(reader: Reader, turns: int) -> None:
    card = cv2.imdecode(np.frombuffer(pictures.id_card_front(people.GRANDMOTHER), np.uint8), cv2.IMREAD_COLOR)
    encoded = cv2.imencode(".jpg", np.ascontiguousarray(np.rot90(card, turns)))[1].tobytes()
    seen = await reader.portrait(encoded)
    assert seen.portrait
    cut = cv2.imdecode(np.frombuffer(seen.portrait, np.uint8), cv2.IMREAD_COLOR)
    assert max(cut.shape[:2]) <= 480


async def test_a_head_that_turns_is_seen_to_turn(reader: Reader, portraits: dict[str, bytes]) -> None:
    portrait = (await reader.portrait(pictures.id_card_front(people.GRANDMOTHER))).portrait
    seen = await reader.compare(portrait, tuple(portraits.values()))
    straight, left, right, up = (dict(zip(POSES, seen.faces, strict=True))[pose] for pose in POSES)
    assert straight
    assert left
    assert right
    assert up
    assert left.turn - straight.turn > 0.06
    assert right.turn - straight.turn < -0.06
    assert up.drop - straight.drop < -0.05
    assert straight.from_portrait < ALIKE
    assert max(one.from_first for one in (left, right, up)) < DOUBTFUL


async def test_no_face_two_faces_and_a_tiny_face_are_none(reader: Reader, portraits: dict[str, bytes]) -> None:
    one = cv2.imdecode(np.frombuffer(portraits["straight"], np.uint8), cv2.IMREAD_COLOR)
    blank = np.full_like(one, 140)
    two = np.hstack([one, one])
    tiny = blank.copy()
    tiny[:150, :150] = cv2.resize(one, (150, 150))
    frames = tuple(cv2.imencode(".jpg", picture)[1].tobytes() for picture in (blank, two, tiny))
    portrait = (await reader.portrait(pictures.id_card_front(people.GRANDMOTHER))).portrait
    assert (await reader.compare(portrait, frames)).faces == (None, None, None)


async def test_a_blank_card_has_no_portrait_and_a_broken_one_is_said(reader: Reader) -> None:
    blank = cv2.imencode(".jpg", np.full((500, 800, 3), 200, np.uint8))[1].tobytes()
    assert not (await reader.portrait(blank)).portrait
    assert (await reader.portrait(b"\xff\xd8\xff broken")).status == "unreadable"


def test_only_numbers_leave_the_reading_process() -> None:
    """The 128 numbers that describe a face have no field to leave by."""
    assert set(FacesSeen.__struct_fields__) == {"status", "faces", "portrait", "seconds", "reason", "fault"}


def test_the_68_point_file_is_never_opened() -> None:
    """Its training data forbid commercial use; no line of ours names it."""
    sources = [path for part in ("backend", "auth", "bench") for path in (ROOT / part).rglob("*.py")]
    assert not [
        path
        for path in sources
        if re.search(r"68_face_landmarks|import face_recognition_models", path.read_text("utf-8"))
    ]


def test_what_a_distance_means() -> None:
    assert [likeness(d) for d in (0.0, ALIKE, 0.451, DOUBTFUL, 0.601)] == [
        "alike",
        "alike",
        "doubtful",
        "doubtful",
        "not_alike",
    ]
