"""The papers of the cast, drawn: what somebody who tries the app holds before the camera."""

from backend.materials.samples.draw import draw_id_card
from backend.registers.sample.cast import Member

SEX = {"male": "男", "female": "女"}
AT_HOME = "广东省深圳市福田区莲花街道红荔西路7001号"


def id_card_front(member: Member) -> bytes:
    """The portrait side of a member's identity card, as PNG."""
    address = member.hukou_address or AT_HOME
    return draw_id_card(member.name, SEX[member.sex], "汉", member.born, address, member.id_number)
