"""The pages of questions of a case: asked, answered, and a bank account checked by name."""

from datetime import datetime
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.cases import store as case_store
from backend.cases.answers import Answers
from backend.cases.drafts import concurrent_edits, save_page
from backend.cases.services import CaseServices
from backend.cases.submission import payee
from backend.cases.types import State
from backend.kit.web import AnyRequest, Db, Now, form_values, moments, see_other
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.pages.cases import questions
from pwa.templates import page

OPEN = (State.DRAFT, State.IN_CORRECTION)


@get("/cases/{id:uuid}/form/{number:int}", opt=access(signed_in))
async def ask(
    request: AnyRequest,
    db: Db,
    acting: Who,
    services: InjectedServices,
    now: Now,
    id: FromPath[UUID],
    number: FromPath[int],
) -> Response[str] | Redirect:
    """One page of questions, filled in with what we already know and who says so; what is handed in isn't asked any more."""
    if (await case_store.get(db, id=id, principal=acting.principal)).state not in OPEN:
        return see_other(f"/cases/{id}")
    return await question(request, db, acting, services, id, number, {}, {}, now)


@post("/cases/{id:uuid}/form/{number:int}", opt=access(signed_in))
async def answer(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], number: FromPath[int]
) -> Response[str] | Redirect:
    """Keep the answers; wrong ones come back with their sentence, the right ones are safe. A bank account is checked by name."""
    moment = moments(request)
    async with moment() as db:
        case = await case_store.get(db, id=id, principal=acting.principal)
        _, fields = await questions.section(db, services, case, number)
        values = await form_values(request)
        sent, seen = (
            questions.plain(values, fields),
            concurrent_edits.decode_fingerprints(str(values.get(questions.SEEN, ""))),
        )
        errors = await save_page.save_page(db, services, acting, id, fields, sent, seen, now)
        if errors:
            return await question(request, db, acting, services, id, number, sent, errors, now)
        onward = await questions.after_section(db, services, case, number)
    if any(f.kind == "bank_account" for f in fields):
        await payee.ask_bank(moment, services, acting, id, now)
    return see_other(f"/cases/{id}/check" if request.query_params.get("back") == "check" else onward)


async def question(
    request: AnyRequest, db: Db, acting: Who, services: CaseServices, id: UUID, number: int,
    sent: Answers, errors: dict[str, str], now: datetime,
) -> Response[str]:  # fmt: skip
    """The page of questions, fresh or with what needs another look."""
    context = await questions.question(db, services, acting, id, number, sent, errors, now)
    return page(request, "cases/question.html", status=422 if errors else 200, nav="cases", **context)


ROUTES = [ask, answer]
