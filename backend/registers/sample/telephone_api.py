"""The sample telephone over HTTP: what the gateway's protocol asks, and a page where people answer and press keys."""

from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from msgspec import Meta, Struct

from backend.kit.messages.render import Messages
from backend.registers.sample.api import DOWN, AnyRequest, Here, SampleWorld, read, signed, text_response
from backend.registers.sample.cast import cast
from backend.registers.sample.pages import REFRESH, read_own_form, sample_page
from backend.registers.sample.relations import relations
from backend.registers.sample.telephone import Call
from backend.registers.telephone import CallOrder, CallQuery, CallReport

_messages = Messages.beside(__file__)
AT_HOME = _messages.take("at_home")
STATES = _messages.words("CALLS")


class Pressed(Struct, forbid_unknown_fields=True):
    """What somebody does at the telephone."""

    call: UUID
    does: Literal["pick_up", "hang_up", "press"]
    keys: Annotated[str, Meta(max_length=20)] = ""


@post("/telephone/calls")
async def place(request: AnyRequest, world: Here) -> Response[bytes]:
    """Take a call order; a silent gateway takes it, and nothing ever rings."""
    order = read(await request.body(), request.headers, world.register_key, CallOrder)
    await world.troubles.wait("telephone")
    mode = world.troubles.mode("telephone")
    if mode == "down":
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("telephone"))
    if mode == "silent":
        return signed(world, CallReport(request_id=order.request_id, call=order.call, state="ringing"))
    return signed(world, reported(order.request_id, world.telephone.place(order, world.clock())))


@post("/telephone/states")
async def states(request: AnyRequest, world: Here) -> Response[bytes]:
    """Say how a call stands."""
    query = read(await request.body(), request.headers, world.register_key, CallQuery)
    await world.troubles.wait("telephone")
    if world.troubles.mode("telephone") == "down":
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, DOWN("telephone"))
    call = world.telephone.find(query.call, world.clock())
    if call is None:
        return signed(world, CallReport(request_id=query.request_id, call=query.call, state="unknown"))
    return signed(world, reported(query.request_id, call))


def reported(request_id: UUID, call: Call) -> CallReport:
    """A call as the protocol says it."""
    return CallReport(request_id=request_id, call=call.id, state=call.state, keys=tuple(call.keys))


@get("/telephone")
async def telephone_page(world: Here, to: Annotated[str, QueryParameter(max_length=20)] = "") -> Response[str]:
    """The telephones of this world: what rings, what is spoken, and keys to press."""
    now = world.clock()
    calls = world.telephone.calls(f"+{to.strip().lstrip('+')}" if to.strip() else "", now)
    return sample_page(
        "telephone.html", world, calls=calls, names=owners(), states=STATES, to=to, refresh=REFRESH,
        busy=any(call.waits_for for call in calls),
    )  # fmt: skip


@post("/telephone")
async def act(request: AnyRequest, world: Here) -> Redirect:
    """Pick up, press keys, hang up."""
    handle(world, await read_own_form(request, Pressed))
    return Redirect("/telephone", status_code=HTTP_303_SEE_OTHER)


def handle(world: SampleWorld, done: Pressed) -> None:
    """Do it, if there is such a call."""
    call = world.telephone.find(done.call, world.clock())
    if call is None:
        return
    match done.does:
        case "pick_up":
            world.telephone.pick_up(call)
        case "hang_up":
            world.telephone.hang_up(call)
        case "press":
            world.telephone.press(call, done.keys)


def owners() -> dict[str, str]:
    """Whose numbers these are."""
    mobiles = {member.international_phone: member.name for member in cast().values()}
    return mobiles | {number: AT_HOME(name=cast()[key].name).text for key, number in relations().landlines.items()}


ROUTES = [place, states, telephone_page, act]
