"""Officers' steps with a request for consent: read it to the principal, by telephone or at the counter, and write her answer down."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct
from msgspec.structs import replace

from backend.cases.consents import at_counter
from backend.cases.consents.answer import LONGEST_NOTE
from backend.cases.consents.at_counter import SpokenAnswer
from backend.cases.consents.problems import NotOnRecord, SheMustBeSeen, TooLongToHear
from backend.cases.consents.types import Answer
from backend.delegation.problems import CallRunning, CallTooSoon, NoNumberToCall
from backend.kit.messages.types import Audience
from backend.kit.problems import Refusal
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, form_values, read_form, see_other, short_transactions
from backend.residents.guards import StaffWho, access, staff
from backend.residents.types import Staff
from pwa.injected import InjectedServices
from pwa.pages.mandate_desk.consent_views import content_of, desk_consent
from pwa.pages.mandate_desk.printing import consent_pdf
from pwa.templates import page
from pwa.views.form_values import answers_sent
from pwa.views.parts import field_error

OFFICERS = staff("officer", "supervisor")
HERE = "/desk/consents/{id:uuid}"


class SpokenForm(Struct, forbid_unknown_fields=True):
    """Her spoken answer as an officer writes it down."""

    answer: Answer
    said: Annotated[str, Meta(max_length=64)]
    seen: Annotated[str, Meta(max_length=3)] = ""
    read_aloud: Annotated[str, Meta(max_length=3)] = ""
    note: Annotated[str, Meta(max_length=LONGEST_NOTE)] = ""

    @property
    def spoken(self) -> SpokenAnswer:
        """The whole, as the room takes it."""
        return SpokenAnswer(
            answer=self.answer, digest=self.said, seen=self.seen == "yes", read_aloud=self.read_aloud == "yes", note=self.note
        )  # fmt: skip


@get(HERE, opt=access(OFFICERS))
async def one(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """One request; the principal reads that it was opened."""
    view = desk_consent(await at_counter.opened(db, services, staff, id, now))
    return page(request, "mandate_desk/consent.html", view, nav="mandates", staff=staff, problem="")


async def again(
    request: AnyRequest, staff: Staff, services: InjectedServices, now: Now, id: UUID, refusal: Refusal, field: str = ""
) -> Response[str]:
    """The page, with what was wrong: at a field, or above the ways to ask her."""
    async with short_transactions(request)() as db:
        view = desk_consent(await at_counter.opened(db, services, staff, id, now))
    said = refusal.message(Audience.OFFICER).text
    view = replace(view, errors=[field_error(field, said)] if field else [])
    return page(
        request, "mandate_desk/consent.html", view, status=refusal.status, nav="mandates", staff=staff,
        problem="" if field else said,
    )  # fmt: skip


@post(HERE, opt=access(OFFICERS, acts=("consent.recorded",)))
async def record(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """She has said yes or no."""
    sent, moment = await read_form(request, SpokenForm), short_transactions(request)
    try:
        await at_counter.record(moment, services, staff, id, sent.spoken, now)
    except SheMustBeSeen as refusal:
        return await again(request, staff, services, now, id, refusal, "seen")
    return see_other(f"/desk/consents/{id}")


@post(HERE + "/answers", opt=access(OFFICERS, acts=("consent.answers_written",)))
async def choose(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Where her money and messages go, as she says it."""
    moment, values = short_transactions(request), await form_values(request)
    async with moment() as db:
        found = await at_counter.opened(db, services, staff, id, now)
    typed = answers_sent(values, found.looked.now.hers)
    mistakes = await at_counter.choose(moment, services, staff, id, typed, now)
    if not mistakes:
        return see_other(f"/desk/consents/{id}")
    view = desk_consent(found, typed, mistakes)
    return page(request, "mandate_desk/consent.html", view, status=422, nav="mandates", staff=staff, problem="")


@post(HERE + "/call", opt=access(OFFICERS, acts=("consent.called",)))
async def call(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Have her called."""
    await read_form(request, EmptyForm)
    try:
        await at_counter.call_by_officer(short_transactions(request), services, staff, id, now)
    except (NotOnRecord, TooLongToHear, NoNumberToCall, CallTooSoon, CallRunning) as refusal:
        return await again(request, staff, services, now, id, refusal)
    return see_other(f"/desk/consents/{id}")


@post(HERE + "/sheet", opt=access(OFFICERS, acts=("consent.sheet_printed",)))
async def print_sheet(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[Any]:
    """The content on A4; printing holds no database connection."""
    await read_form(request, EmptyForm)
    async with short_transactions(request)() as db:
        looked = await at_counter.print_sheet(db, services, staff, id, now)
    return await consent_pdf(request, services, staff, id, content_of(looked), now)


ROUTES = [one, record, choose, call, print_sheet]
