"""The operators' page of the switches: what the machine may decide at once, since when, by whom and why, and turning one."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.store import decided_at_once
from backend.catalogue import switches
from backend.catalogue.switches import NoSwitch, Switch
from backend.kit.sql import Db as Connection
from backend.kit.text import is_reason
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, confirmed_staff, staff
from pwa.templates import page

OPERATORS = staff("operator")
CONFIRMED = confirmed_staff("operator")
DAYS = 30  # of which the approvals are counted
Code = FromPath[Annotated[str, Meta(max_length=20)]]


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
    groups = [
        ("系统当场批准", [row for row in rows if row["one"].on]),
        ("由工作人员办", [row for row in rows if not row["one"].on]),
    ]
    return page(request, "switches/list.html", nav="switches", staff=staff, groups=groups, notice=notice, days=DAYS)


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
    numbers = {one.code: one.number for one in await decided_at_once(db, since=now - timedelta(days=DAYS))}
    return [
        {"one": one, "number": numbers.get(one.code, 0), "state": state(one)} for one in await switches.every(db, now)
    ]


async def one_of(db: Connection, code: str, now: datetime) -> dict[str, Any]:
    """One of them."""
    row = next((row for row in await shown(db, now) if row["one"].code == code), None)
    if row is None:
        raise NoSwitch(code=code)
    return row


def state(one: Switch) -> str:
    """How it stands, in words."""
    return "系统当场批准" if one.on else "由工作人员办"


ROUTES = [overview, show, turn]
