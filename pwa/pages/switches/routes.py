"""The operators' page of the switches: what the machine may decide at once, since when, by whom and why, and turning one."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.decisions.store import instant_approvals
from backend.catalogue import brakes, store, switches
from backend.catalogue.switches import NoSwitch, Switch
from backend.kit.sql import Db as Connection
from backend.kit.text import is_reason
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents import separation
from backend.residents.guards import StaffWho, access, confirmed_staff, staff
from backend.residents.types import Staff
from pwa.templates import page

OPERATORS = staff("operator")
CONFIRMED = confirmed_staff("operator")
DAYS = 30  # of which the approvals are counted
Code = FromPath[Annotated[str, Meta(max_length=20)]]


class Pull(Struct, forbid_unknown_fields=True):
    """Which approvals to stop (empty: all of them), and why."""

    service: Annotated[str, Meta(max_length=20)] = ""
    reason: Annotated[str, Meta(max_length=500)] = ""


class Release(Struct, forbid_unknown_fields=True):
    """Why they go on."""

    reason: Annotated[str, Meta(max_length=500)] = ""


class Turn(Struct, forbid_unknown_fields=True):
    """Which way, and why."""

    to: Literal["on", "off"]
    reason: Annotated[str, Meta(max_length=500)] = ""


@get("/desk/switches", opt=access(OPERATORS))
async def overview(request: AnyRequest, db: Db, staff: StaffWho, now: Now, said: FromQuery[str] = "") -> Response[Any]:
    """Every service that has a rule, those that the machine decides first."""
    rows = await shown(db, now)
    turned = next((row["one"] for row in rows if row["one"].code == said), None)
    notice = f"“{turned.name}”现在{'由系统当场批准' if turned.on else '由工作人员办'}。" if turned else ""
    return await listed(request, db, staff, rows, notice)


async def listed(
    request: AnyRequest, db: Connection, staff: Staff, rows: list[dict[str, Any]], notice: str = "", wrong: str = ""
) -> Response[Any]:
    """The page of all switches with the brakes that are on; a brake comes before a switch."""
    on = {brake.service for brake in await store.brakes(db)}
    free = [row for row in rows if row["one"].on and not on & {brakes.ALL, row["one"].code}]
    groups = [("系统当场批准", free), ("由工作人员办", [row for row in rows if row not in free])]
    errors = [{"text": wrong, "href": "#f-reason"}] if wrong else []
    return page(
        request, "switches/list.html", nav="switches", staff=staff, groups=groups, notice=notice, days=DAYS, errors=errors,
        status=422 if wrong else 200, brakes=await pulled(db, staff, rows), all_stopped=brakes.ALL in on,
    )  # fmt: skip


async def pulled(db: Connection, staff: Staff, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The brakes that are on, and whether this person may release them."""
    names = {row["one"].code: row["one"].name for row in rows}
    return [
        {
            "one": brake,
            "name": names.get(brake.service, "全部事项"),
            "may_release": await separation.is_permitted(db, staff, "brake.released", brakes.of_brake(brake.id)),
        }
        for brake in await store.brakes(db)
    ]


@post("/desk/brakes", opt=access(OPERATORS, acts=("brake.pulled",)))
async def pull(request: AnyRequest, db: Db, staff: StaffWho, now: Now) -> Response[Any] | Redirect:
    """Stop machine approvals at once; stopping is always safe, so that nobody is asked to sign in again first."""
    sent = await read_form(request, Pull)
    try:
        await brakes.pull(db, sent.service, staff, sent.reason, now)
    except brakes.WhyNeeded as error:
        return await listed(request, db, staff, await shown(db, now), wrong=error.sentence)
    return see_other("/desk/switches")


@post("/desk/brakes/{id:uuid}/release", opt=access(CONFIRMED, acts=("brake.released",)))
async def release(
    request: AnyRequest, db: Db, staff: StaffWho, now: Now, id: FromPath[UUID]
) -> Response[Any] | Redirect:
    """Let them go on: another operator, freshly signed in."""
    sent = await read_form(request, Release)
    try:
        await brakes.release(db, id, staff, sent.reason, now)
    except brakes.WhyNeeded as error:
        return await listed(request, db, staff, await shown(db, now), wrong=error.sentence)
    return see_other("/desk/switches")


@get("/desk/switches/{code:str}", opt=access(OPERATORS))
async def show(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Response[Any]:
    """One switch, and the form that turns it."""
    return page(request, "switches/show.html", nav="switches", staff=staff, days=DAYS, **await one_of(db, code, now))


@post("/desk/switches/{code:str}", opt=access(CONFIRMED, acts=("switch.on", "switch.off")))
async def turn(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Response[Any] | Redirect:
    """Turn one; whoever does it has just signed in and says why."""
    sent = await read_form(request, Turn)
    if not is_reason(sent.reason):
        wrong = [{"text": "请写明理由，至少5个字。开关没有动。", "href": "#f-reason"}]
        context = await one_of(db, code, now)
        return page(
            request, "switches/show.html", status=422, nav="switches", staff=staff, days=DAYS, errors=wrong, **context
        )
    await switches.turn(db, code, sent.to == "on", staff, sent.reason, now)
    return see_other(f"/desk/switches?said={code}")


async def shown(db: Connection, now: datetime) -> list[dict[str, Any]]:
    """Every switch with how many cases the machine approved lately."""
    numbers = {one.code: one.number for one in await instant_approvals(db, since=now - timedelta(days=DAYS))}
    return [
        {"one": one, "number": numbers.get(one.code, 0), "state": state(one)} for one in await switches.every(db, now)
    ]


async def one_of(db: Connection, code: str, now: datetime) -> dict[str, Any]:
    """One of them."""
    row = next((row for row in await shown(db, now) if row["one"].code == code), None)
    if row is None:
        raise NoSwitch(code=code)
    return {**row, "stopped": bool({brakes.ALL, code} & {brake.service for brake in await store.brakes(db)})}


def state(one: Switch) -> str:
    """How it stands, in words."""
    return "系统当场批准" if one.on else "由工作人员办"


ROUTES = [overview, show, turn, pull, release]
