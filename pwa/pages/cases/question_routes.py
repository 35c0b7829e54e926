"""The pages of questions of a case: asked, answered, and a bank account checked by name."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.cases.submission import payee
from backend.delegation.acting import helped
from backend.kit.web import AnyRequest, Db, Now, form_values, see_other, short_transactions
from backend.residents.guards import Who, access, signed_in
from pwa.guided import mark
from pwa.injected import InjectedServices
from pwa.pages.cases.questions import answer_page, question_page, question_step
from pwa.templates import page


@get("/cases/{id:uuid}/form/{number:int}", opt=access(signed_in, helper=helped("case.answered")))
async def ask(
    request: AnyRequest,
    db: Db,
    acting: Who,
    services: InjectedServices,
    now: Now,
    id: FromPath[UUID],
    number: FromPath[int],
) -> Response[str] | Redirect:
    """One page of questions, filled in with what is known; a case that was handed in already shows its status."""
    view = await question_page(db, services, acting, id, number, now)
    if view is not None:
        mark(request, question_step(view, id, number))
    return page(request, "cases/question.html", view, nav="cases") if view else see_other(f"/cases/{id}")


@post("/cases/{id:uuid}/form/{number:int}", opt=access(signed_in, helper=helped("case.answered")))
async def answer(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], number: FromPath[int]
) -> Response[str] | Redirect:
    """Keep the answers; wrong ones come back with their sentence, the right ones are safe. A bank account is checked by name."""
    moment, values = short_transactions(request), await form_values(request)
    async with moment() as db:
        answered = await answer_page(db, services, acting, id, number, values, now)
    if answered.again:
        mark(request, question_step(answered.again, id, number, values, services.samples))
        return page(request, "cases/question.html", answered.again, status=422, nav="cases")
    if answered.names_account:
        await payee.ask_bank(moment, services, acting, id, now)
    return see_other(f"/cases/{id}/check" if request.query_params.get("back") == "check" else answered.onward)


ROUTES = [ask, answer]
