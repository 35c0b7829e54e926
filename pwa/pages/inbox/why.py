"""“为什么收到这条”: what a message told, the reasons as they were sealed, and how to stop; for any message of the inbox."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.campaigns import explain_message
from backend.campaigns.explain_message import ReasonedMessage
from backend.campaigns.reasons import SealedReason
from backend.campaigns.types import Topic
from backend.cases.services import CaseServices
from backend.kit.clock import local_date
from backend.kit.messages.formats import day
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.notices import service as notices
from backend.notices.types import Notice
from backend.residents.disclosure import may_read
from backend.residents.types import Acting
from backend.rules.wording import source

_messages = Messages.beside(__file__)
TOPICS, BECAUSE = _messages.words("Topic", Topic), _messages.words("Because", Literal["case", "account"])
TEXT = _messages.texts("why")


class ReasonOfMessage(Struct, frozen=True):
    """One reason: the condition in words, and what it rests on."""

    says: str
    rests_on: str


class ToldThing(Struct, frozen=True):
    """One thing that a message told: since when, why, and where it goes on. `case`: the draft or case begun from here.

    `action` and `link`: the one button of a message that an editor wrote; "" for what the house noticed itself.
    """

    service: str
    name: str
    since: str
    because: str
    reasons: list[ReasonOfMessage]
    case: str
    action: str = ""
    link: str = ""


class WhyPage(Struct, frozen=True):
    """The page about one message; without `things` it is about a case or the account. `topics`: those it can be switched off by."""

    id: UUID
    title: str
    body: str
    link: str
    things: list[ToldThing]
    because: str
    topics: list[tuple[Topic, str]]
    readable: bool


async def why_page(db: Db, services: CaseServices, acting: Acting, id: UUID, now: datetime) -> WhyPage:
    """Show one message of this person and mark it as read; raises NotThere."""
    notice = await notices.opened(db, acting.principal, id, now)
    told = await explain_message.reasons_of(db, services, acting.principal, id)
    readable = may_read(acting.assurance)
    return WhyPage(
        id=id, title=notice.title, body=notice.body, link=notice.link, things=[thing(one, now, readable=readable) for one in told],
        because="" if told else because(notice), topics=[(one, TOPICS[one]) for one in dict.fromkeys(t.topic for t in told)], readable=readable,
    )  # fmt: skip


def because(notice: Notice) -> str:
    """Why a message came that isn't personalised."""
    return BECAUSE["case" if notice.case_id else "account"]


def thing(one: ReasonedMessage, now: datetime, *, readable: bool) -> ToldThing:
    """Reason of one item in words; register values only for readers who may see them."""
    since = since_text(one, now)
    return ToldThing(
        one.service, one.name, since if readable else "", "" if one.kind == "offer" else TEXT(one.kind),
        [reason_line(reason) for reason in one.reasons] if readable else [], f"/cases/{one.case}" if one.case else "",
        *(one.action, one.link) if one.kind != "case" else (TEXT("grants"), "/me/grants"),
    )  # fmt: skip


def since_text(one: ReasonedMessage, now: datetime) -> str:
    """From which day, or until which."""
    if one.link:
        return ""
    if one.kind == "case":
        return TEXT("changes", month=one.day)
    if one.topic == "deadline":
        return TEXT("until", day=one.day)
    return TEXT("now") if one.day <= local_date(now) else TEXT("since", day=one.day)


def reason_line(one: SealedReason) -> ReasonOfMessage:
    """Put one reason into words."""
    rests = TEXT("rests_on", label=one.label, source=source(one.source), on=day(one.as_of) if one.as_of else None)
    return ReasonOfMessage(one.says or one.label, rests)
