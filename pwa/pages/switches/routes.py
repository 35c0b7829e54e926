"""The operators' page of the switches: what the machine may decide at once, since when, by whom and why, and turning one."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.catalogue import brakes, switches
from backend.kit.problems import Refusal
from backend.kit.reasons import ReasonNeeded
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, confirmed_staff, staff
from backend.residents.types import Staff
from pwa.pages.switches.views import switch_page, switches_page, turned_notice
from pwa.templates import form_again, page
from pwa.views.parts import field_error

OPERATORS = staff("operator")
CONFIRMED = confirmed_staff("operator")
Code = FromPath[Annotated[str, Meta(max_length=20)]]


class BrakePull(Struct, forbid_unknown_fields=True):
    """Which approvals to stop (empty: all of them), and why."""

    service: Annotated[str, Meta(max_length=20)] = ""
    reason: Annotated[str, Meta(max_length=500)] = ""


class BrakeRelease(Struct, forbid_unknown_fields=True):
    """Why they go on."""

    reason: Annotated[str, Meta(max_length=500)] = ""


class SwitchTurn(Struct, forbid_unknown_fields=True):
    """Which way, and why."""

    to: Literal["on", "off"]
    reason: Annotated[str, Meta(max_length=500)] = ""


@get("/desk/switches", opt=access(OPERATORS))
async def overview(request: AnyRequest, db: Db, staff: StaffWho, now: Now, said: FromQuery[str] = "") -> Response[str]:
    """Every service that has a rule, those that the machine decides first."""
    view, notice = await switches_page(db, staff, now), await turned_notice(db, said, now)
    return page(request, "switches/list.html", view, nav="switches", staff=staff, notice=notice)


async def listed_again(
    request: AnyRequest, db: Connection, staff: Staff, now: datetime, refusal: Refusal
) -> Response[str]:
    """Answer with the page of all switches and what is missing."""
    view, wrong = await switches_page(db, staff, now), field_error("reason", refusal.sentence)
    return form_again(request, "switches/list.html", view, wrong, status=refusal.status, nav="switches", staff=staff)


@post("/desk/brakes", opt=access(OPERATORS, acts=("brake.pulled",)))
async def pull(request: AnyRequest, db: Db, staff: StaffWho, now: Now) -> Response[str] | Redirect:
    """Stop machine approvals at once; stopping is always safe, so that nobody is asked to sign in again first."""
    sent = await read_form(request, BrakePull)
    try:
        await brakes.pull(db, sent.service, staff, sent.reason, now)
    except ReasonNeeded as refusal:
        return await listed_again(request, db, staff, now, refusal)
    return see_other("/desk/switches")


@post("/desk/brakes/{id:uuid}/release", opt=access(CONFIRMED, acts=("brake.released",)))
async def release(
    request: AnyRequest, db: Db, staff: StaffWho, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Let them go on: another operator, freshly signed in."""
    sent = await read_form(request, BrakeRelease)
    try:
        await brakes.release(db, id, staff, sent.reason, now)
    except ReasonNeeded as refusal:
        return await listed_again(request, db, staff, now, refusal)
    return see_other("/desk/switches")


@get("/desk/switches/{code:str}", opt=access(OPERATORS))
async def show(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Response[str]:
    """One switch, and the form that turns it."""
    view = await switch_page(db, code, now)
    return page(request, "switches/show.html", view, nav="switches", staff=staff, typed="")


@post("/desk/switches/{code:str}", opt=access(CONFIRMED, acts=("switch.on", "switch.off")))
async def turn(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Response[str] | Redirect:
    """Turn one; its operator has just signed in and says why."""
    sent = await read_form(request, SwitchTurn)
    try:
        await switches.turn(db, code, sent.to == "on", staff, sent.reason, now)
    except ReasonNeeded as refusal:
        view, wrong = await switch_page(db, code, now), field_error("reason", refusal.sentence)
        return form_again(request, "switches/show.html", view, wrong, nav="switches", staff=staff, typed=sent.reason)
    return see_other(f"/desk/switches?said={code}")


ROUTES = [overview, show, turn, pull, release]
