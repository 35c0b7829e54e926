"""The pages of a case: start, task list, questions, check, submission, and how it stands."""

from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.drafts.begin import open_draft
from backend.cases.facts.ask_registers import refresh_for_submission
from backend.cases.lifecycle import by_resident
from backend.cases.papers import hand_in as case_papers
from backend.cases.papers import reuse as reuse_papers
from backend.cases.papers.insist import insist as insist_on_paper
from backend.cases.papers.remove import remove_paper
from backend.cases.submission import payee, things
from backend.cases.submission.submit import submit as submit_case
from backend.delegation.acting import helped
from backend.guidance.types import GuidedStep
from backend.kit.body_limits import FILE
from backend.kit.fair_queue import Crowded
from backend.kit.messages.render import Messages
from backend.kit.web import (
    AnyRequest,
    Db,
    EmptyForm,
    Now,
    form_values,
    read_form,
    see_other,
    short_transactions,
    the_file,
)
from backend.materials.file_store import StorageDown
from backend.residents.browser_storage import keeping
from backend.residents.disclosure import may_read
from backend.residents.guards import Who, access, signed_in
from pwa.guided import mark
from pwa.injected import InjectedServices
from pwa.pages.cases import (
    api,
    consent_routes,
    form_trial,
    helper_routes,
    question_routes,
    reuse_routes,
    review_stream,
    signing_routes,
)
from pwa.pages.cases.case_page import case_page, case_step
from pwa.pages.cases.check_answers import check_answers
from pwa.pages.cases.paper_view import paper_page, read_well
from pwa.pages.cases.questions import question_step
from pwa.pages.cases.start import NUMBER, first_answers, page_number, start_page
from pwa.templates import form_again, page
from pwa.views.case_cards import progress
from pwa.views.files import page_picture
from pwa.views.parts import field_error

LONGEST_REASON = 500

NOT_CONFIRMED = Messages.beside(__file__).take("not_confirmed")


class Submission(Struct, forbid_unknown_fields=True):
    """What handing in sends: an id made with the page, so that five taps are one submission."""

    event: UUID
    confirmed: Literal["yes", ""] = ""


@get("/cases", opt=access(signed_in, helper=helped("case.seen", "list")))
async def mine(request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now) -> Response[str]:
    """Where all my affairs stand, whose turn it is, and by when."""
    return page(request, "cases/list.html", await progress(db, services, acting, now), nav="cases")


@get("/cases/new", opt=access(signed_in, helper=helped("case.opened", "service")))
async def start(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, service: FromQuery[str]
) -> Response[str]:
    """What will happen and what for, before the first answer (PIPL art. 17)."""
    view = await start_page(db, services, acting, service, now)
    mark(request, GuidedStep(page="start", service=view.service.code))
    return page(request, "cases/start.html", view, nav="services")


@post("/cases", opt=access(signed_in, helper=helped("case.opened", "body")))
async def begin(request: AnyRequest, acting: Who, services: InjectedServices, now: Now) -> Response[str] | Redirect:
    """Begin with the first answers, or go on where it was left."""
    values, moment = await form_values(request), short_transactions(request)
    number = page_number(str(values.pop(NUMBER, "")))
    case = await open_draft(moment, services, acting, str(values.pop("service", "")), now)
    async with moment() as db:
        answered = await first_answers(db, services, acting, case, number, values, now)
    if answered.again:
        mark(request, question_step(answered.again, case.id, number, values, services.samples))
        return page(request, "cases/question.html", answered.again, status=422, nav="cases")
    if may_read(acting.assurance) and acting.mandate is None:
        await payee.ask_bank(moment, services, acting, case.id, now)  # the account on file may be filled in
    return see_other(answered.onward)


@get("/cases/{id:uuid}", opt=access(signed_in, helper=helped("case.seen")))
async def show(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """The page of a case: its task list while it is being prepared; afterwards how it stands and why."""
    view = await case_page(db, services, acting, id, keeping(request), now)
    mark(request, case_step(view, id))
    return page(request, view.template, view, nav="cases")


@get("/cases/{id:uuid}/check", opt=access(signed_in, helper=helped("case.answered")))
async def check(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """“Check your answers”; a case that was handed in already shows its status."""
    view = await check_answers(db, services, acting, id, now)
    mark(request, GuidedStep(page="check", service=view.service.code if view else "", case=id))
    return page(request, "cases/check.html", view, nav="cases", event=uuid4()) if view else see_other(f"/cases/{id}")


@post("/cases/{id:uuid}/submission", opt=access(signed_in, helper=helped("case.submitted")))
async def submit(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Hand it in; decided at once where the rule proves a yes.

    The bank register, those that know the thing applied for, and those whose answers have expired are asked before the transaction begins.
    """
    sent, moment = await read_form(request, Submission), short_transactions(request)
    if not sent.confirmed:
        async with moment() as db:
            view = await check_answers(db, services, acting, id, now)
        mark(request, GuidedStep(page="check", service=view.service.code if view else "", case=id))
        wrong = field_error("confirmed", NOT_CONFIRMED().text)
        return form_again(request, "cases/check.html", view, wrong, nav="cases", event=sent.event)
    await payee.ask_bank(moment, services, acting, id, now)
    await things.ask_registers(moment, services, acting, id, now)
    await refresh_for_submission(moment, services, acting, id, now)
    async with moment() as db:
        await submit_case(db, services, acting, id, sent.event, now)
    return see_other(f"/cases/{id}")


@post("/cases/{id:uuid}/withdrawal", opt=access(signed_in, helper=helped("case.withdrawn")))
async def withdraw(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """Take it back; what was filled in stays readable."""
    await read_form(request, EmptyForm)
    await by_resident.withdraw(db, acting, id, now)
    return see_other("/cases")


class Review(Struct, forbid_unknown_fields=True):
    """Why a person should look again."""

    reason: Annotated[str, Meta(max_length=LONGEST_REASON)]


@post("/cases/{id:uuid}/review", opt=access(signed_in, helper=helped("review.asked")))
async def ask_review(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """Ask a person to look at a decision."""
    sent = await read_form(request, Review)
    await by_resident.ask_review(db, acting, id, sent.reason, now)
    return see_other(f"/cases/{id}")


@post("/cases/{id:uuid}/review/withdrawal", opt=access(signed_in, helper=helped("case.withdrawn")))
async def withdraw_review(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """Withdraw the request for a review; the decision stands as it was."""
    await read_form(request, EmptyForm)
    await by_resident.withdraw_review(db, acting, id, now)
    return see_other(f"/cases/{id}")


@get("/cases/{id:uuid}/papers/{slot:str}", opt=access(signed_in, helper=helped("paper.seen")))
async def paper(
    request: AnyRequest,
    acting: Who,
    services: InjectedServices,
    now: Now,
    id: FromPath[UUID],
    slot: FromPath[str],
    after: FromQuery[Literal["reading", ""]] = "",
) -> Response[str] | Redirect:
    """Page of one paper: how to photograph it, and the findings of pre-review; after a good photo it leads on."""
    moment = short_transactions(request)
    if after == "reading":
        async with moment() as db:
            if onward := await read_well(db, services, acting, id, slot):
                return see_other(onward)
    licence = await reuse_papers.licence_for(moment, services, acting, id, slot, now, if_empty=True)
    async with moment() as db:
        view = await paper_page(db, services, acting, id, slot, keeping(request), now, licence=licence)
    mark(request, GuidedStep(page="paper", service=view.service.code, case=id, slot=slot))
    return page(request, "cases/paper.html", view, nav="cases")


@post("/cases/{id:uuid}/papers/{slot:str}", opt=access(signed_in, body=FILE, helper=helped("paper.added")))
async def upload(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], slot: FromPath[str]
) -> Any:
    """A photo by plain form; pre-review starts at once. No connection waits for the store."""
    transaction = short_transactions(request)
    try:
        sent = await case_papers.receive(await the_file(request, "file"))
        async with case_papers.store_file(request.app.state.file_store, sent.content) as file, transaction() as db:
            await case_papers.hand_in(db, services, file, acting, id, slot, sent, now)
    except (*case_papers.FILE_REFUSALS, Crowded, StorageDown) as refusal:
        async with transaction() as db:
            view = await paper_page(db, services, acting, id, slot, keeping(request), now, problem=refusal.sentence)
        mark(request, GuidedStep(page="paper", service=view.service.code, case=id, slot=slot))
        return page(request, "cases/paper.html", view, status=422, nav="cases")
    return see_other(f"/cases/{id}/papers/{slot}")


@post("/cases/{id:uuid}/papers/{slot:str}/removal", opt=access(signed_in, helper=helped("paper.removed")))
async def remove(
    request: AnyRequest,
    db: Db,
    acting: Who,
    services: InjectedServices,
    now: Now,
    id: FromPath[UUID],
    slot: FromPath[str],
) -> Redirect:
    """Take the paper in this slot back."""
    await read_form(request, EmptyForm)
    await remove_paper(db, services, acting, id, slot, now)
    return see_other(f"/cases/{id}/papers/{slot}")


@post("/cases/{id:uuid}/papers/{slot:str}/insistence", opt=access(signed_in, helper=helped("paper.insisted")))
async def insist(
    request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID], slot: FromPath[str]
) -> Redirect:
    """Keep the photo as it is; then a person looks."""
    await insist_on_paper(db, acting, id, slot, (await read_form(request, Review)).reason, now)
    return see_other(f"/cases/{id}")


@get("/papers/{id:uuid}/page/{number:int}", opt=access(signed_in, helper=helped("paper.seen", "paper")))
async def file(request: AnyRequest, db: Db, acting: Who, id: FromPath[UUID], number: FromPath[int]) -> Response[bytes]:
    """One page of a paper: the picture that was made of it, as an attachment."""
    return await page_picture(request, await case_papers.own_paper(db, acting, id), number)


ROUTES = [
    mine, start, begin, show, check, submit, withdraw, ask_review, withdraw_review, paper, upload, remove, insist, file,
    *api.ROUTES, *question_routes.ROUTES, *consent_routes.ROUTES, *review_stream.ROUTES, *reuse_routes.ROUTES, *helper_routes.ROUTES, *signing_routes.ROUTES,
    *form_trial.ROUTES,
]  # fmt: skip
