"""What machines ask about relations: authority by law, telephone numbers; and a change of office for a trial."""

from http import HTTPStatus

import msgspec
from litestar import Response, post

from backend.kit.clock import local_date
from backend.registers.authority import AuthorityQuery, AuthoritySheet
from backend.registers.commissions import CommissionedNumber, CommissionsQuery, CommissionsSheet
from backend.registers.phone_numbers import NumbersQuery, NumbersSheet
from backend.registers.sample.api import DOWN, AnyRequest, Here, read, signed, text_response
from backend.registers.sample.relations import Took, authorities, numbers, relations
from backend.rules.calendar_periods import MONTHS, add_months


@post("/authority")
async def authority(request: AnyRequest, world: Here) -> Response[bytes]:
    """For what a person may act by law, signed; a silent register knows nothing."""
    asked = read(await request.body(), request.headers, world.register_key, AuthorityQuery)
    await world.troubles.wait("population", "market")
    if "down" in (world.troubles.mode("population"), world.troubles.mode("market")):
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("register"))
    who = world.find(asked.subject)
    found = () if who is None else tuple(authorities(who, world.offices))
    if asked.object is not None:
        found = tuple(one for one in found if one.object == asked.object)
    hidden = {place for place in ("population", "market") if world.troubles.mode(place) == "silent"}
    told = tuple(one for one in found if ("population" if one.object.kind == "person" else "market") not in hidden)
    return signed(world, AuthoritySheet(request_id=asked.request_id, authorities=told))


@post("/numbers")
async def phone_numbers(request: AnyRequest, world: Here) -> Response[bytes]:
    """The telephone numbers of a person, signed; a silent register has none."""
    asked = read(await request.body(), request.headers, world.register_key, NumbersQuery)
    await world.troubles.wait("population")
    mode = world.troubles.mode("population")
    if mode == "down":
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("population"))
    who = world.find(asked.subject) if mode != "silent" else None
    return signed(world, NumbersSheet(request_id=asked.request_id, numbers=numbers(who) if who else ()))


@post("/commissions")
async def commissions(request: AnyRequest, world: Here) -> Response[bytes]:
    """The numbers that the owner of this register wants asked, signed: of those who reach the age by the months, and nothing else."""
    asked = read(await request.body(), request.headers, world.register_key, CommissionsQuery)
    await world.troubles.wait("population")
    if world.troubles.mode("population") == "down":
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("population"))
    first = add_months(local_date(world.clock()), -asked.age * MONTHS)
    last = add_months(first, asked.months)
    told = tuple(
        CommissionedNumber(number=one.number, alone=one.alone)
        for one in relations().neighbour
        if first < one.born <= last
    )
    return signed(world, CommissionsSheet(request_id=asked.request_id, numbers=told, next=""))


@post("/offices")
async def offices(request: AnyRequest, world: Here) -> Response[bytes]:
    """Let somebody of the cast take an office over."""
    world.offices.take(read(await request.body(), request.headers, world.register_key, Took))
    return Response(msgspec.json.encode({"taken": True}), media_type="application/json", status_code=201)


ROUTES = [authority, phone_numbers, commissions, offices]
