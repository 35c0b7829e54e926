"""What principal and helper are told of a mandate, by key and audience; no names, since titles reach lock screens. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from backend.delegation.types import EndReason

TOPIC = "safety"
LINK = "/mandates"
Audience = Literal["principal", "helper"]
Key = Literal[
    "answered", "active", "sleeping", "by_law", "declined", "narrowed", "paused", "held", "resumed", "ended",
    "ends_soon", "register",
]  # fmt: skip
NOT_YOU = "不是您本人的意思？打开这条消息，按一下“停止”，马上生效；也可以拨打12345。"


class Message(Struct, frozen=True):
    """A message for the inbox."""

    title: str
    body: str


MESSAGES: Mapping[tuple[Key, Audience], Message] = MappingProxyType({
    ("answered", "principal"): Message("您请的家人答应了", "请打开核对是不是您要找的人，再确认一次。您确认以前，对方什么都看不到。"),
    ("active", "principal"): Message("代办授权开始了", f"家人每办一步，这里都会告诉您。{NOT_YOU}"),
    ("active", "helper"): Message("可以开始帮家人办事了", "打开“帮家人办事”，选好是替谁办，再开始。"),
    ("sleeping", "principal"): Message("代办授权明天开始", f"您在电话里同意了。24小时以后才生效，在那以前随时可以停。{NOT_YOU}"),
    ("sleeping", "helper"): Message("家人在电话里同意了", "为了稳妥，24小时以后才能开始办。"),
    ("by_law", "principal"): Message("有人依法代您办事", f"登记里有记载，可以依法替您办事。每办一步，这里都有记录。{NOT_YOU}"),
    ("declined", "helper"): Message("这次没有谈成", "对方没有同意，或者撤回了。什么都没有改变。"),
    ("declined", "principal"): Message("邀请没有成", "对方没有答应，或者撤回了。什么都没有改变。"),
    ("narrowed", "principal"): Message("代办授权缩小了", "去掉的事项，对方从现在起看不到也办不了。其他的照旧。"),
    ("narrowed", "helper"): Message("代办授权缩小了", "有的事项家人收回了，打开看看还能办哪些。"),
    ("paused", "principal"): Message("代办授权暂停了", "对方现在什么都不能办。想恢复时，打开这份授权按一下就行。"),
    ("paused", "helper"): Message("家人暂停了授权", "现在先不要办。正在填写的内容都留着。"),
    ("held", "principal"): Message("代办先停一停", f"有一步要由工作人员先看一看，看完会告诉您。您不用做什么。{NOT_YOU}"),
    ("held", "helper"): Message("代办先停一停", "有一步要由工作人员先看一看。已经填写的内容都在，看完会告诉您。"),
    ("resumed", "principal"): Message("代办授权恢复了", f"对方又可以替您办事了。{NOT_YOU}"),
    ("resumed", "helper"): Message("代办授权恢复了", "可以接着办了，内容都还在。"),
    ("ends_soon", "principal"): Message("代办授权快到期了", "一个月内到期，到期自动停止，不用您做什么。还想请对方帮忙，可以再授权一次。"),
    ("ends_soon", "helper"): Message("代办授权快到期了", "一个月内到期。还要接着帮的话，请家人再授权一次。"),
    ("register", "principal"): Message("代办授权先停下来", "登记里的情况有变，先停下来，由工作人员核对。已经办的事不受影响。"),
    ("register", "helper"): Message("代办授权先停下来", "登记里的情况有变，先停下来，由工作人员核对。已经填写的内容都在。"),
})  # fmt: skip

INVITED: Mapping[Literal["principal", "helper"], Message] = MappingProxyType({
    "helper": Message("有人想帮您办事", "打开看看是谁、想办什么、到什么时候。您同意了才算数，不理会14天后自动作废。"),
    "principal": Message("家人请您帮忙办事", "打开看看要办什么、到什么时候。您答应了才开始，14天内有效。"),
})  # fmt: skip
"""What the receiver hears, by the side that sent it."""

ENDED: Mapping[EndReason, str] = MappingProxyType({
    "declined": "没有谈成", "lapsed": "14天没有答复，已作废", "done": "事情办完了", "expired": "到期了", "by_principal": "本人停止了",
    "by_helper": "帮办人不再帮了", "unused": "一年没有用过", "death": "登记里有去世的记录", "guardianship": "监护情况有变",
    "fraud": "工作人员核对后停止", "register": "登记里的情况有变", "closed": "账号注销了",
})  # fmt: skip
"""Why a mandate is over, in a few words."""


def ended(reason: EndReason, audience: Audience) -> Message:
    """A mandate is over, and why."""
    then = (
        "对方现在什么都看不到、办不了。已经办好的事不受影响。"
        if audience == "principal"
        else "您不能再替对方办事了。已经交上去的事照常办。"
    )
    return Message("代办授权结束了", f"{ENDED[reason]}。{then}")
