"""The studio: counting an audience while one types, the purposes of sensitive attributes, and what residents were told by themselves."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.response import Redirect
from msgspec import Meta, Struct
from msgspec.structs import replace

from backend.campaigns import purposes
from backend.campaigns.audience import AudienceCounts, NoCondition
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import NotUnderstood
from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.population.disclosure_control import DisclosureRule
from backend.population.replica import PopulationReplica
from backend.residents.guards import StaffWho, access, staff
from backend.rules.diagnostics import RuleFileError
from pwa.injected import InjectedServices
from pwa.pages.studio.audience import AudienceForm, audience_page, condition_of, count_of, counted, wrong_numbers
from pwa.pages.studio.purposes import purposes_page
from pwa.pages.studio.reminders import RemindersPage, reminders_page
from pwa.templates import page
from pwa.views.api_refusals import MAY_FAIL, PRIVATE
from pwa.views.parts import field_error

ThePopulation = NamedDependency[SkipValidation[PopulationReplica]]
EDITORS, PUBLISHERS = staff("editor", "publisher"), staff("publisher")
AUDIENCE, PURPOSES, REMINDERS = "/studio/audience", "/studio/audience/purposes", "/studio/reminders"
DESCRIBES = Messages.beside(__file__).texts("api", Audience.MACHINE)
OPEN: dict[str, Any] = {"include_in_schema": True, "tags": [DESCRIBES("tag")], "responses": MAY_FAIL}


class PurposeForm(Struct, forbid_unknown_fields=True):
    """For what a sensitive attribute is to choose an audience."""

    attribute: Annotated[str, Meta(max_length=60)] = ""
    says: Annotated[str, Meta(max_length=500)] = ""


@get(AUDIENCE, opt=access(EDITORS))
async def audience(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, population: ThePopulation, now: Now
) -> Response[str]:
    """Count an audience: the form."""
    population.start()
    return page(request, "studio/audience.html", audience_page(services, now), nav="audience", staff=staff)


@post(AUDIENCE, opt=access(EDITORS), status_code=200)
async def count_audience(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, population: ThePopulation, now: Now
) -> Response[str]:
    """How many are meant; nothing is kept. A script that asks while one types takes the counts out of the page."""
    sent = await read_form(request, AudienceForm)
    view = await counted(db, services, population, DisclosureRule.of(services.vault), sent, now)
    status = 422 if view.errors else 503 if view.loading else 200
    if request.headers.get("hx-request"):
        status = 200
    return page(request, "studio/audience.html", view, status=status, nav="audience", staff=staff)


@post(f"/api{AUDIENCE}", opt=access(EDITORS), status_code=HTTPStatus.OK, summary=DESCRIBES("audience"), **OPEN)
async def audience_json(
    db: Db, services: InjectedServices, population: ThePopulation, now: Now, data: JSONBody[AudienceForm]
) -> Response[AudienceCounts]:
    """Counts of reminders as JSON."""
    allowed = await purposes.allowed_attributes(db, now)
    if wrong := wrong_numbers(data):
        raise NotUnderstood("fields", what=wrong[0].href)
    try:
        condition = condition_of(data, now, allowed)
    except RuleFileError as mistakes:
        raise NoCondition from mistakes
    return Response(
        await count_of(db, population, DisclosureRule.of(services.vault), data, condition, now), headers=PRIVATE
    )


@get(PURPOSES, opt=access(EDITORS))
async def show_purposes(request: AnyRequest, db: Db, staff: StaffWho) -> Response[str]:
    """The purposes for which sensitive attributes may choose an audience."""
    return page(request, "studio/purposes.html", await purposes_page(db, staff), nav="audience", staff=staff)


@post(PURPOSES, opt=access(EDITORS, acts=("audience.purpose_asked",)))
async def ask_purpose(request: AnyRequest, db: Db, staff: StaffWho, now: Now) -> Response[str] | Redirect:
    """Ask for one."""
    sent = await read_form(request, PurposeForm)
    try:
        await purposes.ask(db, staff, sent.attribute, sent.says, now)
    except ReasonNeeded as refusal:
        view = await purposes_page(db, staff)
        view = replace(view, errors=[field_error("says", refusal.sentence)], attribute=sent.attribute, says=sent.says)
        return page(request, "studio/purposes.html", view, status=422, nav="audience", staff=staff)
    return see_other(PURPOSES)


@post(PURPOSES + "/{id:uuid}/approval", opt=access(PUBLISHERS, acts=("audience.purpose_approved",)))
async def approve_purpose(request: AnyRequest, db: Db, staff: StaffWho, now: Now, id: FromPath[UUID]) -> Redirect:
    """Approve what somebody else asked."""
    await read_form(request, EmptyForm)
    await purposes.approve(db, staff, id, now)
    return see_other(PURPOSES)


@post(PURPOSES + "/{id:uuid}/refusal", opt=access(PUBLISHERS, acts=("audience.purpose_declined",)))
async def decline_purpose(request: AnyRequest, db: Db, staff: StaffWho, now: Now, id: FromPath[UUID]) -> Redirect:
    """Decline it."""
    await read_form(request, EmptyForm)
    await purposes.decline(db, staff, id, now)
    return see_other(PURPOSES)


@post(PURPOSES + "/{id:uuid}/end", opt=access(EDITORS, acts=("audience.purpose_ended",)))
async def end_purpose(request: AnyRequest, db: Db, staff: StaffWho, now: Now, id: FromPath[UUID]) -> Redirect:
    """It holds no longer."""
    await read_form(request, EmptyForm)
    await purposes.end(db, staff, id, now)
    return see_other(PURPOSES)


@get(REMINDERS, opt=access(EDITORS))
async def reminders(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now
) -> Response[str]:
    """What residents were told by themselves in the last 90 days, how each ended, and how far it led."""
    view = await reminders_page(db, services, DisclosureRule.of(services.vault), now)
    return page(request, "studio/reminders.html", view, nav="reminders", staff=staff)


@get(f"/api{REMINDERS}", opt=access(EDITORS), summary=DESCRIBES("reminders"), **OPEN)
async def reminders_json(db: Db, services: InjectedServices, now: Now) -> Response[RemindersPage]:
    """Counts of reminders as JSON."""
    return Response(await reminders_page(db, services, DisclosureRule.of(services.vault), now), headers=PRIVATE)


ROUTES = [
    audience, count_audience, audience_json, show_purposes, ask_purpose, approve_purpose, decline_purpose, end_purpose, reminders, reminders_json,
]  # fmt: skip
