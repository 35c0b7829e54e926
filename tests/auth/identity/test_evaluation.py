"""What a card and a face come to: pure, case by case."""

from datetime import date

from auth.identity import evaluation
from auth.identity.progress import state_of
from auth.identity.steps import blamed_digests, reasons, step_of, steps
from auth.identity.types import ProofingAttempt
from backend.kit.identity_number import check_digit
from backend.materials.reading.face_types import Face, FacesSeen
from backend.materials.reading.types import Quality, ReadField, Reading, Region
from backend.residents.types import Assurance
from tests.conftest import NOW
from tests.support.each import each

TODAY = date(2026, 11, 23)
GOOD = Quality(sharpness=900, light=220, text_area=Region(0.1, 0.1, 0.9, 0.9), text_width=900, legibility=0.98)
PERMANENT_OLD, PERMANENT_NEW = "CAN110078082012", "91124119850101" + "001"
HONG_KONG = "81000019940823002"


def told(kind: str = "id_card_front", photo: Quality = GOOD, **fields: str) -> Reading:
    return Reading("read", kind, True, {name: ReadField(value, True) for name, value in fields.items()}, photo, 1)  # type: ignore[arg-type]


def number(seventeen: str) -> str:
    return seventeen + check_digit(seventeen)


BACK = told("id_card_back", authority="深圳市公安局福田分局", valid_from="2019-01-01", valid_until="2039-01-01")


@each(
    ("kind", "name", "value"),
    [
        ("id_card_front", "陈雨欣", number("11010519491231002")),
        ("id_card_front", "买买提·" + "艾" * 46, number("11010519491231002")),
        ("id_card_front", "范嘉慧", number(HONG_KONG)),
        ("residence_permit", "范嘉慧", number(HONG_KONG)),
        ("id_card_front", "张骉", number("83000019940823002")),
        ("permanent_residence_card", "ERIK LINDQVIST", PERMANENT_OLD),
        ("permanent_residence_card", "ERIK LINDQVIST", number(PERMANENT_NEW)),
    ],
)
def test_every_kind_of_document_is_taken(kind: str, name: str, value: str) -> None:
    passed = {"pass_number": "H00012345"} if kind == "residence_permit" else {}
    back = BACK if kind == "id_card_front" else told(kind, valid_until="2033-05-05", **passed)
    card = evaluation.evaluate_card(told(kind, name=name, number=value), back, "", samples=False, today=TODAY)
    assert card.reasons == ()
    assert (card.name, card.number and card.number.value) == (name, value)


@each(
    ("front", "back", "says"),
    [
        (Reading("unreadable"), BACK, ("front_unreadable",)),
        (told("id_card_back"), told("id_card_front"), ("swapped",)),
        (told("bank_card"), BACK, ("front_other",)),
        (told("residence_permit", name="陈", number=number("11010519491231002")), BACK, ("front_other",)),
        (
            told(name="陈", number=number("11010519491231002")),
            told("residence_permit", valid_until="2033-05-05"),
            ("back_other",),
        ),
        (told("residence_permit", name="范", number=number(HONG_KONG)), BACK, ("two_documents",)),
        (told(name="陈", number="110105194912310021"), BACK, ("number_unread",)),
        (told(number=number("11010519491231002")), BACK, ("name_unread",)),
        (
            told(name="陈", number=number("11010519491231002")),
            told("id_card_back", valid_until="2020-01-01"),
            ("expired",),
        ),
        (told(name="陈", number=number("11010519491231002")), told("id_card_back"), ("validity_unread",)),
        (Reading("could_not_tell"), BACK, ("machine",)),
        (
            told(photo=Quality(sharpness=50, light=220, text_area=GOOD.text_area, text_width=900, legibility=0.7)),
            told(
                "id_card_back",
                photo=Quality(sharpness=900, light=10, text_area=GOOD.text_area, text_width=900, legibility=0.98),
            ),
            ("front_blurred", "back_dark"),
        ),
    ],
)
def test_a_failure_names_the_photo_and_the_reason(front: Reading, back: Reading, says: tuple[str, ...]) -> None:
    card = evaluation.evaluate_card(front, back, "", samples=False, today=TODAY)
    assert card.reasons == says
    assert all(code in reasons() for code in card.reasons)


def test_a_sample_number_counts_only_where_everything_is_a_sample() -> None:
    from backend.kit.identity_number import sample_number

    front = told(name="陈雨欣", number=sample_number(date(2000, 5, 20), 2))
    assert evaluation.evaluate_card(front, BACK, "", samples=False, today=TODAY).reasons == ("number_unread",)
    assert evaluation.evaluate_card(front, BACK, "", samples=True, today=TODAY).reasons == ()


def test_a_typed_name_mends_a_rare_character_and_replaces_no_name() -> None:
    assert evaluation.chosen_name("冼弱", "冼𬱖") == "冼𬱖"
    assert evaluation.chosen_name("", "冼𬱖") == "冼𬱖"
    assert evaluation.chosen_name("陈桂兰", "王建国") == "陈桂兰"
    assert evaluation.chosen_name("陈桂兰", "") == "陈桂兰"


def face(turn: float = 0, drop: float = 0.75, portrait: float = 0.3, first: float = 0.2) -> Face:
    return Face(200, 1.5, turn, drop, portrait, first)


def seen(*faces: Face | None) -> FacesSeen:
    return FacesSeen("read", tuple(faces))


DID_IT = (face(), face(), face(0.1), face(0.12), face(-0.1), face(-0.1), face(drop=0.66), face(drop=0.65))


@each(
    ("frames", "state", "says"),
    [
        (seen(*DID_IT), "passed", ()),
        (seen(*DID_IT[::2]), "passed", ()),
        (seen(*DID_IT[:7], None), "failed", ("no_face",)),
        (seen(*DID_IT[:7]), "failed", ("no_face",)),
        (seen(*(face() for _ in range(8))), "failed", ("wrong_move",)),
        (seen(*DID_IT[:2], *DID_IT[4:6], *DID_IT[2:4], *DID_IT[6:]), "failed", ("wrong_move",)),
        (seen(*DID_IT[:7], face(drop=0.6, first=0.7)), "failed", ("not_one_person",)),
        (seen(face(portrait=0.5), face(portrait=0.55), *DID_IT[2:]), "doubtful", ()),
        (seen(face(portrait=0.7), face(portrait=0.7), *DID_IT[2:]), "failed", ("not_alike",)),
        (FacesSeen("could_not_tell"), "failed", ("machine",)),
        (FacesSeen("unreadable"), "failed", ("no_face",)),
    ],
)
def test_what_frames_come_to(frames: FacesSeen, state: str, says: tuple[str, ...]) -> None:
    verdict = evaluation.evaluate_face(frames, ("left", "right", "up"))
    assert (verdict.state, verdict.reasons) == (state, says)


def test_only_the_picture_at_fault_is_remembered() -> None:
    both = [b"front", b"back"]
    assert blamed_digests(["back_dark"], both) == [b"back"]
    assert blamed_digests(["front_glare", "expired"], both) == both
    assert blamed_digests(["not_confirmed"], both) == []
    assert blamed_digests(["no_face"], [b"1", b"2", b"3"]) == [b"1", b"2", b"3"]


def tried(state: str, step: str = "document", minutes: int = 1) -> ProofingAttempt:
    from datetime import timedelta
    from uuid import uuid4

    return ProofingAttempt(
        id=uuid4(),
        person=uuid4(),
        step=step,
        state=state,
        reasons=[],
        digests=[],
        at=NOW - timedelta(minutes=minutes),  # type: ignore[arg-type]
    )


@each(
    ("step", "level", "latest", "left", "ready", "state"),
    [
        ("document", Assurance.PHONE, None, 5, False, "todo"),
        ("document", Assurance.PHONE, tried("waiting"), 5, False, "reading"),
        ("document", Assurance.PHONE, tried("waiting", minutes=11), 5, False, "problem"),
        ("document", Assurance.PHONE, tried("failed"), 4, False, "problem"),
        ("document", Assurance.PHONE, tried("failed"), 0, False, "used_up"),
        ("document", Assurance.DOCUMENT, tried("passed"), 5, True, "done"),
        ("document", Assurance.DOCUMENT, tried("passed"), 5, False, "todo"),
        ("document", Assurance.VERIFIED, None, 5, False, "done"),
        ("face", Assurance.DOCUMENT, None, 5, False, "later"),
        ("face", Assurance.DOCUMENT, None, 5, True, "todo"),
        ("face", Assurance.DOCUMENT, tried("doubtful", "face"), 4, True, "person"),
        ("face", Assurance.VERIFIED, tried("passed", "face"), 5, False, "done"),
    ],
)
def test_the_word_for_a_step(
    step: str, level: Assurance, latest: ProofingAttempt | None, left: int, ready: bool, state: str
) -> None:
    assert state_of(step_of(step), level, latest, left, ready=ready, looking=True, now=NOW) == state


def test_a_doubt_that_nobody_looks_at_any_more_is_no_dead_end() -> None:
    doubt = tried("doubtful", "face")
    assert state_of(step_of("face"), Assurance.DOCUMENT, doubt, 4, ready=True, looking=False, now=NOW) == "todo"


def test_every_word_that_a_page_may_need_is_there() -> None:
    assert [step.key for step in steps().step] == ["document", "face"]
    assert {move.key for move in steps().move} == {"left", "right", "up"}
    assert {way.key for way in steps().way} == {"provider", "officer", "counter"}, "face is never the only way"
