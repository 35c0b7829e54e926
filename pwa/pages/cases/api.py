"""One case of two people for programs: the same functions as the pages, described in `/api/docs/openapi.json`."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from backend.cases.answers import InvalidAnswer
from backend.cases.consents import answer, binding, own_answers, request_status
from backend.cases.consents.answer import LONGEST_NOTE, AnswerProof
from backend.cases.consents.binding import ShownLine
from backend.cases.consents.request_status import Looked, WaitingConsent
from backend.cases.consents.types import RequestState
from backend.cases.helping import claims, masked_fields
from backend.cases.helping.claims import CaseNote
from backend.cases.helping.masked_fields import Comparison, NotInForm
from backend.delegation.acting import helped
from backend.kit import masking
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, Db, Now, short_transactions
from backend.residents.disclosure import may_read
from backend.residents.guards import Who, access, signed_in
from backend.residents.types import Acting
from pwa.injected import InjectedServices
from pwa.views.api_refusals import MAY_FAIL, PRIVATE

DESCRIBES = Messages.beside(__file__).texts("api", Audience.MACHINE)
OPEN: dict[str, Any] = {"include_in_schema": True, "tags": [DESCRIBES("tag")], "responses": MAY_FAIL}
API = "/api/cases/{id:uuid}"
CLAIMED, COMPARED, GIVES = helped("draft.claimed"), helped("value.compared"), helped("consent.given")
FieldKey = FromPath[Annotated[str, Meta(max_length=60)]]


class NoteBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What one writes to the other."""

    note: CaseNote = ""


class TypedBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What a helper knows of a value that they don't read."""

    value: Annotated[str, Meta(max_length=500)]


class ConsentBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The digest of the content to which the principal agrees."""

    digest: Annotated[str, Meta(max_length=64)]


class RefusalBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Why she doesn't agree, for her helper."""

    note: Annotated[str, Meta(max_length=LONGEST_NOTE)] = ""


class ConsentJson(Struct, frozen=True, kw_only=True):
    """What the principal is asked to agree to, and how the request stands; `account`: the last digits, "" where they may not be read."""

    state: RequestState
    service: str
    helper: str
    answers: tuple[ShownLine, ...]
    papers: tuple[ShownLine, ...]
    words: str
    account: str
    missing: tuple[str, ...]
    digest: str
    expires_at: datetime


class AgreedJson(Struct, frozen=True):
    """What came of a yes; `over`: the request no longer stood, and nothing was submitted."""

    state: Literal["submitted", "over"]
    approved: bool


@get("/api/consents", opt=access(signed_in), summary=DESCRIBES("waiting"), **OPEN)
async def waiting(db: Db, acting: Who, services: InjectedServices, now: Now) -> Response[list[WaitingConsent]]:
    """What waits for the reader's consent."""
    return Response(await request_status.waiting(db, services, acting.principal, now), headers=PRIVATE)


@post(API + "/claim", opt=access(signed_in, helper=CLAIMED), status_code=204, summary=DESCRIBES("claim"), **OPEN)
async def claim(db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> None:
    """The principal goes on herself."""
    await claims.claim(db, acting, id, now)


@post(API + "/handover", opt=access(signed_in, helper=CLAIMED), status_code=204, summary=DESCRIBES("hand_on"), **OPEN)
async def hand_on(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[NoteBody]
) -> None:
    """Her helpers go on."""
    await claims.hand_on(db, services, acting, id, data.note, now)


@post(
    API + "/fields/{key:str}/comparison",
    opt=access(signed_in, helper=COMPARED), status_code=200, summary=DESCRIBES("compare"), **OPEN,
)  # fmt: skip
async def compare(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], key: FieldKey, data: JSONBody[TypedBody]
) -> Response[Comparison]:  # fmt: skip
    """Whether it is what stands there, and nothing else."""
    try:
        found = await masked_fields.compare(db, services, acting, id, key, data.value, now)
    except InvalidAnswer as wrong:
        raise NotInForm(why=str(wrong)) from None
    return Response(found, headers=PRIVATE)


@get(API + "/consent", opt=access(signed_in, helper=GIVES), summary=DESCRIBES("consent"), **OPEN)
async def consent(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[ConsentJson]:
    """What the principal is asked to agree to."""
    looked = await request_status.current(db, services, id, acting.principal, now)
    if looked is None:
        raise NotThere
    return Response(consent_json(acting, looked), headers=PRIVATE)


def consent_json(acting: Acting, looked: Looked) -> ConsentJson:
    """A request as its principal reads it."""
    found, bound = looked.now, looked.now.bound
    return ConsentJson(
        state=looked.state, service=bound.service, helper=found.helper, answers=bound.shown, papers=bound.shown_papers, words=bound.words,
        account=masking.account(found.account) if may_read(acting.assurance) else "", missing=found.missing,
        digest=binding.digest_of(bound), expires_at=looked.request.expires_at,
    )  # fmt: skip


@post(API + "/consent", opt=access(signed_in, helper=GIVES), status_code=200, summary=DESCRIBES("agree"), **OPEN)
async def agree(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[ConsentBody]
) -> Response[AgreedJson]:  # fmt: skip
    """The principal agrees, and it is submitted. The bank register is asked before the transaction begins."""
    moment = short_transactions(request)
    await own_answers.ask_registers(moment, services, acting, id, now)
    async with moment() as db:
        done = await answer.agree(db, services, acting, id, AnswerProof(digest=data.digest), now)
    approved = done.result is not None and done.result.approved
    return Response(AgreedJson(done.state, approved), headers=PRIVATE)


@post(
    API + "/consent/refusal", opt=access(signed_in, helper=GIVES), status_code=204, summary=DESCRIBES("refuse"), **OPEN
)
async def refuse(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[RefusalBody]
) -> None:
    """The principal doesn't agree."""
    await answer.refuse(db, services, acting, id, data.note, now)


ROUTES = [waiting, claim, hand_on, compare, consent, agree, refuse]
