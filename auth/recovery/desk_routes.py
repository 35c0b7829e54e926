"""Counter pages: two officers who see person and document confirm another phone number, one after the other."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

from litestar import Response, get, post
from litestar.params import FromQuery
from msgspec import Meta, Struct

from auth.dependencies import VaultHere
from auth.recovery import service
from auth.recovery.types import WAITING
from auth.rendering import show
from backend.kit import masking
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import NotThere, Refusal
from backend.kit.reasons import is_reason
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other, short_transactions
from backend.notices.sms import notify_by_sms
from backend.residents.guards import StaffWho, access, staff

OFFICERS = staff("officer", "supervisor")
Number = Annotated[str, Meta(max_length=40)]


class RecoveryCounterForm(Struct, forbid_unknown_fields=True):
    """Form of the first officer."""

    number: Number
    reason: Annotated[str, Meta(max_length=300)] = ""
    seen: Annotated[str, Meta(max_length=3)] = ""


class SecondOfficerForm(Struct, forbid_unknown_fields=True):
    """Form of the second officer."""

    number: Number
    word: Literal["agree", "decline"]
    seen: Annotated[str, Meta(max_length=3)] = ""


class NotSeen(Refusal):
    """The officer hasn't said that they saw the person and the document, or why it is right."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotSeenToo(Refusal):
    """The second officer hasn't said that they saw them."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


_messages = Messages.beside(__file__)
SAID, NO_SUCH_CODE = _messages.group("done"), _messages.take("no_such_code")


def said_after(key: str) -> str:
    """Say what was done; empty for anything else in the address."""
    facts = {"days": WAITING.days} if key == "confirmed" else {}
    return SAID[key](Audience.OFFICER, **facts).text if key in SAID else ""


@get("/desk/recoveries", opt=access(OFFICERS))
async def look(
    request: AnyRequest,
    db: Db,
    vault: VaultHere,
    staff: StaffWho,
    now: Now,
    number: FromQuery[Number] = "",
    said: FromQuery[str] = "",
) -> Response[Any]:
    """The request that the person names; opening it is logged."""
    if not number:
        rows = await service.waiting(db, staff, now)
        return show(
            request, "desk/recovery.html", nav="recoveries", staff=staff, recovery=None, wanted=None, number="", rows=rows,
            notice=said_after(said),
        )  # fmt: skip
    return await one(request, db, vault, staff, now, number)


async def one(
    request: AnyRequest,
    db: Db,
    vault: VaultHere,
    staff: StaffWho,
    now: Now,
    number: str,
    refusal: Refusal | None = None,
    reason: str = "",
) -> Response[Any]:
    """One request, or that there is none under this number."""
    try:
        recovery = await service.open_at_counter(db, vault, staff, number, now)
    except NotThere as error:
        wrong = [{"text": NO_SUCH_CODE(Audience.OFFICER).text, "href": "#f-number"}]
        return show(
            request, "desk/recovery.html", status=error.status, nav="recoveries", staff=staff, recovery=None, wanted=None, number=number,
            rows=[], errors=wrong,
        )  # fmt: skip
    wanted = service.open_claim(vault, recovery)
    return show(
        request, "desk/recovery.html", status=refusal.status if refusal else HTTPStatus.OK, nav="recoveries", staff=staff, recovery=recovery,
        wanted=wanted, phone=masking.phone(wanted.phone), number=number, reason=reason, first=recovery.seen_by == staff.subject,
        errors=[{"text": refusal.sentence, "href": "#f-seen" if recovery.state == "seen" else "#f-reason"}] if refusal else [],
    )  # fmt: skip


@post("/desk/recoveries", opt=access(OFFICERS, acts=("number.seen",)), status_code=HTTPStatus.OK)
async def see(request: AnyRequest, vault: VaultHere, staff: StaffWho, now: Now) -> Response[Any]:
    """Record the first confirmation."""
    form = await read_form(request, RecoveryCounterForm)
    moment = short_transactions(request)
    await service.know_the_household(moment, request.app.state.services, staff, form.number, now)
    async with moment() as db:
        if form.seen != "yes" or not is_reason(form.reason):
            return await one(request, db, vault, staff, now, form.number, NotSeen(), form.reason)
        await service.see(db, vault, staff, form.number, form.reason.strip(), now)
    return see_other("/desk/recoveries?said=seen")


@post(
    "/desk/recoveries/second",
    opt=access(OFFICERS, acts=("number.confirmed", "number.declined")),
    status_code=HTTPStatus.OK,
)
async def second(request: AnyRequest, vault: VaultHere, staff: StaffWho, now: Now) -> Response[Any]:
    """Record the second confirmation, which takes effect in three days and notifies the old number, or a refusal."""
    form = await read_form(request, SecondOfficerForm)
    moment = short_transactions(request)
    await service.know_the_household(moment, request.app.state.services, staff, form.number, now)
    async with moment() as db:
        if form.word == "decline":
            await service.decline(db, vault, staff, form.number, now)
            return see_other("/desk/recoveries?said=declined")
        if form.seen != "yes":
            return await one(request, db, vault, staff, now, form.number, NotSeenToo())
        old = await service.confirm(db, vault, staff, form.number, now)
    await notify_by_sms(request.app.state.sms, moment, old, "number_changing", days=str(WAITING.days))
    return see_other("/desk/recoveries?said=confirmed")


ROUTES = [look, see, second]
