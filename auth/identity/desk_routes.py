"""Officers' pages for identity proofing: waiting requests, first and second confirmation, refusal with a reason."""

from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from auth.dependencies import VaultHere
from auth.identity import officer_code, officer_review, store
from auth.identity.officer_review import OfficerFormError, OnDocument
from auth.identity.request_routes import choice_names
from auth.identity.steps import steps
from auth.identity.types import IdentityRequest
from auth.rendering import show
from backend.cases.desk import household
from backend.cases.services import CaseServices
from backend.kit.db import Transaction
from backend.kit.messages.render import Messages
from backend.kit.problems import Conflict, NotThere
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, Redis, read_form, see_other, short_transactions
from backend.notices.sms import notify_by_sms
from backend.residents import separation
from backend.residents import store as people
from backend.residents.access_log import log_access
from backend.residents.guards import StaffWho, access, staff
from backend.residents.service import identity_of
from backend.residents.types import Assurance, Staff

_messages = Messages.beside(__file__)
_words, OPENED = _messages.words, _messages.take("opened")

OFFICERS = staff("officer", "supervisor")
CAUSES = _words("CAUSES")
TOLD = _words("TOLD")


class IdentityDecisionForm(Struct, forbid_unknown_fields=True):
    """Form of an officer's decision: verdict, reason, and the document's name and number where none is stored yet."""

    verdict: Literal["confirmed", "declined", "present"]
    reason: Annotated[str, Meta(max_length=300)] = ""
    name: Annotated[str, Meta(max_length=80)] = ""
    number: Annotated[str, Meta(max_length=40)] = ""
    seen: Annotated[str, Meta(max_length=3)] = ""


def require_desk(member: Staff) -> None:
    """Only the departments that see to identity; to others there is no such desk."""
    if member.department not in steps().desk.departments:
        raise NotThere


@get("/desk/identity", opt=access(OFFICERS))
async def queue(request: AnyRequest, db: Db, staff: StaffWho, told: FromQuery[str] = "") -> Response[str]:
    """List waiting requests without names; opening one shows the person and is logged."""
    require_desk(staff)
    waiting = await store.requests_waiting(db)
    return show(
        request, "identity/desk_queue.html", nav="identity", staff=staff, rows=waiting, causes=CAUSES, said=choice_names(),
        notice=TOLD.get(told, ""),
    )  # fmt: skip


@get("/desk/identity/{id:uuid}", opt=access(OFFICERS))
async def one(
    request: AnyRequest, db: Db, staff: StaffWho, vault: VaultHere, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """One request; opening it is shown to the resident."""
    found = await open_request(db, vault, staff, id, now)
    return await page(request, db, staff, vault, found, IdentityDecisionForm(verdict="confirmed"))


async def open_request(db: Connection, vault: VaultHere, member: Staff, id: UUID, now: Now) -> IdentityRequest:
    """The request, with a line in the resident's list of readings."""
    require_desk(member)
    found = await store.request(db, id=id)
    if found is None:
        raise NotThere
    await separation.not_their_own(db, vault, member, (found.person,))
    await log_access(db, member, found.person, OPENED().text, now)
    return found


async def page(
    request: AnyRequest, db: Connection, member: Staff, vault: VaultHere, found: IdentityRequest, form: IdentityDecisionForm, mistake: OfficerFormError | None = None
) -> Response[str]:  # fmt: skip
    """The page of one request, fresh or with what needs another look."""
    person = await people.person(db, person=found.person)
    errors = [{"text": mistake.sentence, "href": f"#f-{mistake.field}"}] if mistake else []
    return show(
        request, "identity/desk_one.html", nav="identity", status=422 if errors else HTTPStatus.OK, staff=member,
        found=found, who=await identity_of(db, vault, found.person), form=form, causes=CAUSES, said=choice_names(), errors=errors,
        verified=person.assurance == Assurance.VERIFIED, first=found.seen_by == member.subject,
        read=officer_review.first_reading_of(vault, found),
    )  # fmt: skip


@post(
    "/desk/identity/{id:uuid}/decision",
    opt=access(OFFICERS, acts=("identity.seen", "identity.confirmed", "identity.declined", "identity.present")),
    status_code=HTTPStatus.OK,
)
async def decide(
    request: AnyRequest, staff: StaffWho, vault: VaultHere, redis: Redis, now: Now, id: FromPath[UUID]
) -> Response[Any]:
    """Record the officer's decision, then notify the person."""
    form = await read_form(request, IdentityDecisionForm)
    moment, services = short_transactions(request), request.app.state.services
    async with moment() as db:
        found = await open_request(db, vault, staff, id, now)
        if not found.open:
            raise Conflict
        try:
            read = await first_reading(db, vault, found, form, samples=services.samples)
        except OfficerFormError as mistake:
            return await page(request, db, staff, vault, found, form, mistake)
    await keep_apart(moment, services, vault, staff, found, read)
    known = read is not None and await officer_review.register_confirms(
        services.registers, read, samples=services.samples
    )
    async with moment() as db:
        try:
            done = await carry_out_decision(request, db, staff, vault, found, form, read, now, known=known)
        except OfficerFormError as mistake:
            return await page(request, db, staff, vault, found, form, mistake)
        phone = (await identity_of(db, vault, found.person)).phone if done == "confirmed" else ""
    if done == "confirmed":
        await notify_by_sms(request.app.state.sms, moment, phone, "identity_confirmed")
    if done == "present":
        code = await officer_code.hand_out(redis, vault, found.person, now)
        return show(request, "identity/desk_code.html", nav="identity", staff=staff, code=f"{code[:4]} {code[4:]}")
    return see_other(f"/desk/identity?told={done}")


async def keep_apart(
    moment: Transaction,
    services: CaseServices,
    vault: VaultHere,
    member: Staff,
    found: IdentityRequest,
    read: OnDocument | None,
) -> None:
    """Raise OwnAffair, or learn the household by which `separation` does, before anything is written down."""
    await household.learn_of_person(moment, services, member, found.person)
    seen = read or officer_review.first_reading_of(vault, found)
    if seen is not None:
        await household.refuse_own_household(services, member, seen.name, seen.number)


async def first_reading(
    db: Connection, vault: VaultHere, found: IdentityRequest, form: IdentityDecisionForm, *, samples: bool
) -> OnDocument | None:
    """Return the document data of a first confirmation; None for other verdicts."""
    if form.verdict in ("declined", "present") or found.state == "seen":
        return None
    officer_review.need_reason(form.reason)
    return await officer_review.document_identity(db, vault, found, OnDocument(form.name, form.number), samples=samples)


async def carry_out_decision(
    request: AnyRequest,
    db: Connection,
    member: Staff,
    vault: VaultHere,
    found: IdentityRequest,
    form: IdentityDecisionForm,
    read: OnDocument | None,
    now: Now,
    *,
    known: bool,
) -> Literal["seen", "confirmed", "declined", "present"]:
    """Do it; raises Mistake where the form needs another look."""
    services: CaseServices = request.app.state.services
    if form.verdict == "declined":
        await officer_review.decline(db, vault, member, found, form.reason, now)
        return "declined"
    if form.verdict == "present":
        if (await people.person(db, person=found.person)).assurance < Assurance.VERIFIED:
            raise Conflict
        await officer_review.confirm_presence(db, vault, member, found, form.reason, now)
        return "present"
    if read is None:
        seen = form.seen == "yes"
        await officer_review.confirm(db, vault, member, found, form.reason, now, seen=seen, samples=services.samples)
        return "confirmed"
    await officer_review.record_first_sight(db, vault, member, found, read, form.reason, now, known=known)
    return "seen"


ROUTES = [queue, one, decide]
