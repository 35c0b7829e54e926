"""The officers' desk for identity: who waits, and confirming or declining with a reason."""

from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from auth.dependencies import VaultHere
from auth.identity import store
from auth.identity.requests import SAID
from auth.identity.settling import settle
from auth.identity.steps import steps
from auth.identity.types import Request
from auth.pages import show
from auth.phone import masked
from backend.kit.identity_number import InvalidIdentityNumber, identity_number
from backend.kit.problems import Conflict, NotThere
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.notices.service import owe
from backend.residents import separation
from backend.residents import store as people
from backend.residents.guards import StaffWho, access, staff
from backend.residents.service import identity_of
from backend.residents.types import Assurance, Staff

OFFICERS = staff("officer", "supervisor")
CAUSES = {
    "asked": "居民预约", "doubtful": "刷脸时机器拿不准", "held_elsewhere": "证件号码已在另一个账号核实过",
    "disowned": "居民说核实不是本人做的",
}  # fmt: skip
HELD = "这个号码已经在另一个账号核实过。请当面问清楚；确认是同一个人换了手机号的，请办“找回账号”，不要在这里通过。"


class Decision(Struct, forbid_unknown_fields=True):
    """What the officer decided, why, and what stands on the document where we hold none yet."""

    verdict: Literal["confirmed", "declined"]
    reason: Annotated[str, Meta(max_length=300)] = ""
    name: Annotated[str, Meta(max_length=80)] = ""
    number: Annotated[str, Meta(max_length=40)] = ""


def admitted(member: Staff) -> None:
    """Only the departments that see to identity; to others there is no such desk."""
    if member.department not in steps().desk.departments:
        raise NotThere


@get("/desk/identity", opt=access(OFFICERS))
async def queue(request: AnyRequest, db: Db, staff: StaffWho, vault: VaultHere) -> Response[str]:
    """Who waits for somebody to see that it is them."""
    admitted(staff)
    waiting = await store.requests_waiting(db)
    rows = []
    for one in waiting:
        who = await identity_of(db, vault, one.person)
        rows.append({"request": one, "name": who.name or masked(who.phone)})
    return show(request, "identity/desk_queue.html", nav="identity", staff=staff, rows=rows, causes=CAUSES, said=SAID)


@get("/desk/identity/{id:uuid}", opt=access(OFFICERS))
async def one(
    request: AnyRequest, db: Db, staff: StaffWho, vault: VaultHere, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """One request; opening it is shown to the resident."""
    found = await opened(db, vault, staff, id, now)
    return await page(request, db, staff, vault, found, Decision(verdict="confirmed"), [])


async def opened(db: Connection, vault: VaultHere, member: Staff, id: UUID, now: Now) -> Request:
    """The request, with a line in the resident's list of readings."""
    admitted(member)
    found = await store.request(db, id=id)
    if found is None:
        raise NotThere
    await separation.not_their_own(db, vault, member, (found.person,))
    await people.note_reading(
        db, person=found.person, reader=member.subject, reader_name=member.name, case_id=None, at=now,
        reason="核对身份", role="supervisor" if "supervisor" in member.roles else "officer",
    )  # fmt: skip
    return found


async def page(
    request: AnyRequest, db: Connection, member: Staff, vault: VaultHere, found: Request, form: Decision, errors: list[dict[str, str]]
) -> Response[str]:  # fmt: skip
    """The page of one request, fresh or with what needs another look."""
    who = await identity_of(db, vault, found.person)
    return show(
        request, "identity/desk_one.html", nav="identity", status=422 if errors else HTTPStatus.OK, staff=member,
        found=found, who=who, form=form, causes=CAUSES, said=SAID, errors=errors,
    )  # fmt: skip


@post(
    "/desk/identity/{id:uuid}/decision",
    opt=access(OFFICERS, acts=("identity.confirmed", "identity.declined")),
    status_code=HTTPStatus.OK,
)
async def decide(
    request: AnyRequest, db: Db, staff: StaffWho, vault: VaultHere, now: Now, id: FromPath[UUID]
) -> Response[Any]:
    """Confirm that it is them, or decline and say why."""
    found, form = await opened(db, vault, staff, id, now), await read_form(request, Decision)
    if found.state != "waiting":
        raise Conflict
    wrong = await carried_out(request, db, staff, vault, found, form, now)
    if wrong:
        return await page(request, db, staff, vault, found, form, wrong)
    return see_other("/desk/identity")


async def carried_out(
    request: AnyRequest, db: Connection, member: Staff, vault: VaultHere, found: Request, form: Decision, now: Now
) -> list[dict[str, str]]:
    """Do it, or say what is missing."""
    reason = form.reason.strip()
    if len(reason) < 5:
        return [{"text": "请写明怎么核对的、为什么，至少5个字：居民会原样看到。", "href": "#f-reason"}]
    if form.verdict == "confirmed" and (wrong := await confirmed(request, db, vault, found, form, now)):
        return wrong
    await separation.act(
        db, member, f"identity.{form.verdict}", f"identity:{found.id}", now, vault=vault, about=(found.person,)
    )
    closed = await store.close_request(
        db, id=found.id, state=form.verdict, officer=member.subject, officer_name=member.name, reason=reason, at=now
    )
    if not closed:
        raise Conflict
    await people.note(
        db, at=now, actor=f"staff:{member.subject}", action=f"identity.{form.verdict}", subject=f"person:{found.person}",
        detail={"request": str(found.id)},
    )  # fmt: skip
    if form.verdict == "declined":
        says = f"工作人员看过了，这次没有通过。原因：{reason}"
        await owe(db, found.person, "other", "身份核对有了答复", says, "/me/identity", now)
    return []


async def confirmed(
    request: AnyRequest, db: Connection, vault: VaultHere, found: Request, form: Decision, now: Now
) -> list[dict[str, str]]:
    """Raise the person to the highest level; whom we don't know by name yet gets what stands on the document."""
    known = await identity_of(db, vault, found.person)
    who = None
    if not known.id_number:
        try:
            number = identity_number(form.number, samples=request.app.state.settings.sample)
        except InvalidIdentityNumber as error:
            return [{"text": error.says, "href": "#f-number"}]
        if not form.name.strip():
            return [{"text": "请填写证件上的姓名。", "href": "#f-name"}]
        who = (form.name.strip(), number)
    settled = await settle(db, vault, found.person, who, "officer", Assurance.VERIFIED, now)
    return [] if settled == "done" else [{"text": HELD, "href": "#f-number"}]


ROUTES = [queue, one, decide]
