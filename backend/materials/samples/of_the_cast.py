"""The papers of the cast, drawn: what somebody who tries the app holds before the camera."""

from io import BytesIO

from backend.materials.samples import cards
from backend.materials.samples.draw import draw_id_card
from backend.materials.samples.people import Person, chances
from backend.materials.samples.portraits import before_camera
from backend.registers.sample.cast import Member

SEX = {"male": "男", "female": "女"}
AT_HOME = "广东省深圳市福田区莲花街道红荔西路7001号"


def id_card_front(member: Member) -> bytes:
    """The portrait side of a member's identity card, as PNG."""
    address = member.hukou_address or AT_HOME
    return draw_id_card(member.name, SEX[member.sex], "汉", member.born, address, member.id_number)


def id_card_back(member: Member) -> bytes:
    """The side with the emblem, valid on the day of the stories, as PNG."""
    drawn = next(
        side for number in range(99)
        if (side := cards.id_card_back(person(member), chances(f"{member.key} {number}"))).fields["valid_until"] > "2030"
    )  # fmt: skip
    kept = BytesIO()
    drawn.picture.save(kept, "PNG")
    return kept.getvalue()


def in_pose(member: Member, pose: str, shot: int = 0) -> bytes:
    """The member before a phone's camera: straight, left, right, up; as JPEG."""
    return before_camera(person(member), pose, shot)


def person(member: Member) -> Person:
    """The member as cards show them."""
    return Person(member.name, SEX[member.sex], "汉", member.born, member.hukou_address or AT_HOME, member.id_number)
