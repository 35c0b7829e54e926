"""Documents of the cast, drawn for stories and trials."""

import random
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

from backend.kit.identity_number import identity_number
from backend.materials.samples import cards, permits
from backend.materials.samples.canvas import Drawn
from backend.materials.samples.draw import draw_id_card
from backend.materials.samples.people import Person, chances
from backend.materials.samples.portraits import before_camera, seed_of
from backend.registers.sample.cast import Member

DrawFront = Callable[[Person, random.Random, bool], Drawn]
DrawBack = Callable[[Person, random.Random], Drawn]
SEX = {"male": "男", "female": "女"}
AT_HOME = "广东省深圳市福田区莲花街道红荔西路7001号"


def id_card_front(member: Member) -> bytes:
    """Return the portrait side of a member's identity card as PNG."""
    address = member.hukou_address or AT_HOME
    return draw_id_card(member.name, SEX[member.sex], "汉", member.born, address, member.id_number)


def id_card_back(member: Member) -> bytes:
    """Return the emblem side, valid on the day of the stories, as PNG."""
    return _back(cards.id_card_back, person(member), member.key, "2030")


def front(member: Member) -> bytes:
    """Return the portrait side of the member's own kind of card as PNG."""
    drawn = _card(member)
    return id_card_front(member) if drawn is None else _front(drawn[0], person(member), seed_of(person(member)))


def back(member: Member) -> bytes:
    """Return its other side, valid on the day of the stories, as PNG."""
    drawn = _card(member)
    return id_card_back(member) if drawn is None else _back(drawn[1], person(member), member.key, "2028")


@lru_cache(maxsize=32)
def _front(draw: DrawFront, who: Person, face: int) -> bytes:
    """Draw a card once for each face its holder has."""
    return _png(draw(who, chances(f"sample {who.name}"), True))


@lru_cache(maxsize=32)
def _back(draw: DrawBack, who: Person, key: str, valid_after: str) -> bytes:
    """Draw the first of the key's other sides that is valid longer than this year."""
    sides = (draw(who, chances(f"{key} {number}")) for number in range(99))
    return _png(next(side for side in sides if side.fields["valid_until"] > valid_after))


def _card(member: Member) -> tuple[DrawFront, DrawBack] | None:
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
