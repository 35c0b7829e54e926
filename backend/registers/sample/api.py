"""API of the sample world for machines: register queries, SMS, fault injection."""

import time
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, SkipValidation
from msgspec import Struct

from backend.kit.clock import Clock
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.registers import signature
from backend.registers.sample import bank, register_answers
from backend.registers.sample import licences as issued
from backend.registers.sample.cast import cast, resident
from backend.registers.sample.faults import ActiveFaults, Fault
from backend.registers.sample.life_changes import LifeChangeFeed, LifeChangeRequest
from backend.registers.sample.phone import GatewayMessage, SamplePhone
from backend.registers.sample.population import SamplePopulation
from backend.registers.sample.portraits import portrait_of
from backend.registers.sample.relations import Offices
from backend.registers.sample.residents import Resident
from backend.registers.sample.telephone import Telephone
from backend.registers.sample.treasury import Treasury
from backend.registers.types import (
    AccountQuery,
    AccountSheet,
    ChangesQuery,
    ChangesSheet,
    HolderQuery,
    HolderSheet,
    LicenceQuery,
    LicenceSheet,
    PortraitQuery,
    PortraitSheet,
    RegisteredChange,
    RegisterQuery,
    Subject,
)

T = TypeVar("T")
HERE = "440304"
SEEN = 12  # queries shown on the page

DOWN = Messages.beside(__file__).texts("answers", Audience.MACHINE)


class QueryLogEntry(Struct, frozen=True):
    """Logged query: purpose and counts, never the person."""

    at: datetime
    purpose: str
    registers: tuple[str, ...]
    told: int
    silent: int


class SampleWorld(Struct, frozen=True, kw_only=True):
    """State of this process."""

    register_key: str
    sms_key: str
    origin: str
    pictures: Path
    population: SamplePopulation
    changes: LifeChangeFeed
    treasury: Treasury
    phone: SamplePhone
    telephone: Telephone
    offices: Offices
    troubles: ActiveFaults
    clock: Clock
    asked: deque[QueryLogEntry]

    def find(self, subject: Subject) -> Resident | None:
        """Return the person with this number and name, after all life changes."""
        found = self.population.find(subject)
        return None if found is None else self.changes.lived(found)


Here = NamedDependency[SkipValidation[SampleWorld]]
AnyRequest = Request[Any, Any, Any]


@post("/query")
async def query(request: AnyRequest, world: Here) -> Response[bytes]:
    """Answer a register query for one person."""
    asked = read(await request.body(), request.headers, world.register_key, RegisterQuery)
    places = register_answers.registers_asked(asked)
    await world.troubles.wait(*places)
    if register_answers.all_down(asked, world.troubles):
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("registers"))
    now = world.clock()
    sheet = register_answers.register_response(asked, world.find(asked.subject), world.troubles, now)
    seen = QueryLogEntry(now, asked.purpose, tuple(sorted(places)), len(sheet.answers), len(sheet.silent))
    world.asked.appendleft(seen)
    return Response(msgspec.json.encode(sheet), media_type="application/json", status_code=200)


@post("/licences")
async def licences(request: AnyRequest, world: Here) -> Response[bytes]:
    """Return a person's electronic licences, signed."""
    asked = read(await request.body(), request.headers, world.register_key, LicenceQuery)
    await world.troubles.wait("licences")
    if world.troubles.mode("licences") == "down":
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("licences"))
    found = world.find(asked.subject) if world.troubles.mode("licences") != "silent" else None
    matching = tuple(one for one in issued.licences(found) if one.kind == asked.kind) if found else ()
    world.asked.appendleft(QueryLogEntry(world.clock(), asked.purpose, ("licences",), len(matching), 0))
    return signed(world, LicenceSheet(request_id=asked.request_id, licences=matching))


@post("/portraits")
async def portraits(request: AnyRequest, world: Here) -> Response[bytes]:
    """Return a person's portrait, signed; only the cast has one."""
    asked = read(await request.body(), request.headers, world.register_key, PortraitQuery)
    await world.troubles.wait("population")
    mode = world.troubles.mode("population")
    if mode == "down":
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("population"))
    known = world.find(asked.subject) if mode != "silent" else None
    world.asked.appendleft(QueryLogEntry(world.clock(), asked.purpose, ("population",), int(known is not None), 0))
    return signed(
        world, PortraitSheet(request_id=asked.request_id, portrait=portrait_of(known.number) if known else b"")
    )


@post("/accounts")
async def accounts(request: AnyRequest, world: Here) -> Response[bytes]:
    """Say whether an account belongs to its named holder, signed; a silent register can't tell."""
    asked = read(await request.body(), request.headers, world.register_key, AccountQuery)
    await world.troubles.wait("bank")
    mode = world.troubles.mode("bank")
    if mode == "down":
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("bank"))
    answer = bank.answer(asked.account, world.find(asked.holder), mode)
    world.asked.appendleft(
        QueryLogEntry(
            world.clock(), asked.purpose, ("bank",), int(answer != "cannot_tell"), int(answer == "cannot_tell")
        )
    )
    return signed(world, AccountSheet(request_id=asked.request_id, answer=answer))


@post("/accounts/held")
async def accounts_held(request: AnyRequest, world: Here) -> Response[bytes]:
    """Return a person's accounts, signed; a silent register names none."""
    asked = read(await request.body(), request.headers, world.register_key, HolderQuery)
    await world.troubles.wait("bank")
    mode = world.troubles.mode("bank")
    if mode == "down":
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("bank"))
    who = world.find(asked.holder) if mode != "silent" else None
    found = tuple(sorted(bank.accounts_of(who))) if who else ()
    world.asked.appendleft(QueryLogEntry(world.clock(), asked.purpose, ("bank",), len(found), int(not found)))
    return signed(world, HolderSheet(request_id=asked.request_id, accounts=found))


def signed(world: SampleWorld, sheet: Struct) -> Response[bytes]:
    """Return a signed response."""
    body = msgspec.json.encode(sheet)
    headers = signature.signed(world.register_key, body, int(time.time()))
    return Response(body, media_type="application/json", status_code=200, headers=headers)


@post("/changes")
async def changes(request: AnyRequest, world: Here) -> Response[bytes]:
    """Return changes after a position in the population register's feed, signed."""
    asked = read(await request.body(), request.headers, world.register_key, ChangesQuery)
    await world.troubles.wait("population")
    mode = world.troubles.mode("population")
    if mode == "down":
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("population"))
    found, place = ((), asked.after) if mode == "silent" else world.changes.after(asked.after)
    return signed(world, ChangesSheet(request_id=asked.request_id, changes=found, next=place))


@post("/happenings")
async def happening(request: AnyRequest, world: Here) -> Response[bytes]:
    """Make a person move or die."""
    change = happen(world, read(await request.body(), request.headers, world.register_key, LifeChangeRequest))
    return Response(msgspec.json.encode(change), media_type="application/json", status_code=201)


def happen(world: SampleWorld, one: LifeChangeRequest) -> RegisteredChange:
    """Record a life change; a person unknown to this world is taken to be registered here."""
    known = cast().get(one.who)
    lived_in = str(resident(known).facts.get("hukou", HERE)) if known else HERE
    return world.changes.happen(one, lived_in)


@post("/messages")
async def messages(request: AnyRequest, world: Here) -> Response[bytes]:
    """Accept an SMS; a silent gateway accepts and loses it."""
    message = read(await request.body(), request.headers, world.sms_key, GatewayMessage)
    await world.troubles.wait("sms")
    mode = world.troubles.mode("sms")
    if mode == "down":
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("sms"))
    if mode != "silent":
        world.phone.take(message, world.clock())
    return Response(msgspec.json.encode({"id": message.id}), media_type="application/json", status_code=202)


@post("/trouble")
async def trouble(request: AnyRequest, world: Here) -> Response[bytes]:
    """Turn a fault on, or off with mode ok."""
    world.troubles.put(read(await request.body(), request.headers, world.register_key, Fault))
    return Response(msgspec.json.encode(world.troubles.running()), media_type="application/json", status_code=200)


@get("/phone.json")
async def phone_json(world: Here, to: Annotated[str, QueryParameter(max_length=20)] = "") -> Response[bytes]:
    """Return the messages of the sample phone, newest first."""
    found = [{**msgspec.to_builtins(one), "text": one.text} for one in world.phone.messages(to)]
    return Response(msgspec.json.encode(found), media_type="application/json", headers={"Cache-Control": "no-store"})


@get("/livez")
async def livez() -> dict[str, bool]:
    """Liveness probe."""
    return {"sample": True}


def read(body: bytes, headers: Mapping[str, str], key: str, kind: type[T]) -> T:
    """Parse a signed request; raises NotSigned or a decoding error."""
    signature.check(key, body, headers, int(time.time()))
    return msgspec.json.decode(body, type=kind)


def text_response(status: HTTPStatus, says: str) -> Response[bytes]:
    """Return a short text response."""
    return Response(msgspec.json.encode({"says": says}), status_code=status, media_type="application/json")


ROUTES = [query, licences, portraits, accounts, accounts_held, changes, happening, messages, trouble, phone_json, livez]
