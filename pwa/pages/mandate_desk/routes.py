"""Officers' steps with mandates: record at the counter, guardians, calls, letters, ending and resuming."""

from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta

from backend.cases.services import CaseServices
from backend.delegation import counter, desk, printed_sheets
from backend.delegation.signals import review_signal
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Refusal
from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other, short_transactions
from backend.residents.guards import StaffWho, access, staff
from backend.residents.types import Staff
from pwa.injected import InjectedServices
from pwa.pages.mandate_desk import consent_routes
from pwa.pages.mandate_desk.forms import EndForm, FindForm, GuardianForm, MandateForm, SignsForm, errors_of
from pwa.pages.mandate_desk.printing import letter_pdf, mandate_pdf
from pwa.pages.mandate_desk.views import desk_mandate, line, lists, recorded_or_held
from pwa.templates import page
from pwa.views.mandate_choosing import choose_page, terms
from pwa.views.mandate_forms import named
from pwa.views.mandates import RELATIONS
from pwa.views.parts import field_error

OFFICERS = staff("officer", "supervisor")
HERE = "/desk/mandates"
Way = Literal["counter", "call"]
Of = FromQuery[Annotated[str, Meta(max_length=700)]]
Short = FromQuery[Annotated[str, Meta(max_length=60)]]
SAID = Messages.beside(__file__).group("said")


@get(HERE, opt=access(OFFICERS))
async def queue(request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now) -> Response[str]:
    """What waits, and the ways to write a mandate down."""
    view = lists(services, await desk.waiting(db, services, now))
    return page(request, "mandate_desk/queue.html", view, nav="mandates", staff=staff)


@post(HERE + "/search", opt=access(OFFICERS))
async def search(request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now) -> Response[str]:
    """All mandates of a person who calls or stands at the counter; that person reads that they were opened."""
    sent = await read_form(request, FindForm)
    try:
        rows = await desk.of_person(short_transactions(request), services, staff, named(sent.name, sent.number), now)
    except Refusal as refusal:
        wrong = errors_of(refusal, "number")
        return page(
            request, "mandate_desk/found.html", status=refusal.status, nav="mandates", staff=staff, sent=sent, found=None, errors=wrong
        )  # fmt: skip
    found = [line(services, one) for one in rows]
    return page(request, "mandate_desk/found.html", nav="mandates", staff=staff, sent=sent, found=found)


@get(HERE + "/new/{way:str}", opt=access(OFFICERS))
async def choose(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, way: FromPath[Way], of: Of = "", q: Short = "", more: Short = ""
) -> Response[str]:  # fmt: skip
    """What should the helper do? Once that is chosen: who, how far, until when."""
    if of and not q and not more:
        return counter_form(request, staff, services, way, of)
    index = await request.app.state.search.index()
    view = choose_page(services.catalogue, index, f"{HERE}/new/{way}", of, q.strip(), "natural")
    return page(request, "mandate_desk/choose.html", view, nav="mandates", staff=staff, way=way)


def counter_form(
    request: AnyRequest, staff: Staff, services: CaseServices, way: Way, of: str, sent: MandateForm | None = None,
    refusal: Refusal | None = None,
) -> Response[str]:  # fmt: skip
    """The form, as it was sent where something in it has to be changed."""
    view = terms(services.catalogue, of, "natural", *((sent.power, sent.term) if sent else ()))
    return page(
        request, "mandate_desk/new.html", view, status=refusal.status if refusal else 200, nav="mandates", staff=staff, way=way, sent=sent,
        relations=RELATIONS, errors=errors_of(refusal, "seen_both") if refusal else [],
    )  # fmt: skip


@post(HERE, opt=access(OFFICERS, acts=("mandate.recorded",)))
async def record(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now
) -> Response[str] | Redirect:
    """Both people are there and agree."""
    sent = await read_form(request, MandateForm)
    try:
        made = await counter.record(short_transactions(request), services, staff, sent.at_counter, now)
    except Refusal as refusal:
        return counter_form(request, staff, services, "counter", sent.of, sent, refusal)
    return see_other(f"{HERE}/{made.id}?said={recorded_or_held(made)}")


@post(HERE + "/calls", opt=access(OFFICERS, acts=("mandate.recorded", "mandate.called")))
async def propose(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now
) -> Response[str] | Redirect:
    """Only the helper is there: the principal is called."""
    sent, moment = await read_form(request, MandateForm), short_transactions(request)
    try:
        made = await counter.propose_at_desk(moment, services, staff, sent.principal, sent.helper, sent.wish, now)
        await counter.call_by_officer(moment, services, staff, made.id, now)
    except Refusal as refusal:
        return counter_form(request, staff, services, "call", sent.of, sent, refusal)
    return see_other(f"{HERE}/{made.id}?said=called")


@get(HERE + "/guardian", opt=access(OFFICERS), sync_to_thread=False)
def guardian_form(request: AnyRequest, staff: StaffWho) -> Response[str]:
    """Where a guardian is written down."""
    return page(request, "mandate_desk/guardian.html", nav="mandates", staff=staff, sent=GuardianForm())


@post(HERE + "/guardian", opt=access(OFFICERS, acts=("mandate.guardian",)))
async def guardian(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now
) -> Response[str] | Redirect:
    """A guardian shows the decision that appointed them."""
    sent, moment = await read_form(request, GuardianForm), short_transactions(request)
    try:
        made = await counter.guardian(moment, services, staff, sent.principal, sent.helper, sent.paper, now)
    except Refusal as refusal:
        return page(
            request, "mandate_desk/guardian.html", status=refusal.status, nav="mandates", staff=staff, sent=sent,
            errors=errors_of(refusal, "paper"),
        )  # fmt: skip
    return see_other(f"{HERE}/{made.id}?said=guardian")


@get(HERE + "/{id:uuid}", opt=access(OFFICERS))
async def one(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID], said: Short = ""
) -> Response[str]:  # fmt: skip
    """One mandate; the principal reads that it was opened."""
    view = await desk_mandate(db, services, staff, await desk.opened(db, services, staff, id, now))
    notice = SAID[said](Audience.OFFICER).text if said in SAID else ""
    return page(
        request, "mandate_desk/show.html", view, nav="mandates", staff=staff, notice=notice, typed="", errors=[]
    )


@post(HERE + "/{id:uuid}/signs", opt=access(OFFICERS, acts=("mandate.signal_cleared", "mandate.fraud_found")))
async def settle(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """What was seen has been looked at: it goes on, or ends for fraud."""
    sent = await read_form(request, SignsForm)
    try:
        await review_signal.settle(db, services, staff, id, sent.outcome, sent.why, now)
    except ReasonNeeded as refusal:
        view = await desk_mandate(db, services, staff, await desk.opened(db, services, staff, id, now))
        return page(
            request, "mandate_desk/show.html", view, status=refusal.status, nav="mandates", staff=staff, notice="", typed=sent.why,
            errors=[field_error("why", refusal.sentence)],
        )  # fmt: skip
    return see_other(f"{HERE}/{id}?said={sent.outcome}")


@post(HERE + "/{id:uuid}/call", opt=access(OFFICERS, acts=("mandate.called",)))
async def call(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Have the principal called once more."""
    await read_form(request, EmptyForm)
    await counter.call_by_officer(short_transactions(request), services, staff, id, now)
    return see_other(f"{HERE}/{id}?said=called")


@post(HERE + "/{id:uuid}/end", opt=access(OFFICERS, acts=("mandate.ended",)))
async def end(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """End it, for the reason that the officer gives."""
    sent = await read_form(request, EndForm)
    await counter.end_by_officer(db, services, staff, id, sent.reason, now)
    return see_other(f"{HERE}/{id}?said=ended")


@post(HERE + "/{id:uuid}/resumption", opt=access(OFFICERS, acts=("mandate.resumed",)))
async def resume(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Let it go on."""
    await read_form(request, EmptyForm)
    await counter.resume_by_officer(db, services, staff, id, now)
    return see_other(f"{HERE}/{id}?said=resumed")


@post(HERE + "/{id:uuid}/sheet", opt=access(OFFICERS, acts=("mandate.sheet_printed",)))
async def print_mandate(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[Any]:
    """The mandate on A4, with a new code; printing holds no database connection."""
    await read_form(request, EmptyForm)
    async with short_transactions(request)() as db:
        sheet = await printed_sheets.print_mandate(db, services, staff, id, now)
    return await mandate_pdf(request, services, staff, sheet)


@post(HERE + "/{id:uuid}/letter", opt=access(OFFICERS, acts=("mandate.letter_printed",)))
async def print_letter(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[Any]:
    """The letter on A4, with a new code."""
    await read_form(request, EmptyForm)
    sheet = await printed_sheets.print_letter(short_transactions(request), services, staff, id, now)
    return await letter_pdf(request, services, staff, sheet)


ROUTES = [
    queue, search, choose, record, propose, guardian_form, guardian, one, settle, call, end, resume, print_mandate, print_letter, *consent_routes.ROUTES,
]  # fmt: skip
