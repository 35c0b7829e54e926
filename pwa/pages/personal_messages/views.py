"""The page of choices about personalised messages."""

from datetime import datetime, time
from uuid import UUID

from msgspec import Struct

from backend.campaigns import service as campaigns
from backend.campaigns.relatives import who_may_be_told
from backend.campaigns.types import PURPOSE, Topic, Zone
from backend.cases.services import CaseServices
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.residents.consents import Purpose, purpose_of
from backend.residents.service import identity_of

_messages = Messages.beside(__file__)
TOPICS, TOPIC_HINTS, ZONES = (
    _messages.words("Topic", Topic),
    _messages.words("TopicHint", Topic),
    _messages.words("Zone", Zone),
)
SAID = _messages.texts("said")
HOURS = tuple(f"{hour:02d}:00" for hour in range(24))


class OptionOfChoice(Struct, frozen=True):
    """An option of a field."""

    value: str
    label: str
    hint: str = ""


class AskedFor(Struct, frozen=True):
    """A service of which the person asked to be told."""

    code: str
    name: str


class ChoicesPage(Struct, frozen=True, kw_only=True):
    """What is chosen now, what can be, and what was asked for. `purpose`: the wording of the consent."""

    wanted: bool
    purpose: Purpose
    topics: list[OptionOfChoice]
    chosen: list[str]
    hours: list[OptionOfChoice]
    quiet_from: str
    quiet_until: str
    zones: list[OptionOfChoice]
    zone: str
    relatives: list[OptionOfChoice]
    relative: str
    asked: list[AskedFor]


async def choices_page(db: Db, services: CaseServices, person: UUID, now: datetime) -> ChoicesPage:
    """Show what this person chose."""
    choice = await campaigns.choice_of(db, person)
    requests = await campaigns.requests_of(db, person)
    found = [(one.service, services.catalogue.get(one.service)) for one in requests]
    return ChoicesPage(
        wanted=await campaigns.wants_messages(db, person), purpose=purpose_of(PURPOSE),
        topics=[OptionOfChoice(key, TOPICS[key], TOPIC_HINTS[key]) for key in TOPICS],
        chosen=[key for key in TOPICS if key not in choice.off], hours=[OptionOfChoice(hour, hour) for hour in HOURS],
        quiet_from=hour_of(choice.quiet_from), quiet_until=hour_of(choice.quiet_until),
        zones=[OptionOfChoice(key, ZONES[key]) for key in ZONES], zone=choice.zone,
        relatives=await relatives_of(db, services, person, now), relative=str(choice.relative or ""),
        asked=[AskedFor(code, version.service.name) for code, version in found if version],
    )  # fmt: skip


async def relatives_of(db: Db, services: CaseServices, person: UUID, now: datetime) -> list[OptionOfChoice]:
    """Who could be told too: the helpers of mandates in force."""
    return [
        OptionOfChoice(str(one.id), (await identity_of(db, services.vault, one.helper)).name)
        for one in await who_may_be_told(db, person, now)
    ]


def hour_of(moment: time) -> str:
    """A full hour as the form offers it."""
    return f"{moment.hour:02d}:00"
