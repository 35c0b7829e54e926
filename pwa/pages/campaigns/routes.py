"""Campaigns: write one, lay it before a second person, plan, pause and stop it. Counts, never people."""

from collections.abc import Awaitable
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, SkipValidation
from litestar.response import Redirect
from msgspec import Meta, Struct
from msgspec.structs import replace

from backend.campaigns.editorial import editing, editor_actions, send_to_self
from backend.campaigns.editorial.problems import (
    AudienceMeansOther,
    AudienceTooClose,
    AudienceTooSmall,
    CampaignNotReady,
    CampaignObstructed,
    HoldOutTooSmall,
    NoAccountForTrial,
)
from backend.campaigns.editorial.results import as_csv, results_by_id
from backend.campaigns.editorial.templates import BLANK, campaign_templates
from backend.campaigns.editorial.types import SavedCampaign
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Refusal
from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.population.disclosure_control import DisclosureRule
from backend.population.replica import PopulationReplica, StillLoading
from backend.residents.guards import StaffWho, access, confirmed_staff, staff
from pwa.injected import InjectedServices
from pwa.pages.campaigns.form import read_campaign_form
from pwa.pages.campaigns.results import calendar_page, results_page
from pwa.pages.campaigns.review import review_page
from pwa.pages.campaigns.views import campaign_page, draft_page, list_page
from pwa.templates import page
from pwa.views.parts import field_error

EDITORS, PUBLISHERS = staff("editor", "publisher"), staff("publisher")
READERS, CONFIRMED = staff("editor", "publisher", "auditor"), confirmed_staff("publisher")
ThePopulation = NamedDependency[SkipValidation[PopulationReplica]]
CampaignId = FromPath[UUID]
SAID = Messages.beside(__file__).words("SAID")
Said = FromQuery[Annotated[str, Meta(max_length=20)]]
Digest = Annotated[str, Meta(max_length=64)]
HERE = "/studio/campaigns"
STOPS = (
    AudienceTooSmall, AudienceTooClose, AudienceMeansOther, CampaignObstructed, CampaignNotReady, HoldOutTooSmall, StillLoading, NoAccountForTrial, ReasonNeeded,
)  # fmt: skip
"""Refusals that are answered on the page where the button was."""


class NewCampaignForm(Struct, forbid_unknown_fields=True):
    """From which template a campaign begins."""

    template: Annotated[str, Meta(max_length=20)] = BLANK


class SeenCampaignForm(Struct, forbid_unknown_fields=True):
    """The content that the page showed."""

    digest: Digest


class StopForm(Struct, forbid_unknown_fields=True):
    """Why a campaign is stopped or sent back."""

    says: Annotated[str, Meta(max_length=1000)] = ""


@get(HERE, opt=access(READERS))
async def listed(request: AnyRequest, db: Db, staff: StaffWho, population: ThePopulation) -> Response[str]:
    """Every campaign, the newest first."""
    population.start()
    view = await list_page(db)
    return page(request, "campaigns/list.html", view, nav="campaigns", staff=staff)


@get(f"{HERE}/new", opt=access(EDITORS))
async def choose(request: AnyRequest, staff: StaffWho) -> Response[str]:
    """Choose a message to begin from."""
    found = list(campaign_templates().values())
    return page(request, "campaigns/new.html", nav="campaigns", staff=staff, templates=found)


@post(HERE, opt=access(EDITORS, acts=("campaign.edited",)))
async def begin(request: AnyRequest, db: Db, staff: StaffWho, now: Now) -> Redirect:
    """Begin a draft."""
    sent = await read_form(request, NewCampaignForm)
    template = campaign_templates().get(sent.template) or campaign_templates()[BLANK]
    return see_other(f"{HERE}/{await editing.begin(db, template.content, staff, now)}/draft")


@get(f"{HERE}/{{id:uuid}}", opt=access(READERS))
async def show(
    request: AnyRequest, db: Db, services: InjectedServices, staff: StaffWho, id: CampaignId, said: Said = ""
) -> Response[str]:
    """One campaign: what it says to whom, where it stands, what can be done."""
    view = await campaign_page(db, services, id, staff)
    return page(request, "campaigns/show.html", view, nav="campaigns", staff=staff, notice=SAID.get(said, ""))


@get(f"{HERE}/{{id:uuid}}/draft", opt=access(EDITORS))
async def write(
    request: AnyRequest, db: Db, services: InjectedServices, population: ThePopulation, staff: StaffWho, now: Now, id: CampaignId,
    said: Said = "",
) -> Response[str]:  # fmt: skip
    """The draft, to be written in."""
    view = await draft_page(db, services, population, DisclosureRule.of(services.vault), id, staff, now)
    return page(request, "campaigns/draft.html", view, nav="campaigns", staff=staff, notice=SAID.get(said, ""))


@post(f"{HERE}/{{id:uuid}}/draft", opt=access(EDITORS, acts=("campaign.edited",)))
async def save(
    request: AnyRequest, db: Db, services: InjectedServices, population: ThePopulation, staff: StaffWho, now: Now, id: CampaignId
) -> Response[str] | Redirect:  # fmt: skip
    """Save what was typed; a new row, a row that can't be read, and what another editor changed meanwhile are shown again unsaved."""
    sent = await read_campaign_form(request)
    if sent.adds or sent.conditions.errors:
        typed, rows = SavedCampaign(wanted=sent.content), sent.conditions
        rows = replace(rows, errors={}) if sent.adds else rows
        view = replace(
            await draft_page(db, services, population, DisclosureRule.of(services.vault), id, staff, now, typed, rows),
            version=sent.seen,
        )
        status = 422 if rows.errors else 200
        return page(request, "campaigns/draft.html", view, status=status, nav="campaigns", staff=staff)
    saved = await editing.save(db, id, sent.content, sent.seen, staff, now, take_back=sent.take_back)
    if saved.conflicts or saved.moved_on:
        view = await draft_page(db, services, population, DisclosureRule.of(services.vault), id, staff, now, saved)
        return page(request, "campaigns/draft.html", view, status=409, nav="campaigns", staff=staff)
    said, place = "merged" if saved.merged else "saved", "#f-add" if sent.drops else ""
    return see_other(f"{HERE}/{id}/draft?said={said}{place}")


@post(f"{HERE}/{{id:uuid}}/look", opt=access(EDITORS), status_code=200)
async def look(
    request: AnyRequest, db: Db, services: InjectedServices, population: ThePopulation, staff: StaffWho, now: Now, id: CampaignId
) -> Response[str]:  # fmt: skip
    """How many are meant, what is to be mended and how it looks, of what is typed just now; nothing is kept."""
    sent = await read_campaign_form(request)
    typed = SavedCampaign(wanted=sent.content)
    view = await draft_page(
        db, services, population, DisclosureRule.of(services.vault), id, staff, now, typed, sent.conditions
    )
    return page(request, "campaigns/beside.html", view, nav="campaigns", staff=staff)


@post(f"{HERE}/{{id:uuid}}/proposal", opt=access(EDITORS, acts=("campaign.proposed",)))
async def propose(
    request: AnyRequest, db: Db, services: InjectedServices, population: ThePopulation, staff: StaffWho, now: Now, id: CampaignId
) -> Response[str] | Redirect:  # fmt: skip
    """Lay it before a second person."""
    sent = await read_form(request, SeenCampaignForm)
    step = editor_actions.propose(db, services.catalogue, population, id, sent.digest, staff, now)
    return await done_or_shown(request, db, services, staff, id, step, said="proposed")


@get(f"{HERE}/{{id:uuid}}/review", opt=access(READERS))
async def review(
    request: AnyRequest, db: Db, services: InjectedServices, population: ThePopulation, staff: StaffWho, now: Now, id: CampaignId
) -> Response[str]:  # fmt: skip
    """What a second person decides on: who, how many, what they will read, examples that nobody is."""
    view = await review_page(db, services, population, DisclosureRule.of(services.vault), id, staff, now)
    return page(request, "campaigns/review.html", view, nav="campaigns", staff=staff)


@post(f"{HERE}/{{id:uuid}}/review/approval", opt=access(CONFIRMED, acts=("campaign.approved",)))
async def approve(
    request: AnyRequest, db: Db, services: InjectedServices, population: ThePopulation, staff: StaffWho, now: Now, id: CampaignId
) -> Response[str] | Redirect:  # fmt: skip
    """Approve what was seen: another person than its writers, freshly signed in."""
    sent = await read_form(request, SeenCampaignForm)
    step = editor_actions.approve(db, services.catalogue, population, id, sent.digest, staff, now)
    return await done_or_shown(request, db, services, staff, id, step, said="approved")


@post(f"{HERE}/{{id:uuid}}/review/return", opt=access(PUBLISHERS, acts=("campaign.sent_back",)))
async def send_back(
    request: AnyRequest, db: Db, services: InjectedServices, staff: StaffWho, now: Now, id: CampaignId
) -> Response[str] | Redirect:
    """Send it back with what should change."""
    sent = await read_form(request, StopForm)
    step = editor_actions.send_back(db, id, sent.says, staff, now)
    return await done_or_shown(request, db, services, staff, id, step, said="sent_back")


@post(f"{HERE}/{{id:uuid}}/draft/end", opt=access(EDITORS, acts=("campaign.edited",)))
async def take_back(request: AnyRequest, db: Db, staff: StaffWho, now: Now, id: CampaignId) -> Redirect:
    """Take it back to go on writing; an approval is over with that."""
    await read_form(request, EmptyForm)
    await editor_actions.take_back(db, id, staff, now)
    return see_other(f"{HERE}/{id}/draft")


@post(f"{HERE}/{{id:uuid}}/schedule", opt=access(EDITORS, acts=("campaign.scheduled",)))
async def schedule(
    request: AnyRequest, db: Db, services: InjectedServices, staff: StaffWho, now: Now, id: CampaignId
) -> Response[str] | Redirect:
    """Let it begin on its day."""
    await read_form(request, EmptyForm)
    step = editor_actions.schedule(db, services.catalogue, id, staff, now)
    return await done_or_shown(request, db, services, staff, id, step, said="scheduled")


@post(f"{HERE}/{{id:uuid}}/schedule/end", opt=access(EDITORS, acts=("campaign.paused",)))
async def unschedule(request: AnyRequest, db: Db, staff: StaffWho, now: Now, id: CampaignId) -> Redirect:
    """Don't let it begin."""
    await read_form(request, EmptyForm)
    await editor_actions.unschedule(db, id, staff, now)
    return see_other(f"{HERE}/{id}")


@post(f"{HERE}/{{id:uuid}}/pause", opt=access(EDITORS, acts=("campaign.paused",)))
async def pause(request: AnyRequest, db: Db, staff: StaffWho, now: Now, id: CampaignId) -> Redirect:
    """Pause it at once."""
    await read_form(request, EmptyForm)
    await editor_actions.pause(db, id, staff, now)
    return see_other(f"{HERE}/{id}?said=paused")


@post(f"{HERE}/{{id:uuid}}/resumption", opt=access(CONFIRMED, acts=("campaign.resumed", "campaign.approved")))
async def resume(
    request: AnyRequest, db: Db, services: InjectedServices, staff: StaffWho, now: Now, id: CampaignId
) -> Response[str] | Redirect:
    """Go on; a publisher who signed in freshly."""
    await read_form(request, EmptyForm)
    try:
        await editor_actions.resume(db, services.catalogue, id, staff, now)
    except STOPS as refusal:
        return await show_again(request, db, services, staff, id, refusal)
    return see_other(f"{HERE}/{id}?said=resumed")


@post(f"{HERE}/{{id:uuid}}/end", opt=access(EDITORS, acts=("campaign.cancelled",)))
async def cancel(
    request: AnyRequest, db: Db, services: InjectedServices, staff: StaffWho, now: Now, id: CampaignId
) -> Response[str] | Redirect:
    """Stop it for good."""
    sent = await read_form(request, StopForm)
    step = editor_actions.cancel(db, id, sent.says, staff, now)
    return await done_or_shown(request, db, services, staff, id, step, said="cancelled")


@post(f"{HERE}/{{id:uuid}}/trial", opt=access(EDITORS, acts=("campaign.tried",)))
async def try_it(
    request: AnyRequest, db: Db, services: InjectedServices, staff: StaffWho, now: Now, id: CampaignId
) -> Response[str] | Redirect:
    """Send it to one's own inbox and devices."""
    await read_form(request, EmptyForm)
    step = send_to_self.try_on_oneself(db, id, staff, now)
    return await done_or_shown(request, db, services, staff, id, step, said="tried")


async def done_or_shown(
    request: AnyRequest,
    db: Db,
    services: InjectedServices,
    staff: StaffWho,
    id: UUID,
    step: Awaitable[object],
    said: str,
) -> Response[str] | Redirect:
    """Take a step and go back to the campaign; show its page with what stood in the way."""
    try:
        await step
    except STOPS as refusal:
        return await show_again(request, db, services, staff, id, refusal)
    return see_other(f"{HERE}/{id}?said={said}")


async def show_again(
    request: AnyRequest, db: Db, services: InjectedServices, staff: StaffWho, id: UUID, refusal: Refusal
) -> Response[str]:
    """The page of the campaign, with what stood in the way."""
    view = await campaign_page(db, services, id, staff)
    field = "says" if isinstance(refusal, ReasonNeeded) else "campaign"
    errors = [field_error(field, refusal.message(Audience.OFFICER).text)]
    return page(
        request, "campaigns/show.html", view, status=refusal.status, nav="campaigns", staff=staff, errors=errors
    )


@get(f"{HERE}/calendar", opt=access(READERS))
async def calendar(
    request: AnyRequest, db: Db, services: InjectedServices, population: ThePopulation, staff: StaffWho, now: Now
) -> Response[str]:
    """What is planned for the next weeks, and how much of it comes to each street."""
    view = await calendar_page(db, population, DisclosureRule.of(services.vault), now)
    return page(request, "campaigns/calendar.html", view, nav="campaigns", staff=staff)


@get(f"{HERE}/{{id:uuid}}/results", opt=access(READERS))
async def results(
    request: AnyRequest, db: Db, services: InjectedServices, staff: StaffWho, id: CampaignId
) -> Response[str]:
    """What became of everybody."""
    view = await results_page(db, DisclosureRule.of(services.vault), id)
    return page(request, "campaigns/results.html", view, nav="campaigns", staff=staff)


@get(f"{HERE}/{{id:uuid}}/results.csv", opt=access(READERS))
async def results_file(db: Db, services: InjectedServices, id: CampaignId) -> Response[str]:
    """Counts of a campaign as CSV; never people."""
    found = await results_by_id(db, id, DisclosureRule.of(services.vault))
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="campaign-{id}.csv"'}
    return Response(as_csv(found), media_type="text/csv; charset=utf-8", headers=headers)


ROUTES = [
    calendar, results, results_file,
    listed, choose, begin, show, write, save, look, propose, review, approve, send_back, take_back, schedule, unschedule, pause, resume,
    cancel, try_it,
]  # fmt: skip
