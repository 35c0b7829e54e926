"""Evaluate the readings of a card and the frames of a face; pure. Each reason is a key of reasons.toml."""

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import fmean
from typing import Literal

from msgspec import Struct

from auth.identity.types import Move
from backend.catalogue.vocabulary import DocumentClass
from backend.kit.identity_number import IdentityNumber, InvalidIdentityNumber, identity_number
from backend.kit.text import plain_name
from backend.materials.reading.face_types import Face, FacesSeen, likeness
from backend.materials.reading.identity_documents import is_hk_mo_tw_number, other_side
from backend.materials.reading.run_checks import run_checks
from backend.materials.reading.types import ExpectedDocument, Reading
from backend.materials.reading.words import FOREVER

Side = Literal["front", "back"]
PHOTO_CHECKS = {"sharp": "blurred", "not_dark": "dark", "no_glare": "glare", "complete": "cut"}
KINDS: dict[Side, tuple[DocumentClass, ...]] = {
    "front": ("id_card_front", "residence_permit", "permanent_residence_card"),
    "back": ("id_card_back", "residence_permit", "permanent_residence_card"),
}  # fmt: skip
BACKS: dict[DocumentClass, DocumentClass] = dict(zip(KINDS["front"], KINDS["back"], strict=True))
TURNED = 0.06
"""Eye distances that the nose must move beside where it was: drawn and real heads reach 0.07 and more at 20 degrees."""
RAISED = 0.05
"""The nose comes nearer to the eyes when the head is raised; lowering it moves the nose less than the points err."""
STEADY = 0.6
"""Frames of one person stay below this distance to their first frame, turned or not."""


class Card(Struct, frozen=True):
    """Person read from both sides of a document, or the reasons why it could not be read."""

    reasons: tuple[str, ...] = ()
    name: str = ""
    number: IdentityNumber | None = None


class FaceVerdict(Struct, frozen=True):
    """Result of evaluating the frames."""

    state: Literal["passed", "failed", "doubtful"]
    reasons: tuple[str, ...] = ()


def evaluate_card(front: Reading, back: Reading, typed_name: str, *, samples: bool, today: date) -> Card:
    """The person on the document, if everything needed was read with confidence and it is still valid."""
    if "could_not_tell" in (front.status, back.status):
        return Card(("machine",))
    if front.kind == "id_card_back" and back.kind == "id_card_front":
        return Card(("swapped",))
    reasons = [*photo("front", front), *photo("back", back)]
    if not reasons and BACKS[front.kind] != back.kind:
        reasons.append("two_documents")
    number = read_number(front, samples=samples, today=today)
    name = chosen_name(front.fields["name"].value if "name" in front.fields else "", typed_name)
    if not any(code.startswith("front") for code in reasons):
        reasons += [code for code, missing in (("number_unread", number is None), ("name_unread", not name)) if missing]
    if not any(code.startswith("back") for code in reasons):
        reasons += validity(front, back, today)
    return Card(tuple(reasons), name, number)


def photo(side: Side, reading: Reading) -> list[str]:
    """Return every defect of the photo of one side."""
    if reading.status == "unreadable":
        return [f"{side}_unreadable"]
    findings = run_checks(reading, tuple(PHOTO_CHECKS), ExpectedDocument(kind=reading.kind))
    found = [f"{side}_{PHOTO_CHECKS[one.check]}" for one in findings if one.outcome == "failed"]
    fits = reading.kind_sure and reading.kind in KINDS[side] and not _a_citys_permit(reading)
    return found or ([] if fits else [f"{side}_other"])


def _a_citys_permit(reading: Reading) -> bool:
    """Is this a city's residence permit? It proves an address, not an identity; permits for residents of Hong Kong, Macao and Taiwan prove both."""
    if reading.kind != "residence_permit":
        return False
    return (
        not is_hk_mo_tw_number(reading.fields)
        if "number" in reading.fields
        else not other_side(reading.kind, reading.fields)
    )


def read_number(front: Reading, *, samples: bool, today: date) -> IdentityNumber | None:
    """The number, where its check digit confirms it; an old permanent card has none, and the register alone confirms it."""
    field = front.fields.get("number")
    of_old = front.kind == "permanent_residence_card" and field is not None and len(field.value) == 15
    if field is None or not (field.confirmed or of_old):
        return None
    try:
        return identity_number(field.value, samples=samples, today=today)
    except InvalidIdentityNumber:
        return None


def chosen_name(read: str, typed: str) -> str:
    """The name that the register is asked for: typed counts where a rare character was misread, not where it is another name."""
    typed = plain_name(typed)
    if not typed:
        return read
    near = not read or (len(read) == len(typed) and any(a == b for a, b in zip(read, typed, strict=True)))
    return typed if near else read


def validity(front: Reading, back: Reading, today: date) -> list[str]:
    """Is the document still valid? Where it says nothing readable, that is said, not guessed."""
    until = until_when(back) or (
        until_when(front) if front.kind in ("residence_permit", "permanent_residence_card") else ""
    )
    if not until:
        return ["validity_unread"]
    return [] if until == FOREVER or date.fromisoformat(until) >= today else ["expired"]


def until_when(side: Reading) -> str:
    """The last day of validity (ISO), 长期, or nothing."""
    field = side.fields.get("valid_until")
    if field is None or not (field.confirmed or field.value == FOREVER or side.kind == "permanent_residence_card"):
        return ""
    return field.value if field.value == FOREVER or len(field.value) == 10 else ""


def evaluate_face(seen: FacesSeen, moves: Sequence[Move]) -> FaceVerdict:
    """Evaluate frames in the order of the challenge: equally many looking straight and for each move."""
    if seen.status == "could_not_tell":
        return FaceVerdict("failed", ("machine",))
    each, rest = divmod(len(seen.faces), len(moves) + 1)
    found = [one for one in seen.faces if one is not None]
    if seen.status == "unreadable" or rest or not each or len(found) < len(seen.faces):
        return FaceVerdict("failed", ("no_face",))
    groups = [found[start : start + each] for start in range(0, len(found), each)]
    straight = groups[0]
    if max(one.from_first for one in found) > STEADY:
        return FaceVerdict("failed", ("not_one_person",))
    if not all(moved(straight, group, move) for group, move in zip(groups[1:], moves, strict=True)):
        return FaceVerdict("failed", ("wrong_move",))
    match likeness(fmean(one.from_portrait for one in straight)):
        case "alike":
            return FaceVerdict("passed")
        case "doubtful":
            return FaceVerdict("doubtful")
        case _:
            return FaceVerdict("failed", ("not_alike",))


PORTRAITS: Mapping[str, Literal["same", "another", "cannot_tell"]] = {
    "alike": "same", "doubtful": "cannot_tell", "not_alike": "another",
}  # fmt: skip


def compare_portrait(seen: FacesSeen) -> Literal["same", "another", "cannot_tell"]:
    """Compare the portrait on a card with the register's; `another` only for a clear difference."""
    if seen.status != "read" or len(seen.faces) != 1 or seen.faces[0] is None:
        return "cannot_tell"
    return PORTRAITS[likeness(seen.faces[0].from_portrait)]


def only_by_card(verdict: FaceVerdict) -> FaceVerdict:
    """A face compared only with a photographed card, whose portrait a forger could choose: a match goes to an officer."""
    return FaceVerdict("doubtful") if verdict.state == "passed" else verdict


def alive(told: Literal["live", "not_live", "unsure"]) -> FaceVerdict:
    """What a certified service makes of frames that we would have believed: its no and its silence go to a person."""
    return FaceVerdict("passed" if told == "live" else "doubtful")


def moved(straight: Sequence[Face], group: Sequence[Face], move: Move) -> bool:
    """Did the head do what was asked in one of these frames, compared with looking straight?"""
    turn, drop = fmean(one.turn for one in straight), fmean(one.drop for one in straight)
    turns, drops = [one.turn - turn for one in group], [one.drop - drop for one in group]
    match move:
        case "left":
            return max(turns) >= TURNED
        case "right":
            return min(turns) <= -TURNED
        case "up":
            return min(drops) <= -RAISED
