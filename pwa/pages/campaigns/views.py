"""What the pages of campaigns show: the list, a draft being written, one campaign with its history."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args
from uuid import UUID

from msgspec import Struct

from backend.campaigns.choosing import choosing_attributes
from backend.campaigns.editorial import counting, editing, store
from backend.campaigns.editorial.editor_actions import holds_out_enough
from backend.campaigns.editorial.flow import may, may_take_back
from backend.campaigns.editorial.lint import CampaignFinding, check_content
from backend.campaigns.editorial.merging import merge_contents
from backend.campaigns.editorial.overlap import planned_audience
from backend.campaigns.editorial.problems import HoldOutTooSmall
from backend.campaigns.editorial.types import (
    Campaign,
    CampaignAct,
    CampaignContent,
    CampaignEvent,
    CampaignState,
    SavedCampaign,
)
from backend.cases.services import CaseServices
from backend.catalogue.reference_data import PlaceOption, division_choices, division_name
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.population.impact import Spread, grouped_counts
from backend.population.replica import PopulationReplica, StillLoading
from backend.residents import separation
from backend.residents.types import Staff
from backend.rules.conditions import AllOf
from backend.rules.diagnostics import RuleFileError
from pwa.pages.campaigns.channel_previews import LanguageLook, looks_of
from pwa.pages.campaigns.conditions import TypedConditions, condition_inputs, condition_rows, read_conditions
from pwa.pages.campaigns.edit_conflicts import FIELDS, conflict_texts
from pwa.pages.campaigns.words import AUDIENCE, CLASSES, TOPICS, condition_parts, sentences_said, unreadable
from pwa.views.condition_slots import SlotsView
from pwa.views.parts import ConflictTexts, FormError, field_error

_messages = Messages.beside(__file__)
STATES, ACTS = _messages.words("STATE", CampaignState), _messages.words("ACT", CampaignAct)
MACHINE, SAYS = _messages.words("MACHINE"), _messages.texts("says", Audience.OFFICER)
TONES: dict[CampaignState, str] = {
    "draft": "neutral", "in_review": "warn", "approved": "good", "scheduled": "good", "running": "good", "paused": "warn",
    "finished": "neutral", "cancelled": "neutral",
}  # fmt: skip
MOST, MOST_EVENTS = 200, 50


class CampaignRow(Struct, frozen=True, kw_only=True):
    """A campaign in the list."""

    id: UUID
    name: str
    state: str
    tone: str
    owner: str
    content: CampaignContent


class CampaignList(Struct, frozen=True):
    """Every campaign, the newest first."""

    rows: list[CampaignRow]


class ServiceOption(Struct, frozen=True):
    """A service that a message can lead to."""

    code: str
    name: str


class EventLine(Struct, frozen=True):
    """Something that was done."""

    title: str
    who: str
    says: str
    at: datetime


class MovedDraft(Struct, frozen=True, kw_only=True):
    """What was done to a draft while somebody was writing in it; `texts`: where what they wrote isn't what stands there now."""

    event: EventLine
    texts: list[ConflictTexts]
    may_take_back: bool


class CampaignDraft(Struct, frozen=True, kw_only=True):
    """A draft to be written in: what is there, what can be chosen, what is to be mended, how many are meant.

    `spent`: so many audiences were counted today that no other one is; 0 as long as more may be.
    """

    id: UUID
    version: int
    content: CampaignContent
    rows: list[SlotsView]
    attributes: list[tuple[str, str]]
    streets: tuple[PlaceOption, ...]
    services: list[ServiceOption]
    kinds: list[tuple[str, str]]
    topics: list[tuple[str, str]]
    findings: list[CampaignFinding]
    names: dict[str, str]
    conflicts: list[ConflictTexts]
    moved: MovedDraft | None
    unreadable: str
    looks: list[LanguageLook]
    meant: Spread | None
    loading: bool
    spent: int
    errors: list[FormError]


class CampaignPage(Struct, frozen=True, kw_only=True):
    """One campaign: what it says to whom, where it stands, what can be done now; `entered`: in percent, while people enter the ledger."""

    id: UUID
    state: CampaignState
    state_name: str
    tone: str
    content: CampaignContent
    digest: str
    owner: str
    audience: list[str]
    kind_name: str
    topic_name: str
    may: dict[str, bool]
    own: bool
    publisher: bool
    editor: bool
    events: list[EventLine]
    members: bool
    looks: list[LanguageLook]
    entered: int | None


async def list_page(db: Db) -> CampaignList:
    """Show the list."""
    return CampaignList([row(one) for one in await store.campaigns(db, most=MOST)])


def row(campaign: Campaign) -> CampaignRow:
    """Show one campaign in a list."""
    return CampaignRow(
        id=campaign.id, name=campaign.content.name, state=STATES[campaign.state], tone=TONES[campaign.state],
        owner=campaign.owner_name, content=campaign.content,
    )  # fmt: skip


async def draft_page(
    db: Db, services: CaseServices, population: PopulationReplica, shown: DisclosureRule, id: UUID, staff: Staff, now: datetime,
    typed: SavedCampaign | None = None, conditions: TypedConditions | None = None,
) -> CampaignDraft:  # fmt: skip
    """Show a draft as it is saved, or as it was typed, with everything that depends on it.

    Raises NotThere, and CampaignMovedOn for a draft that is none any more, unless something was typed.
    """
    campaign = await (store.campaign(db, id=id) if typed else editing.draft_of(db, id))
    written = typed.wanted if typed else campaign.content
    rows = conditions or read_conditions(condition_inputs(AllOf(tuple(condition_parts(written)))))
    unread = [CampaignFinding("condition", error.says) for error in rows.errors.values()]
    spent = not unread and not await counting.may_count(db, staff, campaign, written, now)
    meant, loading = (None, False) if unread or spent else await count_meant(db, population, shown, written, now)
    return CampaignDraft(
        id=campaign.id, version=campaign.version, content=written, rows=list(condition_rows(rows)),
        attributes=[(one.name, one.label) for one in choosing_attributes().values()],
        streets=division_choices("street"), services=service_options(services), kinds=list(CLASSES.items()), topics=list(TOPICS.items()),
        findings=unread + check_content(written, services.catalogue, local_date(now)) + few_held_out(written, meant), meant=meant, loading=loading,
        spent=counting.MOST if spent else 0, names=dict(FIELDS.items()), conflicts=[conflict_texts(services, one) for one in typed.conflicts] if typed else [],
        moved=await moved_draft(db, services, campaign, written), unreadable=unreadable(written), looks=looks_of(written),
        errors=[field_error(f"{name}.compare", error.says) for name, error in rows.errors.items()],
    )  # fmt: skip


def few_held_out(content: CampaignContent, meant: Spread | None) -> list[CampaignFinding]:
    """A hold-out that would be too few people, as far as the count that may be shown says."""
    enough = meant is None or not meant.total or holds_out_enough(content, meant.total)
    return [] if enough else [CampaignFinding("held_out", HoldOutTooSmall().message(Audience.OFFICER).text)]


async def moved_draft(
    db: Db, services: CaseServices, campaign: Campaign, written: CampaignContent
) -> MovedDraft | None:
    """What became of a draft that is none any more; None while it is one."""
    if campaign.state == "draft":
        return None
    [newest] = await store.events(db, campaign=campaign.id, most=1)
    texts = [conflict_texts(services, one) for one in merge_contents(None, campaign.content, written).conflicts]
    return MovedDraft(event=event_line(newest), texts=texts, may_take_back=may_take_back(campaign.state))


async def count_meant(
    db: Db, population: PopulationReplica, shown: DisclosureRule, content: CampaignContent, now: datetime
) -> tuple[Spread | None, bool]:
    """Who is meant by group, as it may be shown; None where the audience can't be read; and whether residents are being read in."""
    try:
        audience = await planned_audience(db, content)
        today = local_date(now)
        return await population.ask(
            lambda people: grouped_counts(people.on(today), audience.bits(people, today), shown)
        ), False
    except StillLoading:
        return None, True
    except (RuleFileError, Refusal):
        return None, False


def service_options(services: CaseServices) -> list[ServiceOption]:
    """Every service in force, by name."""
    found = [ServiceOption(code, one.service.name) for code, one in services.catalogue.in_force.items()]
    return sorted(found, key=lambda one: one.name)


async def campaign_page(db: Db, services: CaseServices, id: UUID, staff: Staff) -> CampaignPage:
    """Show one campaign; raises NotThere."""
    campaign = await store.campaign(db, id=id)
    events = await store.events(db, campaign=id, most=MOST_EVENTS)
    apart = await separation.is_permitted(db, staff, "campaign.approved", f"campaign:{id}")
    content = campaign.content
    return CampaignPage(
        id=id, state=campaign.state, state_name=STATES[campaign.state], tone=TONES[campaign.state], content=content, digest=campaign.digest,
        owner=campaign.owner_name, audience=audience_in_words(services, content), kind_name=CLASSES[content.kind],
        topic_name=TOPICS[content.topic], may={act: may(campaign.state, act) for act in get_args(CampaignAct)},
        own=not apart or staff.signature == campaign.owner, publisher="publisher" in staff.roles,
        editor=bool(staff.roles & {"editor", "publisher"}), events=event_lines(events),
        members=campaign.members is not None, looks=looks_of(content), entered=await entered_percent(db, campaign),
    )  # fmt: skip


async def entered_percent(db: Db, campaign: Campaign) -> int | None:
    """How much of the frozen audience has its rows already, in percent; None where there is nothing left to do."""
    left = await store.entering(db, campaign=campaign.id) if campaign.members else 0
    return 100 - 100 * left // campaign.members if left and campaign.members else None


def audience_in_words(services: CaseServices, content: CampaignContent) -> list[str]:
    """Whom a campaign means, a line each."""
    lines = sentences_said(content)
    lines += [AUDIENCE("streets", streets=[division_name(one) for one in content.streets])] if content.streets else []
    lines += [AUDIENCE("carers")] if content.group == "carers" else []
    lines += [AUDIENCE("within", days=content.within_days)] if content.within_days else []
    version = services.catalogue.get(content.without) if content.without else None
    return lines + ([AUDIENCE("without", name=version.service.name)] if version else [])


def event_lines(events: Sequence[CampaignEvent]) -> list[EventLine]:
    """The history; of saves in a row by one person only the last."""
    again = zip(events, [None, *events], strict=False)
    return [
        event_line(one)
        for one, newer in again
        if not newer or (one.act, one.staff_name, "edited") != (newer.act, newer.staff_name, one.act)
    ]


def event_line(event: CampaignEvent) -> EventLine:
    """Say one entry of the history."""
    says = MACHINE.get(event.says, event.says)
    return EventLine(ACTS[event.act], event.staff_name or SAYS("by_machine"), says, event.at)
