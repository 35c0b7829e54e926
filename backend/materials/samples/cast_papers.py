"""Documents of the cast, drawn for stories and trials."""

import random
from collections.abc import Callable
from io import BytesIO

from backend.kit.identity_number import identity_number
from backend.materials.samples import cards, permits
from backend.materials.samples.canvas import Drawn
from backend.materials.samples.draw import draw_id_card
from backend.materials.samples.people import Person, chances
from backend.materials.samples.portraits import before_camera
from backend.registers.sample.cast import Member

Side = Callable[[Person, random.Random, bool], Drawn]
SEX = {"male": "男", "female": "女"}
AT_HOME = "广东省深圳市福田区莲花街道红荔西路7001号"


def id_card_front(member: Member) -> bytes:
    """Return the portrait side of a member's identity card as PNG."""
    address = member.hukou_address or AT_HOME
    return draw_id_card(member.name, SEX[member.sex], "汉", member.born, address, member.id_number)


def id_card_back(member: Member) -> bytes:
    """Return the emblem side, valid on the day of the stories, as PNG."""
    drawn = next(
        side for number in range(99)
        if (side := cards.id_card_back(person(member), chances(f"{member.key} {number}"))).fields["valid_until"] > "2030"
    )  # fmt: skip
    return _png(drawn)


def front(member: Member) -> bytes:
    """Return the portrait side of the member's own kind of card as PNG."""
    drawn = _card(member)
    return (
        id_card_front(member)
        if drawn is None
        else _png(drawn[0](person(member), chances(f"sample {member.name}"), True))
    )


def back(member: Member) -> bytes:
    """Return its other side, valid on the day of the stories, as PNG."""
    drawn = _card(member)
    if drawn is None:
        return id_card_back(member)
    sides = (drawn[1](person(member), chances(f"{member.key} {number}"), False) for number in range(99))
    return _png(next(side for side in sides if side.fields["valid_until"] > "2028"))


def _card(member: Member) -> tuple[Side, Side] | None:
    """Return which card replaces an identity card, by the number."""
    match identity_number(member.id_number, samples=True).kind:
        case "hk_mo_tw":
            return permits.hk_mo_tw_front, permits.hk_mo_tw_back
        case "foreign_permanent":
            return permits.permanent_card, permits.permanent_back
        case _:
            return None


def _png(drawn: Drawn) -> bytes:
    kept = BytesIO()
    drawn.picture.save(kept, "PNG")
    return kept.getvalue()


def in_pose(member: Member, pose: str, shot: int = 0) -> bytes:
    """Return the member before a camera (straight, left, right, up) as JPEG."""
    return before_camera(person(member), pose, shot)


def person(member: Member) -> Person:
    """Return the member as documents name them."""
    return Person(member.name, SEX[member.sex], "汉", member.born, member.hukou_address or AT_HOME, member.id_number)
