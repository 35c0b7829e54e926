"""Mandates for programs: the same functions as the pages, described in `/api/docs/openapi.json`."""

from typing import Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from backend.cases.services import CaseServices
from backend.delegation import managing
from backend.delegation.invitations import inviting, overview
from backend.delegation.signals import complaints
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.web import Db, Now
from backend.kit.web import Db as Connection
from backend.residents.guards import Who, access, confirmed, signed_in
from backend.residents.types import Acting
from pwa.injected import InjectedServices
from pwa.views import mandate_json as told
from pwa.views.api_refusals import MAY_FAIL, PRIVATE
from pwa.views.helper_acts import helper_acts_under

API = "/api/mandates"
Step = Literal["end", "completion", "suspension", "resumption", "complaint"]
STEPS = {
    "end": managing.stop, "completion": managing.finish, "suspension": managing.hold, "resumption": managing.go_on,
    "complaint": complaints.complain,
}  # fmt: skip
DESCRIBES = Messages.beside(__file__).texts("api", Audience.MACHINE)
OPEN: dict[str, Any] = {"include_in_schema": True, "tags": [DESCRIBES("tag")], "responses": MAY_FAIL}


@get(API, opt=access(signed_in), summary=DESCRIBES("mine"), **OPEN)
async def mine(db: Db, acting: Who, services: InjectedServices, now: Now) -> Response[told.MandateList]:
    """Whom I help, who may help me, what waits for an answer, and what I sent."""
    found = told.MandateList(
        given=[told.mandate_json(one) for one in await managing.given(db, services, acting, now)],
        held=[told.mandate_json(one) for one in await managing.received(db, services, acting.person, now)],
        offers=[told.offer_json(one) for one in await inviting.waiting(db, services, acting, now)],
        sent=[told.sent_json(one) for one in await overview.sent(db, services, acting, now)],
    )
    return Response(found, headers=PRIVATE)


@get(API + "/{id:uuid}", opt=access(signed_in), summary=DESCRIBES("one"), **OPEN)
async def one(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[told.MandateDetail]:
    """One mandate with its history, for either side."""
    view = await managing.open_mandate(db, services, acting, id, now)
    said = await managing.words(db, services, view.mandate) if view.to_confirm else None
    events = await managing.history(db, acting, id)
    found = told.detail_json(view, events, said.words if said else "", said.digest if said else "")
    return Response(found, headers=PRIVATE)


@get(API + "/{id:uuid}/acts", opt=access(signed_in), summary=DESCRIBES("acts"), **OPEN)
async def acts(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[list[told.ActJson]]:
    """Everything that the helper did by it."""
    view = await managing.open_mandate(db, services, acting, id, now)
    found = [told.act_json(act) for act in await helper_acts_under(db, view.mandate)]
    return Response(found, headers=PRIVATE)


@post(API + "/invitations", opt=access(confirmed), summary=DESCRIBES("invite"), **OPEN)
async def invite(
    db: Db, acting: Who, services: InjectedServices, now: Now, data: JSONBody[told.InvitationBody]
) -> Response[told.SentBody]:
    """The principal asks somebody to help."""
    made = await inviting.invite(db, services, acting, data.wish, data.to, now)
    return Response(told.SentBody(made.id, made.token), status_code=201, headers=PRIVATE)


@post(API + "/requests", opt=access(signed_in), summary=DESCRIBES("ask"), **OPEN)
async def ask(
    db: Db, acting: Who, services: InjectedServices, now: Now, data: JSONBody[told.InvitationBody]
) -> Response[told.SentBody]:
    """Somebody asks to be allowed to help."""
    made = await inviting.ask(db, services, acting, data.wish, data.to, now)
    return Response(told.SentBody(made.id, made.token), status_code=201, headers=PRIVATE)


@post(
    API + "/invitations/{id:uuid}/withdrawal",
    opt=access(signed_in),
    status_code=204,
    summary=DESCRIBES("withdraw"),
    **OPEN,
)
async def withdraw(db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> None:
    """The sender takes it back."""
    await inviting.withdraw(db, acting, id, now)


@post(API + "/offers/{id:uuid}/acceptance", opt=access(signed_in), status_code=200, summary=DESCRIBES("accept"), **OPEN)
async def accept(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[told.AnswerBody]
) -> Response[told.MandateJson]:
    """The helper answers the principal's invitation."""
    made = await inviting.accept(db, services, acting, id, now, token=data.token)
    return await answered(db, services, acting, made.id, now)


@post(API + "/offers/{id:uuid}/grant", opt=access(confirmed), status_code=200, summary=DESCRIBES("grant"), **OPEN)
async def grant(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[told.GrantBody]
) -> Response[told.MandateJson]:
    """The principal agrees to the words that she read."""
    keep = frozenset(data.keep) or None
    made = await inviting.grant(db, services, acting, id, data.digest, now, keep=keep, token=data.token)
    return await answered(db, services, acting, made.id, now)


@post(API + "/offers/{id:uuid}/refusal", opt=access(signed_in), status_code=204, summary=DESCRIBES("refuse"), **OPEN)
async def refuse(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[told.AnswerBody]
) -> None:
    """The receiver says no."""
    await inviting.refuse(db, services, acting, id, now, token=data.token)


@post(API + "/{id:uuid}/confirmation", opt=access(confirmed), status_code=200, summary=DESCRIBES("confirm"), **OPEN)
async def confirm(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[told.ConfirmationBody]
) -> Response[told.MandateJson]:
    """The principal agrees to a proposal whose words she read."""
    await managing.confirm(db, services, acting, id, data.digest, now)
    return await answered(db, services, acting, id, now)


@post(API + "/{id:uuid}/removal", opt=access(signed_in), status_code=200, summary=DESCRIBES("remove"), **OPEN)
async def take_back(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[told.RemovalBody]
) -> Response[told.MandateJson]:
    """The principal takes one service back."""
    await managing.take_back(db, acting, id, data.service, now)
    return await answered(db, services, acting, id, now)


@post(API + "/{id:uuid}/{step:str}", opt=access(signed_in), status_code=200, summary=DESCRIBES("step"), **OPEN)
async def take_step(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], step: FromPath[Step]
) -> Response[told.MandateJson]:
    """One step that needs no more than its name; which side may take it, the state machine says."""
    await STEPS[step](db, acting, id, now)
    return await answered(db, services, acting, id, now)


async def answered(
    db: Connection, services: CaseServices, acting: Acting, id: UUID, now: Now
) -> Response[told.MandateJson]:
    """The mandate as it stands after a step."""
    return Response(told.mandate_json(await managing.open_mandate(db, services, acting, id, now)), headers=PRIVATE)


ROUTES = [mine, one, acts, invite, ask, withdraw, accept, grant, refuse, confirm, take_back, take_step]
