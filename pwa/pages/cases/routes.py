"""The pages of a case: start, task list, questions, check, submission, and how it stands."""

from typing import Any
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Struct

from backend.cases import store as case_store
from backend.cases.drafts import begin as opening
from backend.cases.drafts import store as draft_store
from backend.cases.grants import overview
from backend.cases.lifecycle import by_resident
from backend.cases.papers import hand_in as case_papers
from backend.cases.papers import reuse, shared_file
from backend.cases.papers.insist import insist as insist_on_paper
from backend.cases.papers.remove import remove_paper
from backend.cases.submission import payee
from backend.cases.submission import submit as submitting
from backend.cases.types import State
from backend.kit.fair_queue import Crowded
from backend.kit.problems import NotThere
from backend.kit.request_body import FILE
from backend.kit.web import AnyRequest, Db, Now, moments, read_form, see_other
from backend.materials import store as materials
from backend.materials.file_store import StorageDown
from backend.residents.disclosure import may_read
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.keeping import keeping
from pwa.pages.cases import asking, halfway, live, paper_view, proving, views
from pwa.pages.cases import held as held_papers
from pwa.pages.cases.progress import progress
from pwa.pages.grants import words
from pwa.templates import page

OPEN = (State.DRAFT, State.IN_CORRECTION)


class Begin(Struct, forbid_unknown_fields=True):
    """What starting a case sends."""

    service: str


class Submission(Struct, forbid_unknown_fields=True):
    """What handing in sends: an id made with the page, so that five taps are one submission."""

    event: UUID
    confirmed: str = ""


@get("/cases", opt=access(signed_in))
async def mine(request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now) -> Response[str]:
    """Where all my affairs stand, whose turn it is, and by when."""
    unplaced = len(await shared_file.list_waiting(db, acting, now))
    return page(
        request,
        "cases/list.html",
        nav="cases",
        unplaced=unplaced,
        **await progress(db, services, acting.principal, now),
    )


@get("/cases/new", opt=access(signed_in))
async def start(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, service: FromQuery[str]
) -> Response[str]:
    """What will happen and what for, before the first answer (PIPL art. 17)."""
    version = opening.offered_version(services, service)
    begun = await draft_store.running_draft(db, principal=acting.principal, service=service)
    readable = may_read(acting.assurance)
    found = await overview.held_grants(db, services, acting.principal, version.service, now) if readable else None
    return page(
        request, "cases/start.html", nav="services", service=version.service, begun=begun, held=words.holding(found),
        back=f"/services/{version.service.code}", step="", leave="",
        proof=proving.first(services, version, acting),
    )  # fmt: skip


@post("/cases", opt=access(signed_in))
async def begin(request: AnyRequest, acting: Who, services: InjectedServices, now: Now) -> Redirect:
    """Begin, or go on where it was left."""
    sent = await read_form(request, Begin)
    case = await opening.open_draft(moments(request), services, acting, sent.service, now)
    return see_other(f"/cases/{case.id}")


@get("/cases/{id:uuid}", opt=access(signed_in))
async def show(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """The task list while it is being prepared; afterwards how it stands and why."""
    case = await case_store.get(db, id=id, principal=acting.principal)
    await materials.seen(db, case_id=id, principal=acting.principal, at=now)
    if case.state in OPEN:
        tasks = await views.tasks(db, services, acting, case, now)
        kept = keeping(request)
        return page(
            request,
            "cases/tasks.html",
            nav="cases",
            **tasks,
            sending={"case": id, "there": await halfway.there(db, acting, id, now), **kept},
        )
    return page(request, "cases/decided.html", nav="cases", **await views.status(db, services, acting, case, now))


@get("/cases/{id:uuid}/check", opt=access(signed_in))
async def check(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Everything once more, with a way to change each answer."""
    case = await case_store.get(db, id=id, principal=acting.principal)
    if case.state not in OPEN:
        return see_other(f"/cases/{id}")
    return page(
        request, "cases/check.html", nav="cases", event=uuid4(), **await views.check(db, services, acting, case, now)
    )


@post("/cases/{id:uuid}/submission", opt=access(signed_in))
async def submit(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Hand it in; decided at once where the rule proves a yes. The bank register is asked before the transaction begins."""
    sent, moment = await read_form(request, Submission), moments(request)
    if sent.confirmed != "yes":
        async with moment() as db:
            case = await case_store.get(db, id=id, principal=acting.principal)
            context = await views.check(db, services, acting, case, now)
        wrong = [{"text": "请先勾选“以上内容我看过了”，再提交。", "href": "#f-confirmed"}]
        return page(
            request, "cases/check.html", status=422, nav="cases", **{**context, "event": sent.event, "errors": wrong}
        )
    await payee.ask_bank(moment, services, acting, id, now)
    async with moment() as db:
        await submitting.submit(db, services, acting, id, sent.event, now)
    return see_other(f"/cases/{id}")


@post("/cases/{id:uuid}/withdrawal", opt=access(signed_in))
async def withdraw(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """Take it back; what was filled in stays readable."""
    await read_form(request, Nothing)
    await by_resident.withdraw(db, acting, id, now)
    return see_other("/cases")


class Nothing(Struct, forbid_unknown_fields=True):
    """A form that says nothing but its token."""


class Review(Struct, forbid_unknown_fields=True):
    """Why a person should look again."""

    reason: str


@post("/cases/{id:uuid}/review", opt=access(signed_in))
async def ask_review(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """Ask a person to look at a decision."""
    sent = await read_form(request, Review)
    await by_resident.ask_review(db, acting, id, sent.reason, now)
    return see_other(f"/cases/{id}")


@post("/cases/{id:uuid}/review/withdrawal", opt=access(signed_in))
async def withdraw_review(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """Withdraw the request for a review; the decision stands as it was."""
    await read_form(request, Nothing)
    await by_resident.withdraw_review(db, acting, id, now)
    return see_other(f"/cases/{id}")


@get("/cases/{id:uuid}/papers/{slot:str}", opt=access(signed_in))
async def paper(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], slot: FromPath[str]
) -> Response[str]:
    """One paper: how to photograph it, and what pre-review says of the photo."""
    moment = moments(request)
    licence = await reuse.licence_for(moment, services, acting, id, slot, now, if_empty=True)
    async with moment() as db:
        await materials.seen(db, case_id=id, principal=acting.principal, at=now)
        context = await paper_view.paper(db, services, acting, id, slot, now, licence=licence)
        way = await halfway.sending(request, db, services, acting, id, slot, now)
    return page(request, "cases/paper.html", nav="cases", **context, sending=way)


@post("/cases/{id:uuid}/papers/{slot:str}", opt=access(signed_in, body=FILE))
async def upload(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], slot: FromPath[str]
) -> Any:
    """A photo by plain form; pre-review starts at once. No connection waits for the store."""
    sent, transaction = await views.uploaded(request), moments(request)
    try:
        if not isinstance(sent, str):
            async with case_papers.store_file(request.app.state.file_store, sent.content) as file, transaction() as db:
                await case_papers.hand_in(db, services, file, acting, id, slot, sent, now)
            return see_other(f"/cases/{id}/papers/{slot}")
    except (
        case_papers.FileTypeRefused,
        case_papers.QuotaExceeded,
        case_papers.UploadRateExceeded,
        Crowded,
        StorageDown,
    ) as refusal:
        sent = refusal.sentence
    async with transaction() as db:
        context = await paper_view.paper(db, services, acting, id, slot, now, problem=sent)
        way = await halfway.sending(request, db, services, acting, id, slot, now)
    return page(request, "cases/paper.html", status=422, nav="cases", **context, sending=way)


@post("/cases/{id:uuid}/papers/{slot:str}/removal", opt=access(signed_in))
async def remove(
    request: AnyRequest,
    db: Db,
    acting: Who,
    services: InjectedServices,
    now: Now,
    id: FromPath[UUID],
    slot: FromPath[str],
) -> Redirect:
    """Remove the paper in this slot."""
    await read_form(request, Nothing)
    await remove_paper(db, services, acting, id, slot, now)
    return see_other(f"/cases/{id}/papers/{slot}")


@post("/cases/{id:uuid}/papers/{slot:str}/insistence", opt=access(signed_in))
async def insist(
    request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID], slot: FromPath[str]
) -> Redirect:
    """Keep the photo as it is; then a person looks."""
    sent = await read_form(request, Review)
    await insist_on_paper(db, acting, id, slot, sent.reason, now)
    return see_other(f"/cases/{id}")


@get("/papers/{id:uuid}/page/{number:int}", opt=access(signed_in))
async def file(request: AnyRequest, db: Db, acting: Who, id: FromPath[UUID], number: FromPath[int]) -> Response[bytes]:
    """One page of a paper: the picture that was made of it, as an attachment."""
    held = await materials.held(db, id=id, principal=acting.principal)
    if not 1 <= number <= held.pages:
        raise NotThere
    return views.attachment(
        held, await request.app.state.file_store.get_page(held.id, held.stored_as, number), "image/jpeg"
    )


ROUTES = [
    mine, start, begin, show, check, submit, withdraw, ask_review, withdraw_review, paper, upload, remove, insist, file,
    *asking.ROUTES, *live.ROUTES, *held_papers.ROUTES,
]  # fmt: skip
